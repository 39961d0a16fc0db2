"""How sign-in differs from the library's defaults, and what of it the audit trail keeps."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest  # noqa: TID251  # the library hands requests to its adapter
from django.urls import reverse

from jingwei.accounts import services
from jingwei.accounts.lockout import login_key
from jingwei.accounts.models import User
from jingwei.kernel.crypto import decrypt, encrypt

SECRET = "accounts.second_factor"  # noqa: S105  # what the key is for, no secret
WRONG_PASSWORD = "用户名或密码不对"  # noqa: S105  # words, no password


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts are opened by an administrator, never by the person who signs in."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "这个账号已停用。请找本单位的系统管理员。",
        "enter_current_password": "当前密码不对，请重新输入。",
        "incorrect_password": "密码不对，请重新输入。",
        "rate_limited": "操作太频繁，请等 5 分钟再试。",
        "too_many_login_attempts": (
            "密码连续输错次数太多，这个用户名暂停登录 10 分钟。"
            "请稍后再试；忘记密码，请找本单位的系统管理员重置。"
        ),
        "username_password_mismatch": (
            "用户名或密码不对。请核对大小写和输入法；连续输错 5 次会暂停登录 10 分钟。"
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_mine")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Only the password proves that somebody is still who they were."""
        url = reverse("account_reauthenticate")
        return [{"id": "reauthenticate", "description": "用密码验证", "url": url}]

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        key = request.session.session_key or ""
        services.user_sign_in(user, session_key=key, origin=self.get_client_ip(request))

    def logout(self, request: HttpRequest) -> None:
        key, origin = request.session.session_key or "", self.get_client_ip(request)
        if isinstance(request.user, User):
            services.user_sign_out(request.user, session_key=key, origin=origin)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        services.user_sign_in_failed(
            credentials.get("username", ""),
            origin=self.get_client_ip(request),
            reason=WRONG_PASSWORD,
        )

    def set_password(self, user: User, password: str) -> None:
        key = context.request.session.session_key or ""
        services.own_password_change(user, password, session_key=key)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any) -> None:
        """The product sends no mail; what a mail would tell goes into the audit trail."""
        services.second_factor_noted(template_prefix, user, user.origin)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count by the name alone: the library adds the host, which an unlocker cannot know."""
        return login_key(credentials.get("username", ""))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """The second factor: in Chinese, its secrets encrypted."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": "还没有启用二次验证，不能生成恢复码。",
        "incorrect_code": "验证码不对。请核对手机时间是否准确，等下一个验证码出现后再试。",
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text, purpose=SECRET)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text, purpose=SECRET)
