"""Months as whole numbers, so that careers and ages are sums."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

DAY = date(2025, 6, 30)
"""The day at which the demo stands still."""


MOMENT = datetime(2025, 6, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def month(year: int, number: int) -> int:
    """Return the number of a month."""
    return year * 12 + number - 1


NOW = month(DAY.year, DAY.month)


def partial(at: int) -> str:
    """Return a month as registers write it: "202506"."""
    return f"{at // 12:04d}{at % 12 + 1:02d}"


def day_of(at: int, number: int) -> str:
    """Return a day of a month as a date column takes it: "2025-06-30"."""
    return f"{at // 12:04d}-{at % 12 + 1:02d}-{number:02d}"
