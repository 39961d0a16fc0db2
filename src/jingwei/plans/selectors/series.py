"""Numbers of indicators by unit and by month: counted now, or as they were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count

from jingwei.kernel.indicators import Indicator, Rows, Slice, share
from jingwei.plans.models import IndicatorValue
from jingwei.plans.selectors.months import last_day

NOTHING = "——"


@dataclass(frozen=True, slots=True)
class Number:
    """What an indicator says of a unit: how many, and of how many where it is a share.

    ``start`` and ``end`` are the days it was counted over, both inclusive.
    """

    start: date
    end: date
    count: int
    whole: int | None = None

    @property
    def value(self) -> Decimal | None:
        """The count, or the share in percent; None for a share of nothing."""
        return Decimal(self.count) if self.whole is None else share(self.count, self.whole)

    @property
    def text(self) -> str:
        """The value for people: "1,204", "85.33%", or a dash where nothing can be said."""
        if self.whole is None:
            return f"{self.count:,}"
        value = self.value
        return NOTHING if value is None else f"{value.normalize():f}%"

    @property
    def parts(self) -> str:
        """What a share was made of ("512/600"); "" for a plain count."""
        return "" if self.whole is None else f"{self.count:,}/{self.whole:,}"

    def less(self, others: Iterable[Number]) -> Number:
        """Return what remains of this number without its parts: of a unit, its own."""
        parts = list(others)
        whole = None
        if self.whole is not None:
            whole = self.whole - sum(part.whole or 0 for part in parts)
        return Number(self.start, self.end, self.count - sum(p.count for p in parts), whole)


def month_of(day: date) -> date:
    """Return the first day of the month of ``day``."""
    return day.replace(day=1)


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return month_of(month - timedelta(days=1))


def months_until(day: date) -> list[date]:
    """Return the first days of the months of the year up to that of ``day``."""
    return [date(day.year, number, 1) for number in range(1, day.month + 1)]


def year_to(path: str, day: date) -> Slice:
    """Return the slice a kept number stands for: from 1 January to ``day``, both inclusive.

    What stands at the end of a period does not ask where it began.
    """
    return Slice(path, date(day.year, 1, 1), day)


def numbers_by_unit(found: Indicator, subject: Slice) -> dict[str, Number]:
    """Return the numbers of the unit at ``subject.path`` and of those below it, by path.

    Of those below only the ones that have anything to count. One query, two for a share.
    """
    counts = _rolled_up(counted_by_path(found.rows(subject)), subject.path)
    span = subject.start, subject.end
    if found.among is None:
        return {path: Number(*span, counts[path]) for path in {subject.path, *counts}}
    wholes = _rolled_up(counted_by_path(found.among(subject)), subject.path)
    paths = {subject.path, *wholes}
    return {path: Number(*span, counts[path], wholes[path]) for path in paths}


def number_of(found: Indicator, subject: Slice) -> Number:
    """Return the number of one unit with all below it. One query, two for a share."""
    whole = found.among(subject).count() if found.among else None
    return Number(subject.start, subject.end, found.rows(subject).count(), whole)


def counted_by_path(rows: Rows) -> Counter[str]:
    """Return how many rows belong to each unit by its path, itself alone. One query."""
    lookup: str = rows.unit_path  # type: ignore[attr-defined]  # a ScopedQuerySet, by contract
    query = rows.query
    if query.distinct or query.combinator or query.group_by is not None:
        rows = rows.model._base_manager.filter(pk__in=rows.order_by().values("pk"))
    told = rows.order_by().values_list(lookup).annotate(Count("pk"))
    return Counter({path: number for path, number in told if path})


def _rolled_up(own: Mapping[str, int], top: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for path, number in own.items():
        for above in paths_up(path, top):
            found[above] += number
    return found


def paths_up(path: str, top: str) -> Iterator[str]:
    """Yield ``path`` and the paths above it, up to ``top``: nothing when it lies elsewhere."""
    while path.startswith(top):
        yield path
        path = f"{path.rstrip('/').rpartition('/')[0]}/"


def root_of(path: str) -> str:
    """Return the path of the root of the tree that ``path`` lies in."""
    return f"{path.partition('/')[0]}/"


@dataclass
class Kept:
    """Kept numbers of some units and months. A unit without a row stands at nothing counted."""

    rows: dict[tuple[str, str, date], IndicatorValue] = field(default_factory=dict)

    def number(self, found: Indicator, path: str, month: date) -> Number | None:
        """Return the number of a unit at the end of a month; None for one never computed."""
        row = self.rows.get((found.code, path, month))
        root = row or self.rows.get((found.code, root_of(path), month))
        if root is None:
            return None
        start = date(month.year, 1, 1)
        if row is None:
            return Number(start, root.day, 0, 0 if found.is_share else None)
        return Number(start, row.day, row.count, row.whole)

    def computed(self, code: str, path: str, month: date) -> IndicatorValue | None:
        """Return the row that tells when a number was computed, None for one never computed."""
        return self.rows.get((code, root_of(path), month))


def kept_numbers(
    paths: Iterable[str], months: Iterable[date], *, codes: Iterable[str] | None = None
) -> Kept:
    """Return the kept numbers of the units at ``paths`` for ``months``. One query."""
    wanted = {one for path in paths for one in (path, root_of(path))}
    asked: dict[str, Any] = {"unit__path__in": wanted, "month__in": list(months)}
    if codes is not None:
        asked["code__in"] = list(codes)
    rows = IndicatorValue.objects.filter(**asked).select_related("unit")
    return Kept({(row.code, row.unit.path, row.month): row for row in rows})


def last_kept(day: date) -> date:
    """Return the last month up to ``day`` of which numbers are kept, else that of ``day``."""
    rows = IndicatorValue.objects.filter(month__lte=day).order_by("-month")
    return rows.values_list("month", flat=True).first() or month_of(day)


def day_in(month: date, on: date) -> date:
    """Return the day a month is counted to: its last, or ``on`` while it runs."""
    return min(last_day(month), on)
