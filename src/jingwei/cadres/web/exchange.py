"""The national ten-sheet workbook: taken out, taken in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.cadres.forms import WorkbookExportForm, WorkbookForm
from jingwei.cadres.workbook.batches import workbook_open, workbooks_of
from jingwei.cadres.workbook.differences import page_lines, rejected_workbook
from jingwei.cadres.workbook.sheets import unsaved_heads
from jingwei.cadres.workbook.tasks import workbook_confirm, workbook_start
from jingwei.cadres.workbook.writing import unread_sheets, workbook_export
from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.models import ImportBatch
from jingwei.kernel.pages import XLSX, Request, download, wants_fragment
from jingwei.kernel.registers.exchange.batches import batch_drop
from jingwei.kernel.registers.exchange.differences import TABS, summary
from jingwei.kernel.registers.exchange.kept import PAGE_ROWS
from jingwei.kernel.registers.sight import Sight

IMPORT = ("people.change_person", "cadres.change_cadre")
STEPS = ("交来文件", "核对差异", "写入")
State = ImportBatch.State


@login_required
@permission_required("cadres.view_cadre", raise_exception=True)
@require_http_methods(["GET", "POST"])
def workbook(request: Request) -> HttpResponse:
    """Offer the workbook of a scope, and take one in."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        _may_import(request)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = workbook_open(file.name, file.read(), actor=request.user)
            except JingweiError as error:
                form.add_error("file", str(error))
            else:
                workbook_start(batch)
                return redirect("cadres:workbook-batch", batch.pk)
    return _page(request, WorkbookExportForm(viewer=request.user, initial=_initial(request)), form)


@login_required
@permission_required("cadres.view_cadre", raise_exception=True)
@require_POST
def workbook_file(request: Request) -> HttpResponse:
    """Answer with the workbook of the scope and purpose that were told."""
    form = WorkbookExportForm(request.POST, viewer=request.user)
    if form.is_valid():
        scope = form.scope(_picks(request.POST.getlist("pick")))
        purpose = form.cleaned_data["purpose"]
        try:
            made = workbook_export(request.user, scope, purpose=purpose, day=today())
        except JingweiError as error:
            form.add_error(None, str(error))
        else:
            return download(made, f"公务员信息采集表 {today():%Y%m%d}.xlsx", XLSX)
    return _page(request, form, WorkbookForm())


@login_required
@permission_required(IMPORT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def workbook_batch(request: Request, pk: int) -> HttpResponse:
    """Show what a workbook would change; write it or give it up."""
    batch = get_object_or_404(workbooks_of(request.user), pk=pk)
    if request.method == "POST":
        return _act(request, batch)
    if wants_fragment(request) and batch.state != State.WAITING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    told = summary(batch)
    tab = request.GET.get("kind", "")
    tab = tab if tab in TABS else next((k for k in TABS if told.counts[k]), "new")
    page = Paginator(range(told.counts[tab]), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "batch": batch, "told": told, "tab": tab, "tabs": TABS, "page": page, "steps": STEPS,
        "step": 3 if batch.state == State.APPLIED else 2, "by_sheet": batch.plan.get("steps", []),
        "entries": page_lines(batch, tab, page.number, Sight(request.user)),
        "unsaved": unsaved_heads(),
    }  # fmt: skip
    fragment = "cadres/_workbook_progress.html"
    return render(
        request, fragment if wants_fragment(request) else "cadres/workbook_batch.html", context
    )


@login_required
@permission_required(IMPORT, raise_exception=True)
@require_safe
def workbook_rejected(request: Request, pk: int) -> HttpResponse:
    """Answer with the rows that could not be imported, each with the reason."""
    batch = get_object_or_404(workbooks_of(request.user), pk=pk)
    made = rejected_workbook(batch, day=today())
    return download(made, "不能导入的行 公务员信息采集表.xlsx", XLSX)


def _act(request: Request, batch: ImportBatch) -> HttpResponse:
    if request.POST.get("act") == "drop":
        if batch_drop(batch):
            messages.success(request, "已放弃这次导入，没有写入任何内容。")
            return redirect("cadres:workbook")
        messages.error(request, "这次导入已经写入，不能放弃。")
        return redirect("cadres:workbook-batch", batch.pk)
    try:
        workbook_confirm(batch, accept_good="accept_good" in request.POST)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        if batch.state == State.APPLIED:
            messages.success(request, f"已写入：{summary(batch).stored}。")
    return redirect("cadres:workbook-batch", batch.pk)


def _page(request: Request, export_form: WorkbookExportForm, form: WorkbookForm) -> HttpResponse:
    picks = _picks(request.POST.getlist("pick") or request.GET.getlist("pick"))
    may_import = request.user.has_perms(IMPORT)
    context: dict[str, Any] = {
        "export_form": export_form, "form": form, "picks": picks, "steps": STEPS,
        "may_import": may_import, "unread": unread_sheets(request.user),
        "unsaved": unsaved_heads(),
        "recent": workbooks_of(request.user).exclude(state=State.DROPPED)[:8] if may_import else [],
    }  # fmt: skip
    status = 422 if export_form.errors or form.errors else 200
    return render(request, "cadres/workbook.html", context, status=status)


def _initial(request: Request) -> dict[str, str]:
    """Return the scope of the list that led here."""
    return {"unit": request.GET.get("unit") or request.GET.get("unit_path", "")}


def _picks(texts: list[str]) -> tuple[int, ...]:
    return tuple(int(text) for text in texts if text.isascii() and text.isdecimal())[:5000]


def _may_import(request: Request) -> None:
    if not request.user.has_perms(IMPORT):
        raise PermissionDenied("打开它需要“修改人员”和“修改干部”的权限，你现在的角色不含这些权限。")
