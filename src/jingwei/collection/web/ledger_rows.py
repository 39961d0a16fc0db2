"""The page of a row whose ledger takes files, and the files beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jingwei.collection.forms.ledgers import FileForm
from jingwei.collection.ledger_register import LedgerRegister, ledger_register
from jingwei.collection.models import LedgerFile, LedgerRow
from jingwei.collection.services import ledgers as services
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request, stored_handed_out, wants_fragment
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web import parts
from jingwei.kernel.registers.web.rows import frame, tab_of

VIEW, CHANGE = "collection.view_ledgerrow", "collection.change_ledgerrow"


def _row(request: Request, pk: int) -> tuple[LedgerRegister, LedgerRow]:
    """Return a row with its register; 404 for one out of sight, or of a closed-off ledger."""
    rows = LedgerRow.objects.visible_to(request.user).select_related("ledger__unit")
    register = ledger_register(get_object_or_404(rows, pk=pk).ledger)
    if register.closed_to(request.user, "view"):
        raise Http404
    return register, get_object_or_404(register.rows(request.user), pk=pk)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def ledger_row(request: Request, pk: int) -> HttpResponse:
    """Show one row: its facts and files, or what changed."""
    register, row = _row(request, pk)
    context: dict[str, Any] = {**frame(request, register, row), **tab_of(request, row)}
    if not context["tab"]:
        context["facts"] = parts.facts(register, row, Sight(request.user))
    if wants_fragment(request):
        return render(request, "registers/_tab.html", context)
    context |= {
        "files": row.files.select_related("file", "added_by"), "form": FileForm(),
        "may_change": register.is_open(request.user, "change"),
    }  # fmt: skip
    return render(request, "collection/ledger_row.html", context)


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_POST
def ledger_file_add(request: Request, pk: int) -> HttpResponse:
    """Put a file beside a row."""
    _, row = _row(request, pk)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "".join(str(why) for why in form.errors.get("file", [])))
        return redirect("collection:ledger-row", pk=pk)
    try:
        services.row_file_add(row, form.cleaned_data["file"], actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "附件已添加。")
    return redirect("collection:ledger-row", pk=pk)


def _file(request: Request, pk: int) -> LedgerFile:
    rows = LedgerFile.objects.visible_to(request.user).select_related("file", "row__ledger__unit")
    found = get_object_or_404(rows, pk=pk)
    if ledger_register(found.row.ledger).closed_to(request.user, "view"):
        raise Http404
    return found


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def ledger_file(request: Request, pk: int) -> HttpResponse:
    """Answer with a file beside a row."""
    found = _file(request, pk)
    return stored_handed_out(request, found.file, about=found)


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_POST
def ledger_file_remove(request: Request, pk: int) -> HttpResponse:
    """Take a file from beside a row."""
    found = _file(request, pk)
    try:
        services.row_file_remove(found, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "附件已移除，审计里留有文件名。")
    return redirect("collection:ledger-row", pk=found.row_id)
