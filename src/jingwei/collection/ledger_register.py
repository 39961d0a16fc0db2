"""The register of a ledger: its columns are the slots its keeper has named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.urls import reverse

from jingwei.collection.columns import ColumnKind
from jingwei.collection.ledger_columns import LedgerColumn, in_use, key_columns
from jingwei.collection.models import Ledger, LedgerRow
from jingwei.collection.models.ledgers import PREFIX
from jingwei.kernel.crypto import sm3_hex
from jingwei.kernel.registers.declaration import ASIDE, EVERYWHERE, Col, Register, Verb
from jingwei.kernel.registers.kinds import ChoiceKind, Kind
from jingwei.kernel.registers.made import Made, registers_made
from jingwei.kernel.scoping import ScopedQuerySet, Viewer
from jingwei.org.models import Unit

READ_BACK: frozenset[Any] = frozenset(("detail", "export"))
"""Where a retired column still stands."""
VIEW = "collection.view_ledgerrow"
KEPT = 200
"""Registers remembered, one for every version of a ledger in use."""
FILTERS: dict[str, Any] = {
    "text": "text", "number": "range", "day": "range", "flag": "exact", "choice": "exact",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What a register is made of: the ledger as it is now, without its rows."""

    pk: int
    name: str
    unit_path: str
    row_word: str
    person_label: str
    with_files: bool
    is_shared: bool
    is_closed: bool
    columns: tuple[LedgerColumn, ...]


class WordsKind(ChoiceKind):
    """A choice among the words of a ledger; a word is its own value."""

    def __init__(self, field: models.Field[Any, Any] | None, words: Iterable[str]) -> None:
        super().__init__(field)
        self.words = tuple(words)

    def _pairs(self) -> list[tuple[str, str]]:
        return [(word, word) for word in self.words]

    def form_field(self, viewer: Viewer) -> forms.Field | None:
        return forms.ChoiceField(choices=[("", "——"), *self._pairs()], required=False)


class LedgerRegister(Register[LedgerRow]):
    """The rows of one ledger; made by ``ledger_register``."""

    model = LedgerRow
    facts: ClassVar[Facts]
    related: ClassVar[tuple[str, ...]] = ("unit__parent",)
    removable: ClassVar[bool] = True

    @property
    def code(self) -> str:
        return f"{PREFIX}{self.facts.pk}"

    def closed_to(self, viewer: Any, verb: Verb) -> str:
        facts = self.facts
        is_kept = any(facts.unit_path.startswith(path) for path in viewer.unit_paths())
        if not (facts.is_shared or is_kept):
            return f"“{facts.name}”只由建账单位使用。"
        if facts.is_closed and verb != "view":
            return f"“{facts.name}”已经结束，只能查看和导出。"
        return ""

    def kind(self, col: Col) -> Kind:
        """Return the words of the ledger for a choice, else what the slot takes."""
        words = next((c.choices for c in self.facts.columns if c.slot == col.name), ())
        return WordsKind(self.field(col), words) if words else super().kind(col)

    def rows(self, viewer: Viewer) -> ScopedQuerySet[LedgerRow]:
        return super().rows(viewer).filter(ledger=self.facts.pk)

    def row_name(self, row: LedgerRow) -> str:
        words = [str(row.person)] if row.person else []
        cols = [self.col(column.slot) for column in key_columns(self.facts.columns)]
        words += [self.kind(col).show(col.read(row)) for col in cols]
        return " ".join(filter(None, words)) or f"第 {row.pk} 行"

    def row_url(self, row: LedgerRow) -> str:
        return reverse("collection:ledger-row", args=[row.pk]) if self.facts.with_files else ""

    def about_url(self) -> str:
        return reverse("collection:ledger", args=[self.facts.pk])

    def suggested(self, viewer: Any) -> dict[str, str]:
        """Return the unit the viewer is at home in, which nobody need type."""
        unit = Unit.objects.select_related("parent").filter(path=viewer.home_path).first()
        return {"unit": unit.written} if unit else {}

    def prepare(self, rows: list[LedgerRow]) -> None:
        """Put the rows into the ledger and set what tells them apart."""
        slots = [column.slot for column in key_columns(self.facts.columns)]
        for row in rows:
            row.ledger_id = self.facts.pk
            told = [row.unit_id, row.person_id, *(getattr(row, slot) for slot in slots)]
            words = "\x1f".join(str(value if value is not None else "") for value in told)
            row.key = sm3_hex(words.encode())

    def refusals(self, row: LedgerRow) -> dict[str, str]:
        facts = self.facts
        if facts.is_closed:
            return {"": f"“{facts.name}”已经结束，不再登记。"}
        found = {} if row.unit_id else {"unit": "填写单位。"}
        if facts.person_label and row.person_id is None:
            found["person"] = f"填写{facts.person_label}。"
        for column in in_use(facts.columns):
            if why := _refusal(column, getattr(row, column.slot)):
                found[column.slot] = why
        return found


def _refusal(column: LedgerColumn, value: Any) -> str:
    """Return what speaks against a value of a column, "" for nothing."""
    if value in (None, ""):
        return f"填写{column.label}。" if column.is_key else ""
    if column.kind == ColumnKind.WHOLE and value != int(value):
        return "应为整数。"
    too_low = column.low is not None and value < column.low
    too_high = column.high is not None and value > column.high
    return f"应为{column.rule}。" if too_low or too_high else ""


def ledger_register(ledger: Ledger) -> LedgerRegister:
    """Return the register of a ledger, the same one as long as nothing of it changes.

    ``ledger.unit`` is read.
    """
    return _made(
        Facts(
            ledger.pk, ledger.name, ledger.unit.path, ledger.row_word, ledger.person_label,
            ledger.with_files, ledger.is_shared, ledger.is_closed, tuple(ledger.column_list),
        )
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def _made(facts: Facts) -> LedgerRegister:
    told = {
        "facts": facts, "label": facts.name, "unit_word": facts.row_word,
        "columns": tuple(_cols(facts)), "keys": (_key(facts),),
    }  # fmt: skip
    made: LedgerRegister = type(f"LedgerRegister{facts.pk}", (LedgerRegister,), told)()
    return made


def _key(facts: Facts) -> tuple[str, ...]:
    person = ("person",) if facts.person_label else ()
    return ("unit", *person, *(column.slot for column in key_columns(facts.columns)))


def _cols(facts: Facts) -> Iterator[Col]:
    """Yield the columns: what a row is about, its unit, the rest, the remark."""
    unit = Col("unit", label="单位", by="written", filter="subtree", width=16)
    cols = [_col(column) for column in (*in_use(facts.columns), *_retired(facts.columns))]
    if facts.person_label:
        cols.insert(0, Col("person", label=facts.person_label, by="number", wanted=True))
    yield cols[0]
    yield unit
    yield from cols[1:]
    yield Col("note", on=ASIDE)


def _retired(columns: Iterable[LedgerColumn]) -> list[LedgerColumn]:
    return [column for column in columns if column.retired]


def _col(column: LedgerColumn) -> Col:
    if column.retired:
        return Col(column.slot, label=f"{column.label}（停用）", on=READ_BACK)
    told = "，".join(filter(None, (column.help, "" if column.choices else column.rule)))
    return Col(
        column.slot, label=column.label, on=EVERYWHERE, filter=FILTERS[column.slot_kind],
        search=column.slot_kind == "text", sort=True, wanted=column.wanted, help=told,
    )  # fmt: skip


def _named(number: int) -> LedgerRegister | None:
    ledger = Ledger.objects.started().select_related("unit").filter(pk=number).first()
    return ledger_register(ledger) if ledger else None


def _listed(viewer: Any) -> list[Register[Any]]:
    if not viewer.has_perm(VIEW):
        return []
    rows = Ledger.objects.open_to(viewer).started().filter(closed_on=None).select_related("unit")
    return [ledger_register(ledger) for ledger in rows]


registers_made(Made(PREFIX, "自建台账", LedgerRow, _named, _listed))
