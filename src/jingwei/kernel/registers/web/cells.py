"""The table of a list, prepared as plain values: the template has nothing left to work out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import QueryDict

from jingwei.kernel.encrypted import EncryptedField
from jingwei.kernel.registers.declaration import Col, Register, Secrecy
from jingwei.kernel.registers.kinds import DayKind, PartialKind
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web.access import address
from jingwei.kernel.registers.web.queries import changed

LONGEST = 120
MISSING = "missing_count"
"""The column that counts what a row lacks: red, unless nothing."""


@dataclass(frozen=True)
class Head:
    """The head of a column; ``sort`` is "" where the list cannot be sorted by it."""

    label: str
    css: str
    sort: str = ""
    state: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a list: ``cells`` are (label, css, text); the first stands in ``title``."""

    pk: int
    name: str
    url: str
    title: tuple[str, str, str]
    cells: list[tuple[str, str, str]]


def columns(register: Register[Any]) -> list[Col]:
    """Return every column a list may show."""
    return [col for col in register.columns if col.shown("list") or col.shown("detail")]


def chosen(register: Register[Any], asked: QueryDict) -> list[Col]:
    """Return the columns of ``cols=`` in the order declared, without it the usual ones."""
    wanted = {name for value in asked.getlist("cols") for name in value.split(",")}
    return [col for col in columns(register) if col.name in wanted] or register.cols("list")


def heads(register: Register[Any], cols: list[Col], sight: Sight, query: QueryDict) -> list[Head]:
    """Return the heads of ``cols``, with links that sort by them, up first."""
    return [_head(register, col, sight, query) for col in cols]


def _head(register: Register[Any], col: Col, sight: Sight, query: QueryDict) -> Head:
    label, css = register.label_of(col), css_of(register, col)
    if not col.sort or not sight.clear(col):
        return Head(label, css)
    now = query.get("sort", "")
    turned = f"-{col.name}" if now == col.name else col.name
    state = {col.name: "ascending", f"-{col.name}": "descending"}.get(now, "")
    return Head(label, css, changed(query, sort=turned), state)


def css_of(register: Register[Any], col: Col) -> str:
    """Return the class of a column's cells."""
    kind = register.kind(col)
    if kind.is_number:
        return "num"
    return "nowrap" if isinstance(kind, PartialKind | DayKind) else ""


def lines(
    register: Register[Any], cols: list[Col], sight: Sight, rows: Iterable[Any]
) -> list[Line]:
    """Return rows for the table; masked where the viewer may not read. No query."""
    makers = [_maker(register, col, sight) for col in cols]
    before, _, after = address("row", register.code, 0).rpartition("0")
    found = []
    for row in rows:
        first, *others = [make(row) for make in makers]
        url = register.row_url(row) or f"{before}{row.pk}{after}"
        found.append(Line(row.pk, register.row_name(row), url, first, others))
    return found


def _maker(
    register: Register[Any], col: Col, sight: Sight
) -> Callable[[Any], tuple[str, str, str]]:
    kind, label, css = register.kind(col), register.label_of(col), css_of(register, col)
    show = kind.show if sight.clear(col) else kind.mask

    def make(row: Any) -> tuple[str, str, str]:
        value = col.read(row)
        text = show(value)
        if len(text) > LONGEST:
            text = f"{text[: LONGEST - 2]}……"
        lacks = col.name == MISSING and value
        return label, f"{css} lacking" if lacks else css, text or "——"

    return make


def without_secrets(register: Register[Any], rows: QuerySet[Any], cols: list[Col]) -> QuerySet[Any]:
    """Leave the encrypted columns that are not shown in the database: reading decrypts."""
    if any(col.value and col.secrecy == Secrecy.P3 for col in cols):
        return rows
    shown = {col.name for col in cols}
    return rows.defer(*(name for name in secrets(register) if name not in shown))


@cache
def secrets(register: Register[Any]) -> tuple[str, ...]:
    """Return the encrypted columns of a register's rows and of the rows they come with."""
    parts = [way.split("__") for way in register._related]
    ways = {"", *("__".join(way[:n]) for way in parts for n in range(1, len(way) + 1))}
    return tuple(name for way in sorted(ways) for name in _encrypted(register.model, way))


def _encrypted(model: Any, way: str) -> Iterable[str]:
    for part in filter(None, way.split("__")):
        model = model._meta.get_field(part).related_model
    prefix = f"{way}__" if way else ""
    fields: Iterable[models.Field[Any, Any]] = model._meta.concrete_fields
    return [prefix + field.name for field in fields if isinstance(field, EncryptedField)]
