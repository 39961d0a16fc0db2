"""Pairs begin, change their level and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.liaison.models import SIDES, Pair, Party
from jingwei.liaison.registry import pair_kind
from jingwei.liaison.services.locking import (
    due_of,
    organization_path_of,
    pair_locked,
    refuse_ended,
    refuse_wrong_party,
)
from jingwei.org.models import Unit

declare_acts({"pair.open": "建立联系", "pair.end": "结束联系", "pair.set_level": "调整照护级别"})


@dataclass(frozen=True, slots=True)
class PairGiven:
    """A pair to begin: ``unit`` keeps it, ``keeper`` makes the entries."""

    kind: str
    one: Party
    two: Party
    unit: Unit
    since: date
    keeper: User | None = None
    level: str = ""


@transaction.atomic
def pair_open(given: PairGiven, *, actor: User | None) -> Pair:
    """Begin a pair from ``given.since`` on; its first contact is due by the rhythm.

    Raises BadInput ``liaison.kind``, ``liaison.party``, RuleViolation ``liaison.died``,
    ``liaison.same``, Conflict ``liaison.twice`` where the two are linked this way already.
    """
    kind = pair_kind(given.kind)
    pair = Pair(
        kind=kind.code, level=_level(given), unit=given.unit, unit_path=given.unit.path,
        since=given.since, keeper=given.keeper,
    )  # fmt: skip
    for side, party in zip(SIDES, (given.one, given.two), strict=True):
        refuse_wrong_party(kind, side, party)
        pair.seat(side, party)
    _refuse_twice(pair)
    pair.organization_path = organization_path_of(pair)
    pair.next_due = due_of(pair)
    pair.save()
    audit("pair.open", pair, actor, kind=kind.code, one=str(pair.one), two=str(pair.two))
    return pair


def _level(given: PairGiven) -> str:
    """Return the level's code; "" for the first. Raises BadInput ``liaison.level``."""
    known = [one.code for one in pair_kind(given.kind).levels]
    if given.level and given.level not in known:
        raise BadInput("liaison.level", f"没有“{given.level}”这一照护级别。")
    return given.level or known[0]


def _refuse_twice(pair: Pair) -> None:
    if pair.one == pair.two:
        raise RuleViolation("liaison.same", "联系方和联系对象是同一个，请改正。")
    same = {f"{side}_{name}": getattr(pair, f"{side}_{name}") for side in SIDES
            for name in ("person", "unit", "organization", "words")}  # fmt: skip
    if Pair.objects.filter(kind=pair.kind, until=None, **same).exists():
        raise Conflict("liaison.twice", f"“{pair}”的{pair.kind_name}已经登记，不用重复建立。")


@transaction.atomic
def pair_end(pair: Pair, *, on: date, reason: str, actor: User | None) -> Pair:
    """End a pair: ``on`` is the first day without it. Contacts and open needs stay.

    Raises RuleViolation ``liaison.ended``, BadInput ``liaison.day`` before the last contact or
    the beginning, ``liaison.reason`` without a reason.
    """
    pair = pair_locked(pair)
    refuse_ended(pair)
    if on < pair.quiet_since:
        raise BadInput("liaison.day", f"结束日期不能早于 {pair.quiet_since}，那天还有联系。")
    if not reason.strip():
        raise BadInput("liaison.reason", "写明结束联系的原因。")
    pair.until, pair.end_reason, pair.next_due = on, reason.strip(), None
    pair.save(update_fields=["until", "end_reason", "next_due"])
    audit("pair.end", pair, actor, on=on, reason=pair.end_reason)
    return pair


@transaction.atomic
def pair_set_level(pair: Pair, *, level: str, on: date, actor: User | None) -> Pair:
    """Give a pair another level of care from ``on``; the rhythm begins anew that day.

    Raises RuleViolation ``liaison.ended``, BadInput ``liaison.level`` for an unknown level,
    ``liaison.day`` before the pair began.
    """
    pair = pair_locked(pair)
    refuse_ended(pair)
    if level not in [one.code for one in pair.pair_kind.levels]:
        raise BadInput("liaison.level", f"没有“{level}”这一照护级别。", hint="从列表里选择。")
    if on < pair.since:
        raise BadInput("liaison.day", f"日期不能早于联系建立的 {pair.since}。")
    before, pair.level, pair.level_since = pair.level, level, on
    pair.next_due = due_of(pair)
    pair.save(update_fields=["level", "level_since", "next_due"])
    audit("pair.set_level", pair, actor, before=before, after=level, on=on)
    return pair
