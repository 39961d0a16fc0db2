"""The work calendar as pages show it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jingwei.kernel.calendar_models import CalendarDay, CalendarYear
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.workdays import WorkCalendar, work_calendar


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year: ``working`` days (None: cannot be counted), days that differ from their weekday."""

    year: int
    source: str
    working: int | None
    free: int
    made_up: int

    @property
    def is_complete(self) -> bool:
        """Whether the year was confirmed."""
        return self.working is not None

    @property
    def state(self) -> str:
        """What can be done with the year, in Chinese."""
        if self.is_complete:
            return "齐全"
        return "正在录入，还不能计算" if self.free or self.made_up else "没有数据，不能计算"


@dataclass(frozen=True, slots=True)
class YearDetail:
    """A year with its days in order, working days by month, and what was done, newest first."""

    row: YearRow
    days: list[CalendarDay]
    months: list[tuple[int, int | None]]
    history: list[AuditEntry]


def calendar_years(*, on: date) -> list[YearRow]:
    """Return every year from the first known one to the year after ``on``, newest first."""
    calendar, sources = work_calendar(), _sources()
    known = {*sources, *(day.year for day in calendar.exceptions), on.year, on.year + 1}
    return [
        _row(year, calendar, sources.get(year, ""))
        for year in range(max(known), min(known) - 1, -1)
    ]


def calendar_detail(year: int) -> YearDetail:
    """Return one year, known or not. Five queries."""
    calendar = work_calendar()
    months = [(month, _working(calendar, year, month)) for month in range(1, 13)]
    return YearDetail(
        _row(year, calendar, _sources().get(year, "")),
        list(CalendarDay.objects.filter(day__year=year)),
        months,
        _history(year),
    )


def day_now(day: date) -> CalendarDay | None:
    """Return the row that says ``day`` differs from its weekday, or None."""
    return CalendarDay.objects.filter(day=day).first()


def _row(year: int, calendar: WorkCalendar, source: str) -> YearRow:
    works = [works for day, works in calendar.exceptions.items() if day.year == year]
    working = calendar.count(date(year, 1, 1), date(year, 12, 31))
    return YearRow(year, source, working, works.count(False), works.count(True))


def _working(calendar: WorkCalendar, year: int, month: int) -> int | None:
    _, days = monthrange(year, month)
    return calendar.count(date(year, month, 1), date(year, month, days))


def _sources() -> dict[int, str]:
    return dict(CalendarYear.objects.values_list("year", "source"))


def _history(year: int) -> list[AuditEntry]:
    of_year = Q(data__year=year) | Q(data__day__startswith=f"{year}-")
    rows = AuditEntry.objects.filter(of_year, act__startswith="calendar.")
    return list(rows.select_related("actor"))
