"""One answer as the reviewer sees it: accept it, give it back with remarks, split it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.collection import services
from jingwei.collection.forms.reviewing import ReturnForm, SplitForm
from jingwei.collection.models import Assignment
from jingwei.collection.selectors.recipients import recipient
from jingwei.collection.selectors.rounds import (
    cells_of,
    may_review,
    next_submitted,
    parts_offered,
)
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request, answer_form, paged

ANSWER = "collection.answer_round"


def _assignment(request: Request, pk: int) -> Assignment:
    rows = Assignment.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("round", "parent", "submitted_by"), pk=pk)


def _reviewed(request: Request, pk: int) -> Assignment:
    """Return an assignment that this viewer reviews, else 403."""
    found = _assignment(request, pk)
    if not may_review(found, request.user):
        raise PermissionDenied("这份填报由下发单位或分给你们的镇街审核。")
    return found


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_safe
def assignment(request: Request, pk: int) -> HttpResponse:
    """Show an answer to its reviewer: changed cells marked, a remark beside each."""
    return _shown(request, _reviewed(request, pk), ReturnForm())


def _shown(request: Request, found: Assignment, form: ReturnForm) -> HttpResponse:
    columns = found.round.column_list
    rows = found.rows.all()
    if request.GET.get("only") == "changed":
        rows = rows.filter(is_changed=True)
    page = paged(request, rows.order_by("position", "pk"))
    said = form.remarks() if form.is_bound else {}
    context: dict[str, Any] = {
        "assignment": found, "round": found.round, "columns": columns, "page": page, "form": form,
        "rows": [
            (row, cells_of(row, columns, said.get(row.pk, {})), said.get(row.pk, {}).get("", ""))
            for row in page
        ],
        "only": request.GET.get("only", ""),
        "parts": found.parts.order_by("unit_path", "organization_path"),
        "next_up": next_submitted(found, request.user),
        "can_return": found.round.is_open and found.state in Assignment.HANDED_IN,
        "can_accept": found.round.is_open and found.state == Assignment.State.SUBMITTED,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "collection/assignment.html", context, status=status)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_POST
def assignment_accept(request: Request, pk: int) -> HttpResponse:
    """Accept an answer."""
    found = _reviewed(request, pk)
    try:
        services.assignment_accept(found, actor=request.user)
    except JingweiError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"“{found.name}”的填报已审核通过。")
    return redirect(_back(request, found))


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_POST
def assignment_return(request: Request, pk: int) -> HttpResponse:
    """Give an answer back with a reason and remarks on cells."""
    found = _reviewed(request, pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            services.assignment_return(
                found, reason=form.cleaned_data["reason"], remarks=form.remarks(),
                actor=request.user,
            )  # fmt: skip
        except JingweiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已退回“{found.name}”。")
            return redirect(_back(request, found))
    return _shown(request, found, form)


def _back(request: Request, found: Assignment) -> str:
    """Return where a reviewer goes on: the round, or the whole that a part belongs to."""
    if request.user.has_perm("collection.issue_round"):
        return reverse("collection:round", args=[found.round_id])
    return reverse("collection:assignment-split", args=[found.parent_id])


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_POST
def assignment_remind(request: Request, pk: int) -> HttpResponse:
    """Remind the parts of an assignment that have to act; only they see it."""
    found = _assignment(request, pk)
    try:
        count = services.remind(found.parts.all(), round_=found.round, actor=request.user)
    except JingweiError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"已提醒 {count} 家，只有填报人自己看到。")
    return redirect("collection:answer", pk=found.pk)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_http_methods(["GET", "POST"])
def assignment_split(request: Request, pk: int) -> HttpResponse:
    """Hand an assignment on to branches below, and see how far they are."""
    found = _assignment(request, pk)
    form = SplitForm(request.POST or None, offered=parts_offered(found, request.user))
    return answer_form(
        request, form,
        lambda told: services.assignment_split(
            found, [recipient(row) for row in told["parts"]], actor=request.user
        ),
        template="collection/assignment_split.html",
        context={
            "assignment": found, "round": found.round,
            "parts": found.parts.order_by("unit_path", "organization_path"),
        },
        done="已分给所选支部。", to=reverse("collection:assignment-split", args=[found.pk]),
    )  # fmt: skip
