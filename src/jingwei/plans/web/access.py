"""How the pages find the plan, item and measure that the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request
from jingwei.plans.models import AnnualPlan, AnnualPlanQuerySet, Measure
from jingwei.plans.selectors.measures import default_plan, measures_recordable_by


def visible_plan(request: Request, pk: int | None = None) -> AnnualPlan:
    """Return the plan ``pk`` (or ``?plan=``), else the one in force. 404 when none is visible."""
    return _chosen(request, AnnualPlan.objects.visible_to(request.user), pk)


def dispatched_plan(request: Request) -> AnnualPlan:
    """Return the plan of ``?plan=``, else the one in force, of those the viewer sees as a whole."""
    return _chosen(request, dispatched_plans(request))


def dispatched_plans(request: Request) -> AnnualPlanQuerySet:
    """Return the plans of the viewer's units; one measure of a plan does not open its dispatch."""
    return AnnualPlan.objects.within(*request.user.unit_paths())


def _chosen(request: Request, plans: AnnualPlanQuerySet, pk: int | None = None) -> AnnualPlan:
    plans = plans.select_related("unit")
    asked = _number(request.GET.get("plan")) if pk is None else pk
    if asked is not None:
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
    return measure.pk in recordable(request, [measure])


def recordable(request: Request, measures: Iterable[Measure]) -> set[int]:
    """Return the keys of those ``measures`` whose progress the viewer may record. One query."""
    if not request.user.has_perm("plans.record_progress"):
        return set()
    own = Measure.objects.visible_to(request.user).filter(measures_recordable_by(request.user))
    own = own.filter(pk__in=[m.pk for m in measures]).exclude(plan__state=AnnualPlan.State.CLOSED)
    return set(own.values_list("pk", flat=True))


def way_back(request: Request, otherwise: str) -> str:
    """Return the address of ``?next=`` when it lies inside the product, else ``otherwise``."""
    back = request.GET.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else otherwise


def asked_day(request: Request) -> date | None:
    """Return the past day of ``?on=``; None for today, a day to come, nothing, what is no day."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return day if day < today() else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
