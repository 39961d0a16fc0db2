"""Who stands in for whom: asked for oneself, arranged for a colleague, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.views.decorators.http import require_http_methods, require_POST

from jingwei.desk.forms_todo import ArrangeForm, DelegationForm
from jingwei.desk.models import Delegation
from jingwei.desk.selectors.deputies import ARRANGE, arranged_by, delegations_of, endable_by
from jingwei.desk.services.delegation import delegation_end, delegation_make
from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import PAGE_SIZE, Request, answer_form


@login_required
@require_http_methods(["GET", "POST"])
def delegation_list(request: Request) -> HttpResponse:
    """Show who stands in for whom; ask somebody to stand in."""
    form = DelegationForm(request.POST or None, viewer=request.user)

    def act(data: dict[str, Any]) -> None:
        delegation_make(actor=request.user, **data)

    past = Delegation.objects.visible_to(request.user).select_related("absent", "deputy")
    context = {
        "delegations": delegations_of(request.user, on=today()), "past": past[:PAGE_SIZE],
        "day": today(),
    }  # fmt: skip
    return answer_form(
        request, form, act, template="desk/delegation_list.html", context=context,
        done="已登记代办，到期自动停止。", to=resolve_url("desk:delegation-list"),
    )  # fmt: skip


@login_required
@permission_required(ARRANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def delegation_arrange(request: Request) -> HttpResponse:
    """Arrange that somebody stands in for a colleague; below it, what was arranged."""
    form = ArrangeForm(request.POST or None, viewer=request.user)

    def act(data: dict[str, Any]) -> None:
        delegation_make(actor=request.user, **data)

    rows = arranged_by(request.user)
    context = {
        "delegations": rows.ahead(today()).order_by("since", "pk"), "past": rows[:PAGE_SIZE],
        "day": today(),
    }  # fmt: skip
    return answer_form(
        request, form, act, template="desk/delegation_arrange.html", context=context,
        done="已登记代办，两个人打开待办时都会看到；到期自动停止。",
        to=resolve_url("desk:delegation-arrange"),
    )  # fmt: skip


@login_required
@require_POST
def delegation_end_now(request: Request, pk: int) -> HttpResponse:
    """Take a delegation back: who is away, who stands in, or who looks after it."""
    row = get_object_or_404(endable_by(request.user), pk=pk)
    try:
        delegation_end(row, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "代办已收回。")
    own = request.user.pk in (row.absent_id, row.deputy_id)
    return redirect("desk:delegation-list" if own else "desk:delegation-arrange")
