"""What became of the answers: reviewed change sets, profiles of other platforms, exports."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from jingwei.collection.models.answers import Row
from jingwei.collection.models.rounds import Round
from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import ScopedQuerySet
from jingwei.org.models import Unit


class MergeQuerySet(ScopedQuerySet["Merge"]):
    """Change sets, scoped by the unit that issued the round."""

    unit_path = "round__unit_path"


class Merge(models.Model):
    """A reviewed change set: the answers of a round that somebody let into a register.

    Written once, in the transaction that changed the register; never changed.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="merges")
    register = models.CharField("登记簿", max_length=60)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_count = models.PositiveIntegerField("写入格数", default=0)
    kept_count = models.PositiveIntegerField("保留现值格数", default=0)
    refused_count = models.PositiveIntegerField("没有写入格数", default=0)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "并入记录"
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.round} {self.at:%Y-%m-%d}"


class MergedCell(models.Model):
    """One cell of a change set, with the answer it came from.

    ``old`` and ``new`` are kept as the history keeps values: restricted ones are encrypted.
    ``row`` is the primary key in the register, ``column`` the name of its column; ``mark`` stands
    for the answered text, so that what was decided is not asked again.
    """

    class Outcome(models.TextChoices):
        """What was done with the answer."""

        WRITTEN = "written", "写入"
        KEPT = "kept", "保留现值"
        REFUSED = "refused", "没有写入"

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="cells")
    answer = models.ForeignKey(Row, models.PROTECT, related_name="merged")
    row = models.PositiveBigIntegerField()
    name = models.CharField("对象", max_length=120)
    column = models.CharField(max_length=60)
    label = models.CharField("栏目", max_length=120)
    old = models.JSONField("原值", null=True)
    new = models.JSONField("新值", null=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices)
    mark = models.CharField(max_length=16)
    why = models.CharField("原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "并入的格"
        ordering = ["merge", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} {self.label}"


class ExportProfileQuerySet(ScopedQuerySet["ExportProfile"]):
    """Profiles, scoped by the unit that keeps them."""

    unit_path = "unit__path"


class ExportProfile(RegisterRow):
    """The columns another platform wants, in its order and under its headings.

    ``headings`` reads "姓名=姓名；所在支部全称=所在党组织": their heading, ours behind the sign.
    """

    platform = models.CharField("平台", max_length=60)
    name = models.CharField("口径名称", max_length=60)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="export_profiles", verbose_name="维护单位"
    )
    headings = models.TextField("栏目顺序", max_length=4000)

    objects = ExportProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "省平台口径"
        ordering = ["platform", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "name"], name="export_profile_once",
                violation_error_message="这个平台已有同名的口径。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.platform}：{self.name}"


class PlatformExportQuerySet(ScopedQuerySet["PlatformExport"]):
    """Exports, scoped by the unit that issued the round."""

    unit_path = "round__unit_path"


class PlatformExport(models.Model):
    """The mark that a round was taken out in the columns of another platform."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="platform_exports")
    layout = models.CharField("口径", max_length=130)
    on = models.DateField("日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    row_count = models.PositiveIntegerField("行数")

    objects = PlatformExportQuerySet.as_manager()

    class Meta:
        verbose_name = "按口径导出"
        ordering = ["-on", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"已按省平台口径导出 {self.on:%Y-%m-%d}（{self.layout}）"
