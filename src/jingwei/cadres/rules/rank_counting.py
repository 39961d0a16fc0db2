"""How years for a rank are counted, and how long a sanction holds back. Pure; months, not days.

Source of the counting: regulation on posts and ranks of civil servants (2019), articles 18, 19.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

EXCELLENT = "1"
COUNTED = frozenset(("1", "2", "2B"))
"""Codes of ZB18: 优秀; the results that let a year count (优秀, 称职, 合格)."""
RESULTS = {
    "1": "优秀", "2": "称职", "2B": "合格", "3": "基本称职", "3B": "基本合格", "4": "不称职",
    "4B": "不合格", "5": "不定等次", "5A": "不定等次（试用期）", "5B": "不定等次（立案未结）",
    "5C": "不定等次（处分期）", "6": "不进行考核", "6A": "不进行考核", "6B": "不进行考核",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A rank or a leadership level by its name, from ``since`` to ``until``; "" while it lasts."""

    name: str
    since: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a year's result does to the time needed, in months, and which year is the first."""

    excellent: int
    uncounted: int
    first_year_counts: bool = True


@dataclass(frozen=True, slots=True)
class Due:
    """The month from which the years are fulfilled, as "YYYYMM".

    ``sure`` holds whatever the ``missing`` results turn out to be; ``hoped`` if they are all
    excellent. They differ only where a result is missing.
    """

    sure: str
    hoped: str
    missing: tuple[int, ...] = ()


def month_number(text: str) -> int:
    """Return the months since year 0 of "YYYYMM"; days are ignored. ValueError without a month."""
    return int(text[:4]) * 12 + int(text[4:6]) - 1


def month_text(number: int) -> str:
    """Return "YYYYMM"."""
    return f"{number // 12:04}{number % 12 + 1:02}"


def counted_since(held: Iterable[Held], names: Iterable[str]) -> str | None:
    """Return since when, without a gap until now, something of ``names`` has been held.

    "" when nothing of it is held now; None when the beginning is not known to the month.
    """
    wanted = set(names)
    spells = [one for one in held if one.name in wanted]
    starts = [one.since for one in spells if not one.until]
    if not starts:
        return ""
    if any(len(since) < 6 for since in starts):
        return None
    begun = min(since[:6] for since in starts)
    ended = sorted((one for one in spells if len(one.until) >= 6), key=lambda one: one.until)
    for spell in reversed(ended):
        if len(spell.since) >= 6 and spell.since[:6] < begun <= spell.until[:6]:
            begun = spell.since[:6]
    return begun


def appraised_years(since: str, on: date, weights: Weights) -> range:
    """Return the years whose results bear on the time: from the first up to last year."""
    first = int(since[:4]) + (not weights.first_year_counts)
    return range(first, on.year)


def due_of(since: str, years: int, results: Mapping[int, str], on: date, weights: Weights) -> Due:
    """Return from which month on ``years`` full years have been served, as known on ``on``.

    The month of the beginning, the years, half a year less for each excellent year before the
    month so reached, a year more for each year up to it that does not count. Years after that
    month change nothing; years still to come count as plain ones.
    """
    asked = appraised_years(since, on, weights)
    missing = tuple(year for year in asked if year not in results)
    known = {y: _weight(results[y], weights) for y in asked if y in results}
    sure = known | dict.fromkeys(missing, weights.uncounted)
    hoped = known | dict.fromkeys(missing, -weights.excellent)
    first = month_number(since) + years * 12
    return Due(month_text(_moved(first, sure)), month_text(_moved(first, hoped)), missing)


def _weight(result: str, weights: Weights) -> int:
    """Return the months by which a year's result moves the day."""
    if result == EXCELLENT:
        return -weights.excellent
    return 0 if result in COUNTED else weights.uncounted


def _moved(due: int, weights: Mapping[int, int]) -> int:
    for year in sorted(weights):
        weight = weights[year]
        last = due // 12 if weight > 0 else due // 12 - 1
        if year <= last:
            due += weight
    return due


@dataclass(frozen=True, slots=True)
class Measure:
    """A sanction by its name, when it was decided and, where it was, when taken back."""

    name: str
    decided_on: str
    revoked_on: str = ""


@dataclass(frozen=True, slots=True)
class Restraint:
    """Until before which day somebody is held back for sure, and until when it cannot be told."""

    until: date | None = None
    doubtful_until: date | None = None


def restraint_of(
    measures: Sequence[Measure], months: Mapping[str, int], on: date, most: int = 48
) -> Restraint:
    """Return how long sanctions hold somebody back, as known on ``on``.

    Each holds for its ``months``. Where several overlap, the sum up to ``most`` months may apply:
    between the latest single end and that day it cannot be told. So it is with a sanction of no
    known length, for ``most`` months. One taken back by ``on`` holds nobody.
    """
    known = [m for m in measures if not _is_revoked(m, on) and len(m.decided_on) >= 4]
    ends = [_free_on(m.decided_on, months[m.name]) for m in known if m.name in months]
    doubts = [_free_on(m.decided_on, most) for m in known if m.name not in months]
    if len(ends) > 1 and _overlap(known, months):
        whole = sum(months[m.name] for m in known if m.name in months)
        first = min(m.decided_on for m in known if m.name in months)
        doubts.append(_free_on(first, min(whole, most)))
    return Restraint(max(ends, default=None), max(doubts, default=None))


def _is_revoked(measure: Measure, on: date) -> bool:
    return bool(measure.revoked_on) and measure.revoked_on <= f"{on:%Y%m%d}"


def _overlap(measures: Sequence[Measure], months: Mapping[str, int]) -> bool:
    """Whether a later sanction was decided while an earlier one still held."""
    spans = sorted((m.decided_on, months[m.name]) for m in measures if m.name in months)
    return any(
        _free_on(spans[n][0], spans[n][1]) > _first_day(spans[n + 1][0])
        for n in range(len(spans) - 1)
    )


def _free_on(decided: str, months: int) -> date:
    """Return the first day that is free again; of a bare month, the first of the month after."""
    month = decided[4:6] or "12"
    number = int(decided[:4]) * 12 + int(month) - 1 + months
    if len(decided) < 8:
        return date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    day = int(decided[6:8])
    while True:
        try:
            return date(number // 12, number % 12 + 1, day)
        except ValueError:  # 31 August and six months is the end of February
            day -= 1


def _first_day(decided: str) -> date:
    return date(int(decided[:4]), int(decided[4:6] or 1), int(decided[6:8] or 1))
