"""What every page of every app shares: the request as it arrives, fragments, paging, files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.middleware import HtmxDetails

from jingwei.kernel.audit import file_taken
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.models import StoredFile

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


def answer_form(
    request: Request,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    template: str,
    context: dict[str, Any],
    done: str,
    to: str,
) -> HttpResponse:
    """Show ``form``, or do ``act`` with its cleaned data, say ``done`` and go on ``to`` an address.

    What a rule or a constraint refuses comes back in the form with status 422; nothing changed.
    """
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        except JingweiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(to)
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    """Answer with a file; ``name`` may be Chinese."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(data, content_type=content_type, headers=headers)


def handed_out(
    request: Request, data: bytes, name: str, content_type: str, *,
    about: models.Model | None = None, **facts: Any,
) -> HttpResponse:  # fmt: skip
    """Answer with a file that was made of what the product holds; taking it is recorded.

    ``about`` is the row it is about, ``facts`` what else the audit shall know: how many rows.
    """
    file_taken(name, actor=request.user, about=about, **facts)
    return download(data, name, content_type)


def stored_download(file: StoredFile | None) -> HttpResponse:
    """Answer with a stored file as an attachment, never shown inside our pages; 404 for None."""
    if file is None:
        raise Http404
    with file.content.open() as content:
        return download(content.read(), file.name, file.content_type)


def stored_handed_out(
    request: Request, file: StoredFile | None, *, about: models.Model
) -> HttpResponse:  # fmt: skip
    """Answer as ``stored_download`` does; that the file of the row ``about`` went is recorded."""
    answer = stored_download(file)
    if file is not None:
        file_taken(file.name, actor=request.user, about=about)
    return answer


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
