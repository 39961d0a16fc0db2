"""Programmes pass to whoever follows the one in charge of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.coverage.models import Programme
from jingwei.kernel.audit import audit, declare_acts

declare_acts({"programme.hand_over": "移交覆盖项目"})


@transaction.atomic
def programmes_hand_over(
    programmes: Iterable[Programme], *, to: User, reason: str, actor: User
) -> int:
    """Put ``to`` in charge of ``programmes``; return how many, an audit row each.

    From then on a started programme reads its audience with the sight of ``to``.
    """
    keys = [row.pk for row in programmes]
    found = list(Programme.objects.select_for_update(of=("self",)).filter(pk__in=keys))
    for row in found:
        before, row.owner = row.owner_id, to
        row.save(update_fields=["owner"])
        audit("programme.hand_over", row, actor, before=before, after=to.pk, reason=reason)
    return len(found)
