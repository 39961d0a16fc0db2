"""The work calendar: years, days that differ from their weekday, confirmation of a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.desk import forms_calendar as forms
from jingwei.desk.selectors.calendar import calendar_detail, calendar_years, day_now
from jingwei.kernel import workdays
from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request, answer_form


@login_required
@permission_required("kernel.view_calendarday", raise_exception=True)
@require_safe
def calendar(request: Request) -> HttpResponse:
    """Show all years, and the days of the one that is asked for or of the present one."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in workdays.YEARS else today().year
    context = {"years": calendar_years(on=today()), "shown": calendar_detail(year)}
    return render(request, "desk/calendar.html", context)


@login_required
@permission_required("kernel.change_calendarday", raise_exception=True)
@require_http_methods(["GET", "POST"])
def calendar_day(request: Request) -> HttpResponse:
    """Say that a day is free or worked, with a reason."""
    day = _asked_day(request.GET.get("day", ""))
    row = day_now(day) if day else None
    form = forms.CalendarDayForm(request.POST or None, initial={"day": day})
    year = form.cleaned_data["day"].year if form.is_valid() else (day or today()).year

    def act(data: dict[str, Any]) -> None:
        workdays.calendar_day_set(data.pop("day"), **data, actor=request.user)

    return answer_form(
        request, form, act, template="desk/calendar_day.html", context={"row": row, "year": year},
        done="工作日历已调整。", to=_year_page(year),
    )  # fmt: skip


@login_required
@permission_required("kernel.change_calendarday", raise_exception=True)
@require_http_methods(["GET", "POST"])
def calendar_year(request: Request, year: int) -> HttpResponse:
    """Confirm that a year is entered completely, or take that back."""
    if year not in workdays.YEARS:
        raise Http404
    shown = calendar_detail(year)
    act, form = _year_act(request, is_complete=shown.row.is_complete)
    return answer_form(
        request, form, lambda data: act(year, **data, actor=request.user),
        template="desk/calendar_year.html", context={"shown": shown},
        done=f"{year} 年的工作日历已{'撤回确认' if shown.row.is_complete else '确认齐全'}。",
        to=_year_page(year),
    )  # fmt: skip


def _year_act(request: Request, *, is_complete: bool) -> tuple[Callable[..., object], Form]:
    if is_complete:
        return workdays.calendar_year_reopen, forms.YearReopenForm(request.POST or None)
    return workdays.calendar_year_confirm, forms.YearConfirmForm(request.POST or None)


def _year_page(year: int) -> str:
    return f"{resolve_url('desk:calendar')}?year={year}"


def _asked_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
