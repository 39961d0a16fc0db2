"""How sign-in differs from the library's defaults."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest  # noqa: TID251  # the library hands requests to its adapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts are opened by an administrator, never by the person who signs in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
