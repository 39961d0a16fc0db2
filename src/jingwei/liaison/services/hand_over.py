"""Many pairs pass to whoever took over the post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, Conflict
from jingwei.kernel.models import RowChange
from jingwei.liaison.models import Need, Pair, Party
from jingwei.liaison.services.locking import (
    derived_set,
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
    derived_set(heir)
    return heir


@transaction.atomic
def pair_hand_over(pairs: Sequence[Pair], given: HandOver, *, actor: User | None) -> list[Pair]:
    """End every pair on ``given.on`` and begin its heir that day; return the heirs.

    The last contact goes along, so that what was overdue stays due. Open needs of a former
    keeper become the new keeper's. All or nothing; one audit row with the list.
    Raises what :func:`handed_over` raises, BadInput ``liaison.nothing`` where nothing changes,
    ``liaison.many`` for more than MOST, Conflict ``liaison.twice``.
    """
    if not (given.one or given.keeper) or not given.reason.strip():
        raise BadInput("liaison.nothing", "填写接手的人和移交原因。")
    if len(pairs) > MOST:
        raise BadInput("liaison.many", f"一次最多移交 {MOST} 对，请分批办理。")
    if given.on > today():
        raise BadInput("liaison.day", "移交日期还没有到。")
    rows = pairs_locked(pair.pk for pair in pairs)
    heirs = [handed_over(pair, given) for pair in rows]
    _refuse_twice(rows, heirs)
    Pair.objects.filter(pk__in=[row.pk for row in rows]).update(
        until=given.on, end_reason=given.reason.strip(), next_due=None, open_key="",
        version=F("version") + 1, source=_source(given), changed_at=timezone.now(),
    )  # fmt: skip
    for heir in heirs:
        heir.source = _source(given)
    Pair.objects.bulk_create(heirs)
    _remember(rows, heirs, given, actor)
    if given.keeper:
        _pass_needs(rows, given.keeper)
    audit(
        "pair.hand_over", rows[0], actor, pairs=[row.pk for row in rows], on=given.on,
        to=str(given.one or ""), keeper=given.keeper.pk if given.keeper else None,
        reason=given.reason.strip(),
    )  # fmt: skip
    return heirs


def _source(given: HandOver) -> str:
    return f"移交：{given.reason.strip()}"[:120]


def _refuse_twice(rows: Sequence[Pair], heirs: Sequence[Pair]) -> None:
    """Raise Conflict ``liaison.twice`` where an heir would be the second of its kind."""
    keys = [heir.open_key for heir in heirs]
    others = Pair.objects.filter(open_key__in=keys).exclude(pk__in=[row.pk for row in rows])
    taken = set(others.values_list("open_key", flat=True))
    twice = [h for n, h in enumerate(heirs) if h.open_key in taken or h.open_key in keys[:n]]
    if twice:
        raise Conflict(
            "liaison.twice", f"移交后“{twice[0]}”会有两对同类的联系。", hint="请先结束其中一对。"
        )


def _remember(
    rows: Sequence[Pair], heirs: Sequence[Pair], given: HandOver, actor: User | None
) -> None:
    """Keep in the history of either pair what the hand-over changed."""
    end = {"until": f"{given.on:%Y-%m-%d}", "end_reason": given.reason.strip()}
    kept = [_history(row, "change", end, given, actor) for row in rows]
    kept += [_history(heir, "add", _told(heir), given, actor) for heir in heirs]
    RowChange.objects.bulk_create(kept)


def _told(heir: Pair) -> dict[str, str]:
    names = ("kind", "level", "since", "unit", "keeper")
    return {name: str(getattr(heir, name) or "") for name in names}


def _history(
    pair: Pair, act: str, after: dict[str, str], given: HandOver, actor: User | None
) -> RowChange:
    code = pair._meta.label_lower
    return RowChange(
        register=code, row=pair.pk, about=f"{code}:{pair.pk}", act=act, actor=actor,
        source=_source(given), after=after,
    )  # fmt: skip


def needs_pass(pairs: Sequence[Pair], old: str, keeper: User) -> None:
    """Let the new keeper close, and handle, what the account named ``old`` raised and handles."""
    needs = Need.objects.open().filter(contact__pair__in=pairs)
    for name in ("raised_by", "handled_by"):
        own = needs.filter(**{f"{name}__username": old})
        Need.objects.filter(pk__in=list(own.values_list("pk", flat=True))).update(**{name: keeper})


def _pass_needs(pairs: Sequence[Pair], keeper: User) -> None:
    """Let the new keeper close, and handle, what the old one raised and handles."""
    needs = Need.objects.open().filter(contact__pair__in=pairs)
    for name in ("raised_by", "handled_by"):
        own = needs.filter(**{name: F("contact__pair__keeper")})
        Need.objects.filter(pk__in=list(own.values_list("pk", flat=True))).update(**{name: keeper})
