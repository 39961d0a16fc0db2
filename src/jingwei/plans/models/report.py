"""Reports: drafts computed anew, sealed ones kept as they were sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from jingwei.kernel.scoping import ScopedQuerySet
from jingwei.plans.models.plan import AnnualPlan


class ReportQuerySet(ScopedQuerySet["Report"]):
    """Reports, scoped by the unit of their plan."""

    unit_path = "plan__unit__path"


class Report(models.Model):
    """A sealed report: ``content`` is all it prints, ``file`` the document that was sent."""

    class Kind(models.TextChoices):
        MONTHLY = "monthly", "月度"
        MID_YEAR = "mid_year", "半年"
        YEAR_END = "year_end", "年终"

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="reports")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    as_of = models.DateField("数据截至")
    title = models.CharField("标题", max_length=200)
    content = models.JSONField()
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(auto_now_add=True)
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "报告"
        ordering = ["-as_of", "-pk"]
        permissions = [("seal_report", "封存报告")]

    def __str__(self) -> str:
        return self.title
