"""Writing what the election of delegates is read from: branches that took part, ballots counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.party.models import BallotEntry, BranchTurnout
from jingwei.party.rules.delegate_count import Sheet, count_faults, uneven
from jingwei.party.selectors.delegates import (
    COMMENTED,
    ELECTED,
    RECOMMENDED,
    TELLERS,
    branches_of,
    electing_unit,
    round_of,
)
from jingwei.procedures.models import Case, Recusal
from jingwei.procedures.services.locking import case_locked, in_state, reason_given, store

declare_acts(
    {
        "delegate.turnout": "登记支部参加推荐情况",
        "delegate.count": "录入选举计票",
        "delegate.recount": "作废选举计票",
    }
)


@dataclass(frozen=True, slots=True)
class TurnoutGiven:
    """When a branch met, and how many members took part."""

    held_on: date
    present: int


@transaction.atomic
def turnout_save(
    case: Case, given: Mapping[int, TurnoutGiven], *, actor: User | None
) -> list[BranchTurnout]:
    """Store which branches took part in the present round: branch key → when and how many.

    ``given`` is the whole round: a branch it does not name has not taken part. Raises
    RuleViolation ``party.turnout_step`` outside the two rounds, ``party.turnout_day`` for a day to
    come, BadInput ``party.turnout_branch`` for a branch that is not of the electing unit.
    """
    case = _open_case(case)
    if case.step not in (RECOMMENDED, COMMENTED):
        raise RuleViolation(
            "party.turnout_step", f"现在是“{case.present.name}”，不登记支部参加情况。",
            hint="推荐提名和确定初步人选时登记。",
        )  # fmt: skip
    known = set(branches_of(case, today()).values_list("pk", flat=True))
    if given.keys() - known:
        raise BadInput("party.turnout_branch", "有的支部不在这个选举单位里，请刷新页面。")
    if late := [one.held_on for one in given.values() if one.held_on > today()]:
        raise RuleViolation("party.turnout_day", f"开会日期 {late[0]} 还没有到。")
    round_ = round_of(case)
    BranchTurnout.objects.filter(case=case, round=round_).delete()
    rows = BranchTurnout.objects.bulk_create(
        BranchTurnout(
            case=case, branch_id=pk, round=round_, held_on=one.held_on, present=one.present
        )
        for pk, one in given.items()
    )
    store(case)
    total = sum(one.present for one in given.values())
    audit("delegate.turnout", case, actor, round=round_, branches=len(rows), members=total)
    return rows


@transaction.atomic
def ballot_enter(case: Case, sheet: Sheet, *, actor: User) -> bool:
    """Store what one account counted in the round now held; return whether two agree.

    Entering again replaces one's own counts until two agree.

    Raises:
        RuleViolation: ``party.count_step`` before or after the election, ``party.count_candidate``
            for an account whose owner can be elected, ``procedures.recused``.
        Conflict: ``party.count_done`` when every seat is filled, ``party.count_tellers`` when two
            others have entered the round.
        BadInput: ``party.count`` for counts that cannot be.
    """
    case = _open_case(case)
    if case.step != ELECTED:
        raise RuleViolation("party.count_step", f"现在是“{case.present.name}”，不能录入计票。")
    unit = electing_unit(case)
    held = unit.election.following
    if held is None:
        raise Conflict("party.count_done", "应选名额已经选满，不用再计票。")
    _check_teller(case, unit.names, actor)
    others = [row for row in unit.entries.get(held.number, ()) if row.teller_id != actor.pk]
    if len(others) >= TELLERS:
        names = "、".join(str(row.teller) for row in others)
        raise Conflict("party.count_tellers", f"第 {held.number} 轮已由{names}录入。")
    faults = list(count_faults(sheet, held))
    if not sheet.is_void and (odd := uneven(sheet, held)):
        named = "、".join(unit.names[key] for key in odd)
        faults.append(f"{named}的赞成、不赞成、弃权之和不等于有效票 {sheet.valid} 张。")
    if faults:
        raise BadInput("party.count", "".join(faults))
    entry, _ = BallotEntry.objects.update_or_create(
        case=case, round=held.number, teller=actor, defaults={"data": sheet.as_dict()}
    )
    is_agreed = bool(others) and others[0].data == entry.data
    store(case)
    audit("delegate.count", case, actor, round=held.number, agreed=is_agreed)
    return is_agreed


@transaction.atomic
def ballot_clear(case: Case, *, reason: str, actor: User | None) -> int:
    """Throw away the entries of the last round that has any; return its number.

    What they said stays in the audit trail. Raises RuleViolation ``party.count_step`` outside the
    election, ``procedures.reason`` without a reason, Conflict ``party.count_none`` for no entry.
    """
    case, reason = _open_case(case), reason_given(reason)
    if case.step != ELECTED:
        raise RuleViolation("party.count_step", f"现在是“{case.present.name}”，不能作废计票。")
    entries = electing_unit(case).entries
    if not entries:
        raise Conflict("party.count_none", "还没有录入计票。")
    number = max(entries)
    told = {str(row.teller_id): row.data for row in entries[number]}
    BallotEntry.objects.filter(case=case, round=number).delete()
    store(case)
    audit("delegate.recount", case, actor, round=number, reason=reason, entries=told)
    return number


def _open_case(case: Case) -> Case:
    found = case_locked(case)
    in_state(found, Case.State.OPEN)
    return found


def _check_teller(case: Case, names: Mapping[str, str], actor: User) -> None:
    if Recusal.objects.filter(case=case, user=actor, decided=True).exists():
        raise RuleViolation("procedures.recused", f"{actor}已决定回避，不能录入计票。")
    own = case.subjects.filter(person__user=actor).first()
    if own is not None and str(own.pk) in names:
        raise RuleViolation("party.count_candidate", f"{actor}是候选人，不能录入计票。")
