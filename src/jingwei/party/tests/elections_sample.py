"""An election as it should go: the branch, its term, its members, every step on its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from jingwei.org.models import PartyOrganization
from jingwei.org.services import seat_add, term_open
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry, VoteGiven
from jingwei.procedures.models import Case, CaseSubject
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.selectors.course import course_of
from jingwei.procedures.selectors.findings import step_findings
from jingwei.procedures.services import case_open, step_record, subject_add, subject_drop
from jingwei.procedures.votes import Counted
from tests.factories import MemberFactory, PartyOrganizationFactory, PersonFactory

CODE = "party.organization_election"
BEGAN, DUE, HELD = date(2022, 9, 1), date(2025, 9, 1), date(2025, 6, 20)
NAMES = ["赵示例", "钱示例", "孙示例", "李示例", "周示例", "吴示例", "郑示例", "王示例"]
VOTES = {"赵示例": 8, "钱示例": 7, "孙示例": 6, "李示例": 3}


def branch_of(unit: Any) -> PartyOrganization:
    """Return a branch of eight members whose term runs out on DUE; 周示例 leads it."""
    above = PartyOrganizationFactory(
        code="dw", name="中共示例单位委员会", kind="committee", unit=unit
    )
    branch = PartyOrganizationFactory(
        code="z1", name="中共示例第一支部委员会", unit=unit, parent=above
    )
    term_open(branch, began_on=BEGAN, actor=None, number=3)
    for name in NAMES:
        MemberFactory(person=PersonFactory(full_name=name, unit=unit), organization=branch)
    seat_add(branch, holder_name="周示例", post="secretary", since=BEGAN, actor=None)
    return branch


def papers(*codes: str) -> list[PaperGiven]:
    return [PaperGiven(code) for code in codes]


ASK = {
    "shift": "按期", "planned_on": HELD, "form": "设委员会", "seats": 3, "meeting": "党员大会",
}  # fmt: skip
STEPS = {
    "A01": StepEntry(date(2025, 2, 20), data={"reminded_by": "发函"}),
    "A02": StepEntry(date(2025, 5, 6), data=ASK, papers=papers("request")),
    "A03": StepEntry(
        date(2025, 5, 12), "agree", data={"reply_no": "示党〔2025〕3号"}, papers=papers("reply")
    ),
    "B01": StepEntry(
        date(2025, 5, 20), data={"nominated_by": "全体党员推荐"}, papers=papers("nominations")
    ),
    "B02": StepEntry(date(2025, 5, 26)),
    "B03": StepEntry(
        date(2025, 6, 3), "agree", data={"candidates_no": "示党〔2025〕5号"},
        papers=papers("candidates_request", "candidates_reply"),
    ),
    "C01": StepEntry(
        HELD, "valid", data={"ballots_sent": 8, "ballots_back": 8},
        papers=papers("ballot_rules", "tally", "minutes"),
    ),
    "C02": StepEntry(HELD, "elected"),
    "D01": StepEntry(HELD, data={"seated": 3, "seated_present": 3, "secretary_votes": 2}),
    "E01": StepEntry(date(2025, 6, 23), papers=papers("report")),
    "E02": StepEntry(
        date(2025, 6, 26), "agree", data={"confirmed_no": "示党〔2025〕6号"},
        papers=papers("confirmation"),
    ),
    "E03": StepEntry(date(2025, 6, 30)),
}  # fmt: skip
"""What a person tells of each step; candidates, votes and posts are added as the case goes."""


def opened(branch: PartyOrganization, owner: Any) -> Case:
    """Return a new case at its first step."""
    on = date(2025, 2, 20)
    return case_open(Opening(procedure_on(CODE, on), owner, on, subject=branch), actor=owner)


def person(name: str) -> Person:
    return Person.objects.get(full_name=name)


def nominate(case: Case, names: Sequence[str] = tuple(VOTES)) -> None:
    for name in names:
        subject_add(case, person(name), {}, actor=None)


def drop(case: Case, *names: str, on: date = HELD) -> None:
    for row in CaseSubject.objects.filter(case=case, person__full_name__in=names):
        subject_drop(row, reason="未当选", on=on, actor=None)


def counted(case: Case, votes: Mapping[str, int] = VOTES, *, due: int = 8, present: int = 8) -> Any:
    """Return the votes of the standing candidates; whoever did not approve was against."""
    rows = case.subjects.filter(result="").select_related("person")
    return [
        VoteGiven(Counted(due, due, present, votes[str(row)], present - votes[str(row)]), row)
        for row in rows
    ]


def entry_for(case: Case, step: str, **data: Any) -> StepEntry:
    """Return what is told of a step, with votes and posts of the case, and ``data`` on top."""
    entry = STEPS[step]
    told = {**entry.data, **data}
    if step == "D01":
        given = {"post_secretary": "赵示例", "post_organization": "钱示例"}
        told = {code: person(name) for code, name in given.items()} | told
    votes = counted(case) if step == "C01" else ()
    return replace(entry, data=told, votes=votes)


def take(case: Case, entry: StepEntry, *, actor: Any) -> Case:
    step_record(case, entry, seen=case.version, actor=actor)
    case.refresh_from_db()
    return case


def until(case: Case, step: str, *, actor: Any) -> Case:
    """Take the steps before ``step`` as they should be, without any reason; "" for all."""
    for code in list(STEPS)[list(STEPS).index(case.step) :]:
        if code == step:
            break
        if code == "B01":
            nominate(case)
        if code == "C02":
            drop(case, "李示例")
        case.refresh_from_db()
        take(case, entry_for(case, code), actor=actor)
    case.refresh_from_db()
    return case


def faults(case: Case, entry: StepEntry) -> list[str]:
    """Return the codes of what is not met or cannot be told of a step as ``entry`` tells it."""
    found = step_findings(course_of(case), entry)
    return sorted({one.verdict.code for one in found if not one.verdict.is_met})
