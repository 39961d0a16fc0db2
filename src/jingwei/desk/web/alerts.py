"""What runs out: as a list within the lead times, and as a month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jingwei.desk.forms_todo import AlertFilterForm, MonthFilterForm
from jingwei.desk.selectors import alerts as select
from jingwei.desk.selectors import alerts_people, alerts_work
from jingwei.kernel.clock import today
from jingwei.kernel.pages import PAGE_SIZE, Request
from jingwei.kernel.parameters import parameter_values

WEEKDAYS = "一二三四五六日"
DECLARING = (alerts_people, alerts_work)
"""Imported for what they declare."""


@login_required
@require_safe
def alerts(request: Request) -> HttpResponse:
    """Show what runs out, of the kinds the viewer may be told of. A query or two a kind."""
    if request.GET.get("view") == "month":
        return _month(request)
    form = AlertFilterForm(request.GET, viewer=request.user)
    is_valid = form.is_valid()
    found = _listed(request, form.cleaned_data) if is_valid else []
    values = parameter_values()
    context = {
        "filter_form": form, "found": found, "day": today(), "unit_word": "项",
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "cut": select.cut_kinds(found), "most": select.MOST,
        "leads": [(k.label, int(values[k.lead.code]), k.section)
                  for k in select.kinds_of(request.user)],
    }  # fmt: skip
    return render(request, "desk/alerts.html", context, status=200 if is_valid else 422)


def _listed(request: Request, asked: dict[str, Any]) -> list[select.Alert]:
    kind, when, on = asked["kind"], asked["when"], today()
    if day := asked["day"]:
        return select.alerts_between(request.user, day, day, kind=kind)
    if when in ("", "passed"):
        return select.alerts_ahead(request.user, on=on, kind=kind, passed=when == "passed")
    last = on + timedelta(days=int(when))
    return select.alerts_between(request.user, on, last, kind=kind)


def _month(request: Request) -> HttpResponse:
    form = MonthFilterForm(request.GET, viewer=request.user)
    is_valid = form.is_valid()
    asked: dict[str, Any] = form.cleaned_data if is_valid else {}
    first = (asked.get("month") or today()).replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    found = select.alerts_between(request.user, first, last, kind=asked.get("kind", ""))
    context = {
        "filter_form": form, "weeks": select.month_grid(found, first), "first": first,
        "weekdays": WEEKDAYS, "day": today(), "count": len(found), "cut": select.cut_kinds(found),
        "most": select.MOST, "before": _beside(first, -1), "after": _beside(first, 32),
    }  # fmt: skip
    return render(request, "desk/alerts_month.html", context, status=200 if is_valid else 422)


def _beside(first: date, days: int) -> str:
    return f"{first + timedelta(days=days):%Y-%m}"
