"""Transfers as they should go: two branches, a member, the steps of the three ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from jingwei.party.models import Member
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.selectors.course import course_of
from jingwei.procedures.selectors.findings import step_findings
from jingwei.procedures.services import case_open, step_record

CODE = "party.membership_transfer"
ASKED, ISSUED, LAST = date(2025, 5, 6), date(2025, 5, 12), date(2025, 6, 11)


def papers(*codes: str) -> list[PaperGiven]:
    return [PaperGiven(code) for code in codes]


def asked(way: str, **data: Any) -> StepEntry:
    return StepEntry(ASKED, way, data={"cause": "工作单位变动", "dues_until": "2025.05"} | data)


LETTER = {
    "heading": "中共示例市委组织部", "to_unit": "示例市示例局党支部", "way": "纸质介绍信",
    "distance": "市外", "valid_days": 30,
}  # fmt: skip
CHECKED = {
    "checked_how": "查核党员档案", "stage": "正式党员", "joined_on": date(2015, 7, 1),
    "full_on": date(2016, 7, 1),
}  # fmt: skip
ARRIVED = {
    "from_unit": "示例市示例局党委", "letter_no": "2025 第 0007 号",
    "letter_on": date(2025, 5, 10), "valid_days": 30,
}  # fmt: skip


def out() -> list[StepEntry]:
    """Return the steps of a transfer out of the district."""
    return [
        asked("out"), StepEntry(date(2025, 5, 8), "pass"), StepEntry(ISSUED, data=LETTER),
        StepEntry(date(2025, 6, 12), "received", data={"accepted_on": date(2025, 6, 5)},
                  papers=papers("receipt")),
    ]  # fmt: skip


def within(target: Any) -> list[StepEntry]:
    """Return the steps of a transfer from one committee to another."""
    return [
        asked("within"), StepEntry(date(2025, 5, 8), "pass", data={"to_organization": target}),
        StepEntry(date(2025, 5, 15), "accept", data={"answer": "同意接收"}),
    ]  # fmt: skip


def into(target: Any) -> list[StepEntry]:
    """Return the steps of a transfer into the district."""
    return [
        asked("in"),
        StepEntry(date(2025, 5, 20), "pass", data=ARRIVED, papers=papers("letter_in")),
        StepEntry(date(2025, 5, 22), "pass", data=CHECKED),
        StepEntry(date(2025, 5, 26), data={"to_organization": target},
                  papers=papers("receipt_out")),
    ]  # fmt: skip


def opened(person: Any, owner: Any) -> Case:
    return case_open(Opening(procedure_on(CODE, ASKED), owner, ASKED, subject=person), actor=owner)


def take(case: Case, *entries: StepEntry, actor: Any) -> Case:
    """Record the steps one after the other, none with a reason of its own."""
    for entry in entries:
        step_record(case, entry, seen=case.version, actor=actor)
        case.refresh_from_db()
    return case


def told(entries: Sequence[StepEntry], number: int, **data: Any) -> StepEntry:
    """Return an entry with some of its facts told otherwise; None leaves one out."""
    kept = {k: v for k, v in {**entries[number].data, **data}.items() if v is not None}
    return replace(entries[number], data=kept)


def faults(case: Case, entry: StepEntry) -> list[str]:
    """Return the codes of what is not met or cannot be told of a step as ``entry`` tells it."""
    found = step_findings(course_of(case), entry)
    return sorted({one.verdict.code for one in found if not one.verdict.is_met})


def stored(person: Any) -> tuple[Any, ...]:
    """Return what the register says: organization, state, stage, since when, how scoped."""
    person.refresh_from_db()
    member = Member.objects.get(person=person)
    return (
        member.organization, member.state, member.stage, member.entered_on,
        person.organization_path,
    )  # fmt: skip
