"""Writes to passwords: set, changed, remembered as used."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from jingwei.accounts.models import PasswordHistory, User
from jingwei.accounts.passwords import REMEMBERED
from jingwei.accounts.services.roles import excluded_by
from jingwei.accounts.services.sessions import sessions_end
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.parameters import parameter, parameter_values

declare_acts({"user.password": "重置密码", "user.own_password": "修改本人密码"})

PASSWORD_DAYS = parameter(
    "accounts.password_days", "密码最长使用天数（0 为不限）", default=0, bounds=(0, 365), unit="天",
    source="GB/T 22239-2019 三级：身份鉴别信息具有复杂度要求并定期更换",
)  # fmt: skip


def password_new() -> str:
    """Return a random password that survives being read out: no l, o, 0, 1; 60 bits."""
    letters = [secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(12)]
    return "-".join("".join(letters[n : n + 4]) for n in (0, 4, 8))


@transaction.atomic
def password_store(user: User, password: str, *, must_change: bool) -> None:
    """Give ``user`` the password, remember its hash and forget those beyond REMEMBERED."""
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    PasswordHistory.objects.create(user=user, digest=user.password, set_at=user.password_changed_at)
    kept = PasswordHistory.objects.filter(user=user).values_list("pk", flat=True)[:REMEMBERED]
    PasswordHistory.objects.filter(user=user).exclude(pk__in=list(kept)).delete()


@transaction.atomic
def user_password_set(user: User, *, password: str | None, actor: User | None) -> str:
    """Set ``password``, or a new random one, and return it; ``user`` is signed out everywhere.

    A random one, or one that an administrator hands over, must be changed at the next sign-in.
    Raises ValidationError when a given password is too weak, RuleViolation
    ``accounts.other_administrator`` when ``actor`` could so take over a role they may not hold.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if actor:
        _refuse_takeover(user, actor)
    if password is not None:
        validate_password(password, user)
    chosen = password if password is not None else password_new()
    password_store(user, chosen, must_change=actor is not None or password is None)
    sessions_end(user)
    audit("user.password", user, actor)
    return chosen


@transaction.atomic
def own_password_change(user: User, password: str, *, session_key: str = "") -> None:
    """Store what ``user`` chose and the policy has passed; other sign-ins of theirs end."""
    password_store(user, password, must_change=False)
    sessions_end(user, keep=session_key)
    audit("user.own_password", user, user)


def password_lapsed(user: User, now: datetime) -> bool:
    """Whether the password is older than the district allows. One query."""
    days = parameter_values()[PASSWORD_DAYS.code]
    since = user.password_changed_at or user.date_joined
    return bool(days) and now - since > timedelta(days=days)


def _refuse_takeover(user: User, actor: User) -> None:
    if user.role_codes() & excluded_by(actor.role_codes()):
        raise RuleViolation(
            "accounts.other_administrator",
            f"“{user}”是另一类管理员，你不能重置其密码。",
            hint="本人可以在“修改密码”里更改；忘记的，由有服务器权限的人员在服务器上重置。",
        )
