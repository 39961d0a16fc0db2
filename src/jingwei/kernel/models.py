"""Tables of the kernel: the audit trail, parameters, uploaded files, the schedule."""

from __future__ import annotations

from django.conf import settings
from django.db import models


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
