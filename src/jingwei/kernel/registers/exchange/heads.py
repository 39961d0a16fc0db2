"""The heads of a file's columns: what we write, and how what others wrote is recognised."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.declaration import REGISTERS, Col, Register
from jingwei.kernel.registers.kinds import RelatedKind

REASON = "原因"
_ASIDE = frozenset(("序号", "行号", REASON))
"""Heads that people add to a list and that mean no column; not worth a word."""
_NOTE = re.compile(r"[(\[{【〔《][^)\]}】〕》]*[)\]}】〕》]")
_SIGNS = re.compile(r"[\s*:：,，;；、.。/\\|_·\-—]+")
_LOOSE = (
    (re.compile("年月日|年月|日期|时间"), "日"),
    (re.compile("号码|编号|编码"), "号"),
    (re.compile("^(本人|个人)"), ""),
)


@dataclass(frozen=True)
class Heads:
    """Which cell of a row belongs to which column; ``unknown`` are the heads of no column."""

    places: dict[int, Col]
    unknown: tuple[str, ...]

    @property
    def names(self) -> set[str]:
        """The names of the columns the file has."""
        return {col.name for col in self.places.values()}


@cache
def head_of(register: Register[Any], col: Col) -> str:
    """Return what stands above a column in files: its label, told apart where two are alike.

    Above a related row, named by its number, stands 人员编号 and not 人员.
    """
    label = register.label_of(col)
    kind = register.kind(col)
    if isinstance(kind, RelatedKind) and (named := _name_of(kind)).startswith(label):
        return named
    alike = [other for other in register.columns if register.label_of(other) == label]
    if len(alike) == 1 or (col.is_own and sum(other.is_own for other in alike) == 1):
        return label
    if col.is_own:
        return f"{label}{col.item or col.name}"
    relation = register.field(Col(col.name.split("__")[0])) if "__" in col.name else None
    return f"{getattr(relation, 'verbose_name', '其')}{label}"


def _name_of(kind: RelatedKind) -> str:
    """Return what the column is called by which files name a related row, "" for none."""
    fields = {f.name: f for f in kind.model._meta.concrete_fields}
    return str(fields[kind.by].verbose_name) if kind.by in fields else ""


def heads_score(register: Register[Any], cells: Sequence[Any]) -> int:
    """Return how many cells of a row are heads of this register."""
    known = _known(register)
    return len({known[w] for c in cells if isinstance(c, str) for w in _words(c) if w in known})


def heads_match(register: Register[Any], texts: Sequence[str]) -> Heads:
    """Return what the heads of a file mean.

    Raises BadInput ``register.header`` when a column stands there twice, or when no key of the
    register is complete.
    """
    places: dict[int, Col] = {}
    known = _known(register)
    for place, text in enumerate(texts):
        name = next((known[word] for word in _words(text) if word in known), None)
        if name is not None:
            places[place] = register.col(name)
    _place_relations(register, places, texts)
    unknown = [t for n, t in enumerate(texts) if t and n not in places and _plain(t) not in _ASIDE]
    heads = Heads(places, tuple(unknown))
    _refuse_twice(register, heads, texts)
    _refuse_keyless(register, heads)
    return heads


def _place_relations(register: Register[Any], places: dict[int, Col], texts: Sequence[str]) -> None:
    """Let 身份证号 stand for the person of a row when nothing else in the file does."""
    for col in register.cols("import"):
        kind = register.kind(col)
        if not isinstance(kind, RelatedKind) or col in places.values():
            continue
        owned = REGISTERS.get(kind.model._meta.label_lower)
        if owned is None:
            continue
        words = {_plain(head_of(owned, owned.col(way[0]))) for way in owned.keys if len(way) == 1}
        named = (n for n, text in enumerate(texts) if n not in places and words & {*_words(text)})
        if (place := next(named, None)) is not None:
            places[place] = col


def key_words(register: Register[Any]) -> str:
    """Return the ways a file may name a row: 人员编号，或 身份证号，或 姓名+出生年月."""
    ways = ("+".join(head_of(register, register.col(n)) for n in way) for way in register.keys)
    return "，或 ".join(ways)


def _refuse_twice(register: Register[Any], heads: Heads, texts: Sequence[str]) -> None:
    counts = Counter(col.name for col in heads.places.values())
    for name, count in counts.items():
        if count > 1:
            alike = [texts[place] for place, col in heads.places.items() if col.name == name]
            label = head_of(register, register.col(name))
            raise BadInput(
                "register.header", f"有 {count} 列都是“{label}”（{'、'.join(alike)}）。",
                hint="请删去多余的列后再上传。",
            )  # fmt: skip


def _refuse_keyless(register: Register[Any], heads: Heads) -> None:
    if not any(set(way) <= heads.names for way in register.keys):
        raise BadInput(
            "register.header", f"缺少认定是哪一条记录的列：{key_words(register)}。",
            hint="请补上其中一种，表头文字与模板一致。",
        )  # fmt: skip


@cache
def _known(register: Register[Any]) -> dict[str, str]:
    """Return the column that a word means; words that two columns share mean none."""
    found: dict[str, str] = {}
    for words in _spellings(register):
        owners: dict[str, set[str]] = {}
        for word, name in words:
            owners.setdefault(word, set()).add(name)
        for word, names in owners.items():
            if word and len(names) == 1:
                found.setdefault(word, *names)
    return found


def _spellings(register: Register[Any]) -> Iterator[list[tuple[str, str]]]:
    """Yield (word, column) pairs, the surest first."""
    cols = [col for col in register.columns if col.is_own]
    cols += [col for col in register.columns if not col.is_own]
    yield [(_plain(head_of(register, col)), col.name) for col in cols]
    yield [(_plain(register.label_of(col)), col.name) for col in cols]
    yield [(col.item.casefold(), col.name) for col in cols if col.is_own]
    yield [(col.name, col.name) for col in cols if col.is_own]
    yield [(_loose(_plain(head_of(register, col))), col.name) for col in cols]


def _words(text: str) -> Iterable[str]:
    """Yield how a head may be meant: in full, without notes in brackets, loosely."""
    text = unicodedata.normalize("NFKC", text)
    whole, bare = _plain(text), _plain(_NOTE.sub("", text))
    yield from (whole, text.strip().casefold(), bare, _loose(bare))
    yield from (_plain(note) for note in re.findall(r"[(\[]([A-Z0-9]+)[)\]]", text))


def _plain(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _loose(text: str) -> str:
    for pattern, word in _LOOSE:
        text = pattern.sub(word, text)
    return text
