"""What a district adds to the code tables: own codes, learnt texts, texts nobody has read yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class LocalCode(models.Model):
    """A code of this district in a shipped table. National codes are never stored here.

    Without ``valid_from`` it holds since ever, without ``valid_to`` (inclusive) until ended.
    """

    table = models.CharField("代码表", max_length=20)
    code = models.CharField("代码", max_length=20)
    label = models.CharField("名称", max_length=80)
    order = models.PositiveIntegerField("顺序", default=0)
    parent = models.CharField("上级代码", max_length=20, blank=True, default="")
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        app_label = "kernel"
        verbose_name = "本地代码"
        ordering = ["table", "order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "code"],
                name="local_code_once",
                violation_error_message="这个代码表里已有这个本地代码。",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="local_code_ends_after_start",
                violation_error_message="停用日期早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.code} {self.label}"


class CodeText(models.Model):
    """A text met in a file that no shipped word explains.

    Undecided: ``decided_at`` empty, it waits in the queue. Learnt: ``code`` says what it means.
    Dismissed: decided without a code; it is not asked about again.
    """

    table = models.CharField("代码表", max_length=20)
    text = models.CharField("文本", max_length=120)
    code = models.CharField("代码", max_length=20, blank=True, default="")
    seen_count = models.PositiveIntegerField("出现次数", default=1)
    first_seen_source = models.CharField("首次来源", max_length=200, blank=True, default="")
    first_seen_at = models.DateTimeField("首次出现", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        app_label = "kernel"
        verbose_name = "待认文本"
        ordering = ["table", "text"]
        constraints = [
            models.UniqueConstraint(fields=["table", "text"], name="code_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.text}"
