"""Ending sign-ins: one's other ones, or all of an account."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts

declare_acts({"user.sessions_end": "退出其他登录"})


@transaction.atomic
def own_sessions_end(user: User, *, session_key: str) -> int:
    """Sign ``user`` out everywhere else, at their own wish; return how many sessions ended."""
    count = sessions_end(user, keep=session_key)
    audit("user.sessions_end", user, user, count=count)
    return count


def sessions_end(user: User, *, keep: str = "") -> int:
    """End the sessions of ``user`` except ``keep``; return their number. The caller audits."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=keep))
    for session in sessions:
        session.end()
    return len(sessions)


def session_seen(session_key: str, now: datetime) -> None:
    """Keep when a session was last used."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=now)
