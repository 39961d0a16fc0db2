"""Two rows of people become one: rows of ledgers about either are about the one that stays."""

from __future__ import annotations

from typing import Any

from jingwei.collection.ledger_register import ledger_register
from jingwei.collection.models import LedgerRow
from jingwei.kernel.models import RowChange
from jingwei.people.models import Person
from jingwei.people.services.merging import person_mover


@person_mover("collection.ledgerrow")
def ledger_rows_move(kept: Person, gone: Person, actor: Any) -> int:
    """Give ``kept`` the rows of ``gone``; return how many.

    A row that ``kept`` has by the same key stays with ``gone``: which one is right, people say.
    """
    rows = LedgerRow.objects.filter(person=gone).select_related("ledger__unit")
    moved = 0
    for row in rows:
        row.person = kept
        ledger_register(row.ledger).prepare([row])
        if LedgerRow.objects.filter(ledger=row.ledger_id, key=row.key).exists():
            continue
        row.save(update_fields=["person", "key"])
        RowChange.objects.create(
            register=row.register_code, row=row.pk, about=f"collection.ledgerrow:{row.pk}",
            act="merge", actor=actor, source=f"合并 {gone.number}",
        )  # fmt: skip
        moved += 1
    return moved
