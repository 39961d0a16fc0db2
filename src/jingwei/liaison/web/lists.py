"""Pairs as a list, the neglected, the calendar, and the files of the list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.pages import XLSX, Request, download, paged
from jingwei.kernel.registers.web.offers import offered
from jingwei.liaison.forms.pairs import MonthForm, PairFilterForm, QuietForm
from jingwei.liaison.occasions import BIRTHDAY, coming_birthday
from jingwei.liaison.papers import pairs_workbook
from jingwei.liaison.selectors.pairs import month_of_pairs, pairs_found, pairs_quiet
from jingwei.liaison.web.access import ADD, CHANGE, MOST, QUIET, VIEW, pairs_asked

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
    asked = form.cleaned_data if is_valid else {}
    found = pairs_found(request.user, asked, day)
    page = paged(request, found if is_valid else found.none())
    is_birthday = asked.get("occasion") == BIRTHDAY
    context = {
        "filter_form": form, "page": page, "extra": "生日" if is_birthday else "",
        "lines": [(pair, coming_birthday(pair, day) if is_birthday else "") for pair in page],
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
    rows, scope = pairs_asked(request, request.GET)
    if rows is None:
        messages.error(request, "筛选条件不对，没有导出。")
        return redirect("liaison:pair-list")
    made = pairs_workbook(list(rows), scope=scope, day=today(), actor=request.user)
    return download(made, f"联系清单 {today():%Y%m%d}.xlsx", XLSX)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def pair_quiet(request: Request) -> HttpResponse:
    """List whom nobody has been to for N days, longest first."""
    form = offered(QuietForm(request.GET or {"days": QUIET}, viewer=request.user))
    is_valid, day = form.is_valid(), today()
    asked = form.cleaned_data if is_valid else {}
    days = asked.get("days") or QUIET
    found = pairs_quiet(request.user, days=days, day=day, asked=asked)
    page = paged(request, found if is_valid else found.none())
    context = {
        "filter_form": form, "page": page, "unit_word": "对", "days": days, "day": day,
        "lines": [(pair, f"{(day - pair.quiet_since).days} 天") for pair in page],
        "extra": "没有联系", "acts": _acts(request),
    }  # fmt: skip
    return render(request, "liaison/pair_quiet.html", context, status=200 if is_valid else 422)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def pair_calendar(request: Request) -> HttpResponse:
    """Show what is due in a month, by days."""
    form = offered(MonthForm(request.GET, viewer=request.user))
    is_valid = form.is_valid()
    asked = form.cleaned_data if is_valid else {}
    first = (asked.get("month") or today()).replace(day=1)
    weeks = month_of_pairs(request.user, first, asked)
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
    act, query = request.POST.get("act", ""), request.POST.get("query", "").lstrip("?")
    picks, is_whole = request.POST.getlist("pick"), bool(request.POST.get("all"))
    back = resolve_url("liaison:pair-list") + (f"?{query}" if query else "")
    if act not in BULK or not (picks or is_whole):
        messages.error(request, "先在列表里勾选，再选择要办的事。")
        return redirect(back)
    if why := _too_many(request, query) if is_whole else "":
        messages.error(request, why)
        return redirect(back)
    asked = f"all=yes&{query}" if is_whole else urlencode({"pick": picks}, doseq=True)
    return redirect(f"{reverse(BULK[act][1])}?{asked}")


def _too_many(request: Request, query: str) -> str:
    """Return why not all of a filter can be taken at once, "" when they can."""
    rows, _ = pairs_asked(request, QueryDict(query))
    if rows is None:
        return "筛选条件不对，没有办理。"
    if (count := rows.count()) > MOST:
        return f"一次最多 {MOST} 对，现在符合筛选的有 {count} 对。请再加筛选条件，分几次办理。"
    return ""
