"""The months of a plan's year and the dispatch of each."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from jingwei.plans.models import AnnualPlan, DispatchMeeting


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the plan's year; ``meeting`` is None while nobody called one."""

    first: date
    meeting: DispatchMeeting | None


def months_of(plan: AnnualPlan, *, on: date) -> list[Month]:
    """Return the months of the plan's year up to ``on``, the newest first. One query.

    Each meeting carries ``decided`` and ``still_open``, the numbers of its decisions.
    """
    rows = plan.meetings.annotate(
        decided=Count("decisions"),
        still_open=Count("decisions", filter=Q(decisions__closed_on=None)),
    )
    held = {meeting.month: meeting for meeting in rows}
    last = 12 if on.year > plan.year else on.month if on.year == plan.year else 0
    firsts = {date(plan.year, n, 1) for n in range(1, last + 1)} | held.keys()
    return [Month(first, held.get(first)) for first in sorted(firsts, reverse=True)]


def meeting_for(plan: AnnualPlan, month: date, *, on: date) -> DispatchMeeting:
    """Return the meeting of ``month``, or an unsaved one to look ahead at its agenda."""
    found = plan.meetings.filter(month=month).first()
    return found or DispatchMeeting(plan=plan, month=month, opened_on=min(on, last_day(month)))


def last_day(month: date) -> date:
    """Return the last day of the month that ``month`` lies in."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
