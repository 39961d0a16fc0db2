"""Pairs as a list, the neglected, the calendar, and the files of the list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.pages import XLSX, Request, download, paged
from jingwei.kernel.registers.web.offers import offered
from jingwei.liaison.forms.pairs import MonthForm, PairFilterForm, QuietForm
from jingwei.liaison.papers import pairs_workbook
from jingwei.liaison.selectors.pairs import month_of_pairs, pairs_found, pairs_quiet
from jingwei.liaison.web.access import ADD, CHANGE, VIEW

QUIET = 90
WEEKDAYS = "一二三四五六日"
BULK = {
    "sheets": ("打印走访单", "liaison:pair-sheets"),
    "envelopes": ("打印信封", "liaison:pair-envelopes"),
    "hand-over": ("移交", "liaison:pair-hand-over"),
}
"""Acts on ticked rows: words, and the page that takes them."""


def _acts(request: Request) -> list[tuple[str, str]]:
    may = request.user.has_perm(CHANGE)
    return [(act, words) for act, (words, _) in BULK.items() if act != "hand-over" or may]


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def pair_list(request: Request) -> HttpResponse:
    """List the visible pairs, soonest due first. Queries do not grow with the page."""
    form = offered(PairFilterForm(request.GET, viewer=request.user))
    is_valid, day = form.is_valid(), today()
    found = pairs_found(request.user, form.cleaned_data if is_valid else {}, day)
    page = paged(request, found if is_valid else found.none())
    context = {
        "filter_form": form, "page": page, "lines": [(pair, None) for pair in page],
        "unit_word": "对", "day": day,
        "overdue": pairs_found(request.user, {"state": "overdue"}, day).count(),
        "acts": _acts(request), "can_add": request.user.has_perm(ADD),
    }  # fmt: skip
    return render(request, "liaison/pair_list.html", context, status=200 if is_valid else 422)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def pair_export(request: Request) -> HttpResponse:
    """Answer with the whole list that the filters ask for as a workbook."""
    form = PairFilterForm(request.GET, viewer=request.user)
    if not form.is_valid():
        messages.error(request, "筛选条件不对，没有导出。")
        return redirect("liaison:pair-list")
    rows = list(pairs_found(request.user, form.cleaned_data, today()))
    made = pairs_workbook(rows, scope=_scope(form), day=today(), actor=request.user)
    return download(made, f"联系清单 {today():%Y%m%d}.xlsx", XLSX)


def _scope(form: PairFilterForm) -> str:
    """Return the filters as a sentence."""
    told = []
    for name, field in form.fields.items():
        value = form.cleaned_data[name]
        words = dict(getattr(field, "choices", ())).get(value, value)
        told += [f"{field.label}：{words}"] if value else []
    return "；".join(told) or "联系中的全部"


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def pair_quiet(request: Request) -> HttpResponse:
    """List whom nobody has been to for N days, longest first."""
    form = QuietForm(request.GET or {"days": QUIET}, viewer=request.user)
    is_valid, day = form.is_valid(), today()
    days = (form.cleaned_data.get("days") if is_valid else None) or QUIET
    kind = form.cleaned_data.get("kind", "") if is_valid else ""
    found = pairs_quiet(request.user, days=days, day=day, kind=kind)
    page = paged(request, found if is_valid else found.none())
    context = {
        "filter_form": form, "page": page, "unit_word": "对", "days": days, "day": day,
        "lines": [(pair, (day - pair.quiet_since).days) for pair in page],
        "acts": _acts(request),
    }  # fmt: skip
    return render(request, "liaison/pair_quiet.html", context, status=200 if is_valid else 422)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def pair_calendar(request: Request) -> HttpResponse:
    """Show what is due in a month, by days."""
    form = MonthForm(request.GET, viewer=request.user)
    is_valid = form.is_valid()
    month = (form.cleaned_data.get("month") if is_valid else None) or today()
    first = month.replace(day=1)
    kind = form.cleaned_data.get("kind", "") if is_valid else ""
    weeks = month_of_pairs(request.user, first, kind)
    context: dict[str, Any] = {
        "filter_form": form, "weeks": weeks, "first": first, "weekdays": WEEKDAYS, "day": today(),
        "count": sum(len(one.pairs) for week in weeks for one in week),
        "before": f"{_beside(first, -1):%Y-%m}", "after": f"{_beside(first, 32):%Y-%m}",
    }  # fmt: skip
    return render(request, "liaison/pair_calendar.html", context, status=200 if is_valid else 422)


def _beside(first: date, days: int) -> date:
    return first + timedelta(days=days)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_POST
def pair_bulk(request: Request) -> HttpResponse:
    """Lead on to the page that takes the ticked pairs."""
    act, picks = request.POST.get("act", ""), request.POST.getlist("pick")
    if act not in BULK or not picks:
        messages.error(request, "先在列表里勾选，再选择要办的事。")
        return redirect("liaison:pair-list")
    return redirect(f"{reverse(BULK[act][1])}?{urlencode({'pick': picks}, doseq=True)}")
