"""Dues of a branch: the month on one page, confirmed at one press, closed against the slip."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import DOCX, XLSX, Request, answer_form, handed_out
from jingwei.party.branch_papers import dues_ledger, dues_receipt
from jingwei.party.forms.branch import CloseForm, ExceptForm, ReopenForm
from jingwei.party.models import DuesMonth, DuesRow
from jingwei.party.selectors import dues as select
from jingwei.party.selectors.dues import first_of
from jingwei.party.services import dues as services
from jingwei.party.web.branch import branch_of

KEEP = "party.change_duesmonth"


@login_required
@permission_required(KEEP, raise_exception=True)
@require_http_methods(["GET", "POST"])
def dues_month(request: Request, pk: int, year: int, month: int) -> HttpResponse:
    """Show a month of dues; by POST begin it, or bring it up to date."""
    branch, first = branch_of(request, pk), _first(year, month)
    if request.method == "POST":
        _say(request, lambda: services.month_open(branch, first, actor=request.user))
        return redirect("party:dues-month", pk=pk, year=year, month=month)
    found = DuesMonth.objects.visible_to(request.user).filter(organization=branch, month=first)
    told = found.first()
    context = _context(branch, first) | {
        "sheet": select.month_sheet(told) if told else None, "form": CloseForm(),
    }  # fmt: skip
    return render(request, "party/dues_month.html", context)


@login_required
@permission_required(KEEP, raise_exception=True)
@require_POST
def dues_confirm(request: Request, pk: int) -> HttpResponse:
    """Record at one press that everybody without a record has paid as owed."""
    month = _month(request, pk)

    def act() -> None:
        count = services.month_confirm(month, actor=request.user)
        messages.success(request, f"已确认 {count} 人按应交金额交纳。")

    _say(request, act)
    return redirect(_page(month))


@login_required
@permission_required(KEEP, raise_exception=True)
@require_http_methods(["GET", "POST"])
def dues_except(request: Request, pk: int) -> HttpResponse:
    """Record what one member paid and why it is not what is owed."""
    rows = DuesRow.objects.visible_to(request.user).select_related("month__organization")
    row = get_object_or_404(rows.select_related("member__person"), pk=pk)

    def act(told: dict[str, Any]) -> None:
        services.row_except(row, told["paid"], reason=told["reason"], actor=request.user)

    context = {
        "branch": row.month.organization, "back": _page(row.month), "heading": str(row.member),
        "state": f"{row.month.month:%Y-%m} 应交 {'——' if row.due is None else row.due} 元",
        "button": "保存实交",
    }  # fmt: skip
    return answer_form(
        request, ExceptForm(request.POST or None, row=row), act, template="party/branch_act.html",
        context=context, done=f"{row.member}的党费已保存。", to=_page(row.month),
    )  # fmt: skip


@login_required
@permission_required(KEEP, raise_exception=True)
@require_http_methods(["GET", "POST"])
def dues_close(request: Request, pk: int) -> HttpResponse:
    """Close a month against the bank slip; a difference comes back with whom to look at."""
    month = _month(request, pk)

    def act(told: dict[str, Any]) -> None:
        services.month_close(month, told["slip_total"], actor=request.user)

    context = _context(month.organization, month.month) | {"sheet": select.month_sheet(month)}
    return answer_form(
        request, CloseForm(request.POST or None), act, template="party/dues_month.html",
        context=context, done=f"{month.month:%Y-%m} 党费已结清，与银行回单一致。", to=_page(month),
    )  # fmt: skip


@login_required
@permission_required(KEEP, raise_exception=True)
@require_http_methods(["GET", "POST"])
def dues_reopen(request: Request, pk: int) -> HttpResponse:
    """Open a closed month again, with the reason."""
    month = _month(request, pk)

    def act(told: dict[str, Any]) -> None:
        services.month_reopen(month, reason=told["reason"], actor=request.user)

    context = {
        "branch": month.organization, "back": _page(month), "button": "重新打开这个月",
        "heading": f"重新打开 {month.month:%Y-%m} 党费", "state": str(month.organization),
    }  # fmt: skip
    return answer_form(
        request, ReopenForm(request.POST or None), act, template="party/branch_act.html",
        context=context, done="已重新打开，改好后再结清。", to=_page(month),
    )  # fmt: skip


@login_required
@permission_required(KEEP, raise_exception=True)
@require_safe
def dues_file(request: Request, pk: int, kind: str) -> HttpResponse:
    """Answer with the ledger (.xlsx) or the receipts (.docx) of a month."""
    month = _month(request, pk)
    sheet, name = select.month_sheet(month), f"{month.organization} {month.month:%Y-%m}"
    if kind == "xlsx":
        made = dues_ledger(sheet)
        return handed_out(request, made, f"{name} 党费台账.xlsx", XLSX, about=month)
    if kind == "docx":
        made = dues_receipt(sheet, today())
        return handed_out(request, made, f"{name} 党费收据.docx", DOCX, about=month)
    raise Http404("No such paper.")


def _month(request: Request, pk: int) -> DuesMonth:
    rows = DuesMonth.objects.visible_to(request.user).select_related("organization")
    return get_object_or_404(rows, pk=pk)


def _first(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError as error:
        raise Http404("No such month.") from error


def _page(month: DuesMonth) -> str:
    first = month.month
    return resolve_url("party:dues-month", month.organization_id, first.year, first.month)


def _context(branch: Any, first: date) -> dict[str, Any]:
    """Return what the page of a month shows around it."""
    before = first_of(first - timedelta(days=1))
    months = select.months_of(branch)
    return {
        "branch": branch, "month": first, "months": months, "before": before, "on": today(),
        "rates": select.rate_lines(first),
    }  # fmt: skip


def _say(request: Request, act: Any) -> None:
    """Do what a press asks for; a refusal is shown on the page it leads to."""
    try:
        act()
    except JingweiError as error:
        messages.error(request, str(error))
