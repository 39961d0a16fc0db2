"""Free ledgers: the list, the steps of a new one, its page, changing and ending it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.collection.forms.ledgers import (
    LedgerColumnsForm,
    LedgerFilterForm,
    LedgerForm,
    ledger_initial,
)
from jingwei.collection.forms.lines import MORE
from jingwei.collection.forms.reviewing import ReasonForm
from jingwei.collection.ledger_columns import slots_left
from jingwei.collection.models import Ledger
from jingwei.collection.selectors.ledgers import (
    alike,
    changes_of,
    ledger_open,
    ledgers_listed,
    may_keep,
    with_counts,
)
from jingwei.collection.services import ledgers as services
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request, answer_form, paged
from jingwei.kernel.registers.web.offers import offered

VIEW, KEEP = "collection.view_ledger", "collection.keep_ledger"
STEPS = ("说明", "栏目", "核对启用")


def _ledger(request: Request, pk: int, *, kept: bool = True) -> Ledger:
    """Return a ledger the viewer keeps, or only may look at; 404 for any other."""
    found = get_object_or_404(ledger_open(request.user), pk=pk)
    if kept and not may_keep(found, request.user):
        raise Http404
    return found


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def ledger_list(request: Request) -> HttpResponse:
    """List the ledgers that are open to the viewer."""
    form = LedgerFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = ledgers_listed(
        request.user, scope=asked.get("scope", ""), state=asked.get("state", ""),
        text=asked.get("q", ""),
    )  # fmt: skip
    context = {
        "filter_form": form, "page": paged(request, rows), "may_keep": request.user.has_perm(KEEP),
        "is_filtered": any(asked.values()),
    }  # fmt: skip
    return render(request, "collection/ledger_list.html", context)


@login_required
@permission_required(KEEP, raise_exception=True)
@require_http_methods(["GET", "POST"])
def ledger_new(request: Request) -> HttpResponse:
    """Begin a ledger: step 1; the query string may bring its name."""
    initial = {"name": request.GET.get("name", "")}
    form = offered(LedgerForm(request.POST or None, viewer=request.user, initial=initial))
    if form.is_valid():
        try:
            ledger = services.ledger_draft(actor=request.user, **form.cleaned_data)
        except JingweiError as error:
            form.add_error(None, str(error))
        else:
            return redirect("collection:ledger-columns", pk=ledger.pk)
    context = {"form": form, "steps": STEPS, "ledger": None}
    return render(
        request, "collection/ledger_head.html", context, status=422 if form.errors else 200
    )


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def ledger(request: Request, pk: int) -> HttpResponse:
    """Show what a ledger is: purpose, columns, how many rows, what changed."""
    _ledger(request, pk, kept=False)
    found = with_counts(ledger_open(request.user), request.user).get(pk=pk)
    context = {
        "ledger": found, "columns": found.column_list, "changes": changes_of(found),
        "may_keep": may_keep(found, request.user), "code": found.register_code,
        "may_open": not found.is_draft and request.user.has_perm("collection.view_ledgerrow"),
    }  # fmt: skip
    return render(request, "collection/ledger.html", context)


@login_required
@permission_required(KEEP, raise_exception=True)
@require_http_methods(["GET", "POST"])
def ledger_change(request: Request, pk: int) -> HttpResponse:
    """Change what a ledger is called, what it is for, who uses it."""
    found = _ledger(request, pk)
    form = LedgerForm(
        request.POST or None, viewer=request.user, ledger=found, initial=ledger_initial(found)
    )
    to = "collection:ledger-columns" if found.is_draft else "collection:ledger"
    return answer_form(
        request, form, lambda told: services.ledger_change(found, actor=request.user, **told),
        template="collection/ledger_head.html",
        context={"ledger": found, "steps": STEPS if found.is_draft else ()},
        done="说明已保存。", to=reverse(to, args=[found.pk]),
    )  # fmt: skip


@login_required
@permission_required(KEEP, raise_exception=True)
@require_http_methods(["GET", "POST"])
def ledger_columns(request: Request, pk: int) -> HttpResponse:
    """Name the columns: step 2, and later whenever the ledger changes."""
    found = _ledger(request, pk)
    form = LedgerColumnsForm(request.POST if request.method == "POST" else None, ledger=found)
    known: list[Any] = []
    asks_more = MORE in request.POST
    if not asks_more and form.is_valid():
        try:
            services.ledger_set_columns(found, form.columns(), actor=request.user)
        except JingweiError as error:
            form.add_error(None, str(error))
            known = getattr(error, "known", [])
        else:
            messages.success(request, "栏目已保存。")
            to = "collection:ledger-start" if found.is_draft else "collection:ledger"
            return redirect(to, pk=found.pk)
    context = {
        "form": form, "ledger": found, "known": known, "left": slots_left(found.column_list),
        "steps": STEPS if found.is_draft else (),
    }  # fmt: skip
    status = 422 if form.is_bound and not asks_more else 200
    return render(request, "collection/ledger_columns.html", context, status=status)


@login_required
@permission_required(KEEP, raise_exception=True)
@require_http_methods(["GET", "POST"])
def ledger_start(request: Request, pk: int) -> HttpResponse:
    """Show a draft once more and let it take rows: step 3."""
    found = _ledger(request, pk)
    error = ""
    if request.method == "POST":
        try:
            services.ledger_start(found, actor=request.user)
        except JingweiError as refusal:
            error = str(refusal)
        else:
            messages.success(request, f"“{found}”已启用。")
            return redirect("registers:list", found.register_code)
    context = {
        "ledger": found, "columns": found.used_columns, "steps": STEPS, "error": error,
        "alike": alike(found, request.user),
    }  # fmt: skip
    return render(request, "collection/ledger_start.html", context, status=422 if error else 200)


@login_required
@permission_required(KEEP, raise_exception=True)
@require_http_methods(["GET", "POST"])
def ledger_close(request: Request, pk: int) -> HttpResponse:
    """End a ledger, with a reason; its rows stay."""
    found = _ledger(request, pk)
    return answer_form(
        request, ReasonForm(request.POST or None),
        lambda told: services.ledger_close(found, actor=request.user, **told),
        template="collection/ledger_close.html", context={"ledger": found},
        done=f"“{found}”已结束，记录仍可查看和导出。",
        to=reverse("collection:ledger", args=[found.pk]),
    )  # fmt: skip


@login_required
@permission_required(KEEP, raise_exception=True)
@require_POST
def ledger_discard(request: Request, pk: int) -> HttpResponse:
    """Delete a draft."""
    found = _ledger(request, pk)
    try:
        services.ledger_discard(found, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect("collection:ledger", pk=pk)
    messages.success(request, f"草稿“{found}”已删去。")
    return redirect("collection:ledgers")


@login_required
@permission_required(KEEP, raise_exception=True)
@require_POST
def ledger_reopen(request: Request, pk: int) -> HttpResponse:
    """Take rows into an ended ledger again."""
    found = _ledger(request, pk)
    try:
        services.ledger_reopen(found, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{found}”已重新启用。")
    return redirect("collection:ledger", pk=found.pk)
