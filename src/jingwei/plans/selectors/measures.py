"""Reads around one measure or one person's measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from jingwei.accounts.models import User
from jingwei.plans.models import AnnualPlan, Decision, Measure, MeasureUnit
from jingwei.plans.models.plan import reached

WEEK = timedelta(days=7)


def measures_recordable_by(user: User) -> Q:
    """Return the condition on measures whose progress ``user`` may record.

    Their own, those their home unit leads, or any with the permission for that.
    """
    if user.has_perm("plans.record_any_progress"):
        return Q()
    own = Q(owner=user)
    if not user.home_path:
        return own
    led = MeasureUnit.objects.filter(reached((user.home_path,)), role=MeasureUnit.Role.LEAD)
    return own | Q(pk__in=led.values("measure"))


@dataclass(frozen=True, slots=True)
class Todo:
    """One row of the to-do list: what, why me, from which work, due, and one verb."""

    what: str
    why: str
    work: str
    due_on: date | None
    verb: str
    address: tuple[str, int]
    light: str = ""
    late: bool = False

    def group(self, day: date) -> str:
        """Return "overdue", "week" or "later" as seen on ``day``."""
        if self.due_on is None or self.due_on > day + WEEK:
            return "later"
        return "overdue" if self.due_on < day else "week"


def todos_of(user: User, *, on: date, viewer: User | None = None) -> list[Todo]:
    """Return the open measures ``user`` owns and the decisions they answer for, by limit.

    With ``viewer`` only what that other person may see too. Two queries, and those of the
    permissions. Rows without a limit come last.
    """
    reader = viewer or user
    measures = Measure.objects.visible_to(reader).issued().filter(owner=user, state="open")
    measures = measures.exclude(starts_on__gt=on).select_related("item", "plan")
    decisions = Decision.objects.visible_to(reader).filter(responsible=user, closed_on=None)
    decisions = decisions.filter(meeting__held_at__isnull=False).select_related("meeting__plan")
    rows = [_measure_row(m, on, user) for m in measures]
    rows += [_decision_row(d, on) for d in decisions]
    return sorted(rows, key=lambda row: (row.due_on or date.max, row.what))


def waiting_for_others(user: User, *, on: date) -> list[Todo]:
    """Return what others owe ``user``, by limit. Two queries.

    Open measures the user leads and has given away, open decisions of dispatches they chaired.
    """
    rows = [_given_row(m) for m in _given_away(user, on)]
    rows += [_promised_row(d) for d in _promised(user)]
    return sorted(rows, key=lambda row: (row.due_on or date.max, row.what))


def _given_away(user: User, on: date) -> QuerySet[Measure]:
    measures = Measure.objects.issued().filter(leader=user, state=Measure.State.OPEN)
    given = measures.exclude(owner=user).exclude(owner=None).exclude(starts_on__gt=on)
    return given.select_related("item", "plan", "owner")


def _promised(user: User) -> QuerySet[Decision]:
    rows = Decision.objects.filter(
        meeting__chair=user, meeting__held_at__isnull=False, closed_on=None
    )
    rows = rows.exclude(meeting__plan__state=AnnualPlan.State.CLOSED).exclude(responsible=user)
    return rows.select_related("meeting__plan", "responsible")


def _given_row(measure: Measure) -> Todo:
    return Todo(
        what=measure.text, why=f"{measure.owner} 承办",
        work=f"{measure.plan.year} 要点 {measure.item}", due_on=measure.due_on, verb="查看",
        address=("plans:measure", measure.pk), light=measure.light,
    )  # fmt: skip


def _promised_row(decision: Decision) -> Todo:
    return Todo(
        what=decision.text, why=f"{decision.responsible} 办理，你主持的调度",
        work=str(decision.meeting), due_on=decision.due_on, verb="查看",
        address=("plans:decision", decision.pk),
    )  # fmt: skip


def default_plan(plans: list[AnnualPlan], *, year: int) -> AnnualPlan | None:
    """Return the plan a reader means without naming one: issued, of ``year``, else the newest."""
    ranked = sorted(
        plans,
        key=lambda p: (p.state != AnnualPlan.State.ISSUED, p.year != year, -p.year, p.pk),
    )
    return ranked[0] if ranked else None


def _measure_row(measure: Measure, on: date, user: User) -> Todo:
    why = "责任人"
    if measure.noted_on is None:
        why += "，还没有进展记录"
    elif (on - measure.noted_on).days > 28:
        why += f"，已 {(on - measure.noted_on).days} 天未更新"
    may = user.has_perm("plans.record_progress")
    return Todo(
        what=measure.text, why=why, work=f"{measure.plan.year} 要点 {measure.item}",
        due_on=measure.due_on, verb="记录进展" if may else "查看", light=measure.light,
        address=("plans:progress-record" if may else "plans:measure", measure.pk),
    )  # fmt: skip


def _decision_row(decision: Decision, on: date) -> Todo:
    return Todo(
        what=decision.text, why="调度会议定的责任人", work=str(decision.meeting),
        due_on=decision.due_on, verb="办结", address=("plans:decision-close", decision.pk),
        late=decision.due_on < on,
    )  # fmt: skip
