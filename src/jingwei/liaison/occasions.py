"""What a contact is due for, and whom a festival or a birthday is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from jingwei.liaison.festivals import festival_names, festivals
from jingwei.liaison.registry import KINDS
from jingwei.liaison.rhythm import Birthday, Course, Due, Rhythm, birthdays, dues

if TYPE_CHECKING:
    from jingwei.liaison.models import Pair

BIRTHDAY = "birthday"
MONTHS = 3
"""Months for which birthdays are told beforehand, this one included."""


def dues_of(pair: Pair) -> list[Due]:
    """Return what is due next of ``pair``, soonest first; nothing once it ended or somebody died.

    No query where the second party is read along.
    """
    if not pair.is_running:
        return []
    begun = max(pair.since, pair.level_since or pair.since)
    born = pair.two_person.birth_on if pair.two_person else ""
    return dues(pair.care.rhythm, Course(begun, pair.last_on, born, festivals()))


def due_words(pair: Pair) -> str:
    """Return what the next contact is for: "七一、80 岁生日"; "" where only the interval asks."""
    if pair.kind not in KINDS:
        return ""
    names = festival_names()
    on_the_day = [one for one in dues_of(pair) if one.day == pair.next_due]
    told = [names.get(d.festival, "") or (f"{d.age} 岁生日" if d.age else "") for d in on_the_day]
    return "、".join(filter(None, told))


def birthdays_of(pair: Pair) -> list[Birthday]:
    """Return the birthdays on which ``pair`` should meet, youngest first."""
    if pair.two_person is None or pair.kind not in KINDS:
        return []
    return birthdays(pair.two_person.birth_on, pair.care.rhythm.birthdays)


def coming_birthday(pair: Pair, day: date) -> str:
    """Return the next such birthday in or after the month of ``day``: "2025-08 80 岁", else ""."""
    first = day.replace(day=1)
    for one in birthdays_of(pair):
        if one.last >= first:
            told = f"{one.last:%Y-%m-%d}" if one.first == one.last else f"{one.last:%Y-%m}"
            return f"{told} {one.age} 岁"
    return ""


def festival_day(code: str, day: date) -> date | None:
    """Return the next day of a festival, ``day`` included; None after the years that are known."""
    return next((one for one in festivals().get(code, ()) if one >= day), None)


def occasion_choices(day: date) -> list[tuple[str, str]]:
    """Return the festivals to come, soonest first, and the birthdays, as choices of a filter."""
    coming = [(code, festival_day(code, day)) for code in festivals()]
    known = sorted((on, code) for code, on in coming if on)
    names = festival_names()
    told = [(code, f"{names[code]}（{on:%Y-%m-%d}）") for on, code in known]
    return [*told, (BIRTHDAY, f"{MONTHS} 个月内的逢十等生日")]


def of_festival(code: str) -> Q:
    """Match the pairs that meet on a festival."""
    return _either(pairs for pairs, rhythm in _levels() if code in rhythm.festivals)


def met_for(code: str, day: date) -> Q:
    """Match the pairs whose last contact counts for the festival on ``day``."""
    return _either(
        pairs & Q(last_on__gte=day - timedelta(days=rhythm.window))
        for pairs, rhythm in _levels() if code in rhythm.festivals
    )  # fmt: skip


def of_birthdays(first: date, months: int = 1) -> Q:
    """Match the pairs whose second party has a birthday of the rhythm in these months.

    ``first`` lies in the first of them. Whose month of birth is unknown is left out.
    """
    by_ages: dict[tuple[int, ...], Q] = {}
    for pairs, rhythm in _levels():
        known = by_ages.get(rhythm.birthdays)
        by_ages[rhythm.birthdays] = known | pairs if known else pairs
    return _either(pairs & _born(first, months, ages) for ages, pairs in by_ages.items() if ages)


def _born(first: date, months: int, ages: tuple[int, ...]) -> Q:
    counts = [first.year * 12 + first.month - 1 + number for number in range(months)]
    starts = [f"{count // 12 - age}{count % 12 + 1:02}" for count in counts for age in ages]
    return _either(Q(two_person__birth_on__startswith=start) for start in starts)


def _levels() -> Iterator[tuple[Q, Rhythm]]:
    """Yield for each level of each kind what matches its pairs, and its rhythm."""
    for kind in KINDS.values():
        for number, level in enumerate(kind.levels):
            codes = [level.code] if number else [level.code, ""]
            yield Q(kind=kind.code, level__in=codes), level.rhythm


def _either(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=()))
