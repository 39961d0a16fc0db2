"""Free ledgers as lists and in detail; what the registers know already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from jingwei.collection.ledger_columns import LedgerColumn
from jingwei.collection.models import Ledger, LedgerRow
from jingwei.collection.rules.ledgers import is_telling
from jingwei.kernel.audit import ACTS, subject_key
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.declaration import P1, REGISTERS, Register, Secrecy
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person

KEEP = "collection.keep_ledger"
SUBJECTS = (Unit, PartyOrganization, Person)
SCOPES = {"": "全部", "mine": "我建的", "unit": "本单位建的", "shared": "各单位、各支部可登记的"}
STATES = {"": "使用中和草稿", "closed": "已结束", "all": "全部"}
SHOWN_CHANGES = 30


@dataclass(frozen=True, slots=True)
class Known:
    """A column that a register has already: its name, the register's title and code."""

    label: str
    title: str
    code: str


def ledgers_listed(
    viewer: Any, *, scope: str = "", state: str = "", text: str = ""
) -> QuerySet[Ledger]:
    """Return the ledgers open to ``viewer`` with ``row_count`` and ``last_at`` of visible rows."""
    rows = Ledger.objects.open_to(viewer).select_related("unit__parent", "owner")
    if not viewer.has_perm(KEEP):
        rows = rows.started()
    if scope == "mine":
        rows = rows.filter(owner=viewer.pk)
    elif scope == "unit":
        rows = rows.filter(unit__path=viewer.home_path)
    elif scope == "shared":
        rows = rows.filter(is_shared=True)
    if state != "all":
        rows = rows.filter(closed_on__isnull=state != "closed")
    if text := text.strip():
        rows = rows.filter(Q(name__icontains=text) | Q(purpose__icontains=text))
    return with_counts(rows, viewer).order_by("name", "pk")


def with_counts(rows: QuerySet[Ledger], viewer: Any) -> QuerySet[Ledger]:
    """Add the number of the rows ``viewer`` sees (None for none) and when the last one changed."""
    mine = LedgerRow.objects.visible_to(viewer).filter(ledger=OuterRef("pk")).order_by()
    told = mine.values("ledger").annotate(n=Count("pk"), at=Max("changed_at"))
    return rows.annotate(row_count=Subquery(told.values("n")), last_at=Subquery(told.values("at")))


def ledger_open(viewer: Any) -> QuerySet[Ledger]:
    """Return the ledgers ``viewer`` may look at; drafts only whoever keeps them."""
    rows = Ledger.objects.open_to(viewer).select_related("unit__parent", "owner")
    return rows if viewer.has_perm(KEEP) else rows.started()


def may_keep(ledger: Ledger, viewer: Any) -> bool:
    """Whether ``viewer`` may change what the ledger is."""
    is_mine = any(ledger.unit.path.startswith(path) for path in viewer.unit_paths())
    return bool(is_mine and viewer.has_perm(KEEP))


def registers_about(viewer: Any) -> list[Register[Any]]:
    """Return the registers that tell facts of units, organizations or people to ``viewer``."""
    return [
        register
        for register in REGISTERS.values()
        if register.secrecy < Secrecy.P3
        and (register.model in SUBJECTS or _is_about_people(register))
        and viewer.has_perm(register.permission("view"))
    ]


def _is_about_people(register: Register[Any]) -> bool:
    fields = register.model._meta.concrete_fields
    return any(field.related_model is Person and field.name == "person" for field in fields)


def columns_known(columns: list[LedgerColumn], viewer: Any) -> list[Known]:
    """Return the columns that a register ``viewer`` may read holds under the same name."""
    wanted = {_plain(c.label): c.label for c in columns if is_telling(c.label)}
    found: dict[str, Known] = {}
    for register in registers_about(viewer):
        for col in register.columns:
            label = _plain(register.label_of(col))
            if col.secrecy == P1 and label in wanted:
                found.setdefault(label, Known(wanted[label], register.title, register.code))
    return list(found.values())


def alike(ledger: Ledger, viewer: Any) -> list[Ledger]:
    """Return the other running ledgers open to ``viewer`` that hold half of the same columns."""
    mine = {_plain(column.label) for column in ledger.used_columns}
    rows = Ledger.objects.open_to(viewer).started().filter(closed_on=None).exclude(pk=ledger.pk)
    return [
        other
        for other in rows.select_related("unit__parent")
        if 2 * len(mine & {_plain(c.label) for c in other.used_columns}) >= len(mine) > 0
    ]


def choices_used(ledger: Ledger, column: LedgerColumn, words: set[str]) -> dict[str, int]:
    """Return how many rows hold each of ``words`` in a column, those that hold any."""
    rows = LedgerRow.objects.filter(ledger=ledger, **{f"{column.slot}__in": words})
    counted = rows.order_by().values_list(column.slot).annotate(Count("pk"))
    return dict(counted)


def changes_of(ledger: Ledger) -> list[tuple[Any, str, str, str]]:
    """Return (when, who, what, why) of the last changes of a ledger, newest first. One query."""
    rows = AuditEntry.objects.filter(subject=subject_key(ledger)).select_related("actor")
    return [
        (row.at, str(row.actor or "系统"), ACTS.get(row.act, row.act), row.data.get("told", ""))
        for row in rows[:SHOWN_CHANGES]
    ]


def _plain(label: str) -> str:
    return "".join(label.split())
