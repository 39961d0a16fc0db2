"""How the pages find the plan, item and measure that the viewer may see."""

from __future__ import annotations

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404

from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request
from jingwei.plans.models import AnnualPlan, Measure
from jingwei.plans.selectors.measures import default_plan, measures_recordable_by


def visible_plan(request: Request, pk: int | None = None) -> AnnualPlan:
    """Return the plan ``pk`` (or ``?plan=``), else the one in force. 404 when none is visible."""
    plans = AnnualPlan.objects.visible_to(request.user).select_related("unit")
    asked = pk or _number(request.GET.get("plan"))
    if asked:
        return get_object_or_404(plans, pk=asked)
    found = default_plan(list(plans), year=today().year)
    if found is None:
        raise Http404("还没有你可以查看的年度要点。")
    return found


def visible_measure(request: Request, pk: int) -> Measure:
    """Return the measure ``pk`` with its item and plan, or 404."""
    rows = Measure.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("item__area", "plan__unit", "owner", "leader", "proof"), pk=pk
    )


def may_record(request: Request, measure: Measure) -> bool:
    """Whether the viewer may record progress of ``measure``."""
    if not request.user.has_perm("plans.record_progress"):
        return False
    own = Measure.objects.visible_to(request.user).filter(measures_recordable_by(request.user))
    return own.filter(pk=measure.pk).exists()


def asked_day(request: Request) -> date | None:
    """Return the day of ``?on=``; None for today, for nothing and for what is no day."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return None if day == today() else day


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
