"""The page of one measure and everything that can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.errors import Conflict, JingweiError
from jingwei.kernel.files import file_store
from jingwei.kernel.pages import Request, answer_form, stored_handed_out
from jingwei.plans.forms.measure import (
    AssignForm,
    CloseForm,
    MeasureForm,
    MilestoneForm,
    OverrideForm,
    ProgressForm,
    ReasonForm,
)
from jingwei.plans.light import Light
from jingwei.plans.models import Evidence, Measure, Milestone, ProgressNote
from jingwei.plans.selectors.board import with_lights
from jingwei.plans.selectors.item import item_timeline
from jingwei.plans.selectors.proof_page import proof_shown, spells_of
from jingwei.plans.selectors.suggest import Suggested, suggestions_for
from jingwei.plans.services import measure as services
from jingwei.plans.services import progress
from jingwei.plans.web.access import (
    asked_day,
    may_record,
    visible_measure,
    visible_plan,
    way_back,
)

RESTATE = {
    "suspend": ("暂缓", "确认暂缓", "已暂缓。"),
    "resume": ("恢复推进", "确认恢复", "已恢复推进。"),
    "reopen": ("重新打开", "确认重新打开", "已重新打开。"),
}


@login_required
@permission_required("plans.view_measure", raise_exception=True)
@require_safe
def measure(request: Request, pk: int) -> HttpResponse:
    """Show a measure: light and why, people and dates, proof, milestones, notes, changes."""
    (found,) = with_lights([visible_measure(request, pk)], on=asked_day(request))
    day = asked_day(request) or today()
    shown = proof_shown(found, day, request.user)
    context = {
        "measure": found,
        "proof": shown.proof if shown else None,
        "shown": shown,
        "suggested": _suggested(request, found),
        "milestones": list(found.milestones.select_related("document")),
        "timeline": item_timeline([found]),
        "units": found.units.select_related("unit", "group"),
        "changes": found.changes.select_related("by").order_by("-on", "-pk"),
        "spells": spells_of(found) if shown else [],
        "overrides": found.overrides.select_related("by").order_by("-since", "-pk"),
        "may_record": may_record(request, found),
        "day": day,
    }
    return render(request, "plans/measure.html", context)


def _suggested(request: Request, found: Measure) -> list[Suggested]:
    """What the measure's words suggest, for whoever may decide and while nobody has."""
    if hasattr(found, "proof") or not request.user.has_perm("plans.assign_measure"):
        return []
    return suggestions_for([found], viewer=request.user)[found.pk]


@login_required
@permission_required("plans.record_progress", raise_exception=True)
@require_http_methods(["GET", "POST"])
def progress_record(request: Request, pk: int) -> HttpResponse:
    """Record progress: one text, for a typed proof one number, if wanted a file or a record."""
    found = visible_measure(request, pk)
    if not may_record(request, found):
        raise PermissionDenied("只有责任人、牵头科室的人员或要点办可以记录这条举措的进展。")
    form = ProgressForm(request.POST or None, request.FILES or None, measure=found)

    @transaction.atomic
    def act(data: dict[str, Any]) -> None:
        file, address = data.get("file"), data.get("record_address")
        progress.progress_record(
            found,
            text=data["text"],
            on=data["on"],
            value=data.get("value"),
            files=[file_store(file.name, file.read(), actor=request.user)] if file else [],
            records=[((data["record_title"] or address)[:200], address)] if address else [],
            actor=request.user,
        )

    words = ("记录进展", "保存进展", "进展已保存，灯已重新计算。")
    return _answer(request, found, form, act, words)


@login_required
@permission_required("plans.record_progress", raise_exception=True)
@require_http_methods(["GET", "POST"])
def progress_withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw one's own note, or any with the permission for that, with a reason."""
    note = get_object_or_404(ProgressNote.objects.visible_to(request.user), pk=pk)
    found = visible_measure(request, note.measure_id)
    if note.by_id != request.user.pk and not request.user.has_perm("plans.record_any_progress"):
        raise PermissionDenied("只能撤回自己记录的进展。")
    words = (f"撤回 {note.on} 的进展", "撤回进展", "进展已撤回，记录和理由保留。")

    def act(data: dict[str, Any]) -> None:
        progress.progress_withdraw(note, actor=request.user, **data)

    return _answer(request, found, ReasonForm(request.POST or None), act, words)


@login_required
@permission_required("plans.assign_measure", raise_exception=True)
@require_http_methods(["GET", "POST"])
def measure_change(request: Request, pk: int) -> HttpResponse:
    """Change kind, people, dates and recurrence of one measure."""
    found = visible_measure(request, pk)
    form = MeasureForm(
        request.POST or None, instance=visible_measure(request, pk), viewer=request.user
    )

    def act(data: dict[str, Any]) -> None:
        changed = {
            name: data[name] for name in form.changed_data if name in MeasureForm.Meta.fields
        }
        try:
            services.measure_change(
                found, fields=changed, seen=data["seen"], reason=data["reason"], actor=request.user
            )
        except Conflict:
            form.compare_with(visible_measure(request, pk))
            raise

    return _answer(request, found, form, act, ("修改举措", "保存修改", "举措已修改。"))


@login_required
@permission_required("plans.close_measure", raise_exception=True)
@require_http_methods(["GET", "POST"])
def measure_close(request: Request, pk: int) -> HttpResponse:
    """Close a measure as done."""
    found = visible_measure(request, pk)

    def act(data: dict[str, Any]) -> None:
        services.measure_close(found, actor=request.user, **data)

    return _answer(
        request, found, CloseForm(request.POST or None), act, ("销号", "确认销号", "已销号。")
    )


@login_required
@permission_required("plans.close_measure", raise_exception=True)
@require_http_methods(["GET", "POST"])
def measure_restate(request: Request, pk: int, act: str) -> HttpResponse:
    """Suspend, resume or re-open a measure, with a reason."""
    found = visible_measure(request, pk)
    do = services.measure_suspend if act == "suspend" else services.measure_reopen
    words = RESTATE[act]

    def run(data: dict[str, Any]) -> None:
        do(found, actor=request.user, **data)

    return _answer(request, found, ReasonForm(request.POST or None), run, words)


@login_required
@permission_required("plans.override_light", raise_exception=True)
@require_http_methods(["GET", "POST"])
def light_override(request: Request, pk: int) -> HttpResponse:
    """Set a light by hand; the computed one stays beside it until the next dispatch."""
    found = visible_measure(request, pk)

    def act(data: dict[str, Any]) -> None:
        services.light_override(
            found, light=Light(data["light"]), reason=data["reason"], actor=request.user
        )

    words = ("人工调灯", "保存调灯", "已调灯，下次调度会后恢复计算结果。")
    return _answer(request, found, OverrideForm(request.POST or None), act, words)


@login_required
@permission_required("plans.override_light", raise_exception=True)
@require_POST
def light_restore(request: Request, pk: int) -> HttpResponse:
    """Let the computed light stand alone again."""
    found = visible_measure(request, pk)
    services.light_restore(found, actor=request.user)
    messages.success(request, "已恢复为计算结果。")
    return redirect("plans:measure", pk=found.pk)


@login_required
@permission_required("plans.record_progress", raise_exception=True)
@require_http_methods(["GET", "POST"])
def milestone_save(request: Request, pk: int, milestone: int | None = None) -> HttpResponse:
    """Add a milestone to a measure, or change one, with its document."""
    found = visible_measure(request, pk)
    if not may_record(request, found):
        raise PermissionDenied("只有责任人、牵头科室的人员或要点办可以维护节点。")
    stone = get_object_or_404(found.milestones, pk=milestone) if milestone else None
    initial = model_to_dict(stone) if stone else {"due_on": found.due_on}
    form = MilestoneForm(request.POST or None, request.FILES or None, initial=initial)

    @transaction.atomic
    def act(data: dict[str, Any]) -> None:
        file = data.pop("file")
        document = file_store(file.name, file.read(), actor=request.user) if file else None
        services.milestone_save(found, stone, document=document, actor=request.user, **data)

    return _answer(request, found, form, act, ("节点", "保存节点", "节点已保存。"))


@login_required
@permission_required("plans.view_measure", raise_exception=True)
@require_safe
def milestone_document(request: Request, pk: int) -> HttpResponse:
    """Send the document of a milestone."""
    stone = get_object_or_404(Milestone.objects.visible_to(request.user), pk=pk)
    return stored_handed_out(request, stone.document, about=stone)


@login_required
@permission_required("plans.view_measure", raise_exception=True)
@require_safe
def evidence(request: Request, pk: int) -> HttpResponse:
    """Send the file behind a note."""
    found = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    return stored_handed_out(request, found.file, about=found)


@login_required
@permission_required("plans.assign_measure", raise_exception=True)
@require_POST
def milestone_remove(request: Request, pk: int) -> HttpResponse:
    """Delete a milestone; the audit trail keeps what it was."""
    stone = get_object_or_404(Milestone.objects.visible_to(request.user), pk=pk)
    try:
        services.milestone_remove(stone, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"节点“{stone.name}”已删除。")
    return redirect("plans:measure", pk=stone.measure_id)


@login_required
@permission_required("plans.assign_measure", raise_exception=True)
@require_POST
def measures_assign(request: Request, pk: int) -> HttpResponse:
    """Give the ticked measures a unit, a person or a date: first the check page, then the act."""
    plan = visible_plan(request, pk)
    ticked = [int(t) for t in request.POST.getlist("measure") if t.isdecimal() and len(t) < 19]
    found = Measure.objects.visible_to(request.user).filter(plan=plan, pk__in=ticked)
    confirmed = "confirmed" in request.POST
    form = AssignForm(request.POST if confirmed else None, viewer=request.user)

    def act(data: dict[str, Any]) -> None:
        services.measures_assign(
            found, fields=form.chosen(), reason=data["reason"], actor=request.user
        )

    if not found:
        messages.warning(request, "还没有勾选举措。先勾选，再分派。")
        return redirect("plans:measure-list", pk=plan.pk)
    return answer_form(
        request, form, act, template="plans/measures_assign.html",
        context={"plan": plan, "measures": found}, done=f"已分派 {len(found)} 条举措。",
        to=resolve_url("plans:measure-list", pk=plan.pk),
    )  # fmt: skip


def _answer(  # the shape of every act on a measure
    request: Request,
    found: Measure,
    form: Any,
    act: Callable[[dict[str, Any]], None],
    words: tuple[str, str, str],
) -> HttpResponse:
    heading, button, done = words
    back = way_back(request, resolve_url("plans:measure", pk=found.pk))
    context = {"measure": found, "heading": heading, "button": button, "back": back}
    return answer_form(
        request, form, act, template="plans/measure_act.html", context=context,
        done=done, to=back,
    )  # fmt: skip
