"""What runs out: as a list within the lead times, as a month, as a calendar file."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jingwei.desk.calendar_file import ICS, Entry, calendar_bytes
from jingwei.desk.forms_todo import AlertFilterForm, MonthFilterForm
from jingwei.desk.selectors import alerts as select
from jingwei.desk.selectors import alerts_people, alerts_work
from jingwei.desk.selectors import alerts_shown as shown
from jingwei.desk.services import alerts_exported
from jingwei.desk.services.alerts import alerts_read
from jingwei.kernel.clock import today
from jingwei.kernel.pages import PAGE_SIZE, Request, download
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
    alerts_read(found, actor=request.user)
    values = parameter_values()
    context = {
        "filter_form": form, "day": today(), "unit_word": "项", **_parts(request, form, found),
        "cut": select.cut_kinds(found), "most": select.MOST, "unknown": _unknown(request, form),
        "leads": [(k.label, int(values[k.lead.code]), k.section)
                  for k in select.kinds_of(request.user)],
    }  # fmt: skip
    return render(request, "desk/alerts.html", context, status=200 if is_valid else 422)


def _parts(request: Request, form: AlertFilterForm, found: list[select.Alert]) -> dict[str, Any]:
    """Return all periods, each cut; of one period or one day a page of it."""
    asked, on = form.cleaned_data if form.is_valid() else {}, today()
    chosen = dict(shown.PERIODS).get(request.GET.get("period", ""))
    if chosen:
        found = shown.in_period(found, request.GET["period"], on)
    elif not asked.get("day"):
        periods = shown.periods_of(found, on, fold=not asked.get("when"))
        return {"periods": periods, "page": Paginator(found, max(len(found), 1)).get_page(1)}
    return {"chosen": chosen, "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))}


def _unknown(request: Request, form: AlertFilterForm) -> list[Any]:
    """Return whose age nobody knows, where retirements are listed."""
    asked = form.cleaned_data if form.is_valid() else {}
    listed = asked.get("kind", "") in ("", "retirement") and not asked.get("day")
    return alerts_people.ages_unknown(request.user) if listed and asked else []


@login_required
@require_safe
def alerts_file(request: Request) -> HttpResponse:
    """Answer with what the filters ask for as a calendar file: people only as numbers."""
    form = AlertFilterForm(request.GET, viewer=request.user)
    if not form.is_valid():
        messages.error(request, "筛选条件不对，没有下载。")
        return redirect("desk:alerts")
    told = shown.days_told(_listed(request, form.cleaned_data))
    entries = [_entry(request, one) for one in told]
    filters = {name: str(value) for name, value in form.cleaned_data.items() if value}
    alerts_exported(len(entries), filters, actor=request.user)
    data = calendar_bytes(entries, name=f"{request.user}的到期提醒", made_at=timezone.now())
    return download(data, "到期提醒.ics", ICS)


def _entry(request: Request, told: shown.DayTold) -> Entry:
    query = urlencode({"kind": told.kind.code, "day": f"{told.on:%Y-%m-%d}"})
    url = told.url or f"{reverse('desk:alerts')}?{query}"
    key = f"{request.user.pk} {told.kind.code} {told.on} {url} {told.summary if told.url else ''}"
    return Entry(key, told.on, told.summary, told.about, request.build_absolute_uri(url))


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
    alerts_read(found, actor=request.user)
    context = {
        "filter_form": form, "weeks": select.month_grid(found, first), "first": first,
        "weekdays": WEEKDAYS, "day": today(), "count": len(found), "cut": select.cut_kinds(found),
        "most": select.MOST, "before": _beside(first, -1), "after": _beside(first, 32),
    }  # fmt: skip
    return render(request, "desk/alerts_month.html", context, status=200 if is_valid else 422)


def _beside(first: date, days: int) -> str:
    return f"{first + timedelta(days=days):%Y-%m}"
