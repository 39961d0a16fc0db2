"""What every page of every app shares: the request as it arrives, fragments, paging, files."""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import quote

from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

M = TypeVar("M", bound=models.Model)
PAGE_SIZE = 50


class Request(HttpRequest):
    """A request behind the sign-in: ``user`` is an accounts.User, ``htmx`` tells of fragments."""

    user: Any
    htmx: HtmxDetails


def wants_fragment(request: Request) -> bool:
    """Whether the answer replaces a part of the page and needs no frame."""
    return bool(request.htmx) and not request.htmx.boosted


def paged(request: Request, rows: models.QuerySet[M], size: int = PAGE_SIZE) -> Page[M]:
    """Return the page that the query string asks for; a page that is not there is the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    """Answer with a file; ``name`` may be Chinese."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(data, content_type=content_type, headers=headers)


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
