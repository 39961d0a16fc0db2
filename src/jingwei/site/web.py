"""Pages that belong to no app: refusals, faults, the account of the reader, the style page."""

from __future__ import annotations

import logging
import sys
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.log import log_response
from django.views.decorators.http import require_safe

from jingwei.kernel.pages import Request
from jingwei.site import refusals, samples

logger = logging.getLogger(__name__)
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request cannot be used; 413 when it is only too large."""
    if isinstance(exception, TOO_LARGE):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
        context = {"limit": limit, "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
        return render(request, "413.html", context, status=413)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which permission is missing and who can give it."""
    match = request.resolver_match
    codes = refusals.permissions_asked(match.func) if match else []
    missing = [code for code in codes if not request.user.has_perm(code)]
    context = {
        "reason": str(exception),
        "missing": [refusals.permission_words(code) for code in missing],
        "role_labels": refusals.roles_with(missing) if missing else [],
    }
    return render(request, "403.html", context, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say the same of a page that never was and of a record out of sight.

    A reason in Chinese comes from our own views and is shown; the framework's are English.
    """
    reason = exception.args[0] if exception.args else ""
    ours = isinstance(reason, str) and not reason.isascii()
    return render(request, "404.html", {"reason": reason if ours else ""}, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form has expired; ``reason`` goes to Django's own log only."""
    return render(request, "403_csrf.html", status=403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Say that requests come too fast; called by the sign-in library."""
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Show an id that finds the one log record of this fault. Uses no database."""
    error_id = uuid4().hex[:8].upper()
    context = {"error_id": error_id, "demo": settings.DEMO}
    response = HttpResponse(loader.render_to_string("500.html", context), status=500)
    log_response(
        "Error %s: %s %s",
        error_id,
        request.method,
        request.path,
        response=response,
        request=request,
        logger=logger,
        exception=sys.exc_info()[1],
    )
    return response


@require_safe
def password_reset(request: HttpRequest) -> HttpResponse:
    """Tell whom to ask for a new password: the product sends no mail."""
    return render(request, "account/password_reset.html")


@login_required
@require_safe
def my_account(request: Request) -> HttpResponse:
    """Show the reader's own account."""
    return render(request, "account/mine.html")


def style(request: HttpRequest) -> HttpResponse:
    """Show every part of the shell with sample content; only while developing or in a demo."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "style.html", samples.style_context(request))
