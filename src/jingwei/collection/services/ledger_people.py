"""Rows of ledgers go where people, units and organizations go that become part of another."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from jingwei.collection.ledger_register import ledger_register
from jingwei.collection.models import LedgerRow
from jingwei.kernel.models import RowChange
from jingwei.org.models import PartyOrganization, Unit
from jingwei.org.services.trees import declare_follower
from jingwei.people.models import Person
from jingwei.people.services.merging import person_mover


@person_mover("collection.ledgerrow")
def ledger_rows_move(kept: Person, gone: Person, actor: Any) -> int:
    """Give ``kept`` the rows of ``gone``; return how many.

    A row that ``kept`` has by the same key stays with ``gone``: which one is right, people say.
    """
    rows = LedgerRow.objects.filter(person=gone)
    return _moved(rows, "person", kept, actor=actor, source=f"合并 {gone.number}")


def unit_rows_follow(before: Any, after: Any, on: date, actor: Any) -> None:
    """Give ``after`` the rows of a unit that is merged into it."""
    rows = LedgerRow.objects.filter(unit=before)
    _moved(rows, "unit", after, actor=actor, source=f"单位合并 {on}")


def organization_rows_follow(before: Any, after: Any, on: date, actor: Any) -> None:
    """Give ``after`` the rows of a Party organization that is merged into it."""
    rows = LedgerRow.objects.filter(organization=before)
    _moved(rows, "organization", after, actor=actor, source=f"党组织合并 {on}")


def _moved(rows: QuerySet[LedgerRow], field: str, to: Any, *, actor: Any, source: str) -> int:
    """Let ``field`` of the rows say ``to`` where no such row is there; return how many do now."""
    moved = 0
    for row in rows.select_related("ledger__unit", "organization"):
        setattr(row, field, to)
        ledger_register(row.ledger).prepare([row])
        same = LedgerRow.objects.filter(ledger=row.ledger_id, key=row.key)
        if same.exclude(pk=row.pk).exists():
            continue
        row.save(update_fields=[field, "unit", "key"])
        RowChange.objects.create(
            register=row.register_code, row=row.pk, about=f"collection.ledgerrow:{row.pk}",
            act="merge", actor=actor, source=source,
        )  # fmt: skip
        moved += 1
    return moved


declare_follower(Unit, unit_rows_follow)
declare_follower(PartyOrganization, organization_rows_follow)
