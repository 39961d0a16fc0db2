"""Indicators as a list and one by one: their numbers by unit and month, computed on demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.indicators import Indicator
from jingwei.kernel.pages import XLSX, Request, download
from jingwei.org.models import Unit
from jingwei.plans.forms.indicators import IndicatorFilterForm, PlaceForm, RefreshForm
from jingwei.plans.papers.indicator_paper import TITLE
from jingwei.plans.papers.indicator_paper import indicator_table as table_paper
from jingwei.plans.selectors import indicator_pages as pages
from jingwei.plans.selectors.series import NOTHING, Number, month_before
from jingwei.plans.services.series import series_refresh, table_exported
from jingwei.plans.trend import Point, Trend, trend_of

VIEW, REFRESH = "plans.view_indicatorvalue", "plans.change_indicatorvalue"


@dataclass(frozen=True, slots=True)
class Shown:
    """A number in its cell: the words, what a share is made of, the rows behind it."""

    text: str = NOTHING
    parts: str = ""
    url: str = ""


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def indicator_list(request: Request) -> HttpResponse:
    """List the indicators by kind of item, with the numbers of two months. Constant queries."""
    unit = unit_asked(request)
    form = IndicatorFilterForm(request.GET, **offered(request, unit))
    month = form.month_asked()
    words = form.words()
    groups = _groups(request, unit, month, words)
    context = {
        "is_open": any(words.values()) or request.GET.get("open") == "all",
        "filter_form": form, "unit": unit, "month": month, "before": month_before(month),
        "of_organizations": of_organizations(request, unit),
        "groups": [(group, _lines(group, unit)) for group in groups],
        "count": len({line.indicator.code for group in groups for line in group.lines}),
    }  # fmt: skip
    return render(request, "plans/indicator_list.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def indicator_table(request: Request) -> HttpResponse:
    """Answer with the list as a workbook, every number with its definition; logged."""
    unit = unit_asked(request)
    if unit is None:
        raise Http404
    form = IndicatorFilterForm(request.GET, **offered(request, unit))
    month = form.month_asked()
    groups = _groups(request, unit, month, form.words())
    made = table_paper(groups, place=unit.written, month=month)
    table_exported(unit, month, sum(len(one.lines) for one in groups), actor=request.user)
    return download(made, f"{TITLE} {unit.name} {month:%Y%m}.xlsx", XLSX)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def indicator(request: Request, code: str) -> HttpResponse:
    """Show one indicator: what it means, its numbers by unit and month, what it proves."""
    found, unit = indicator_or_404(request, code), unit_asked(request)
    form = PlaceForm(request.GET, **offered(request, unit))
    month = form.month_asked()
    context = {
        "indicator": found, "filter_form": form, "unit": unit, "month": month,
        "before": month_before(month),
        "measures": pages.measures_proven(found, request.user),
        **(_standing(found, unit, month) if unit else _of_organizations(request, found, month)),
    }  # fmt: skip
    return render(request, "plans/indicator.html", context)


@login_required
@permission_required(REFRESH, raise_exception=True)
@require_POST
def indicator_refresh(request: Request, code: str) -> HttpResponse:
    """Compute the numbers of one indicator for a month again."""
    found = indicator_or_404(request, code)
    form = RefreshForm(request.POST)
    if form.is_valid():
        month: date = form.cleaned_data["month"]
        outcome = series_refresh(found, month, actor=request.user)
        for failure in outcome.failed:
            messages.error(request, str(failure))
        if not outcome.failed:
            messages.success(request, f"“{found.label}”{month:%Y-%m} 已重新计算。")
    else:
        messages.error(request, "没有写明重新计算哪个月。")
    return redirect("plans:indicator", code=code)


def indicator_or_404(request: Request, code: str) -> Indicator:
    """Return an indicator the viewer may see, or 404."""
    found = pages.indicator_seen(code, request.user)
    if found is None:
        raise Http404("没有这个指标，或你无权查看。")
    return found


def unit_asked(request: Request) -> Unit | None:
    """Return the unit of ``?unit=``, else the viewer's first; 404 out of sight, None for none."""
    rows = Unit.objects.visible_to(request.user).select_related("parent")
    path = request.GET.get("unit", "")
    if "\x00" in path:
        raise Http404
    if path:
        return get_object_or_404(rows, path=path)
    tops = pages.outermost(request.user.unit_paths())
    return rows.filter(path__in=tops).order_by("path").first()


def of_organizations(request: Request, unit: Unit | None) -> bool:
    """Whether the numbers are those of the viewer's Party organizations: no unit is in sight."""
    return unit is None and bool(request.user.organization_paths())


def _groups(
    request: Request, unit: Unit | None, month: date, words: dict[str, Any]
) -> list[pages.Group]:
    if unit:
        return pages.indicator_groups(request.user, unit, month, **words)
    if of_organizations(request, unit):
        return pages.organization_groups(request.user, month, **words)
    return []


def _of_organizations(request: Request, found: Indicator, month: date) -> dict[str, Any]:
    """Return the number of somebody whose scope is Party organizations alone, counted now."""
    subject = pages.organization_subject(month)
    if not of_organizations(request, None) or not pages.is_of_organizations(found, subject):
        return {}
    number = pages.organization_number(found, subject, request.user)
    return {"of_organizations": True, "now": shown(found, "", number), "day": subject.end}


def offered(request: Request, unit: Unit | None) -> dict[str, Any]:
    """Return the units and months to choose from; the one looked at is among them. Two queries."""
    units = list(pages.units_offered(request.user))
    if unit and unit not in units:
        units.append(unit)
    return {"units": units, "months": pages.months_offered(today())}


def rows_url(found: Indicator, path: str, number: Number, **more: str) -> str:
    """Return the address of the rows that make ``number``."""
    asked = {"unit": path, "start": str(number.start), "end": str(number.end), **more}
    return f"{reverse('plans:indicator-rows', args=[found.code])}?{urlencode(asked)}"


def shown(found: Indicator, path: str, number: Number | None, *, is_own: bool = False) -> Shown:
    """Return a number as a cell shows it: with a link wherever something can be said."""
    if number is None or number.value is None:
        return Shown()
    more = {"own": "yes"} if is_own else {}
    return Shown(number.text, number.parts, rows_url(found, path, number, **more))


def _lines(group: pages.Group, unit: Unit | None) -> list[tuple[Indicator, Shown, Shown]]:
    found, path = [], unit.path if unit else ""
    for line in group.lines:
        now, last = (shown(line.indicator, path, n) for n in (line.now, line.before))
        found.append((line.indicator, now, last))
    return found


def _standing(found: Indicator, unit: Unit, month: date) -> dict[str, Any]:
    told = pages.indicator_standing(found, unit, month)
    units = [
        (line, *(shown(found, line.unit.path, n, is_own=line.is_own)
                 for n in (line.now, line.before)))
        for line in told.units
    ]  # fmt: skip
    months = [(m, shown(found, unit.path, number)) for m, number in told.months if number]
    return {
        "now": shown(found, unit.path, told.now), "last": shown(found, unit.path, told.before),
        "day": told.now.end if told.now else None,
        "units": units, "months": months,
        "trend": _trend(found, unit, told), "computed": told.computed, "is_live": told.is_live,
    }  # fmt: skip


def _trend(found: Indicator, unit: Unit, told: pages.Standing) -> Trend:
    return trend_of([
        Point(
            f"{month.month}月", number.value if number else None,
            number.text if number else "", shown(found, unit.path, number).url,
        )
        for month, number in told.months
    ])  # fmt: skip
