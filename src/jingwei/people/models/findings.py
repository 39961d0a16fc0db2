"""What the data checks found, and the runs that looked."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from jingwei.kernel.scoping import ORGANIZATION_TREE, UNIT_TREE, PathField, ScopedQuerySet


class FindingQuerySet(ScopedQuerySet["Finding"]):
    """Findings, scoped as the person, unit or Party organization they are about."""

    unit_path = "unit_path"
    organization_path = "organization_path"


class Finding(models.Model):
    """One thing wrong with one row, in a sentence. Written only by ``people.services.checking``.

    ``rule`` is the code of the check. ``register`` and ``row`` name what it is about:
    "people.person", "org.unit" or "org.partyorganization". ``found_at`` is when it was first met.
    """

    rule = models.CharField("规则", max_length=60)
    register = models.CharField("登记册", max_length=60)
    row = models.PositiveBigIntegerField("记录")
    unit_path = PathField(editable=False, copies=UNIT_TREE)
    organization_path = PathField(
        editable=False, blank=True, db_index=True, copies=ORGANIZATION_TREE
    )
    sentence = models.CharField("问题", max_length=300)
    found_at = models.DateTimeField("发现时间")

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "校核结果"
        ordering = ["unit_path", "register", "row", "rule", "pk"]
        indexes = [
            models.Index(fields=["rule", "unit_path", "id"], name="finding_by_rule"),
            models.Index(fields=["unit_path", "rule"], name="finding_by_unit"),
            models.Index(fields=["register", "row"], name="finding_by_row"),
        ]
        default_permissions = ("view",)
        permissions = [("refresh_finding", "重新校核")]

    def __str__(self) -> str:
        return self.sentence


class CheckRun(models.Model):
    """A look through everything below ``path``; "" is the whole district."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "正在校核"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"

    path = PathField("单位范围", blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    asked_at = models.DateTimeField("提出时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    checked_count = models.PositiveIntegerField("校核人数", default=0)
    found_count = models.PositiveIntegerField("问题数", default=0)
    error = models.CharField("失败原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "校核"
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.path or '全部'} {self.state}"
