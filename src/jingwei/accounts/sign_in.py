"""Forms of the sign-in library in our words: password, code, second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

from jingwei.accounts.services import user_sign_in_failed

USED_FOR = 120
"""Seconds for which a used code is refused: longer than any code is valid, drift included."""


class SignInForm(LoginForm):  # type: ignore[misc]  # the library has no types
    """Name and password; the cursor waits in the name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True


def code_field(label: str, hint: str) -> forms.CharField:
    """Return a field for a code; the phone's keyboard shows digits."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(
        label=label, help_text=hint, max_length=20, widget=forms.TextInput(attrs=attrs),
        error_messages={"required": "填写验证码。"},
    )  # fmt: skip


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # the library has no types
    """The code after the password; a wrong one is recorded, a used one is wrong."""

    code = code_field(
        "验证码", "打开手机上的验证器，输入当前的 6 位数字；手机不在身边，输入一个恢复码。"
    )

    def clean_code(self) -> str:
        """Return the code. Raises ValidationError for a wrong one."""
        try:
            code: str = super().clean_code()
            self._refuse_used(code)
        except ValidationError:
            origin = account_adapter().get_client_ip(context.request)
            user_sign_in_failed(self.user.username, origin=origin, reason="验证码不对")
            raise
        return code

    def _refuse_used(self, code: str) -> None:
        key = f"accounts.code:{self.user.pk}:{''.join(code.split())}"
        if not cache.add(key, "used", USED_FOR):
            raise get_adapter().validation_error("incorrect_code")


class SetUpForm(ActivateTOTPForm):  # type: ignore[misc]  # the library has no types
    """The first code, which proves that the telephone knows the secret."""

    code = code_field("验证码", "输入验证器里显示的 6 位数字。")
