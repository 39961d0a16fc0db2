"""A whole member development for the tests: every step on a day on which nothing is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from jingwei.procedures.entries import Opening, PaperGiven, StepEntry, VoteGiven
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import case_open, step_record
from jingwei.procedures.votes import Counted
from tests.factories import MemberFactory, PartyOrganizationFactory, PersonFactory

CODE = "party.member_development"
OPENED = date(2023, 1, 10)
SETTLED = "按实际情况办理"


@dataclass
class Branch:
    """A branch of three full members below a committee, and somebody who wants to join."""

    organization: Any
    members: list[Any]
    person: Any
    owner: Any


def branch_of(unit: Any, owner: Any) -> Branch:
    """Return a branch of ``unit``; ``owner`` sees it through the unit."""
    district = PartyOrganizationFactory(unit=unit, kind="local_committee", code="dzz")
    committee = PartyOrganizationFactory(unit=unit, kind="committee", code="dw", parent=district)
    organization = PartyOrganizationFactory(unit=unit, code="zb1", parent=committee)
    members = [
        MemberFactory(person=PersonFactory(unit=unit), organization=organization) for _ in range(3)
    ]
    return Branch(organization, members, PersonFactory(unit=unit, full_name="林示例"), owner)


def opened(branch: Branch, on: date = OPENED) -> Case:
    """Return a new case about the person of the branch."""
    found = procedure_on(CODE, on)
    opening = Opening(found, branch.owner, on, subject=branch.person)
    return case_open(opening, actor=branch.owner)


def given(*codes: str) -> list[PaperGiven]:
    return [PaperGiven(code) for code in codes]


def passed(count: int = 3) -> list[VoteGiven]:
    """A vote in which everybody is there and for it."""
    return [VoteGiven(Counted(count, count, count, approve=count))]


def noted(day: date, activity: str, decision: str = "note") -> StepEntry:
    """Return a record of observation."""
    return StepEntry(day, decision, {"activity": activity, "situation": "按要求参加学习和活动"})


def course(branch: Branch) -> list[tuple[str, StepEntry]]:
    """Return the steps and their entries in the order in which they are taken."""
    one, two = (member.person for member in branch.members[:2])
    place = branch.organization
    return [
        *_applying(place), *_educating(one, two), *_choosing(one, two), *_admitting(),
        *_converting(place),
    ]  # fmt: skip


def _applying(place: Any) -> list[tuple[str, StepEntry]]:
    applied = {"applied_on": date(2023, 1, 9), "branch": place}
    talked = {"talker": "周示例", "talked": "入党动机端正"}
    return [
        ("A01", StepEntry(OPENED, data=applied, papers=given("application"))),
        ("A02", StepEntry(date(2023, 2, 1), data=talked, papers=given("talk"))),
        ("B03", StepEntry(
            date(2023, 3, 1), "pass", {"route": "党员推荐", "league_member": "否"},
            given("recommendation", "activist_minutes"),
        )),
        ("B04", StepEntry(date(2023, 3, 10), "pass", papers=given("activist_filing"))),
    ]  # fmt: skip


def _educating(one: Any, two: Any) -> list[tuple[str, StepEntry]]:
    return [
        ("B05", StepEntry(date(2023, 3, 15), data={"contact_one": one, "contact_two": two})),
        ("B06", noted(date(2023, 9, 1), "半年考察")),
        ("B06", noted(date(2023, 11, 1), "谈话")),
        ("B06", noted(date(2024, 2, 20), "党委年度分析")),
        ("B06", noted(date(2024, 2, 28), "半年考察", "done")),
    ]


def _choosing(one: Any, two: Any) -> list[tuple[str, StepEntry]]:
    introduced = {"introducer_one": one, "introducer_two": two, "introducers_free": True}
    reviewed = {"review_conclusion": "合格", "reviewer": "支委会", "review_file": "政审2024-3"}
    trained = {"trained_from": date(2024, 4, 8), "trained_to": date(2024, 4, 10), "hours": 24}
    return [
        ("C07", StepEntry(
            date(2024, 3, 6), "pass", {"heard": "没有不同意见"}, given("opinions", "target_minutes")
        )),
        ("C08", StepEntry(
            date(2024, 3, 20), "pass", {"target_shown_on": date(2024, 3, 11)},
            given("target_filing"),
        )),
        ("C09", StepEntry(date(2024, 3, 22), data=introduced)),
        ("C10", StepEntry(date(2024, 3, 28), "pass", reviewed, given("review"))),
        ("C11", StepEntry(date(2024, 4, 12), data=trained, papers=given("certificate"))),
    ]  # fmt: skip


def _admitting() -> list[tuple[str, StepEntry]]:
    previewed = {"leaving": "否", "preview_opinion": "合格", "issued_no": "示0000001"}
    met = {"admission_shown_on": date(2024, 5, 6), "ballot": "无记名投票"}
    approved = {"probation_from": date(2024, 5, 15), "probation_to": date(2025, 5, 15)}
    talked = {"committee_talker": "陈示例", "committee_talked": "同意"}
    return [
        ("D12", StepEntry(
            date(2024, 4, 15), "pass", {"examined": "合格"}, given("examination")
        )),
        ("D13", StepEntry(date(2024, 4, 22), "pass", previewed, given("preview"))),
        ("D14", StepEntry(
            date(2024, 4, 25), data={"form_no": "示0000001"}, papers=given("volunteer")
        )),
        ("D15", StepEntry(date(2024, 5, 15), "pass", met, given("resolution"), passed())),
        ("D16", StepEntry(date(2024, 5, 20), data=talked, papers=given("committee_talk"))),
        ("D17", StepEntry(date(2024, 5, 28), "approve", approved, given("approval"), passed(7))),
        ("D18", StepEntry(date(2024, 6, 3), papers=given("department_filing"))),
    ]  # fmt: skip


def _converting(place: Any) -> list[tuple[str, StepEntry]]:
    placed = {"placed_branch": place, "party_group": "第一党小组"}
    resolved = {
        "conversion_shown_on": date(2025, 5, 12), "conversion_ballot": "无记名投票",
        "resolution": "按期转正",
    }  # fmt: skip
    asked = {"conversion_applied_on": date(2025, 5, 7)}
    return [
        ("E19", StepEntry(date(2024, 6, 5), data=placed)),
        ("E20", StepEntry(date(2024, 7, 1))),
        ("E21", noted(date(2024, 11, 20), "半年考察")),
        ("E21", noted(date(2025, 5, 6), "半年考察", "done")),
        ("E22", StepEntry(date(2025, 5, 8), data=asked, papers=given("conversion_application"))),
        ("E23", StepEntry(
            date(2025, 5, 20), "pass", resolved, given("conversion_resolution"), passed()
        )),
        ("E24", StepEntry(date(2025, 6, 10), "full", papers=given("conversion_reply"))),
        ("E25", StepEntry(date(2025, 6, 20), data={"archive": "区委组织部"},
                          papers=given("catalogue"))),
    ]  # fmt: skip


def taken(
    case: Case,
    entries: list[tuple[str, StepEntry]],
    *,
    before: str = "",
    changes: Mapping[str, Any] | None = None,
    actor: Any = None,
) -> Case:
    """Take the steps until the case stands at ``before``, "" for all; return it as stored.

    ``changes`` gives, by step, what is different in its first entry; a later one of the same step
    is "B06.2". Facts are added to those of the entry.
    """
    seen: dict[str, int] = {}
    for code, entry in entries:
        if case.step == before or not case.is_running:
            break
        assert case.step == code
        seen[code] = seen.get(code, 0) + 1
        key = code if seen[code] == 1 else f"{code}.{seen[code]}"
        told = dict((changes or {}).get(key, {}))
        data = {**entry.data, **told.pop("data", {})}
        plan = replace(entry, data={k: v for k, v in data.items() if v is not None}, **told)
        step_record(case, replace(plan, reason=SETTLED), seen=case.version, actor=actor)
        case.refresh_from_db()
    return case


def wrong(case: Case) -> set[str]:
    """Return the codes of what was found not met, or could not be told, in the records in force."""
    records = StepRecord.objects.filter(case=case, is_returned=False)
    return {
        found["code"]
        for verdicts in records.values_list("verdicts", flat=True)
        for found in verdicts
        if found["answer"] != "met"
    }
