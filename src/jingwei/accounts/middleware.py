"""What holds for whoever has signed in, on every page, before the page itself is asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages  # noqa: TID251  # a middleware is HTTP
from django.contrib.auth import logout
from django.http import (  # noqa: TID251  # a middleware is HTTP
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.shortcuts import resolve_url  # noqa: TID251  # a middleware is HTTP
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from jingwei.accounts import services
from jingwei.accounts.models import User

SEEN = "seen_at"
SEEN_EVERY = 60
"""Seconds between two notes that a session is in use: not every page writes."""
ALWAYS_OPEN = {"account_logout", "account_reauthenticate"}
PASSWORD = "account_change_password"  # noqa: S105  # the name of an address
SET_UP = "mfa_activate_totp"


class SignInRules:
    """Ends idle sessions; leads to what must be done first: a new password, a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer in the page's stead, or let it answer."""
        user, match = request.user, request.resolver_match
        if not isinstance(user, User) or match is None:
            return None
        user.origin = get_adapter().get_client_ip(request)
        if reason := _lapsed(request, user):
            return _signed_out(request, user, reason)
        _note_seen(request)
        first = _first(user)
        page: Any = request
        page.must_first, page.second_factor = first, settings.SECOND_FACTOR
        if first is None or match.view_name in {first, *ALWAYS_OPEN}:
            return None
        return _lead(request, resolve_url(first))


def idle_minutes(user: User) -> int:
    """Return after how many minutes without a page the session of ``user`` ends."""
    if user.role_codes() & services.administrator_roles():
        return int(settings.ADMINISTRATOR_IDLE_MINUTES)
    return int(settings.SESSION_COOKIE_AGE) // 60


def _lapsed(request: HttpRequest, user: User) -> str:
    """Return why the session is over, empty while it lasts."""
    now, minutes = time.time(), idle_minutes(user)
    if now - request.session.get(SEEN, now) > minutes * 60:
        return f"已有 {minutes} 分钟没有操作，为安全起见已退出，请重新登录。"
    records = get_authentication_records(request, user)
    given = max((record["at"] for record in records), default=now)
    if now - given > settings.SESSION_COOKIE_AGE:
        return f"登录已满 {settings.SESSION_COOKIE_AGE // 3600} 小时，请重新登录。"
    return ""


def _signed_out(request: HttpRequest, user: User, reason: str) -> HttpResponse:
    key = request.session.session_key or ""
    services.user_sign_out(user, session_key=key, origin=user.origin, reason=reason)
    logout(request)
    messages.info(request, reason)
    back = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return _lead(request, f"{resolve_url(settings.LOGIN_URL)}?{back}")


def _note_seen(request: HttpRequest) -> None:
    now = time.time()
    if now - request.session.get(SEEN, 0) >= SEEN_EVERY:
        request.session[SEEN] = now
        services.session_seen(request.session.session_key or "", timezone.now())


def _first(user: User) -> str | None:
    """Return the name of the page that must come before all others, None for none."""
    if user.must_change_password:
        return PASSWORD
    if services.second_factor_wanted(user) and not services.second_factor_held(user):
        return SET_UP
    return None


def _lead(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect; a fragment would show the other page inside this one."""
    fragment = "HX-Request" in request.headers
    return HttpResponseClientRedirect(url) if fragment else HttpResponseRedirect(url)
