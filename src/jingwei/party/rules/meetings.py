"""How often which meeting is held, and what of it is still ahead.

The numbers are those of ``data/law/meetings.toml``. Kinds are the codes of
``OrganizationMeeting.Kind``. Source: party-and-talent §2.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LAW = "party.meetings"
GENERAL, COMMITTEE, GROUP, LECTURE, THEME_DAY, LIFE, APPRAISAL = "1", "2", "3", "4", "5", "6", "8"
MONTH, QUARTER, YEAR = 1, 3, 12
PERIODS = {MONTH: "本月", QUARTER: "本季度", YEAR: "本年"}


@dataclass(frozen=True, slots=True)
class Custom:
    """A meeting of a kind is held ``times`` in every ``months`` (1, 3 or 12)."""

    kind: str
    months: int
    times: int


@dataclass(frozen=True, slots=True)
class MeetingDue:
    """What a custom asks in the period that holds a day, and how often it was done."""

    kind: str
    months: int
    times: int
    held: int
    begins: date
    ends: date

    @property
    def is_met(self) -> bool:
        return self.held >= self.times

    @property
    def period(self) -> str:
        return PERIODS[self.months]

    def is_now(self, on: date) -> bool:
        """Whether it belongs to the duties of the month of ``on``: the period ends with it."""
        return (self.ends.year, self.ends.month) == (on.year, on.month)


def customs(times: dict[str, int], *, has_committee: bool, has_groups: bool) -> tuple[Custom, ...]:
    """Return what holds for a branch: ``times`` by kind, nothing of bodies it does not have."""
    spans = {
        COMMITTEE: MONTH, GROUP: MONTH, THEME_DAY: MONTH, GENERAL: QUARTER, LECTURE: QUARTER,
        LIFE: YEAR, APPRAISAL: YEAR,
    }  # fmt: skip
    missing = {COMMITTEE: not has_committee, GROUP: not has_groups}
    return tuple(
        Custom(kind, months, times[kind])
        for kind, months in spans.items()
        if times.get(kind) and not missing.get(kind)
    )


def meetings_due(
    held: Iterable[tuple[str, date]], on: date, asked: Sequence[Custom]
) -> tuple[MeetingDue, ...]:
    """Return for every custom how far the month, the quarter or the year of ``on`` has come.

    ``held`` are (kind, day); a gathering of two kinds stands there twice.
    """
    days = list(held)
    return tuple(_due(custom, days, on) for custom in asked)


def _due(custom: Custom, held: list[tuple[str, date]], on: date) -> MeetingDue:
    begins, ends = period_of(on, custom.months)
    count = sum(kind == custom.kind and begins <= day <= ends for kind, day in held)
    return MeetingDue(custom.kind, custom.months, custom.times, count, begins, ends)


def period_of(on: date, months: int) -> tuple[date, date]:
    """Return first and last day of the month, quarter or year that holds ``on``."""
    first = (on.month - 1) // months * months + 1
    following = first + months
    after = date(on.year + (following > 12), (following - 1) % 12 + 1, 1)
    return date(on.year, first, 1), after - timedelta(days=1)


def quorum_words(kind: str, present: int, due: int) -> str:
    """Return what to look at when a meeting decided with not more than half there; "" else."""
    if kind not in (GENERAL, COMMITTEE) or 2 * present > due:
        return ""
    return f"实到 {present} 人，没有超过应到 {due} 人的一半，请核对决定是否有效。"
