"""The product's own day: the calendar's, or the fixed day of the demo district."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return the day that lights, limits and entries are measured against."""
    fixed: date | None = settings.FIXED_DAY
    return fixed or timezone.localdate()
