"""The second factor: a code from a telephone besides the password."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from jingwei.accounts.models import User
from jingwei.accounts.services.roles import second_factor_roles
from jingwei.accounts.services.sessions import sessions_end
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import RuleViolation

declare_acts(
    {
        "user.second_factor_on": "启用二次验证",
        "user.second_factor_off": "停用二次验证",
        "user.recovery_codes": "更换恢复码",
        "user.second_factor_reset": "重置二次验证",
    }
)
NOTICES = {
    "mfa/email/totp_activated": "user.second_factor_on",
    "mfa/email/totp_deactivated": "user.second_factor_off",
    "mfa/email/recovery_codes_generated": "user.recovery_codes",
}
"""What the sign-in library would tell the user by mail, by its template: the act."""


def second_factor_wanted(user: User) -> bool:
    """Whether a role of ``user`` asks for a second factor and the setting insists on it."""
    required: bool = settings.SECOND_FACTOR == "required"
    return required and bool(user.role_codes() & second_factor_roles())


def second_factor_held(user: User) -> bool:
    """Whether ``user`` has an authenticator. One query."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def second_factor_noted(template: str, user: User, origin: str) -> None:
    """Record what the library changed in the second factor of ``user``; nothing for other mail."""
    if act := NOTICES.get(template):
        audit(act, user, user, origin=origin)


@transaction.atomic
def second_factor_reset(user: User, *, reason: str, actor: User) -> None:
    """Take the authenticator and the recovery codes from ``user``, who is signed out everywhere.

    Raises RuleViolation ``accounts.own_second_factor`` when somebody resets their own.
    """
    if user.pk == actor.pk:
        raise RuleViolation(
            "accounts.own_second_factor", "不能重置自己的二次验证。",
            hint="请另一位安全保密管理员操作，或在“我的账号”里凭密码停用后重新设置。",
        )  # fmt: skip
    Authenticator.objects.filter(user=user).delete()
    sessions_end(user)
    audit("user.second_factor_reset", user, actor, reason=reason)
