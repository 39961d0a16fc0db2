"""From document to confirmed plan."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from jingwei.kernel.pages import Request


def _later(request: Request, **kwargs: Any) -> HttpResponse:
    raise Http404


plan_import = cut = version_confirm = version_discard = issue = close = version_list = _later
version_diff = text = _later
