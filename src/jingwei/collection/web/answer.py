"""Pages of who answers: my rounds, the grid, the draft, the check page, the receipt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Page
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.collection.forms.answer import GridFilterForm, changes_read
from jingwei.collection.models import Assignment, Round, Row
from jingwei.collection.selectors.answering import (
    PAGE_ROWS,
    answer_columns,
    answers_of,
    cell_name,
    check_of,
    facts_of,
    grid_of,
    may_add_rows,
    own_rows,
)
from jingwei.collection.selectors.rounds import parts_offered
from jingwei.collection.services.answering import Saved, row_add, row_remove, rows_save
from jingwei.collection.services.handing_in import (
    assignment_no_change,
    assignment_submit,
    town_merge,
)
from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request, paged

ANSWER = "collection.answer_round"


def answerable(request: Request, pk: int) -> Assignment:
    """Return an assignment the viewer may see, with its round; 404 for any other."""
    rows = Assignment.objects.visible_to(request.user).exclude(round__state=Round.State.DRAFT)
    return get_object_or_404(rows.select_related("round__unit", "round__owner"), pk=pk)


def may_edit(assignment: Assignment) -> bool:
    """Whether cells may be changed on the page."""
    return assignment.round.is_open and assignment.is_awaited


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_safe
def answers(request: Request) -> HttpResponse:
    """Show what the viewer has to answer, then what was handed in."""
    mine = answers_of(request.user)
    waiting = mine.filter(round__state=Round.State.ISSUED, state__in=Assignment.AWAITED)
    others = mine.exclude(pk__in=waiting.values("pk")).order_by("-submitted_at", "-pk")
    context = {"waiting": paged(request, waiting), "others": others[:20], "today": today()}
    return render(request, "collection/answers.html", context)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_http_methods(["GET", "POST"])
def answer(request: Request, pk: int) -> HttpResponse:
    """Show a page of the grid; keep what it sends and go on."""
    found = answerable(request, pk)
    if request.method == "GET":
        return _grid_page(request, found)
    if _kept(request, found) is None:
        return _grid_page(request, found, status=422)
    goal = {"check": "collection:answer-check", "save": "collection:answer"}
    where = reverse(goal.get(request.POST.get("act", ""), "collection:answer"), args=[pk])
    stays = where == request.path and request.GET
    return redirect(f"{where}?{request.GET.urlencode()}" if stays else where)


def _grid_page(request: Request, found: Assignment, *, status: int = 200) -> HttpResponse:
    """Answer with the grid. What was sent and not kept stands in its cells."""
    form = GridFilterForm(request.GET)
    columns = answer_columns(found.round)
    page = _page(request, found, form)
    asked = request.GET.get("row", "")
    opened = int(asked) if asked.isdecimal() else 0
    posted = request.POST.items() if status == 422 else ()
    sent = {name: str(text) for name, text in posted if name.startswith("c-")}
    context = {
        "assignment": found, "round": found.round, "facts": facts_of(found), "page": page,
        "grid": grid_of(page.object_list, columns, opened=opened, sent=sent),
        "filter_form": form, "can_edit": may_edit(found), "can_add": may_add_rows(found.round),
        "parts": found.parts.order_by("name"), "today": today(),
        "reminder": found.reminders.select_related("by").first(),
        "can_split": may_edit(found) and parts_offered(found, request.user).exists(),
    }  # fmt: skip
    return render(request, "collection/answer.html", context, status=status)


def _page(request: Request, found: Assignment, form: GridFilterForm) -> Page[Row]:
    rows = own_rows(found)
    asked = form.cleaned_data if form.is_valid() else {}
    if asked.get("q"):
        rows = rows.filter(label__icontains=asked["q"])
    if asked.get("show") == "changed":
        rows = rows.filter(is_changed=True)
    if asked.get("show") == "remarked":
        rows = rows.exclude(remarks={})
    return paged(request, rows, PAGE_ROWS)


def _kept(request: Request, found: Assignment) -> Saved | None:
    """Keep the cells a page sent and say what came of it; None when nothing was kept."""
    try:
        saved = rows_save(found, changes_read(request.POST), actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
        return None
    if saved.conflicts:
        count = len(saved.conflicts)
        messages.warning(
            request, f"有 {count} 格在你填写时被别人改过，保留了对方的内容，请再核对。"
        )
    elif request.POST.get("act") == "save":
        messages.success(request, f"已暂存，共 {saved.changed_count} 行有变化。")
    return saved


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_POST
def answer_save(request: Request, pk: int) -> HttpResponse:
    """Keep cells as they are typed; answer with what is kept, what is wrong, and what clashed."""
    found = answerable(request, pk)
    try:
        saved = rows_save(found, changes_read(request.POST), actor=request.user)
    except JingweiError as error:
        told = {"code": error.code, "message": str(error)}
        return JsonResponse(told, status=error.status)
    touched = sorted({row for row, _ in saved.cells})
    rows = Row.objects.visible_to(request.user).filter(assignment=found, pk__in=touched)
    grid = grid_of(rows, answer_columns(found.round))
    cells = {cell.name: cell for row in grid.rows for cell in row.cells}
    kept = {cell_name(*place): text for place, text in saved.cells.items()}
    return JsonResponse(
        {
            "kept": kept,
            "wrong": {name: cells[name].why for name in kept if name in cells},
            "clashes": {cell_name(*place): text for place, text in saved.conflicts.items()},
            "changed": saved.changed_count, "version": saved.version,
            "at": f"{localtime():%H:%M:%S}",
        }
    )  # fmt: skip


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_POST
def answer_row_add(request: Request, pk: int) -> HttpResponse:
    """Keep what the page holds, then add an empty row and open it."""
    found = answerable(request, pk)
    if _kept(request, found) is None:
        return redirect("collection:answer", pk=pk)
    try:
        row = row_add(found, {}, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect("collection:answer", pk=pk)
    last = (own_rows(found).count() - 1) // PAGE_ROWS + 1
    where = reverse("collection:answer", args=[pk])
    return redirect(f"{where}?page={last}&row={row.pk}#row-{row.pk}")


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_POST
def answer_row_remove(request: Request, pk: int) -> HttpResponse:
    """Keep what the page holds, then take an added row out."""
    row = get_object_or_404(Row.objects.visible_to(request.user), pk=pk)
    found = answerable(request, row.assignment_id)
    if _kept(request, found) is not None:
        try:
            row_remove(row, actor=request.user)
        except JingweiError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"已删去“{row.label}”。")
    return redirect("collection:answer", pk=found.pk)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_safe
def answer_check(request: Request, pk: int) -> HttpResponse:
    """Show every change and everything that is wrong, before the answer is handed in."""
    found = answerable(request, pk)
    context = {
        "assignment": found, "round": found.round, "check": check_of(found),
        "can_submit": may_edit(found),
        "parts": found.parts.order_by("name"),
    }  # fmt: skip
    return render(request, "collection/answer_check.html", context)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_POST
def answer_submit(request: Request, pk: int) -> HttpResponse:
    """Hand the answer in."""
    return _handed_in(request, pk, assignment_submit)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_POST
def answer_merge(request: Request, pk: int) -> HttpResponse:
    """Gather what the parts answered and hand the whole in."""
    return _handed_in(request, pk, town_merge)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_http_methods(["GET", "POST"])
def answer_unchanged(request: Request, pk: int) -> HttpResponse:
    """Ask once, then hand in that nothing has changed."""
    found = answerable(request, pk)
    if request.method == "POST":
        return _handed_in(request, pk, assignment_no_change)
    check = check_of(found)
    facts = [
        *facts_of(found), ("填报单位", found.name), ("记录", f"{check.row_count} 条，全部无变化"),
    ]  # fmt: skip
    context = {"assignment": found, "round": found.round, "check": check, "facts": facts,
               "back": reverse("collection:answer", args=[pk])}  # fmt: skip
    return render(request, "collection/answer_unchanged.html", context)


def _handed_in(request: Request, pk: int, act: Any) -> HttpResponse:
    found = answerable(request, pk)
    try:
        act(found, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect("collection:answer-check", pk=pk)
    return redirect("collection:answer-receipt", pk=pk)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_safe
def answer_receipt(request: Request, pk: int) -> HttpResponse:
    """Show the number under which the answer was handed in, and what was said; for printing."""
    found = answerable(request, pk)
    if not found.receipt:
        return redirect("collection:answer", pk=pk)
    context = {"assignment": found, "round": found.round, "check": check_of(found),
               "facts": _receipt_facts(found)}  # fmt: skip
    return render(request, "collection/answer_receipt.html", context)


def _receipt_facts(found: Assignment) -> list[tuple[str, Any]]:
    at = f"{localtime(found.submitted_at):%Y-%m-%d %H:%M}" if found.submitted_at else ""
    return [
        ("填报任务", found.round.title), ("填报单位", found.name), ("提交时间", at),
        ("提交人", found.submitted_by),
        ("记录", f"{found.row_count} 条，其中有变化 {found.changed_count} 条"),
        ("状态", found.get_state_display()),
    ]  # fmt: skip
