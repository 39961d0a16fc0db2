"""The to-do list, what is done with several lines at once, the calendar file."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.desk.calendar_file import ICS, Entry, calendar_bytes
from jingwei.desk.forms_todo import TodoFilterForm
from jingwei.desk.selectors import todo as select
from jingwei.desk.selectors.deputies import delegations_of
from jingwei.desk.services import answers_unchanged, todo_exported
from jingwei.kernel.clock import today
from jingwei.kernel.pages import PAGE_SIZE, Request, download

COUNT = "todo"
"""Where a session keeps the number of lines, and the moment it was counted."""
FRESH = 60
"""Seconds for which the number in the frame is not counted anew."""


def todo_counted(request: Any) -> int:
    """Return how many lines the viewer's list has, as it was within the last minute.

    The list itself counts anew each time it is opened.
    """
    kept = request.session.get(COUNT)
    if kept is None or time.time() - kept[1] > FRESH:
        kept = _kept(request, select.todo_total(request.user, on=today()))
    return int(kept[0])


def _kept(request: Any, count: int) -> list[float]:
    request.session[COUNT] = [count, time.time()]
    kept: list[float] = request.session[COUNT]
    return kept


@login_required
@require_safe
def todo(request: Request) -> HttpResponse:
    """List what waits for the viewer: overdue, this week, later, and what others owe them."""
    day = today()
    found = select.todo_of(request.user, on=day)
    _kept(request, len(found.lines))
    form = TodoFilterForm(request.GET, todo=found)
    lines = found.asked(**form.asked())
    context = {
        "todo": found, "lines": lines, "filter_form": form, "day": day, **_parts(request, lines),
        "from_others": select.from_others(request.user, on=day),
        "delegations": delegations_of(request.user, on=day),
        "unchanged": select.unchanged_candidates(request.user).count(),
        "next_up": None if found.lines else select.next_up(request.user, on=day),
    }  # fmt: skip
    return render(request, "desk/todo.html", context)


def _parts(request: Request, lines: list[select.Line]) -> dict[str, Any]:
    """Return all groups, each cut; or the one group that is asked for, a page of it."""
    groups, asked = select.groups_of(lines, day=today()), request.GET.get("group", "")
    whole = next((g for g in select.groups_of(lines, day=today(), shown=len(lines))
                  if g.code == asked), None)  # fmt: skip
    if whole is None:
        return {"groups": groups}
    page = Paginator(whole.lines, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"groups": [select.Group(whole.code, whole.label, list(page), whole.count)],
            "page": page, "chosen": whole}  # fmt: skip


@login_required
@permission_required("collection.answer_round", raise_exception=True)
@require_http_methods(["GET", "POST"])
def todo_unchanged(request: Request) -> HttpResponse:
    """Show the rounds in which nothing was changed; hand in those that are ticked."""
    rows = select.unchanged_candidates(request.user)
    if request.method == "POST":
        picks = [one for one in request.POST.getlist("pick") if one.isdecimal() and len(one) < 16]
        done, refused = answers_unchanged(rows.filter(pk__in=picks), actor=request.user)
        if done:
            messages.success(request, f"已按“全部无变化”提交 {len(done)} 项。")
        for one, why in refused:
            messages.error(request, f"{one.round}（{one.name}）没有提交：{why}")
        if not picks:
            messages.error(request, "先勾选没有变化的填报任务。")
        return redirect("desk:todo" if done else "desk:todo-unchanged")
    return render(request, "desk/todo_unchanged.html", {"rows": rows, "day": today()})


@login_required
@require_safe
def todo_file(request: Request) -> HttpResponse:
    """Answer with the viewer's own lines that have a day, as a calendar file."""
    entries = [
        _entry(request, told)
        for told in select.own_waiting(request.user, on=today())
        if told.due_on
    ]
    todo_exported(len(entries), actor=request.user)
    data = calendar_bytes(entries, name=f"{request.user}的待办", made_at=timezone.now())
    return download(data, "待办.ics", ICS)


def _entry(request: Request, told: Any) -> Entry:
    summary = f"{told.work}：{told.verb}" if told.is_restricted else f"{told.verb}：{told.what}"
    about = "" if told.is_restricted else told.why
    key = f"{request.user.pk} {told.url} {told.what if not told.is_restricted else ''}"
    return Entry(key, told.due_on, summary, about, request.build_absolute_uri(told.url))
