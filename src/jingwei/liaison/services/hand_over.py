"""Many pairs pass to whoever took over the post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput
from jingwei.liaison.models import Need, Pair, Party
from jingwei.liaison.services.locking import (
    due_of,
    organization_path_of,
    pairs_locked,
    refuse_ended,
    refuse_wrong_party,
)

declare_acts({"pair.hand_over": "移交联系"})
MOST = 500
"""Pairs that one act hands over."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who makes the contacts from ``on`` on (``one``), and who the entries (``keeper``).

    None leaves either with whom it is.
    """

    on: date
    reason: str
    one: Party | None = None
    keeper: User | None = None


def handed_over(pair: Pair, given: HandOver) -> Pair:
    """Return the pair that would follow ``pair``, not stored: for the preview and for the act.

    Raises RuleViolation ``liaison.ended``, ``liaison.died``, BadInput ``liaison.party``,
    ``liaison.day``.
    """
    refuse_ended(pair)
    if given.on < pair.quiet_since:
        raise BadInput("liaison.day", f"“{pair}”在 {pair.quiet_since} 还有联系，移交日期不能更早。")
    heir = Pair(
        kind=pair.kind, level=pair.level, unit=pair.unit, unit_path=pair.unit_path,
        since=given.on, last_on=pair.last_on, keeper=given.keeper or pair.keeper, former=pair,
    )  # fmt: skip
    heir.seat("one", given.one or pair.one)
    heir.seat("two", pair.two)
    if given.one:
        refuse_wrong_party(pair.pair_kind, "one", given.one)
    heir.organization_path = organization_path_of(heir)
    heir.next_due = due_of(heir)
    return heir


@transaction.atomic
def pair_hand_over(pairs: Sequence[Pair], given: HandOver, *, actor: User | None) -> list[Pair]:
    """End every pair on ``given.on`` and begin its heir that day; return the heirs.

    The last contact goes along, so that what was overdue stays due. Open needs of a former
    keeper become the new keeper's. All or nothing; one audit row with the list.
    Raises what :func:`handed_over` raises, BadInput ``liaison.nothing`` where nothing changes,
    ``liaison.many`` for more than MOST.
    """
    if not (given.one or given.keeper) or not given.reason.strip():
        raise BadInput("liaison.nothing", "填写接手的人和移交原因。")
    if len(pairs) > MOST:
        raise BadInput("liaison.many", f"一次最多移交 {MOST} 对，请分批办理。")
    if given.on > today():
        raise BadInput("liaison.day", "移交日期还没有到。")
    rows = pairs_locked(pair.pk for pair in pairs)
    heirs = [handed_over(pair, given) for pair in rows]
    Pair.objects.filter(pk__in=[row.pk for row in rows]).update(
        until=given.on, end_reason=given.reason.strip(), next_due=None
    )
    Pair.objects.bulk_create(heirs)
    if given.keeper:
        _pass_needs(rows, given.keeper)
    audit(
        "pair.hand_over", rows[0], actor, pairs=[row.pk for row in rows], on=given.on,
        to=str(given.one or ""), keeper=given.keeper.pk if given.keeper else None,
        reason=given.reason.strip(),
    )  # fmt: skip
    return heirs


def _pass_needs(pairs: Sequence[Pair], keeper: User) -> None:
    """Let the new keeper close, and handle, what the old one raised and handles."""
    needs = Need.objects.open().filter(contact__pair__in=pairs)
    for name in ("raised_by", "handled_by"):
        own = needs.filter(**{name: F("contact__pair__keeper")})
        Need.objects.filter(pk__in=list(own.values_list("pk", flat=True))).update(**{name: keeper})
