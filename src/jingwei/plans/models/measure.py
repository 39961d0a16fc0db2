"""A measure, who has it, what proves it, and its dated changes."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jingwei.kernel.scoping import ScopedQuerySet, Viewer, anywhere_below
from jingwei.org.models import Unit, UnitGroup
from jingwei.plans.light import Light
from jingwei.plans.models.plan import AnnualPlan, Item, own, reached


class MeasureQuerySet(ScopedQuerySet["Measure"]):
    """Measures: all for whoever sees the plan's unit, else what the viewer or their units have."""

    unit_path = "plan__unit__path"

    def visible_to(self, viewer: Viewer) -> MeasureQuerySet:
        """Keep measures of plans of the viewer's units, and what is given to them or to the viewer.

        A measure is given to the units that lead or support it, its leader and its owner, from
        the day the plan is issued.
        """
        paths = viewer.unit_paths()
        units = MeasureUnit.objects.filter(reached(paths))
        given = Q(pk__in=units.values("measure")) | own(viewer)
        return self.filter(
            anywhere_below("plan__unit__path", paths)
            | given & ~Q(plan__state=AnnualPlan.State.DRAFT)
        )

    def current(self) -> MeasureQuerySet:
        """Keep what the present version of the plan holds."""
        return self.filter(gone_in=None)

    def issued(self) -> MeasureQuerySet:
        """Keep the current measures of issued plans: what somebody has to do."""
        return self.current().filter(plan__state=AnnualPlan.State.ISSUED)


class Measure(models.Model):
    """One thing the plan demands that can be reported on by itself. Written by plans.services.

    ``light``, ``light_why`` and ``light_on`` are the last computation, stored so that a board
    of any size is one read; any other day is computed from the dated facts.
    """

    class Kind(models.TextChoices):
        DELIVERABLE = "deliverable", "成果"
        ACTIVITY = "activity", "活动"
        COVERAGE = "coverage", "覆盖"
        MECHANISM = "mechanism", "机制"
        ONGOING = "ongoing", "常态"

    class State(models.TextChoices):
        OPEN = "open", "推进中"
        SUSPENDED = "suspended", "暂缓"
        DONE = "done", "已销号"

    class Every(models.TextChoices):
        NONE = "", "一次性"
        MONTH = "month", "每月"
        QUARTER = "quarter", "每季度"
        HALF_YEAR = "half_year", "每半年"
        YEAR = "year", "每年"

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="measures")
    item = models.ForeignKey(Item, models.PROTECT, related_name="measures")
    position = models.PositiveSmallIntegerField()
    text = models.TextField("举措")
    subitem = models.CharField("小项", max_length=300, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField("类型", max_length=12, choices=Kind.choices, default=Kind.ACTIVITY)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True,
        related_name="led_measures", verbose_name="责任领导",
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True,
        related_name="owned_measures", verbose_name="责任人",
    )  # fmt: skip
    starts_on = models.DateField("启动时间", null=True, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    deadline_text = models.CharField("原文时限", max_length=100, blank=True)
    every = models.CharField("频次", max_length=10, choices=Every.choices, blank=True)
    frequency_text = models.CharField("原文频次", max_length=100, blank=True)
    quantities = models.JSONField("量化要求", default=list, blank=True)
    names = models.JSONField("专有名称", default=list, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    done_on = models.DateField("销号日期", null=True, blank=True)
    gone_in = models.PositiveSmallIntegerField("删除于版本", null=True, blank=True)
    light = models.CharField(
        "灯", max_length=12, choices=Light.choices(), default=Light.NOT_STARTED
    )
    light_why = models.JSONField(default=dict, blank=True)
    light_on = models.DateField(null=True, blank=True)
    noted_on = models.DateField("最近进展", null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "举措"
        ordering = ["plan", "item__area__position", "item__position", "position", "pk"]
        permissions = [
            ("assign_measure", "分派举措"),
            ("record_progress", "记录进展"),
            ("record_any_progress", "代记任何举措的进展"),
            ("override_light", "人工调灯"),
            ("close_measure", "销号"),
        ]
        indexes = [models.Index(fields=["plan", "light"], name="measure_by_light")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="measure_due_after_start",
                violation_error_message="完成时限早于启动时间。",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False)
                | (~Q(state="done") & Q(done_on=None)),
                name="measure_done_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 40 else f"{self.text[:39]}…"

    @property
    def shown_light(self) -> Light:
        """The light with its shape and word."""
        return Light(self.light)


class MeasureUnit(models.Model):
    """A unit the plan names for a measure, as printed; unresolved without unit and group."""

    class Role(models.TextChoices):
        LEAD = "lead", "牵头"
        SUPPORT = "support", "配合"

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="units")
    role = models.CharField("分工", max_length=8, choices=Role.choices)
    text = models.CharField("原文名称", max_length=100)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="measure_units"
    )
    group = models.ForeignKey(
        UnitGroup, models.PROTECT, null=True, blank=True, related_name="measure_units"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "责任单位"
        ordering = ["role", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "role", "text"], name="measure_unit_once"),
            models.CheckConstraint(
                condition=Q(unit=None) | Q(group=None), name="unit_or_group_not_both"
            ),
        ]

    def __str__(self) -> str:
        return self.text


P = TypeVar("P", bound=models.Model, covariant=True)


class PartQuerySet(ScopedQuerySet[P]):
    """Rows that belong to a measure, seen by whoever sees the measure."""

    unit_path = "measure__plan__unit__path"

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep the rows of the measures ``viewer`` may see."""
        return self.filter(measure__in=Measure.objects.visible_to(viewer))


class MilestoneQuerySet(PartQuerySet["Milestone"]):
    """Milestones, scoped by their measure."""


class Milestone(models.Model):
    """A dated step of a measure; done when it has a day, usually with a document."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="milestones")
    name = models.CharField("节点", max_length=100)
    due_on = models.DateField("应完成")
    done_on = models.DateField("实际完成", null=True, blank=True)
    document = models.ForeignKey(
        "kernel.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    document_title = models.CharField("成果文件", max_length=200, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = "节点"
        ordering = ["measure", "due_on", "pk"]

    def __str__(self) -> str:
        return self.name


class MeasureChange(models.Model):
    """A field of a measure from ``before`` to ``after`` on a day: what an as-of reading needs."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="changes")
    on = models.DateField("日期")
    at = models.DateTimeField(auto_now_add=True)
    field = models.CharField("字段", max_length=40)
    before = models.CharField("原值", max_length=200, blank=True)
    after = models.CharField("新值", max_length=200, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "举措变更"
        ordering = ["measure", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.field}: {self.before} → {self.after}"

    @property
    def label(self) -> str:
        """The Chinese name of the field."""
        if self.field.startswith("milestone"):
            return "节点时限" if self.field.startswith("milestone.") else "节点完成日期"
        return str(Measure._meta.get_field(self.field).verbose_name)  # type: ignore[union-attr]

    @property
    def words(self) -> tuple[str, str]:
        """The old and the new value as a reader knows them."""
        known = dict(Measure.State.choices) if self.field == "state" else {}
        return str(known.get(self.before, self.before)), str(known.get(self.after, self.after))


class LightOverride(models.Model):
    """A light a person set beside the computed one, until the next dispatch is held."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="overrides")
    light = models.CharField("灯", max_length=12, choices=Light.choices())
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "人工调灯"
        ordering = ["measure", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure"], condition=Q(until=None), name="one_override_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.get_light_display()
