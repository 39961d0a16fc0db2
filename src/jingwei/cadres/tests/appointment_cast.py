"""A batch for the tests: cadres of whom all is known, and the ten steps as people take them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from jingwei.org.services import staffing_add
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry, VoteGiven
from jingwei.procedures.models import Case, CaseSubject
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import case_open, step_record, subject_change
from jingwei.procedures.votes import Counted
from tests import factories as make

BEGUN = date(2024, 3, 1)
OFFICE = date(2024, 4, 22)
MUSTS = {
    "archive": "通过", "report": "基本一致", "discipline": "无影响", "complaints": "无信访举报",
    "reply_no": "青纪函〔2024〕3号", "integrity_signers": "周甲（书记）、吴乙（纪委书记）",
}  # fmt: skip
STEPS = (
    StepEntry(date(2024, 3, 4), data={"way": "常委会", "posts": 1}),
    StepEntry(date(2024, 3, 11), data={"candidates": 3, "talked": 20}),
    StepEntry(date(2024, 3, 18)),
    StepEntry(date(2024, 4, 10), data={"group": "郑示例、冯示例"}),
    StepEntry(date(2024, 4, 15), data={"consulted": "分管领导", "asked_on": date(2024, 4, 11)}),
    StepEntry(OFFICE),
    StepEntry(
        date(2024, 4, 30),
        data={"notice_from": date(2024, 4, 23), "notice_to": date(2024, 4, 29),
              "replies": "没有反映"},
    ),
    StepEntry(date(2024, 5, 6), data={"document_no": "青组任〔2024〕8号", "office_on": OFFICE}),
    StepEntry(date(2025, 5, 8), data={"formal_no": "青组任〔2025〕6号"}),
    StepEntry(date(2025, 5, 12)),
)  # fmt: skip


def cadre(unit: Any, name: str, **facts: Any) -> Person:
    """Return a deputy of ``unit`` who may be put up for a higher post."""
    person: Person = make.PersonFactory(
        full_name=name, unit=unit, work_since="200708", political_status="01", **facts
    )
    make.EducationFactory(person=person)
    make.PostHeldFactory(
        person=person, unit=unit, title="副局长", is_leader=True, member_kind="3", since="202001"
    )
    make.LevelHeldFactory(person=person, since="202001")
    make.AppraisalFactory(person=person, year=2023)
    make.TrainingRecordFactory(person=person, began_on=date(2023, 5, 8), hours=96)
    make.FamilyMemberFactory(person=person, name=f"{name[0]}父", relation="01", work="示例公司职员")
    make.CadreFactory(person=person)
    person.refresh_from_db()
    return person


def seats(unit: Any, chiefs: int = 1, deputies: int = 3) -> None:
    """Approve the leading posts of a unit."""
    staffing_add(
        unit, since=date(2020, 1, 1), basis="编办", actor=None,
        numbers={"chief_posts": chiefs, "deputy_posts": deputies},
    )  # fmt: skip


def to_chief(unit: Any, **more: Any) -> dict[str, Any]:
    """Return the columns of somebody who becomes chief of ``unit``."""
    return {
        "to_unit": unit, "to_title": "局长", "to_role": "正职", "to_level": "乡科级正职",
        "from_post": "副局长", "reason": "工作需要", "trial": True, **more,
    }  # fmt: skip


def opened(
    place: Any, owner: Any, *people: tuple[Person, dict[str, Any]],
    code: str = "cadres.appointment", on: date = BEGUN,
) -> Case:  # fmt: skip
    """Begin a batch."""
    return case_open(
        Opening(procedure_on(code, on), owner, on, place=place, title="第一批", people=people),
        actor=owner,
    )


def musts_entered(case: Case, actor: Any) -> None:
    """Enter the four musts of everybody who stands."""
    for row in case.subjects.filter(result=""):
        subject_change(row, MUSTS, actor=actor)
    case.refresh_from_db()


def complete(case: Case, entry: StepEntry) -> StepEntry:
    """Return a step with every paper it must have, and a vote for everybody who stands."""
    step = case.present
    made = [PaperGiven(code, made_on=entry.happened_on) for code in sorted(step.required_papers)]
    rows = case.subjects.filter(result=CaseSubject.Result.STANDING) if step.votes else ()
    votes = [VoteGiven(Counted(13, 13, 11, approve=11), row) for row in rows]
    return replace(entry, papers=entry.papers or made, votes=entry.votes or votes)


def taken(case: Case, *entries: StepEntry, actor: Any) -> Case:
    """Record the steps one after the other, each with all it needs."""
    for entry in entries:
        told = complete(case, entry)
        told = replace(told, reason=entry.reason or "按实际情况办理")
        step_record(case, told, seen=case.version, actor=actor)
        case.refresh_from_db()
    return case


def faults(case: Case) -> set[str]:
    """Return the codes of everything that was not met, or could not be told, when it was taken."""
    return {
        verdict["code"]
        for record in case.records.filter(is_returned=False)
        for verdict in record.verdicts
        if verdict["answer"] != "met"
    }
