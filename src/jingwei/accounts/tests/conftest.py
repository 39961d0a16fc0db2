"""Browsers that sign in the way people do."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from jingwei.accounts.models import User
from jingwei.accounts.services import roles_sync
from jingwei.accounts.services.passwords import password_store
from tests.factories import UserFactory

PASSWORD = "qing-shan-2025"  # noqa: S105  # an invented one
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # an invented one
AGENT = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"


@pytest.fixture
def account(qinglan):
    """Return a maker of accounts with the known password and the given roles."""
    roles_sync()

    def make(username: str, *codes: str) -> User:
        user = UserFactory(username=username, unit=qinglan, roles=codes)
        password_store(user, PASSWORD, must_change=False)
        return user

    return make


def sign_in(username: str, password: str = PASSWORD, *, origin: str = "10.1.2.3") -> Client:
    """Return a browser that has sent the sign-in form; ``answer`` is what came back."""
    browser = Client(headers={"user-agent": AGENT}, REMOTE_ADDR=origin)
    browser.answer = browser.post("/account/login/", {"login": username, "password": password})
    return browser


def is_in(browser: Client) -> bool:
    """Whether the browser gets a page behind the sign-in."""
    return browser.get("/account/").status_code == 200


def second_factor(user: User) -> None:
    """Give ``user`` an authenticator that knows SECRET."""
    TOTP.activate(user, SECRET)


def code_at(seconds: float, secret: str = SECRET) -> str:
    """Return what that authenticator shows at a moment since 1970."""
    return format_hotp_value(hotp_value(secret, int(seconds) // 30))
