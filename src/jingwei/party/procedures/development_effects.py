"""What member development changes: the member's row from applicant to full, and the person's.

Nobody is put back by recording what happened before: a stage the register already has stays.
Every effect returns the rows it wrote and the paths it changed; ``_taken_back`` undoes them all.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.registers.writing import Draft
from jingwei.org.models import PartyOrganization
from jingwei.party.models import Member
from jingwei.party.rules.development_admission import EXTENDED, ON_TIME
from jingwei.party.selectors.told import told_of
from jingwei.people.models import Person
from jingwei.procedures.changes import rows_taken_back, rows_written
from jingwei.procedures.effects import Changed, effect
from jingwei.procedures.models import Case, StepRecord

Stage, State = Member.Stage, Member.State
ORDER = [stage.value for stage in Stage]
CANCEL = "取消预备党员资格"
CANCELLED = "3"
"""取消预备党员资格 in JW_PARTY_EXIT."""
PROBATIONARY, MEMBER, NONE = "02", "01", "13"
"""预备党员, 中共党员, 群众 in GB4762."""


def _taken_back(case: Case, changed: Changed, actor: User | None) -> None:
    """Undo an effect: the rows, then where the case and the person stood before."""
    rows_taken_back(case, changed, actor)
    if "case_path" in changed:
        _stand(case, changed["case_path"])
        Person.objects.filter(cases=case).update(organization_path=changed["person_path"])


def _stand(case: Case, path: str) -> None:
    """Let the branch at ``path`` run the case."""
    case.organization_path = path
    case.save(update_fields=["organization_path"])


def _moved(case: Case, branch: PartyOrganization) -> dict[str, str]:
    """Let the case follow its person into a branch; return where both stood before."""
    person = Person.objects.get(cases=case)
    before = {"case_path": case.organization_path, "person_path": person.organization_path}
    _stand(case, branch.path)
    return before


def _branch(kept: Any) -> PartyOrganization:
    return PartyOrganization.objects.get(pk=kept["pk"])


def _member(case: Case) -> Member:
    """Return the row of the person. Raises Conflict ``party.no_member``."""
    member = Member.objects.filter(person=case.person_id).first()
    if member is None:
        raise Conflict(
            "party.no_member", f"党员登记册里已没有“{case.person}”的记录。",
            hint="在登记册里核对，或退回“递交入党申请书”重新登记。",
        )  # fmt: skip
    return member


def _raised(member: Member, stage: str) -> str:
    """Return the later one of the stage the register has and ``stage``."""
    return max(member.stage, stage, key=ORDER.index)


def _written(case: Case, actor: User | None, **values: Any) -> list[Changed]:
    return rows_written(case, Member, [Draft(values, row=_member(case))], actor=actor)


def _person_written(case: Case, actor: User | None, **values: Any) -> list[Changed]:
    person = Person.objects.get(cases=case)
    return rows_written(case, Person, [Draft(values, row=person)], actor=actor)


@effect("party.development_applied", undo=_taken_back)
def applied(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Enter the applicant in the register of the branch, or take over the row that is there.

    Raises RuleViolation ``party.member_already`` for a full member.
    """
    branch, member = _branch(record.data["branch"]), Member.objects.filter(person=case.person_id)
    before = _moved(case, branch)
    row = member.first()
    values: dict[str, Any] = {
        "organization": branch, "applied_on": date.fromisoformat(record.data["applied_on"]),
    }  # fmt: skip
    if row is None:
        values |= {"person": case.person, "stage": Stage.APPLICANT, "entry": Member.Entry.DEVELOPED}
    elif row.state == State.LEFT:
        values |= {
            "stage": Stage.APPLICANT, "state": State.NORMAL, "joined_on": None, "full_on": None,
            "activist_on": None, "target_on": None, "exit_kind": "", "exited_on": None,
        }  # fmt: skip
    elif row.stage == Stage.FULL:
        why = f"{case.person}在登记册里已是正式党员（{row.get_state_display()}）。"
        raise RuleViolation("party.member_already", why, hint="请核对对象。")
    drafts = [Draft(values, row=row)]
    return {"rows": rows_written(case, Member, drafts, actor=actor), **before}


@effect("party.development_activist", undo=_taken_back)
def activist(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """The applicant is an activist from the day of the branch committee's decision."""
    stage = _raised(_member(case), Stage.ACTIVIST)
    rows = _written(case, actor, stage=stage, activist_on=record.happened_on)
    return {"rows": rows}


@effect("party.development_target", undo=_taken_back)
def target(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """The activist is a development target from the day the committee consents."""
    stage = _raised(_member(case), Stage.TARGET)
    return {"rows": _written(case, actor, stage=stage, target_on=record.happened_on)}


@effect("party.development_probationary", undo=_taken_back)
def probationary(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """The target is a probationary member since the day of the branch meeting."""
    member, told = _member(case), told_of(case)
    meeting = case.records.filter(step="D15", is_returned=False).order_by("-pk")[0]
    named = [told[name]["words"] for name in ("introducer_one", "introducer_two") if name in told]
    joined = meeting.happened_on
    rows = _written(
        case, actor, stage=_raised(member, Stage.PROBATIONARY), joined_on=joined,
        join_branch=member.organization.name[:100], introducers="、".join(named)[:60],
    )  # fmt: skip
    rows += _person_written(
        case, actor, political_status=PROBATIONARY, joined_party_on=f"{joined:%Y%m%d}"
    )
    return {"rows": rows}


@effect("party.development_placed", undo=_taken_back)
def placed(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """The probationary member belongs to a branch and a group; the case goes with them."""
    branch, member = _branch(record.data["placed_branch"]), _member(case)
    before = _moved(case, branch)
    values: dict[str, Any] = {
        "organization": branch, "group": record.data.get("party_group", "")[:40],
    }  # fmt: skip
    if member.organization_id != branch.pk or member.entered_on is None:
        values["entered_on"] = record.happened_on
    return {"rows": _written(case, actor, **values), **before}


@effect("party.development_full", undo=_taken_back)
def full(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """The probationary member is a full one since the end of the probation.

    Raises RuleViolation ``party.other_resolution``, as the two below, when the branch meeting
    resolved otherwise.
    """
    told = _resolved(case, ON_TIME)
    day = told.get("full_on") or told.get("extended_to") or told.get("probation_to")
    since = date.fromisoformat(day) if day else record.happened_on
    rows = _written(case, actor, stage=Stage.FULL, full_on=since)
    return {"rows": rows + _person_written(case, actor, political_status=MEMBER)}


@effect("party.development_extended", undo=_taken_back)
def extended(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """The probation goes on; the register has nothing to change."""
    _resolved(case, EXTENDED)
    return {"rows": []}


@effect("party.development_cancelled", undo=_taken_back)
def cancelled(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """The probationary member is none any more."""
    _resolved(case, CANCEL)
    rows = _written(
        case, actor, state=State.LEFT, exit_kind=CANCELLED, exited_on=record.happened_on
    )
    return {"rows": rows + _person_written(case, actor, political_status=NONE, joined_party_on="")}


def _resolved(case: Case, resolution: str) -> dict[str, Any]:
    """Return what the case tells, when the branch meeting resolved so."""
    told = told_of(case)
    if told.get("resolution") != resolution:
        raise RuleViolation(
            "party.other_resolution",
            f"支部大会的决议是“{told.get('resolution')}”，审批结论却是“{resolution}”。",
            hint="审批结论应与决议一致；不同意决议的，退回支部大会重新讨论。",
        )
    return told


@effect("party.development_back", undo=_taken_back)
def back(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Whoever was not admitted goes on as an activist."""
    if _member(case).stage != Stage.TARGET:
        return {"rows": []}
    return {"rows": _written(case, actor, stage=Stage.ACTIVIST, target_on=None)}


@effect("party.development_ended", undo=_taken_back)
def ended(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Whoever is no activist any more is an applicant again."""
    if _member(case).stage not in (Stage.ACTIVIST, Stage.TARGET):
        return {"rows": []}
    values = {"activist_on": None, "target_on": None}
    return {"rows": _written(case, actor, stage=Stage.APPLICANT, **values)}
