"""Election of delegates: what its rules are told, the lists it keeps, the register it fills."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.writing import Draft
from jingwei.party.models import Delegate
from jingwei.party.rules import delegate_vote, delegates  # noqa: F401  # the definition names them
from jingwei.party.rules.delegate_count import STATES
from jingwei.party.selectors.delegates import (
    CODE,
    COMMENTED,
    ELECTED,
    ElectingUnit,
    Participation,
    electing_unit,
    not_members,
    participation,
    round_of,
)
from jingwei.procedures.changes import rows_taken_back, rows_written
from jingwei.procedures.effects import Changed, effect
from jingwei.procedures.facts import case_facts
from jingwei.procedures.models import Case, CaseSubject, StepRecord
from jingwei.procedures.panels import panel

STANDING, DONE, DROPPED = (
    CaseSubject.Result.STANDING, CaseSubject.Result.DONE, CaseSubject.Result.DROPPED,
)  # fmt: skip
LOST = "没有当选"


@case_facts(
    CODE, standing="现有人选", not_members="不是正式党员的人选", structure="人选构成",
    listed="初步人选", gone="初步人选里不再继续的",
    branches_due="应参加支部", branches_absent="没有参加的支部", branches_over="人数偏多的支部",
    members_due="应参加党员", members_took_part="参加党员", full_members="正式党员",
    rounds_agreed="两人一致的轮次", round_open="没有一致的轮次", count_eligible="有选举权人数",
    count_present="实到会人数", result="选举结果", elected="当选人", tied="票数相等的人",
    outside="另选的当选人", candidate_names="候选人", elected_structure="当选代表构成",
    to_confirm="当选并在列的人数",
)  # fmt: skip
def delegate_facts(case: Case, on: date) -> dict[str, Any]:
    """Tell the list and its structure, who took part, and the agreed count. Seven queries."""
    unit = electing_unit(case)
    took = participation(case, round_of(case), on)
    return _list(unit, on) | _took_part(took) | _count(unit, on)


def _list(unit: ElectingUnit, on: date) -> dict[str, Any]:
    first, now = unit.kept_list(COMMENTED), {row.pk for row in unit.listed}
    return {
        "standing": len(now), "structure": unit.structure(on),
        "not_members": tuple(not_members(unit)),
        "listed": None if first is None else len(first), "gone": len(set(first or ()) - now),
    }  # fmt: skip


def _took_part(took: Participation) -> dict[str, Any]:
    return {
        "branches_due": len(took.lines), "branches_absent": tuple(took.absent),
        "branches_over": tuple(took.over), "members_due": took.members_due,
        "members_took_part": took.members_present, "full_members": took.full_members,
    }  # fmt: skip


def _count(unit: ElectingUnit, on: date) -> dict[str, Any]:
    election, names = unit.election, unit.names
    first = unit.sheets[0] if unit.sheets else None
    return {
        "rounds_agreed": len(unit.sheets), "round_open": unit.round_open,
        "count_eligible": first.eligible if first else None,
        "count_present": first.present if first else None,
        "result": str(election.state), "outside": tuple(unit.outside),
        "elected": tuple(names.get(key, key) for key in election.elected),
        "tied": tuple(names.get(key, key) for key in election.tied),
        "candidate_names": tuple(names[key] for key in unit.candidates),
        "elected_structure": unit.elected_structure(on), "to_confirm": len(unit.elected),
    }  # fmt: skip


def _nothing(case: Case, changed: Changed, actor: Any) -> None:
    """A list that was kept says what was; going back takes nothing out of it."""


@effect("party.delegate_list", undo=_nothing)
def delegate_list(case: Case, record: StepRecord, actor: Any) -> Changed:
    """Keep the list as it is when the step is taken. No register changes."""
    return {"list": [row.pk for row in electing_unit(case).listed]}


def _back(case: Case, changed: Changed, actor: Any) -> None:
    """Take the delegates out of the register; everybody stands on the list again."""
    rows_taken_back(case, changed, actor)
    keys = [*changed["elected"], *changed["not_elected"]]
    case.subjects.filter(pk__in=keys).update(result=STANDING, result_on=None, reason="")


@effect("party.delegates_enter", undo=_back)
def delegates_enter(case: Case, record: StepRecord, actor: Any) -> Changed:
    """Enter those elected as delegates, and say on the list who was elected.

    Raises BadInput ``party.delegates_none`` without an agreed count, ``party.delegates_outside``
    for somebody elected who is not on the list.
    """
    unit = electing_unit(case)
    if unit.outside:
        raise BadInput(
            "party.delegates_outside", f"另选的{'、'.join(unit.outside)}当选，还不在人选里。",
            hint="退回到选举，加入人选后重新录入计票。",
        )  # fmt: skip
    if not unit.elected:
        raise BadInput(
            "party.delegates_none", "没有两人一致的计票，不能确定当选的代表。",
            hint="退回到选举，由两人分别录入计票。",
        )  # fmt: skip
    elected = [row.pk for row in unit.elected]
    lost = [row.pk for row in unit.listed if row.pk not in elected]
    rows = rows_written(case, Delegate, _drafts(unit), actor=actor)
    on = record.happened_on
    case.subjects.filter(pk__in=elected).update(result=DONE, result_on=on)
    case.subjects.filter(pk__in=lost).update(result=DROPPED, result_on=on, reason=LOST)
    return {"rows": rows, "elected": elected, "not_elected": lost}


def _drafts(unit: ElectingUnit) -> list[Draft[Delegate]]:
    told = {
        "congress": unit.congress, "organization": unit.case.organization,
        "elected_on": [r.happened_on for r in unit.records if r.step == ELECTED][-1],
        "document_no": unit.data.get("document_no", ""),
    }  # fmt: skip
    return [Draft({"person": row.person, **told}) for row in unit.elected]


@panel(CODE, title="名额、参加和计票", template="party/_delegates_panel.html")
def delegates_panel(case: Case, viewer: Any) -> dict[str, Any] | None:
    """Show how far the quotas are met, who took part and how the count stands. Six queries."""
    unit = electing_unit(case)
    if not unit.congress:
        return None
    on = today() if case.is_running else case.closed_on or today()
    return {
        "case": case, "unit": unit, "participation": participation(case, round_of(case), on),
        "lines": [line for line in unit.structure(on) if line.target is not None],
        "count": STATES[unit.election.state], "at_election": case.step == ELECTED,
        "is_choosing": case.step in ("R2", COMMENTED),
        "can_run": case.is_running and viewer.has_perm("procedures.run_case"),
    }  # fmt: skip
