"""An electing unit for the tests: three branches, twelve members, six people for five seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from jingwei.org.models import OrganizationKind, PartyOrganization, Unit
from jingwei.party.rules.delegate_count import Sheet
from jingwei.party.selectors.delegates import CODE, branches_of, electing_unit
from jingwei.party.services.delegates import TurnoutGiven, ballot_enter, turnout_save
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import case_open, step_record, subject_add
from tests import factories as make

CONGRESS = "中共青岚区第六次代表大会"
BEGUN = date(2025, 1, 6)
SEATS, CANDIDATES, MEMBERS, PRESENT = 5, 6, 12, 11
APPROVALS = (9, 8, 8, 7, 6, 4)
TIED = (9, 8, 8, 7, 6, 6)
REASON = "按实际情况办理"


def _papers(*codes: str) -> list[PaperGiven]:
    return [PaperGiven(code) for code in codes]


STEPS = {
    "R1": StepEntry(
        date(2025, 1, 6), papers=_papers("allocation"),
        data={
            "congress": CONGRESS, "level": "县（市、区）党代会", "total": 220, "seats": SEATS,
            "quota_women": 2, "quota_young": 3, "quota_leader": 3, "quota_frontline": 2,
        },
    ),
    "R2": StepEntry(date(2025, 2, 10), papers=_papers("recommendation")),
    "R3": StepEntry(
        date(2025, 3, 3), data={"branch_comments": "三个支部都同意"},
        papers=_papers("preliminary_minutes", "comments"),
    ),
    "R4": StepEntry(
        date(2025, 3, 20), data={"checked": CANDIDATES, "not_passed": 0, "conclusion": "均合格"},
        papers=_papers("inspection", "check_discipline", "check_police", "check_tax"),
    ),
    "R5": StepEntry(
        date(2025, 3, 28), papers=_papers("notice"),
        data={"notice_from": date(2025, 3, 24), "objections": 0},
    ),
    "R6": StepEntry(
        date(2025, 4, 10), data={"plenary_on": date(2025, 4, 8)},
        papers=_papers("plenary_minutes", "approval"),
    ),
    "R7": StepEntry(
        date(2025, 4, 20), data={"manner": "党员大会", "counters": "周示例、吴示例"},
        papers=_papers("meeting_minutes", "result_sheet", "ballots_sealed"),
    ),
    "R7A": StepEntry(date(2025, 4, 22), papers=_papers("report")),
    "R8": StepEntry(
        date(2025, 5, 12), papers=_papers("qualification"),
        data={"confirmed": SEATS, "document_no": "青委〔2025〕12号"},
    ),
}  # fmt: skip
"""Every step as it goes without a fault, by code."""


def committee(unit: Unit, code: str = "linxi", **fields: Any) -> PartyOrganization:
    """Return a committee with three branches of four full members each."""
    kind = OrganizationKind.COMMITTEE
    told = {"name": f"中共{code}委员会", **fields}
    top = make.PartyOrganizationFactory(code=code, kind=kind, unit=unit, **told)
    for n in range(3):
        branch = make.PartyOrganizationFactory(code=f"{code}{n}", unit=unit, parent=top)
        for m in range(MEMBERS // 3):
            person = make.PersonFactory(unit=unit, gender="12"[m % 2])
            make.MemberFactory(person=person, organization=branch)
    return top


def opened(top: PartyOrganization, owner: Any, on: date = BEGUN) -> Case:
    """Return a new case of a committee, nothing recorded."""
    return case_open(Opening(procedure_on(CODE, on), owner, on, subject=top), actor=owner)


def nominated(case: Case, actor: Any, count: int = CANDIDATES) -> None:
    """Put members on the list: three women of six, three from the front line, one leading cadre."""
    members = Person.objects.filter(member__organization__parent=case.organization)
    for n, person in enumerate(members.order_by("pk")[:count]):
        told = {
            "named_branches": 3, "named_members": 12 - n, "frontline": n < 3, "leader": n == 5,
            "professional": False, "model": False,
        }  # fmt: skip
        subject_add(case, person, told, actor=actor)


def turned_out(case: Case, actor: Any, *, on: date, absent: int = 0, extra: int = 0) -> None:
    """Let all branches but ``absent`` take part with everybody, the first with ``extra`` more."""
    keys = list(branches_of(case, on).values_list("pk", flat=True))
    given = {pk: TurnoutGiven(on, 4 + (extra if pk == keys[0] else 0)) for pk in keys}
    turnout_save(case, {pk: given[pk] for pk in keys[absent:]}, actor=actor)


def sheet_of(case: Case, approvals: Sequence[int], **changes: Any) -> Sheet:
    """Return the counts of the round now held: eleven ballots, one of them invalid."""
    held = electing_unit(case).election.following
    assert held is not None
    marks = dict(zip(held.candidates, approvals, strict=True))
    told = Sheet(
        MEMBERS, PRESENT, PRESENT, PRESENT, 1, marks,
        {key: PRESENT - 1 - found for key, found in marks.items()}, dict.fromkeys(marks, 0),
    )  # fmt: skip
    return replace(told, **changes)


def counted(case: Case, approvals: Sequence[int], *tellers: Any) -> None:
    """Let everybody of ``tellers`` enter the same counts."""
    sheet = sheet_of(case, approvals)
    for teller in tellers:
        ballot_enter(case, sheet, actor=teller)


def stepped(case: Case, actor: Any, entry: StepEntry | None = None, *, reason: str = "") -> Case:
    """Record the present step as it goes without a fault, or ``entry``; return the case."""
    told = entry or STEPS[case.step]
    case.refresh_from_db()
    step_record(case, replace(told, reason=reason), seen=case.version, actor=actor)
    case.refresh_from_db()
    return case


def prepared(case: Case, *tellers: Any) -> None:
    """Do what the present step asks for beside the step itself, as far as it was not done."""
    actor, on = tellers[0], STEPS[case.step].happened_on
    if case.step == "R2" and not case.subjects.exists():
        nominated(case, actor)
    if case.step in ("R2", "R3"):
        turned_out(case, actor, on=on)
    if case.step == "R7" and not electing_unit(case).election.held:
        counted(case, APPROVALS, *tellers)


def brought_to(case: Case, step: str, *tellers: Any, reason: str = "") -> Case:
    """Take the steps before ``step`` ("" to the end) as they go without a fault."""
    while case.is_running and case.step != step:
        prepared(case, *tellers)
        case = stepped(case, tellers[0], reason=reason)
    return case


def found_in(case: Case) -> list[str]:
    """Return the codes of what was not met, or could not be told, when the steps were taken."""
    records = StepRecord.objects.filter(case=case, is_returned=False)
    return [v["code"] for record in records for v in record.verdicts if v["answer"] != "met"]
