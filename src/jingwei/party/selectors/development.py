"""Talks and half-year reviews of people on the way to membership."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.procedures.models import Case, CaseQuerySet, StepRecord

CODE = "party.member_development"
TALK, REVIEW, REPORT = "谈话", "半年考察", "思想汇报"
LOOPS = ("B06", "E21")
"""The steps of observation, which come round again: as an activist, as a probationary member."""
QUICK = ("A02", *LOOPS)
"""The steps a branch secretary records in three fields."""


@dataclass(frozen=True, slots=True)
class Activity:
    """A talk, a review or a report of one day."""

    step: str
    day: date
    kind: str
    words: str
    by: str
    is_late: bool


def activities_of(case: Case) -> list[Activity]:
    """Return what was recorded of observation, the talk of the beginning first. One query."""
    records = case.records.filter(step__in=QUICK, is_returned=False)
    return [_activity(record) for record in records.select_related("actor").order_by("pk")]


def _activity(record: StepRecord) -> Activity:
    told: dict[str, Any] = record.data
    return Activity(
        record.step, record.happened_on, told.get("activity", TALK),
        told.get("situation") or told.get("talked", ""),
        told.get("talker") or str(record.actor or ""), record.is_late,
    )  # fmt: skip


def own_open_cases(viewer: Any) -> CaseQuerySet:
    """Return the open cases in sight that stand where talks and reviews are recorded.

    The soonest due first. In sight is the viewer's own data scope: of a branch secretary the
    branch.
    """
    rows = Case.objects.visible_to(viewer).filter(definition=CODE, state=Case.State.OPEN)
    return rows.filter(step__in=QUICK).with_subjects().order_by("is_undated", "due_on", "pk")
