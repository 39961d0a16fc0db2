"""What a password must be: two kinds of characters, and none of the last ones.

The length and the closeness to the name are checked by the framework (settings).
Source: GB/T 22239-2019 level 3, identification: complexity and regular change.
"""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from jingwei.accounts.models import PasswordHistory, User

REMEMBERED = 3
KINDS = (str.isdigit, str.isalpha, lambda letter: not letter.isalnum())


class TwoKindsValidator:
    """Letters, digits, signs: at least two of the three."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password of one kind of characters."""
        if sum(any(map(kind, password)) for kind in KINDS) < 2:
            raise ValidationError("密码只有一类字符。请同时使用字母、数字、符号中的至少两类。")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return "字母、数字、符号至少用两类。"


class NotRecentValidator:
    """None of the last REMEMBERED passwords, the present one among them."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password the user had lately. Up to 4 slow comparisons."""
        if user is None or user.pk is None:
            return
        rows = PasswordHistory.objects.filter(user=user).values_list("digest", flat=True)
        if any(check_password(password, kept) for kept in {user.password, *rows[:REMEMBERED]}):
            raise ValidationError(f"不能使用最近 {REMEMBERED} 次用过的密码，请换一个。")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return f"不能与最近 {REMEMBERED} 次用过的密码相同。"
