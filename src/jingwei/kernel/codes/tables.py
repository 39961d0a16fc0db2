"""The shipped code tables: national ones and our own, read once from TOML. No database."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib.resources import files
from typing import Any


def normal(text: str) -> str:
    """Return how texts are compared: half-width, without any blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True)
class Code:
    """One code, or one version of it. ``valid_to`` is the last day; None: no end.

    ``short`` is the word of the appointment form where it differs from ``label``; ``standard``
    the code of the national standard; a ``heading`` groups others and is not offered.
    """

    code: str
    label: str
    short: str = ""
    order: int = 0
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    standard: str = ""
    aliases: tuple[str, ...] = ()
    heading: bool = False
    local: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the code may be used on ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    @property
    def ends(self) -> bool:
        """Whether a last day is set, past or coming."""
        return self.valid_to is not None


@dataclass(frozen=True)
class CodeTable:
    """A table as shipped. ``complete`` is False when our sources give only a part of it."""

    code: str
    title: str
    source: str
    edition: str
    complete: bool
    standard: str = ""
    standard_table: str = ""
    rows: tuple[Code, ...] = field(default=())

    @property
    def origin(self) -> str:
        """Who numbered the shipped codes, for people: the state, or this product."""
        return "本系统" if self.code.startswith("JW_") else "国家"

    @cached_property
    def by_code(self) -> dict[str, tuple[Code, ...]]:
        """The versions of every code, oldest first."""
        found: dict[str, list[Code]] = {}
        for row in sorted(self.rows, key=lambda row: row.valid_from or date.min):
            found.setdefault(row.code, []).append(row)
        return {code: tuple(versions) for code, versions in found.items()}

    @cached_property
    def by_text(self) -> dict[str, str]:
        """The code of every known text; a text that two codes share stands for none."""
        return text_map(self.rows)

    @cached_property
    def by_standard(self) -> dict[str, str]:
        """The code for a standard's code, where exactly one current code has it."""
        pairs = [(row.standard, row.code) for row in self.rows if row.standard and not row.ends]
        return _single(pairs)

    def version(self, code: str, on: date | None = None) -> Code | None:
        """Return the version of ``code`` that held ``on`` a day, else its newest; None: unknown."""
        versions = self.by_code.get(code)
        if versions is None:
            return None
        held = [row for row in versions if on is not None and row.holds_on(on)]
        return (held or versions)[-1]


def text_map(rows: Iterable[Code]) -> dict[str, str]:
    """Return the code of every text of ``rows``.

    A label wins over a short word, that over an alias, and all of them over what has ended.
    """
    now, gone = _split(rows)
    ranked = [
        [(row.label, row.code) for row in now],
        [(row.short, row.code) for row in now if row.short],
        [(text, row.code) for row in now for text in row.aliases],
        [(text, row.code) for row in gone for text in (row.label, *row.aliases)],
    ]
    found: dict[str, str] = {}
    for pairs in ranked:
        found = _single((normal(text), code) for text, code in pairs) | found
    return found


def _split(rows: Iterable[Code]) -> tuple[list[Code], list[Code]]:
    listed = list(rows)
    return [row for row in listed if not row.ends], [row for row in listed if row.ends]


def _single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    distinct = set(pairs)
    counts = Counter(key for key, _ in distinct)
    return {key: value for key, value in distinct if counts[key] == 1}


def table_from(text: str) -> CodeTable:
    """Return the table that a TOML text declares."""
    told = tomllib.loads(text)
    rows, same = told.pop("codes"), told.pop("same_codes", False)
    return CodeTable(**told, rows=tuple(_codes(rows, same=same)))


def _codes(rows: Iterable[Mapping[str, Any]], *, same: bool) -> Iterator[Code]:
    for order, row in enumerate(rows):
        aliases = tuple(row.get("aliases", ()))
        standard = row.get("standard", row["code"] if same else "")
        yield Code(**{"order": order, **row, "aliases": aliases, "standard": standard})


def shipped() -> dict[str, CodeTable]:
    """Return every shipped table by its code, in the order of the codes."""
    folder = files("jingwei.kernel") / "data" / "codes"
    texts = [
        path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name.endswith(".toml")
    ]
    tables = [table_from(text) for text in texts]
    return {table.code: table for table in sorted(tables, key=lambda table: table.code)}


TABLES: dict[str, CodeTable] = shipped()
