"""Rounds and ledgers pass to whoever follows the one in charge of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.collection.models import Ledger, Round
from jingwei.kernel.audit import audit, declare_acts

declare_acts({"round.hand_over": "移交填报任务", "ledger.hand_over": "移交自建台账"})


@transaction.atomic
def rounds_hand_over(rounds: Iterable[Round], *, to: User, reason: str, actor: User) -> int:
    """Put ``to`` in charge of ``rounds``; return how many, an audit row each."""
    keys = [row.pk for row in rounds]
    found = list(Round.objects.select_for_update(of=("self",)).filter(pk__in=keys))
    for row in found:
        before, row.owner = row.owner_id, to
        row.version += 1
        row.save(update_fields=["owner", "version"])
        audit("round.hand_over", row, actor, before=before, after=to.pk, reason=reason)
    return len(found)


@transaction.atomic
def ledgers_hand_over(ledgers: Iterable[Ledger], *, to: User, reason: str, actor: User) -> int:
    """Let ``to`` keep ``ledgers``; return how many, an audit row each. Rows and columns stay."""
    keys = [row.pk for row in ledgers]
    found = list(Ledger.objects.select_for_update(of=("self",)).filter(pk__in=keys))
    for row in found:
        before, row.owner = row.owner_id, to
        row.version += 1
        row.save(update_fields=["owner", "version", "changed_at"])
        audit("ledger.hand_over", row, actor, before=before, after=to.pk, reason=reason)
    return len(found)
