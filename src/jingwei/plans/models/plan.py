"""The plan of a year, its versions, its areas and items."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jingwei.kernel.scoping import ScopedQuerySet, Viewer, anywhere_below
from jingwei.org.models import Unit


def reached(paths: tuple[str, ...], prefix: str = "") -> Q:
    """Return the condition on named units (behind ``prefix``) that lie at ``paths`` or below.

    A group reaches each of its members.
    """
    members = anywhere_below(f"{prefix}group__members__path", paths)
    return anywhere_below(f"{prefix}unit__path", paths) | members


def own(viewer: Viewer, prefix: str = "") -> Q:
    """Return the condition on measures (behind ``prefix``) that ``viewer`` leads or owns."""
    if not isinstance(viewer, models.Model):
        return Q(pk__in=())
    return Q((f"{prefix}owner", viewer)) | Q((f"{prefix}leader", viewer))


class AnnualPlanQuerySet(ScopedQuerySet["AnnualPlan"]):
    """Plans: those of the viewer's units, and issued ones that give them something."""

    def visible_to(self, viewer: Viewer) -> AnnualPlanQuerySet:
        """Keep the plans of the viewer's units, and those that give them or the viewer work."""
        paths = viewer.unit_paths()
        given = AnnualPlan.objects.exclude(state=AnnualPlan.State.DRAFT).filter(
            reached(paths, "measures__units__") | own(viewer, "measures__")
        )
        return self.filter(
            anywhere_below("unit__path", paths) | Q(pk__in=given.order_by().values("pk"))
        )


class AnnualPlan(models.Model):
    """The work plan of ``unit`` for ``year``. Nothing of a draft is issued to anybody."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已发布"
        CLOSED = "closed", "已归档"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("标题", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    preamble = models.TextField("导语", blank=True)

    objects = AnnualPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "年度要点"
        ordering = ["-year", "title", "pk"]
        permissions = [("import_annualplan", "导入要点"), ("issue_annualplan", "发布要点")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "title"],
                name="plan_once_a_year",
                violation_error_message="这个单位本年度已有同名要点，请作为新版本导入。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlanVersionQuerySet(ScopedQuerySet["PlanVersion"]):
    """Versions, scoped by the unit of their plan."""

    unit_path = "plan__unit__path"


class PlanVersion(models.Model):
    """One document of a plan: its text and the nodes that cut it, as confirmed by a person.

    ``nodes`` is the flat list of the outline: [kind, start, end, level, number] each.
    """

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    file_name = models.CharField("文件名", max_length=200, blank=True)
    source_text = models.TextField("原文")
    nodes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "要点版本"
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(confirmed_at=None), name="one_open_draft_per_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"


class Area(models.Model):
    """A heading of the highest level; number and heading may be empty for a plan without areas."""

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="areas")
    position = models.PositiveSmallIntegerField()
    number = models.CharField("序号", max_length=20, blank=True)
    heading = models.CharField("标题", max_length=300, blank=True)

    class Meta:
        verbose_name = "板块"
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="area_position")]

    def __str__(self) -> str:
        return f"{self.number}、{self.heading}" if self.number else self.heading


class ItemQuerySet(ScopedQuerySet["Item"]):
    """Items: whole for whoever sees the plan's unit, else those with a measure of the viewer."""

    def visible_to(self, viewer: Viewer) -> ItemQuerySet:
        """Keep the items of the viewer's plans, and those that hold a visible measure."""
        paths = viewer.unit_paths()
        given = Item.objects.exclude(area__plan__state=AnnualPlan.State.DRAFT).filter(
            reached(paths, "measures__units__") | own(viewer, "measures__")
        )
        return self.filter(
            anywhere_below("area__plan__unit__path", paths)
            | Q(pk__in=given.order_by().values("pk"))
        )

    def current(self) -> ItemQuerySet:
        """Keep what the present version of the plan holds."""
        return self.filter(gone_in=None)


class Item(models.Model):
    """A numbered task of the plan; ``start``..``end`` is its place in the present text."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    number = models.CharField("序号", max_length=20, blank=True)
    heading = models.CharField("标题", max_length=300, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    gone_in = models.PositiveSmallIntegerField("删除于版本", null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "任务"
        ordering = ["area__plan", "area__position", "position"]
        constraints = [models.UniqueConstraint(fields=["area", "position"], name="item_position")]

    def __str__(self) -> str:
        return f"{self.number}. {self.heading}" if self.number else self.heading
