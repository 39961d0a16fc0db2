"""Working days: an editable calendar, complete for some years and silent about the others.

A year that is not complete cannot be counted in: the answer is None, never a guess. The shipped
years are in ``data/workdays.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from django.db import models, transaction

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.calendar_models import CalendarDay, CalendarYear
from jingwei.kernel.errors import BadInput

declare_acts(
    {
        "calendar.day": "调整工作日历",
        "calendar.confirm": "确认年度工作日历",
        "calendar.reopen": "撤回年度工作日历的确认",
    }
)
DAY = timedelta(days=1)
WEEKDAYS = 5
WEEKDAY_NAMES = "一二三四五六日"
WORDS = {True: "上班", False: "休息"}
MOST_DAYS = 3_700
"""Days looked at for one count; a period longer than ten years is a mistake."""
YEARS = range(1990, 2101)
"""Years that can be entered."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The calendar at one moment: complete years, and the days that differ from their weekday."""

    years: frozenset[int]
    exceptions: dict[date, bool]

    def works_on(self, day: date) -> bool | None:
        """Whether ``day`` is a working day; None in a year that is not complete."""
        if day.year not in self.years:
            return None
        return self.exceptions.get(day, is_weekday(day))

    def count(self, first: date, last: date) -> int | None:
        """Return the working days from ``first`` to ``last``, both included; None: cannot tell.

        0 when ``last`` is before ``first``. Raises BadInput ``calendar.long`` beyond ten years.
        """
        found = 0
        for day in days_between(first, last):
            works = self.works_on(day)
            if works is None:
                return None
            found += works
        return found

    def after(self, start: date, days: int) -> date | None:
        """Return the day of the ``days``-th working day after ``start``; None: cannot tell.

        ``start`` itself does not count and is the answer for 0. ``days`` is not negative.
        """
        if days < 0:
            raise ValueError(f"{days} working days after {start}")
        day, left = start, days
        while left:
            day += DAY
            works = self.works_on(day)
            if works is None:
                return None
            left -= works
        return day


def is_weekday(day: date) -> bool:
    """Whether ``day`` is Monday to Friday."""
    return day.weekday() < WEEKDAYS


def weekday_name(day: date) -> str:
    """Return 星期一 … 星期日."""
    return f"星期{WEEKDAY_NAMES[day.weekday()]}"


def days_between(first: date, last: date) -> Iterator[date]:
    """Return the days from ``first`` to ``last``, both included, in order.

    Raises BadInput ``calendar.long`` beyond ten years.
    """
    if (last - first).days > MOST_DAYS:
        raise BadInput(
            "calendar.long", f"{first} 到 {last} 超过十年，不能逐日计算。", hint="请核对日期。"
        )
    return (first + DAY * n for n in range((last - first).days + 1))


def work_calendar() -> WorkCalendar:
    """Return the calendar in force. Two queries; keep it for as long as one page takes."""
    years = CalendarYear.objects.values_list("year", flat=True)
    days = CalendarDay.objects.values_list("day", "is_working")
    return WorkCalendar(frozenset(years), dict(days))


@transaction.atomic
def calendar_day_set(day: date, *, is_working: bool, reason: str, actor: models.Model) -> None:
    """Say that ``day`` is a working day, or none; what its weekday says anyhow is not kept.

    Raises BadInput ``calendar.year`` for a year out of range, ``calendar.reason`` without a
    reason, ``calendar.same`` when nothing would change.
    """
    _need(reason, "调整工作日历")
    _known_year(day.year)
    row = CalendarDay.objects.select_for_update().filter(day=day).first()
    before = row.is_working if row else is_weekday(day)
    if before == is_working:
        told = f"{day}（{weekday_name(day)}）本来就{WORDS[is_working]}，不用调整。"
        raise BadInput("calendar.same", told)
    row = row or CalendarDay(day=day)
    row.is_working, row.note = is_working, reason.strip()
    row.full_clean()
    row.save()
    words = {"before": WORDS[before], "after": WORDS[is_working]}
    audit("calendar.day", row, actor, day=day, **words, reason=row.note)
    if is_working == is_weekday(day):
        row.delete()


@transaction.atomic
def calendar_year_confirm(year: int, *, source: str, actor: models.Model) -> CalendarYear:
    """Say that the holidays and make-up days of ``year`` are all entered, by ``source``.

    Raises BadInput ``calendar.year`` for a year out of range, ``calendar.reason`` without a
    source, ``calendar.empty`` while no weekday of the year is free.
    """
    _need(source, "确认一个年度", "来源，例如放假通知的文号")
    _known_year(year)
    if not CalendarDay.objects.filter(day__year=year, is_working=False).exists():
        raise BadInput(
            "calendar.empty", f"{year} 年还没有录入节假日，不能确认。",
            hint="请先逐日录入放假和调休。",
        )  # fmt: skip
    row, _ = CalendarYear.objects.update_or_create(year=year, defaults={"source": source.strip()})
    audit("calendar.confirm", row, actor, year=year, source=source)
    return row


@transaction.atomic
def calendar_year_reopen(year: int, *, reason: str, actor: models.Model) -> None:
    """Take back that ``year`` is complete: from now on its days cannot be counted.

    Verdicts stored before keep what they are. Raises BadInput ``calendar.reason`` without a
    reason, ``calendar.open`` when the year was not confirmed.
    """
    _need(reason, "撤回确认")
    row = CalendarYear.objects.select_for_update().filter(year=year).first()
    if row is None:
        raise BadInput("calendar.open", f"{year} 年的工作日历没有确认过。")
    audit("calendar.reopen", row, actor, year=year, source=row.source, reason=reason)
    row.delete()


def _need(text: str, act: str, what: str = "理由") -> None:
    if not text.strip():
        raise BadInput("calendar.reason", f"{act}需要写明{what}。")


def _known_year(year: int) -> None:
    if year not in YEARS:
        raise BadInput("calendar.year", f"年度应在 {YEARS[0]} 到 {YEARS[-1]} 之间，现填 {year}。")


@transaction.atomic
def calendar_seed() -> int:
    """Add the shipped years that are not there; return how many were added.

    A year somebody has begun, confirmed or reopened is left as it is, also when a release ships
    other days for it.
    """
    held = set(CalendarYear.objects.values_list("year", flat=True))
    held |= {day.year for day in CalendarDay.objects.dates("day", "year")}
    fresh = [year for year in shipped_years() if year.year not in held]
    CalendarYear.objects.bulk_create(CalendarYear(year=y.year, source=y.source) for y in fresh)
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, is_working=works, note=note)
        for year in fresh
        for day, works, note in year.days
    )
    return len(fresh)


@dataclass(frozen=True, slots=True)
class ShippedYear:
    """A year as shipped; ``days`` are (day, whether it is worked, note), in order."""

    year: int
    source: str
    days: tuple[tuple[date, bool, str], ...]


@cache
def shipped_years() -> tuple[ShippedYear, ...]:
    """Return the years of ``data/workdays.toml``, in order."""
    text = files("jingwei.kernel").joinpath("data/workdays.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    return tuple(
        ShippedYear(int(year), told["source"].format(year=year), tuple(sorted(_days(kinds))))
        for year, kinds in told["years"].items()
    )


def _days(kinds: dict[str, list[dict[str, list[date]]]]) -> Iterator[tuple[date, bool, str]]:
    for kind, works, word in (("rest", False, "放假"), ("work", True, "调休上班")):
        for holiday in kinds[kind]:
            yield from ((day, works, f"{holiday['name']}{word}") for day in holiday["days"])
