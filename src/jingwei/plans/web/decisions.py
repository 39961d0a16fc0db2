"""The decisions of all dispatches: a list, and the same as a file."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.pages import XLSX, Request, handed_out, paged
from jingwei.plans.forms.dispatch import DecisionFilterForm
from jingwei.plans.papers.decision_paper import TITLE, decision_paper
from jingwei.plans.selectors.decisions import decisions_found

VIEW = "plans.view_dispatchmeeting"


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def decision_list(request: Request) -> HttpResponse:
    """List what the dispatches of the viewer's plans decided, open ones first."""
    form = DecisionFilterForm(request.GET, viewer=request.user)
    is_valid, day = form.is_valid(), today()
    rows = decisions_found(request.user, form.cleaned_data if is_valid else {}, day)
    context = {
        "filter_form": form, "page": paged(request, rows), "unit_word": "项", "day": day,
    }  # fmt: skip
    return render(request, "plans/decision_list.html", context, status=200 if is_valid else 422)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def decision_export(request: Request) -> HttpResponse:
    """Download the decisions that the filters ask for, as .xlsx."""
    form, day = DecisionFilterForm(request.GET, viewer=request.user), today()
    if not form.is_valid():
        messages.error(request, "筛选条件不对，没有下载。")
        return redirect("plans:decision-list")
    rows = list(decisions_found(request.user, form.cleaned_data, day))
    data = decision_paper(rows, scope=form.words(), day=day)
    return handed_out(request, data, f"{TITLE}（截至{day}）.xlsx", XLSX, count=len(rows))
