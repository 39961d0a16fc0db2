"""Pairs begin, change their level and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.liaison.models import SIDES, Pair, Party
from jingwei.liaison.models.pairs import REFERENCES
from jingwei.liaison.registry import pair_kind
from jingwei.liaison.services.judging import SAME
from jingwei.liaison.services.locking import pair_locked, refuse_ended, refuse_wrong_party
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
    asked = Pair(kind=kind.code, since=given.since)
    for side, party in zip(SIDES, (given.one, given.two), strict=True):
        refuse_wrong_party(kind, side, party)
        asked.seat(side, party)
    _refuse_twice(asked)
    values = {
        "kind": kind.code, "level": _level(given), "unit": given.unit, "since": given.since,
        "keeper": given.keeper, **_seats(asked),
    }  # fmt: skip
    pair = _saved(Draft(values), "建立联系", actor)
    audit("pair.open", pair, actor, kind=kind.code, one=str(pair.one), two=str(pair.two))
    return pair


def _seats(pair: Pair) -> dict[str, Any]:
    """Return who stands on either side, as the columns say it."""
    names = [f"{side}_{name}" for side in SIDES for name in (*REFERENCES, "words")]
    return {name: value for name in names if (value := getattr(pair, name))}


def _saved(draft: Draft[Pair], source: str, actor: User | None) -> Pair:
    """Store one pair as its register does; return it, the same where nothing changed."""
    outcome = rows_save(register_of(Pair), [draft], actor=actor, source=source[:120])
    found = outcome.changes[0].row if outcome.changes else draft.row
    assert found is not None  # noqa: S101  # only a stored row can be the same
    return found


def _level(given: PairGiven) -> str:
    """Return the level's code; "" for the first. Raises BadInput ``liaison.level``."""
    known = [one.code for one in pair_kind(given.kind).levels]
    if given.level and given.level not in known:
        raise BadInput("liaison.level", f"没有“{given.level}”这一照护级别。")
    return given.level or known[0]


def _refuse_twice(pair: Pair) -> None:
    if pair.one == pair.two:
        raise RuleViolation("liaison.same", SAME)
    if Pair.objects.filter(open_key=pair.key_while_open()).exists():
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
    values = {"until": on, "end_reason": reason.strip()}
    pair = _saved(Draft(values, row=pair), f"结束联系：{reason.strip()}", actor)
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
    before = pair.level
    pair = _saved(Draft({"level": level, "level_since": on}, row=pair), "调整照护级别", actor)
    audit("pair.set_level", pair, actor, before=before, after=level, on=on)
    return pair
