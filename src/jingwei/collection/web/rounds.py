"""Rounds as their office sees them: the list, progress, reminding, the merged file, the end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.collection import services
from jingwei.collection.forms.reviewing import (
    AssignmentFilterForm,
    ExtendForm,
    ReasonForm,
    RoundFilterForm,
)
from jingwei.collection.merged import merged_bytes
from jingwei.collection.models import Assignment, Round
from jingwei.collection.rules.reminding import GAP_DAYS
from jingwei.collection.selectors.merging_shown import rows_handed_in
from jingwei.collection.selectors.rounds import (
    assignments_listed,
    contacts_of,
    progress_of,
    remindable_on,
    rounds_listed,
)
from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import XLSX, Request, answer_form, handed_out, paged

VIEW, ISSUE = "collection.view_round", "collection.issue_round"


def _round(request: Request, pk: int) -> Round:
    rows = Round.objects.visible_to(request.user).select_related("form", "owner", "unit")
    return get_object_or_404(rows, pk=pk)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def round_list(request: Request) -> HttpResponse:
    """List the visible rounds, newest first."""
    form = RoundFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = paged(request, rounds_listed(request.user, **asked))
    context = {
        "filter_form": form, "page": page, "can_issue": request.user.has_perm(ISSUE),
        "is_filtered": any(asked.values()),
    }  # fmt: skip
    return render(request, "collection/round_list.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def round_page(request: Request, pk: int) -> HttpResponse:
    """Show one round: progress by town, the recipients, what can be done."""
    found = _round(request, pk)
    form = AssignmentFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = paged(request, assignments_listed(found, **asked))
    contacts = contacts_of(page.object_list, today())
    for one in page.object_list:
        one.contact = contacts[one.pk]
        one.may_remind = one.is_awaited and remindable_on(one, today()) == today()
    context: dict[str, Any] = {
        "round": found, "filter_form": form, "page": page, "progress": progress_of(found),
        "today": today(), "can_issue": request.user.has_perm(ISSUE), "gap": GAP_DAYS,
        "submitted": found.assignments.filter(
            state=Assignment.State.SUBMITTED, parent=None
        ).count(),
    }  # fmt: skip
    return render(request, "collection/round.html", context)


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_POST
def round_remind(request: Request, pk: int) -> HttpResponse:
    """Remind one owner (``assignment``), or all who have to act; only they see it."""
    found = _round(request, pk)
    wanted = Assignment.objects.visible_to(request.user).filter(round=found).awaited()
    if (one := request.POST.get("assignment", "")).isdecimal():
        wanted = wanted.filter(pk=int(one))
    try:
        count = services.remind(wanted, round_=found, actor=request.user)
    except JingweiError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"已提醒 {count} 家，只有填报人自己看到。")
    return redirect("collection:round", pk=found.pk)


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_POST
def round_accept(request: Request, pk: int) -> HttpResponse:
    """Accept every answer handed in."""
    found = _round(request, pk)
    count = services.assignments_accept(found, actor=request.user)
    messages.success(request, f"已审核通过 {count} 家。")
    return redirect("collection:round", pk=found.pk)


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def round_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back a draft or an open round, with a reason."""
    found = _round(request, pk)
    return answer_form(
        request, ReasonForm(request.POST or None),
        lambda told: services.round_withdraw(found, actor=request.user, **told),
        template="collection/round_end.html",
        context={"round": found, "heading": "撤回填报任务", "button": "撤回这次填报"},
        done=f"“{found}”已撤回。", to=reverse("collection:round", args=[found.pk]),
    )  # fmt: skip


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def round_extend(request: Request, pk: int) -> HttpResponse:
    """Give everybody who has not answered more time."""
    found = _round(request, pk)
    return answer_form(
        request, ExtendForm(request.POST or None, initial={"deadline": found.deadline}),
        lambda told: services.round_extend(found, actor=request.user, **told),
        template="collection/round_end.html",
        context={"round": found, "heading": "延长填报期限", "button": "延长期限"},
        done="期限已延长，没有交的单位会看到新的期限。",
        to=reverse("collection:round", args=[found.pk]),
    )  # fmt: skip


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def round_close(request: Request, pk: int) -> HttpResponse:
    """End an open round."""
    found = _round(request, pk)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = False
    form.fields["reason"].label = "说明"
    whole = progress_of(found).whole
    return answer_form(
        request, form, lambda told: services.round_close(found, actor=request.user, **told),
        template="collection/round_end.html",
        context={
            "round": found, "heading": "结束填报任务", "button": "结束这次填报",
            "missing": whole.total - whole.handed_in,
        },
        done=f"“{found}”已结束。", to=reverse("collection:round", args=[found.pk]),
    )  # fmt: skip


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def round_merged_file(request: Request, pk: int) -> HttpResponse:
    """Answer with the merged table as a workbook."""
    found = _round(request, pk)
    rows = list(rows_handed_in(found))
    made, name = merged_bytes(found, rows, today()), f"{found.title} 汇总.xlsx"
    return handed_out(request, made, name, XLSX, about=found, count=len(rows))
