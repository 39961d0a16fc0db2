"""Signing in and out: what it changes, and what the audit trail keeps of it."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from jingwei.accounts.lockout import locked_until, unlock
from jingwei.accounts.models import User
from jingwei.accounts.services.passwords import password_lapsed
from jingwei.accounts.services.roles import administrator_roles
from jingwei.accounts.services.sessions import sessions_end
from jingwei.kernel.audit import audit, declare_acts

declare_acts(
    {
        "user.sign_in": "登录",
        "user.sign_out": "退出登录",
        "user.sign_in_failed": "登录失败",
        "user.lock": "暂停登录",
        "user.unlock": "解除暂停登录",
    }
)
NOBODY = 0
"""Number of the subject when a sign-in name belongs to no account; the name is not kept,
because people type passwords into the wrong field."""


@transaction.atomic
def user_sign_in(user: User, *, session_key: str, origin: str) -> None:
    """Record a sign-in; an old password has to be changed, an administrator has one session."""
    facts = {"origin": origin}
    if user.role_codes() & administrator_roles() and sessions_end(user, keep=session_key):
        facts["reason"] = "管理员只保留一处登录，此前的登录已结束"
    if not user.must_change_password and password_lapsed(user, timezone.now()):
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])
    audit("user.sign_in", user, user, **facts)


@transaction.atomic
def user_sign_out(user: User, *, session_key: str, origin: str, reason: str = "") -> None:
    """Record the end of a session, wanted or not, and forget its row."""
    UserSession.objects.filter(session_key=session_key).delete()
    audit("user.sign_out", user, user, origin=origin, **({"reason": reason} if reason else {}))


@transaction.atomic
def user_sign_in_failed(username: str, *, origin: str, reason: str) -> None:
    """Record a refused sign-in, and the lockout when this was one too many."""
    user = User.objects.filter(username__iexact=username).first() or User(pk=NOBODY)
    audit("user.sign_in_failed", user, None, origin=origin, reason=reason)
    until = locked_until(user) if user.pk else None
    if until:
        audit("user.lock", user, None, origin=origin, until=until)


@transaction.atomic
def user_unlock(user: User, *, reason: str, actor: User) -> None:
    """Let ``user`` sign in again before the pause is over."""
    unlock(user)
    audit("user.unlock", user, actor, reason=reason)
