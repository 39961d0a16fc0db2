"""Writes of the monthly dispatch: a meeting, its decisions, its end."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.plans.models import AnnualPlan, Decision, DispatchMeeting, LightOverride, Measure
from jingwei.plans.selectors.agenda import agenda_frozen
from jingwei.plans.selectors.minutes import minutes_draft

declare_acts(
    {
        "dispatch.open": "发起调度",
        "dispatch.hold": "结束调度会",
        "dispatch.minutes": "修改纪要",
        "decision.add": "形成决定",
        "decision.remove": "删除决定",
        "decision.close": "办结决定",
        "decision.reopen": "重新打开决定",
    }
)


@transaction.atomic
def meeting_open(plan: AnnualPlan, *, month: date, on: date, actor: User) -> DispatchMeeting:
    """Return the dispatch of ``plan`` for the month that starts on ``month``; create it once.

    Raises RuleViolation ``plans.not_issued`` for a plan that is no work in force,
    ``plans.dispatch_month`` for a month before the plan's year or one that has not begun.
    """
    if plan.state != AnnualPlan.State.ISSUED:
        now = plan.get_state_display()
        raise RuleViolation("plans.not_issued", f"“{plan}”现在是“{now}”，不能调度。")
    if not date(plan.year, 1, 1) <= month.replace(day=1) <= today():
        raise RuleViolation(
            "plans.dispatch_month", f"{month:%Y-%m} 还没有到，或不在 {plan.year} 年要点的期间内。"
        )
    meeting, created = DispatchMeeting.objects.get_or_create(
        plan=plan, month=month.replace(day=1), defaults={"opened_on": on, "chair": actor}
    )
    if created:
        audit("dispatch.open", meeting, actor, month=meeting.month, on=on)
    return meeting


@transaction.atomic
def meeting_hold(meeting: DispatchMeeting, *, actor: User) -> DispatchMeeting:
    """End the meeting: freeze its agenda, draft the minutes, end every light set by hand.

    Raises Conflict ``plans.held`` when it has ended already.
    """
    meeting = _open(meeting)
    meeting.agenda = agenda_frozen(meeting)
    meeting.minutes = meeting.minutes or minutes_draft(meeting)
    meeting.held_at = timezone.now()
    meeting.save(update_fields=["agenda", "minutes", "held_at"])
    LightOverride.objects.filter(measure__plan=meeting.plan, until=None).update(until=today())
    audit("dispatch.hold", meeting, actor, entries=len(meeting.agenda),
          decisions=meeting.decisions.count())  # fmt: skip
    return meeting


@transaction.atomic
def minutes_save(meeting: DispatchMeeting, *, text: str, actor: User) -> DispatchMeeting:
    """Store the edited minutes."""
    meeting = DispatchMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    meeting.minutes = text
    meeting.save(update_fields=["minutes"])
    audit("dispatch.minutes", meeting, actor, characters=len(text))
    return meeting


@transaction.atomic
def decision_add(
    meeting: DispatchMeeting,
    *,
    measure: Measure | None,
    text: str,
    responsible: User,
    due_on: date,
    actor: User,
) -> Decision:
    """Record what an open meeting decided; it becomes a to-do of ``responsible``.

    Raises Conflict ``plans.held`` after the end, RuleViolation ``plans.decision_due`` for a
    limit before the meeting, ValidationError for an empty text.
    """
    meeting = _open(meeting)
    if due_on < meeting.opened_on:
        raise RuleViolation(
            "plans.decision_due", f"期限 {due_on} 早于会议日期 {meeting.opened_on}。"
        )
    decision = Decision(
        meeting=meeting, measure=measure, text=text.strip(), responsible=responsible, due_on=due_on
    )
    decision.full_clean()
    decision.save()
    audit(
        "decision.add",
        decision,
        actor,
        text=decision.text,
        responsible=responsible.pk,
        due_on=due_on,
    )
    return decision


@transaction.atomic
def decision_remove(decision: Decision, *, actor: User) -> None:
    """Take back a decision while its meeting is open. Raises Conflict ``plans.held`` after."""
    _open(decision.meeting)
    audit("decision.remove", decision, actor, text=decision.text)
    decision.delete()


@transaction.atomic
def decision_close(decision: Decision, *, on: date, result: str, actor: User) -> Decision:
    """Close a decision with its result.

    Raises RuleViolation ``plans.decision_result`` without a result or for a later day, Conflict
    ``plans.decision_closed`` when it is closed already.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.closed_on:
        raise Conflict("plans.decision_closed", f"这项决定已于 {decision.closed_on} 办结。")
    if not result.strip() or on > today():
        raise RuleViolation("plans.decision_result", "办结需要写明结果，日期不能晚于今天。")
    decision.closed_on, decision.result = on, result.strip()
    decision.save(update_fields=["closed_on", "result"])
    audit("decision.close", decision, actor, on=on, result=decision.result)
    return decision


@transaction.atomic
def decision_reopen(decision: Decision, *, reason: str, actor: User) -> Decision:
    """Open a closed decision again.

    Raises RuleViolation without a reason, Conflict ``plans.decision_open`` when it is open.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.closed_on is None:
        raise Conflict("plans.decision_open", "这项决定还没有办结，不用重新打开。")
    if not reason.strip():
        raise RuleViolation("plans.decision_reason", "重新打开需要写明理由。")
    audit("decision.reopen", decision, actor, reason=reason, closed_on=decision.closed_on)
    decision.closed_on = None
    decision.save(update_fields=["closed_on"])
    return decision


def _open(meeting: DispatchMeeting) -> DispatchMeeting:
    rows = DispatchMeeting.objects.select_for_update(of=("self",)).select_related("plan__unit")
    meeting = rows.get(pk=meeting.pk)
    if meeting.held_at:
        raise Conflict("plans.held", f"{meeting}已经结束。", hint="新的决定请在下月调度中形成。")
    return meeting
