"""The board of a plan, the item page, the measures as a table."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request
from jingwei.plans.forms.board import BoardFilterForm
from jingwei.plans.models import AnnualPlan, Item
from jingwei.plans.selectors.agenda import lead_names
from jingwei.plans.selectors.board import board_of, shown_measures
from jingwei.plans.selectors.item import item_text, item_timeline, uncovered
from jingwei.plans.selectors.proof_page import proofs_shown
from jingwei.plans.selectors.versions import open_draft, present_number
from jingwei.plans.web.access import asked_day, dispatched_plans, recordable, visible_plan


@login_required
@permission_required("plans.view_annualplan", raise_exception=True)
@require_safe
def board(request: Request, pk: int | None = None) -> HttpResponse:
    """Show the areas and items of a plan with their lights."""
    plans = list(AnnualPlan.objects.visible_to(request.user).select_related("unit"))
    if not plans and pk is None:
        return render(request, "plans/board_empty.html")
    plan = visible_plan(request, pk)
    form = BoardFilterForm(request.GET, plan=plan)
    asked = form.asked()
    whole = board_of(plan, viewer=request.user, asked=replace(asked, light=""))
    context = {
        "plan": plan,
        "plans": plans,
        "edition": present_number(plan),
        "draft": open_draft(plan),
        "board": whole.only(asked.light),
        "lights": whole.lights,
        "filter_form": form,
        "asked": asked,
        "day": asked.on or today(),
        "may_dispatch": _may_dispatch(request, plan),
    }
    return render(request, "plans/board.html", context)


def _may_dispatch(request: Request, plan: AnnualPlan) -> bool:
    """Whether the dispatch of this month is a page the viewer can open."""
    begun = plan.state == AnnualPlan.State.ISSUED and plan.year <= today().year
    seen = request.user.has_perm("plans.view_dispatchmeeting")
    return begun and seen and dispatched_plans(request).filter(pk=plan.pk).exists()


@login_required
@permission_required("plans.view_measure", raise_exception=True)
@require_safe
def measure_list(request: Request, pk: int) -> HttpResponse:
    """Show the measures of a plan as a table, with the filters of the board."""
    plan = visible_plan(request, pk)
    form = BoardFilterForm(request.GET, plan=plan)
    asked = form.asked()
    found = board_of(plan, viewer=request.user, asked=asked)
    leads = lead_names(m.pk for m in found.measures)
    context = {
        "plan": plan,
        "rows": [(m, leads.get(m.pk, "")) for m in found.measures],
        "filter_form": form,
        "day": asked.on or today(),
    }
    return render(request, "plans/measure_list.html", context)


@login_required
@permission_required("plans.view_annualplan", raise_exception=True)
@require_safe
def item(request: Request, pk: int) -> HttpResponse:
    """Show an item: its source text beside its measures, and what happened."""
    rows = Item.objects.visible_to(request.user).select_related("area__plan__unit")
    found = get_object_or_404(rows, pk=pk)
    plan = found.area.plan
    whole = shown_measures(plan, viewer=request.user, on=asked_day(request))
    measures = [m for m in whole if m.item_id == found.pk]
    text = item_text(found, measures)
    leads = lead_names(m.pk for m in measures)
    day = asked_day(request) or today()
    proofs = proofs_shown(measures, day)
    context = {
        "item": found,
        "plan": plan,
        "rows": [(m, leads.get(m.pk, ""), proofs.get(m.pk)) for m in measures],
        "text": text,
        "uncovered": uncovered(text),
        "timeline": item_timeline(measures),
        "recordable": recordable(request, measures),
        "day": day,
    }
    return render(request, "plans/item.html", context)
