"""The decisions of all dispatches, filtered: what was promised, by whom, what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from jingwei.accounts.models import User
from jingwei.plans.models import AnnualPlan, Decision

STATES = (("", "全部"), ("open", "未办结"), ("late", "超期未办结"), ("closed", "已办结"))


def decisions_found(viewer: User, asked: dict[str, Any], on: date) -> QuerySet[Decision]:
    """Return the decisions of the viewer's plans that ``asked`` wants, open ones first, by limit.

    ``asked``: any of plan, month (its first day), state (of STATES), responsible, q.
    """
    rows = Decision.objects.within(*viewer.unit_paths())
    for name, lookup in (
        ("plan", "meeting__plan"), ("month", "meeting__month"), ("responsible", "responsible"),
    ):  # fmt: skip
        if asked.get(name):
            rows = rows.filter(**{lookup: asked[name]})
    if text := asked.get("q", ""):
        rows = rows.filter(Q(text__icontains=text) | Q(result__icontains=text))
    rows = rows.filter(_in_state(asked.get("state", ""), on))
    rows = rows.select_related("meeting__plan", "responsible", "measure")
    return rows.order_by(F("closed_on").desc(nulls_first=True), "due_on", "pk")


def _in_state(state: str, on: date) -> Q:
    late = Q(closed_on=None, due_on__lt=on, meeting__held_at__isnull=False)
    states = {"open": Q(closed_on=None), "late": late, "closed": Q(closed_on__isnull=False)}
    return states.get(state, Q())


def deciding_plans(viewer: User) -> QuerySet[AnnualPlan]:
    """Return the plans of the viewer's units that had a dispatch."""
    return AnnualPlan.objects.within(*viewer.unit_paths()).filter(meetings__isnull=False).distinct()


def charged(viewer: User) -> QuerySet[User]:
    """Return the people who answer for a decision of the viewer's plans."""
    rows = Decision.objects.within(*viewer.unit_paths()).order_by()
    return User.objects.filter(pk__in=rows.values("responsible")).order_by("full_name", "pk")
