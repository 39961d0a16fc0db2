"""The pause after too many wrong passwords: kept by the sign-in library in the cache.

This is the only module that knows the library's keys.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from allauth.core.internal import ratelimit
from django.core.cache import cache

from jingwei.accounts.models import User

APP, ACTION = "allauth.account", "login_failed"


def login_key(username: str) -> str:
    """Return what the library counts wrong passwords by: the name, whatever the host is called."""
    return username.strip().lower()


def locked_until(user: User) -> datetime | None:
    """Return when ``user`` may try again, None when nothing holds them back. Reads the cache."""
    now, ends = time.time(), []
    for rate in _rates():
        for key in _keys(user, rate):
            tried: list[float] = cache.get(key, [])
            allowed, tried = ratelimit.apply_rate(list(tried), now, rate, dry_run=True)
            if not allowed:
                ends.append(tried[-1] + rate.duration)
    return datetime.fromtimestamp(max(ends), UTC) if ends else None


def unlock(user: User) -> None:
    """Forget the wrong passwords and the wrong codes of ``user``."""
    cache.delete_many([key for rate in _rates() for key in _keys(user, rate)])


def _rates() -> list[ratelimit.Rate]:
    return [rate for rate in ratelimit.get_rates(app=APP, action=ACTION) if rate.per == "key"]


def _keys(user: User, rate: ratelimit.Rate) -> list[str]:
    names = (login_key(user.username), f"mfa-auth-user-{user.pk}")
    return [
        ratelimit.get_cache_key(None, app=APP, action=ACTION, rate=rate, key=name) for name in names
    ]
