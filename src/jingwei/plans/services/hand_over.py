"""Decisions pass to whoever follows the one who answers for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.plans.models import Decision

declare_acts({"decision.hand_over": "移交调度决定"})


@transaction.atomic
def decisions_hand_over(
    decisions: Iterable[Decision], *, to: User, reason: str, actor: User
) -> int:
    """Let ``to`` answer for the open ones among ``decisions``; return how many, an audit row each.

    What the minutes of the meeting said stays as it was said.
    """
    rows = Decision.objects.select_for_update(of=("self",)).filter(
        pk__in=[row.pk for row in decisions], closed_on=None
    )
    found = list(rows.select_related("responsible"))
    for row in found:
        before, row.responsible = row.responsible, to
        row.save(update_fields=["responsible"])
        audit("decision.hand_over", row, actor, before=before.pk, after=to.pk, reason=reason)
    return len(found)
