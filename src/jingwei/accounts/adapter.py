"""How sign-in differs from the library's defaults."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest  # noqa: TID251  # the library hands requests to its adapter
from django.urls import reverse


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
