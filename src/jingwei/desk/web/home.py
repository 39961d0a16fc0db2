"""Where one begins, the search box, a colleague's list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.accounts.models import User
from jingwei.desk.forms_todo import StartForm
from jingwei.desk.selectors.search import search as found_by
from jingwei.desk.selectors.start import (
    BRANCHES,
    TODO,
    decisions_due,
    own_branch,
    place_chosen,
    start_of,
)
from jingwei.desk.selectors.todo import Line
from jingwei.desk.services.delegation import start_choose
from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request, answer_form
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.reveals import rows_searched
from jingwei.people.models import Person
from jingwei.plans.selectors.measures import todos_of
from jingwei.plans.selectors.waiting import as_waiting


@login_required
@require_safe
def home(request: Request) -> HttpResponse:
    """Lead everyone to the page they begin with: their choice, else that of their roles.

    Who begins elsewhere than with the list is told of decisions they have to carry out soon.
    """
    page = start_of(request.user)
    if page != TODO and (count := decisions_due(request.user, on=today())):
        messages.info(request, f"你负责的调度决定有 {count} 项已到期或本周到期，见待办。")
    if page == BRANCHES and (branch := own_branch(request.user)):
        return redirect("party:branch", pk=branch)
    return redirect(page)


@login_required
@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    """Choose the page to begin with."""
    chosen = {"place": place_chosen(request.user)}
    form = StartForm(request.POST or None, initial=chosen, viewer=request.user)

    def act(data: dict[str, Any]) -> None:
        start_choose(data["place"], actor=request.user)

    return answer_form(
        request, form, act, template="desk/start.html", context={},
        done="已保存，下次登录先看这一页。", to=resolve_url("desk:start"),
    )  # fmt: skip


@login_required
@require_safe
def search(request: Request) -> HttpResponse:
    """Show what the words of the search box are found in, by kind."""
    text = request.GET.get("q", "")[:100]
    if request.user.has_perm("people.view_person"):
        rows_searched(register_of(Person), text, actor=request.user)
    context = {"text": text, "kinds": found_by(request.user, text)}
    return render(request, "desk/search.html", context)


@login_required
@permission_required("plans.view_measure", raise_exception=True)
@require_safe
def person(request: Request, pk: int) -> HttpResponse:
    """Show what one colleague has of the plan, for those who share the unit."""
    found, day = get_object_or_404(User.objects.visible_to(request.user), pk=pk), today()
    rows = todos_of(found, on=day, viewer=request.user)
    lines = [Line(as_waiting(row, day=day)) for row in rows]
    return render(request, "desk/person.html", {"person": found, "lines": lines, "day": day})
