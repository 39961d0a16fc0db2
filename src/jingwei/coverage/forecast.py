"""Where a programme will stand at its deadline if it goes on as it went so far. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

METHOD = "按起始日到今天的平均进度直线推算，不考虑集中办班等安排"


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many will be covered at the deadline, of how many, and when all would be.

    ``all_on`` is None when the line never gets there before a hundred years are over.
    """

    covered: int
    total: int
    all_on: date | None

    @property
    def is_short(self) -> bool:
        """Whether some will not be covered at the deadline."""
        return self.covered < self.total

    @property
    def method(self) -> str:
        """How the line was drawn."""
        return METHOD

    @property
    def share(self) -> float:
        """The share in percent, with one decimal, never above 100."""
        return round(100 * self.covered / self.total, 1)


def forecast(
    covered: Iterable[tuple[date, int]], total: int, *, start: date, today: date, due: date
) -> Forecast | None:
    """Return where a straight line from ``start`` through today ends at ``due``.

    ``covered`` is how many were covered on which day; days after ``today`` do not count. None
    without a roster, and before a first day has passed: there is no line through one point.
    """
    passed = (today - start).days
    if total <= 0 or passed <= 0:
        return None
    so_far = min(total, sum(count for day, count in covered if day <= today))
    whole = max(passed, (due - start).days)
    reached = min(total, so_far * whole // passed)
    return Forecast(reached, total, _all_on(so_far, total, passed, start))


def _all_on(so_far: int, total: int, passed: int, start: date) -> date | None:
    if so_far == 0:
        return None
    days = ceil(total * passed / so_far)
    return start + timedelta(days=days) if days < 36_525 else None
