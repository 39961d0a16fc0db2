"""The monthly dispatch: its list, its page, the meeting mode, decisions, minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request, answer_form
from jingwei.plans.forms.dispatch import DecisionCloseForm, DecisionForm, MinutesForm
from jingwei.plans.forms.measure import ReasonForm
from jingwei.plans.models import AnnualPlan, Decision, DispatchMeeting, Measure
from jingwei.plans.selectors.agenda import Topic, agenda_of, previous_meeting
from jingwei.plans.selectors.months import last_day, meeting_for, months_of
from jingwei.plans.services import dispatch as services
from jingwei.plans.web.access import dispatched_plan, dispatched_plans, way_back

MEETING = "plans/meeting.html"


@login_required
@permission_required("plans.view_dispatchmeeting", raise_exception=True)
@require_safe
def dispatch_list(request: Request) -> HttpResponse:
    """List the months of the plan in force with their dispatch."""
    plans = dispatched_plans(request)
    if not plans:
        return render(request, "plans/board_empty.html", {"heading": "月调度"})
    plan = dispatched_plan(request)
    context = {"plan": plan, "plans": plans, "months": months_of(plan, on=today())}
    return render(request, "plans/dispatch_list.html", context)


@login_required
@permission_required("plans.view_dispatchmeeting", raise_exception=True)
@require_safe
def dispatch(request: Request, year: int, month: int) -> HttpResponse:
    """Show the dispatch of a month: its agenda, decisions and minutes, or what it would be."""
    if not dispatched_plans(request).exists():
        return render(request, "plans/board_empty.html", {"heading": "月调度"})
    plan = dispatched_plan(request)
    first = _begun_month(plan, year, month)
    meeting = meeting_for(plan, first, on=today())
    agenda = agenda_of(meeting)
    context = {
        "plan": plan,
        "meeting": meeting,
        "topics": [(t, [e for e in agenda if e.topic == t]) for t in Topic],
        "agenda": agenda,
        "first_time": previous_meeting(meeting) is None,
        "decisions": _decisions(meeting),
        "last_day": last_day(first),
    }
    return render(request, "plans/dispatch.html", context)


@login_required
@permission_required("plans.run_dispatchmeeting", raise_exception=True)
@require_POST
def meeting_open(request: Request, year: int, month: int) -> HttpResponse:
    """Call the dispatch of a month and go to the meeting."""
    plan = dispatched_plan(request)
    first = _begun_month(plan, year, month)
    try:
        found = services.meeting_open(
            plan, month=first, on=min(today(), last_day(first)), actor=request.user
        )
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect(_page(plan, first))
    return redirect("plans:meeting", pk=found.pk)


@login_required
@permission_required("plans.view_dispatchmeeting", raise_exception=True)
@require_safe
def meeting(request: Request, pk: int) -> HttpResponse:
    """Show one entry of the agenda at a time, large, with the decision pad."""
    found = _meeting(request, pk)
    return render(request, MEETING, _stage(request, found, DecisionForm(viewer=request.user)))


@login_required
@permission_required("plans.run_dispatchmeeting", raise_exception=True)
@require_POST
def decision_add(request: Request, pk: int) -> HttpResponse:
    """Record a decision of an open meeting and come back to the same entry."""
    found = _meeting(request, pk)
    form = DecisionForm(request.POST, viewer=request.user)

    def act(data: dict[str, Any]) -> None:
        measures = Measure.objects.visible_to(request.user).filter(plan=found.plan)
        about = measures.filter(pk=data.pop("measure") or 0).first()
        services.decision_add(found, measure=about, actor=request.user, **data)

    return answer_form(
        request, form, act, template=MEETING, context=_stage(request, found, form),
        done="决定已记录。", to=f"{reverse('plans:meeting', args=[pk])}?n={_place(request)}",
    )  # fmt: skip


@login_required
@permission_required("plans.run_dispatchmeeting", raise_exception=True)
@require_POST
def decision_remove(request: Request, pk: int) -> HttpResponse:
    """Take back a decision while its meeting is open."""
    found = get_object_or_404(Decision.objects.within(*request.user.unit_paths()), pk=pk)
    try:
        services.decision_remove(found, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "决定已删除。")
    back = reverse("plans:meeting", args=[found.meeting_id])
    return redirect(f"{back}?n={_place(request)}")


@login_required
@require_safe
def decision(request: Request, pk: int) -> HttpResponse:
    """Lead to the dispatch that took a decision; show it alone to whoever only answers for it."""
    found = _decision(request, pk)
    plan = found.meeting.plan
    sees_meetings = request.user.has_perm("plans.view_dispatchmeeting")
    if sees_meetings and dispatched_plans(request).filter(pk=plan.pk).exists():
        return redirect(_page(plan, found.meeting.month))
    if not _may_answer(request, found):
        raise PermissionDenied("这项决定只有责任人和能查看调度的人员可以打开。")
    return render(request, "plans/decision.html", {"decision": found})


@login_required
@require_http_methods(["GET", "POST"])
def decision_close(request: Request, pk: int) -> HttpResponse:
    """Close a decision: whoever is responsible for it, or whoever runs the dispatch."""
    found = _decision_to_answer(request, pk)

    def act(data: dict[str, Any]) -> None:
        services.decision_close(found, actor=request.user, **data)

    words = ("办结决定", "确认办结", "决定已办结。")
    return _answer(request, found, DecisionCloseForm(request.POST or None), act, words)


@login_required
@permission_required("plans.run_dispatchmeeting", raise_exception=True)
@require_http_methods(["GET", "POST"])
def decision_reopen(request: Request, pk: int) -> HttpResponse:
    """Open a closed decision again, with a reason."""
    rows = Decision.objects.within(*request.user.unit_paths())
    found = get_object_or_404(rows.select_related("meeting__plan", "responsible", "measure"), pk=pk)

    def act(data: dict[str, Any]) -> None:
        services.decision_reopen(found, actor=request.user, **data)

    words = ("重新打开决定", "确认重新打开", "决定已重新打开。")
    return _answer(request, found, ReasonForm(request.POST or None), act, words)


@login_required
@permission_required("plans.run_dispatchmeeting", raise_exception=True)
@require_http_methods(["GET", "POST"])
def meeting_hold(request: Request, pk: int) -> HttpResponse:
    """Check what was decided, then end the meeting."""
    found = _meeting(request, pk)
    if request.method == "POST":
        try:
            services.meeting_hold(found, actor=request.user)
        except JingweiError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "调度会已结束，纪要草稿已生成，决定已转为待办。")
        return redirect(_page(found.plan, found.month))
    context = {"meeting": found, "decisions": _decisions(found), "agenda": agenda_of(found)}
    return render(request, "plans/meeting_hold.html", context)


@login_required
@permission_required("plans.run_dispatchmeeting", raise_exception=True)
@require_http_methods(["GET", "POST"])
def minutes_change(request: Request, pk: int) -> HttpResponse:
    """Edit the minutes of a held meeting."""
    found = _meeting(request, pk)
    form = MinutesForm(request.POST or None, initial={"text": found.minutes})

    def act(data: dict[str, Any]) -> None:
        services.minutes_save(found, text=data["text"], actor=request.user)

    return answer_form(
        request, form, act, template="plans/minutes.html", context={"meeting": found},
        done="纪要已保存。", to=_page(found.plan, found.month),
    )  # fmt: skip


def _meeting(request: Request, pk: int) -> DispatchMeeting:
    rows = DispatchMeeting.objects.visible_to(request.user).select_related("plan__unit", "chair")
    return get_object_or_404(rows, pk=pk)


def _stage(request: Request, meeting: DispatchMeeting, form: DecisionForm) -> dict[str, Any]:
    agenda = agenda_of(meeting)
    place = min(_place(request), len(agenda))
    entry = agenda[place - 1] if agenda else None
    if entry and not form.is_bound:
        form.initial["measure"] = entry.measure
    return {
        "meeting": meeting,
        "form": form,
        "agenda": agenda,
        "place": place,
        "entry": entry,
        "before": place - 1 if place > 1 else None,
        "after": place + 1 if place < len(agenda) else None,
        "first_time": previous_meeting(meeting) is None,
        "decisions": _decisions(meeting),
    }


def _place(request: Request) -> int:
    text = request.POST.get("n") or request.GET.get("n", "1")
    return max(int(text), 1) if text.isdecimal() else 1


def _decisions(meeting: DispatchMeeting) -> list[Decision]:
    if meeting._state.adding:
        return []
    return list(meeting.decisions.select_related("responsible", "measure"))


def _decision(request: Request, pk: int) -> Decision:
    rows = Decision.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("meeting__plan", "responsible", "measure"), pk=pk)


def _decision_to_answer(request: Request, pk: int) -> Decision:
    found = _decision(request, pk)
    if not _may_answer(request, found):
        raise PermissionDenied("这项决定由责任人办结，或由主持调度的人员代办。")
    return found


def _may_answer(request: Request, decision: Decision) -> bool:
    if decision.responsible_id == request.user.pk:
        return True
    return bool(request.user.has_perm("plans.run_dispatchmeeting"))


def _answer(
    request: Request,
    decision: Decision,
    form: Any,
    act: Callable[[dict[str, Any]], None],
    words: tuple[str, str, str],
) -> HttpResponse:
    heading, button, done = words
    back = way_back(request, resolve_url("plans:decision", pk=decision.pk))
    context = {"decision": decision, "heading": heading, "button": button, "back": back}
    return answer_form(
        request, form, act, template="plans/decision_act.html", context=context, done=done, to=back
    )


def _begun_month(plan: AnnualPlan, year: int, month: int) -> date:
    first = _month(year, month)
    if not date(plan.year, 1, 1) <= first <= today():
        raise Http404(f"{first:%Y-%m} 还没有到，或不在“{plan}”的期间内。")
    return first


def _month(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError:
        raise Http404(f"{year}-{month} 不是一个月份。") from None


def _page(plan: AnnualPlan, month: date) -> str:
    return f"{reverse('plans:dispatch', args=[month.year, month.month])}?plan={plan.pk}"
