"""Tables of the kernel: the audit trail, parameters, uploaded files, the schedule."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from jingwei.kernel.calendar_models import CalendarDay, CalendarYear
from jingwei.kernel.codes.models import CodeText, LocalCode
from jingwei.kernel.rule_models import RuleCheck

__all__ = ["CalendarDay", "CalendarYear", "CodeText", "LocalCode", "RuleCheck"]


class AuditHead(models.Model):
    """The one row every audit write locks, so that the chain has no two ends."""

    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.digest[:12]


class AuditEntry(models.Model):
    """One recorded act. Never updated, never deleted by the application.

    ``digest`` is SM3 over the digest before it and this row's own facts (kernel.audit).
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    act = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject", "-id"], name="audit_by_subject"),
            models.Index(fields=["act", "-id"], name="audit_by_act"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"


class ParameterValue(models.Model):
    """A threshold this district changed; without a row the default in code holds."""

    code = models.CharField(max_length=80, unique=True)
    value = models.JSONField()

    class Meta:
        verbose_name = "参数"

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"


class StoredFile(models.Model):
    """An uploaded or produced file. The bytes lie in the media folder, named by their digest."""

    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.FileField(upload_to="files/%Y/%m/", max_length=200)
    stored_at = models.DateTimeField(auto_now_add=True)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return self.name


class ScheduledRun(models.Model):
    """When a daily or periodic job ran last and is due next (kernel.jobs)."""

    code = models.CharField(max_length=80, unique=True)
    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class RowChange(models.Model):
    """One change of one register row: what the columns said before and say since.

    ``about`` names the page the row belongs to ("people.person:12"), so that a person's history
    is one query. Values are as files show them; secret ones stay encrypted.
    """

    register = models.CharField(max_length=60)
    row = models.PositiveBigIntegerField()
    about = models.CharField(max_length=80)
    act = models.CharField(max_length=10)
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    source = models.CharField(max_length=120, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["register", "row", "-id"], name="change_by_row"),
            models.Index(fields=["about", "-id"], name="change_by_page"),
        ]
        permissions = [
            ("read_office_fields", "查看内部字段"),
            ("reveal_restricted_fields", "查看受限字段"),
        ]

    def __str__(self) -> str:
        return f"{self.register}:{self.row} {self.act}"


class SavedView(models.Model):
    """A list as somebody wants to see it again: filters, order, columns, as a query string."""

    register = models.CharField(max_length=60)
    name = models.CharField("名称", max_length=40)
    query = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    is_shared = models.BooleanField("共享给同事", default=False)

    class Meta:
        verbose_name = "常用视图"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "owner", "name"],
                name="view_name_once",
                violation_error_message="你已有同名的视图。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class UsualView(models.Model):
    """The view with which the list of a register opens for somebody, own or shared."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    register = models.CharField(max_length=60)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "默认视图"
        constraints = [
            models.UniqueConstraint(fields=["owner", "register"], name="usual_view_once")
        ]

    def __str__(self) -> str:
        return f"{self.register}: {self.view_id}"


class ImportBatch(models.Model):
    """A file on its way into a register: read, compared, then applied or dropped.

    ``plan`` holds the counts and, for pages, the rows: what is new, changed, same, rejected.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待处理"
        READY = "ready", "待确认"
        APPLIED = "applied", "已写入"
        DROPPED = "dropped", "已放弃"
        FAILED = "failed", "失败"

    register = models.CharField(max_length=60)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField(auto_now_add=True)
    done = models.PositiveIntegerField("已处理行数", default=0)
    plan = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    class Meta:
        verbose_name = "导入"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.register} {self.file}"


class Counter(models.Model):
    """The last number given out of a series: person numbers, receipts."""

    code = models.CharField(max_length=40, unique=True)
    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.code} {self.value}"
