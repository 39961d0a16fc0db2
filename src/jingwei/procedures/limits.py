"""Times between two days: when one ends, whether a day keeps to it. Pure.

Months keep the day of the month, or its last day when it has no such day: 31 January and a month
is 28 February. A count of working days in a year nobody has confirmed cannot be told.
"""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta

from jingwei.kernel.rules import Judgement, Strength, Verdict, cannot_tell, met, not_met
from jingwei.kernel.workdays import WorkCalendar
from jingwei.procedures.definition import Limit, Procedure, Step

DAY = timedelta(days=1)
SPAN_WORDS = {"days": "天", "workdays": "个工作日", "months": "个月"}


def add_months(start: date, count: int) -> date:
    """Return the same day ``count`` months later, clamped to the end of the month."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


def limit_day(limit: Limit, start: date, calendar: WorkCalendar) -> date | None:
    """Return the last day of a "max" limit, the first day of a "min" one; None: cannot be told."""
    early = DAY if limit.first_counts else timedelta()
    if limit.span == "workdays":
        return calendar.after(start - early, limit.value)
    if limit.span == "months":
        return add_months(start, limit.value) - early
    return start + timedelta(days=limit.value) - early


def limit_words(limit: Limit) -> str:
    """Return the limit in a few words: "不超过 1 个月"."""
    bound = "不超过" if limit.kind == "max" else "不少于"
    return limit.words or f"{bound} {limit.value} {SPAN_WORDS[limit.span]}"


def limit_verdict(
    limit: Limit, start: date | None, on: date, calendar: WorkCalendar, place: Place
) -> Verdict:
    """Judge the day ``on`` of the step ``place`` by a limit that counts from ``start``."""
    said = _judged(limit, start, on, calendar, place)
    citation = place.procedure.citation(limit.article or place.step.article)
    return Verdict(
        limit.code, f"{place.start_name}到{place.step.name}{limit_words(limit)}",
        Strength(limit.strength.lower()), citation, said.answer, said.why, said.facts,
    )  # fmt: skip


class Place:
    """A step of a procedure that a limit is of, with the words for where it counts from."""

    def __init__(self, procedure: Procedure, step: Step, limit: Limit) -> None:
        self.procedure, self.step = procedure, step
        start = procedure.step(limit.start_step)
        asked = start.field(limit.start_field)
        self.start_name = limit.counts or (asked.label if asked else f"“{start.name}”")


def _judged(
    limit: Limit, start: date | None, on: date, calendar: WorkCalendar, place: Place
) -> Judgement:
    if start is None:
        return cannot_tell(f"{place.start_name}的日期")
    bound = limit_day(limit, start, calendar)
    facts = {place.start_name: start, f"“{place.step.name}”": on}
    if bound is None:
        return cannot_tell(f"{start.year} 年起的工作日历", **facts)
    facts["最迟" if limit.kind == "max" else "最早"] = bound
    if on <= bound if limit.kind == "max" else on >= bound:
        return met(**facts)
    side = "晚于最迟的" if limit.kind == "max" else "早于最早的"
    counted = f"{place.start_name} {start}，{limit_words(limit)}"
    words = f"“{place.step.name}”{on} {side} {bound}（{counted}）。"
    return not_met(words, **facts)
