"""The register of a ledger: its columns are the slots its keeper has named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
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
from jingwei.kernel.registers.kinds import ChoiceKind, DayKind, Kind, RelatedKind
from jingwei.kernel.registers.made import Made, registers_made
from jingwei.kernel.scoping import ScopedQuerySet, Viewer
from jingwei.org.models import PartyOrganization, Unit

READ_BACK: frozenset[Any] = frozenset(("detail", "export"))
"""Where a retired column still stands."""
DERIVED: frozenset[Any] = frozenset(("detail", "export", "api"))
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
    by_organization: bool
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


class NeededKind(Kind):
    """A column without which a row is refused, though its slot may be empty: the form says so."""

    def form_field(self, viewer: Viewer) -> forms.Field | None:
        field = super().form_field(viewer)
        if field:
            field.required = True
            field.error_messages["required"] = "这一栏必填。"
        return field


class NeededDay(NeededKind, DayKind):
    """A day that tells rows apart."""


class NeededWords(NeededKind, WordsKind):
    """A choice that tells rows apart."""


class NeededRow(NeededKind, RelatedKind):
    """The person or the Party organization a row is about."""


def _needed(kind: Kind) -> Kind:
    if isinstance(kind, RelatedKind) and kind.field:
        return NeededRow(kind.field, kind.by)
    if isinstance(kind, WordsKind):
        return NeededWords(kind.field, kind.words)
    return NeededDay(kind.field) if isinstance(kind, DayKind) else NeededKind(kind.field)


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
        units = viewer.unit_paths()
        is_kept = any(facts.unit_path.startswith(path) for path in units)
        has_rows = bool(units or (facts.by_organization and viewer.organization_paths()))
        if not is_kept and not (facts.is_shared and has_rows):
            return f"“{facts.name}”只由建账单位使用。"
        if facts.is_closed and verb != "view":
            return f"“{facts.name}”已经结束，只能查看和导出。"
        return ""

    @cached_property
    def _own_kinds(self) -> dict[str, Kind]:
        found = {col.name: Register.kind(self, col) for col in self.columns}
        for column in self.facts.columns:
            if column.choices:
                field = self.field(self.col(column.slot))
                found[column.slot] = WordsKind(field, column.choices)
        needed = {c.slot for c in in_use(self.facts.columns) if c.is_key} | {
            "person",
            "organization",
        }
        return {name: _needed(kind) if name in needed else kind for name, kind in found.items()}

    def kind(self, col: Col) -> Kind:
        """Return the words of the ledger for a choice, else what the slot takes."""
        return self._own_kinds[col.name]

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
        """Return the unit or the one Party organization of the viewer, which nobody need type."""
        if self.facts.by_organization:
            own = PartyOrganization.objects.filter(path__in=viewer.organization_paths())[:2]
            return {"organization": own[0].name} if len(own) == 1 else {}
        unit = Unit.objects.select_related("parent").filter(path=viewer.home_path).first()
        return {"unit": unit.written} if unit else {}

    def prepare(self, rows: list[LedgerRow]) -> None:
        """Put the rows into the ledger and set what tells them apart."""
        slots = [column.slot for column in key_columns(self.facts.columns)]
        for row in rows:
            row.ledger_id = self.facts.pk
            place: list[Any] = [row.unit_id]
            if row.organization:
                row.unit_id = row.organization.unit_id
                place = ["organization", row.organization_id]
            told = [*place, row.person_id, *(getattr(row, slot) for slot in slots)]
            words = "\x1f".join(str(value if value is not None else "") for value in told)
            row.key = sm3_hex(words.encode())

    def refusals(self, row: LedgerRow) -> dict[str, str]:
        facts = self.facts
        if facts.is_closed:
            return {"": f"“{facts.name}”已经结束，不再登记。"}
        found = {}
        if facts.by_organization and row.organization_id is None:
            found["organization"] = "填写党组织。"
        elif not row.unit_id:
            found["unit"] = "填写单位。"
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
            ledger.with_files, ledger.is_shared, ledger.by_organization, ledger.is_closed,
            tuple(ledger.column_list),
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
    place = "organization" if facts.by_organization else "unit"
    return (place, *person, *(column.slot for column in key_columns(facts.columns)))


def _cols(facts: Facts) -> Iterator[Col]:
    """Yield the columns: what a row is about, whose it is, the rest, the remark."""
    cols = [_col(column) for column in (*in_use(facts.columns), *_retired(facts.columns))]
    if facts.person_label:
        cols.insert(0, Col("person", label=facts.person_label, by="number", wanted=True))
    yield cols[0]
    yield from _places(facts)
    yield from cols[1:]
    yield Col("note", on=ASIDE)


def _places(facts: Facts) -> Iterator[Col]:
    """Yield whose a row is: the unit, or the Party organization and, not to be filled, its unit."""
    if not facts.by_organization:
        yield Col("unit", label="单位", by="written", filter="subtree", width=16)
        return
    yield Col("organization", label="党组织", by="name", filter="subtree", width=24)
    yield Col("unit", label="单位", by="written", filter="subtree", width=16, on=DERIVED)


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
