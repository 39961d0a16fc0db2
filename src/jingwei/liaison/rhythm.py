"""How often a pair should meet, and when it is due next. Pure: no clock, no database.

A contact counts for an interval from its own day, and for a festival or a birthday when it falls
within the days of ``window`` before it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

FESTIVALS = Mapping[str, Sequence[date]]
"""By code, the days of a festival, oldest first."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every ``days`` or ``months``, on festivals, on birthdays of certain ages; all that is said.

    ``first_days``: how soon after the beginning the first contact is due, where that is sooner.
    """

    days: int = 0
    months: int = 0
    first_days: int = 0
    festivals: tuple[str, ...] = ()
    birthdays: tuple[int, ...] = ()
    window: int = 15


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of a pair: from when the rhythm runs, the last contact, the birth.

    ``born`` is a partial date ("193405"); "" or a bare year make no birthday.
    """

    since: date
    last: date | None = None
    born: str = ""
    festivals: FESTIVALS = field(default_factory=dict)


def next_due(rhythm: Rhythm, course: Course) -> date | None:
    """Return the first day on which a contact is due; None where nothing asks for one.

    Never before ``course.since`` and always after the last contact.
    """
    found = (*_by_interval(rhythm, course), *_by_days(rhythm, course))
    return min(found, default=None)


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _by_interval(rhythm: Rhythm, course: Course) -> Iterator[date]:
    last = course.last
    if rhythm.first_days and (last is None or last < course.since):
        yield course.since + timedelta(days=rhythm.first_days)
    base = last or course.since
    if rhythm.days:
        yield max(course.since, base + timedelta(days=rhythm.days))
    if rhythm.months:
        yield max(course.since, months_later(base, rhythm.months))


def _by_days(rhythm: Rhythm, course: Course) -> Iterator[date]:
    """Yield the next festival of each kind and the next birthday that no contact counts for."""
    for code in rhythm.festivals:
        days = [(day, day) for day in course.festivals.get(code, ())]
        yield from _first_open(days, rhythm.window, course)
    days = [_birthday(course.born, age) for age in sorted(rhythm.birthdays) if len(course.born) > 4]
    yield from _first_open(days, rhythm.window, course)


def _first_open(days: Sequence[tuple[date, date]], window: int, course: Course) -> Iterator[date]:
    for first, last in days:
        opens = first - timedelta(days=window)
        if last >= course.since and (course.last is None or opens > course.last):
            yield last
            return


def _birthday(born: str, age: int) -> tuple[date, date]:
    """Return the first and the last day the birthday can mean: a month where no day is known."""
    year, month = int(born[:4]) + age, int(born[4:6])
    end = monthrange(year, month)[1]
    if len(born) == 8:
        day = date(year, month, min(int(born[6:]), end))
        return day, day
    return date(year, month, 1), date(year, month, end)
