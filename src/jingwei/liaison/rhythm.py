"""How often a pair should meet, and when it is due next. Pure: no clock, no database.

A contact counts for an interval from its own day, and for a festival or a birthday when it falls
within the days of ``window`` before it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Due:
    """A day on which a contact is due, and for what: a festival, a birthday, else the interval."""

    day: date
    festival: str = ""
    age: int = 0


@dataclass(frozen=True, slots=True)
class Birthday:
    """A birthday: the first and the last day it can mean, a month where no day is known."""

    first: date
    last: date
    age: int


def next_due(rhythm: Rhythm, course: Course) -> date | None:
    """Return the first day on which a contact is due; None where nothing asks for one.

    Never before ``course.since`` and always after the last contact.
    """
    return min((one.day for one in dues(rhythm, course)), default=None)


def dues(rhythm: Rhythm, course: Course) -> list[Due]:
    """Return what is due next by the interval, by each festival and by birthday; soonest first."""
    found = (*_by_interval(rhythm, course), *_by_days(rhythm, course))
    return sorted(found, key=lambda one: one.day)


def birthdays(born: str, ages: Iterable[int]) -> list[Birthday]:
    """Return the birthdays of these ages, youngest first; none where no month is known."""
    return [_birthday(born, age) for age in sorted(ages) if len(born) > 4]


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _by_interval(rhythm: Rhythm, course: Course) -> Iterator[Due]:
    last = course.last
    if rhythm.first_days and (last is None or last < course.since):
        yield Due(course.since + timedelta(days=rhythm.first_days))
    base = last or course.since
    if rhythm.days:
        yield Due(max(course.since, base + timedelta(days=rhythm.days)))
    if rhythm.months:
        yield Due(max(course.since, months_later(base, rhythm.months)))


def _by_days(rhythm: Rhythm, course: Course) -> Iterator[Due]:
    """Yield the next festival of each kind and the next birthday that no contact counts for."""
    for code in rhythm.festivals:
        for day in course.festivals.get(code, ()):
            if _is_open(day, day, rhythm, course):
                yield Due(day, festival=code)
                break
    for one in birthdays(course.born, rhythm.birthdays):
        if _is_open(one.first, one.last, rhythm, course):
            yield Due(one.last, age=one.age)
            break


def _is_open(first: date, last: date, rhythm: Rhythm, course: Course) -> bool:
    opens = first - timedelta(days=rhythm.window)
    return last >= course.since and (course.last is None or opens > course.last)


def _birthday(born: str, age: int) -> Birthday:
    year, month = int(born[:4]) + age, int(born[4:6])
    end = monthrange(year, month)[1]
    if len(born) == 8:
        day = date(year, month, min(int(born[6:]), end))
        return Birthday(day, day, age)
    return Birthday(date(year, month, 1), date(year, month, end), age)
