"""Needs pass to whoever follows the one who raised or handles them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.liaison.models import Need

declare_acts({"need.hand_over": "移交需求"})


@transaction.atomic
def needs_hand_over(
    needs: Iterable[Need], *, former: User, to: User, reason: str, actor: User
) -> int:
    """Let ``to`` raise and handle the open ``needs`` where ``former`` did; return how many.

    Answers stand, and terms; an audit row each.
    """
    keys = [row.pk for row in needs]
    found = list(Need.objects.open().select_for_update().filter(pk__in=keys))
    for row in found:
        roles = [name for name in ("raised_by", "handled_by") if getattr(row, name) == former]
        for name in roles:
            setattr(row, name, to)
        row.save(update_fields=roles)
        audit("need.hand_over", row, actor, before=former.pk, after=to.pk, roles=roles,
              reason=reason)  # fmt: skip
    return len(found)
