"""How often the owner of an assignment may be reminded. Source: experience §1.1."""

from __future__ import annotations

from datetime import date, timedelta

GAP_DAYS = 3
"""A reminder is followed by the next one after three days at the earliest."""


def next_reminder(last: date | None, today: date) -> date:
    """Return the first day, from ``today`` on, on which the owner may be reminded again."""
    return max(today, last + timedelta(days=GAP_DAYS)) if last else today


def may_remind(last: date | None, today: date) -> bool:
    """Whether the owner, last reminded on ``last``, may be reminded on ``today``."""
    return next_reminder(last, today) == today
