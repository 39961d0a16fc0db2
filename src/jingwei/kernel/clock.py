"""The product's own day: the calendar's, or the fixed day of the demo district."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return the day that lights, limits and entries are measured against."""
    fixed: date | None = settings.FIXED_DAY
    return fixed or timezone.localdate()


@contextmanager
def standing_on(day: date) -> Iterator[None]:
    """Let the product's day be ``day`` meanwhile: for replaying a past, never behind a page."""
    before = settings.FIXED_DAY
    settings.FIXED_DAY = day
    try:
        yield
    finally:
        settings.FIXED_DAY = before
