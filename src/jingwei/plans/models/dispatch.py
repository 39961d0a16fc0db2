"""The monthly dispatch: one meeting a month and the decisions it takes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Model, Q

from jingwei.kernel.scoping import ScopedQuerySet, Viewer, anywhere_below
from jingwei.plans.models.measure import Measure
from jingwei.plans.models.plan import AnnualPlan


class DispatchMeetingQuerySet(ScopedQuerySet["DispatchMeeting"]):
    """Meetings, scoped by the unit of their plan."""

    unit_path = "plan__unit__path"


class DispatchMeeting(models.Model):
    """The dispatch of a plan for a month. ``agenda`` and ``minutes`` are frozen when it is held."""

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="meetings")
    month = models.DateField("月份")
    opened_on = models.DateField("召开日期")
    held_at = models.DateTimeField("结束时间", null=True, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    agenda = models.JSONField(default=list)
    minutes = models.TextField("纪要", blank=True)

    objects = DispatchMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "调度会"
        ordering = ["plan", "-month"]
        permissions = [("run_dispatchmeeting", "主持调度")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="one_dispatch_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="dispatch_month_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} 调度"


class DecisionQuerySet(ScopedQuerySet["Decision"]):
    """Decisions, scoped by the unit of the plan they serve."""

    unit_path = "meeting__plan__unit__path"

    def visible_to(self, viewer: Viewer) -> DecisionQuerySet:
        """Keep the decisions of the viewer's plans, and those the viewer answers for."""
        own = Q(responsible=viewer) if isinstance(viewer, Model) else Q(pk__in=())
        return self.filter(anywhere_below(self.unit_path, viewer.unit_paths()) | own)


class Decision(models.Model):
    """One thing a meeting decided: what, who, by when; on the next agenda until it is closed."""

    meeting = models.ForeignKey(DispatchMeeting, models.CASCADE, related_name="decisions")
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    text = models.CharField("决定", max_length=500)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions", verbose_name="责任人"
    )
    due_on = models.DateField("期限")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    result = models.CharField("办理结果", max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "调度决定"
        ordering = ["meeting", "pk"]

    def __str__(self) -> str:
        return self.text
