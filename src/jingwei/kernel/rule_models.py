"""The register of checks: who compared which rule with which text, when, and what came out."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class RuleCheck(models.Model):
    """A comparison of a rule with its text. Rows are added, never changed (kernel.rule_checks)."""

    code = models.CharField("规则", max_length=80)
    edition = models.CharField("对照的版本", max_length=80)
    checked_on = models.DateField("核对日期")
    agrees = models.BooleanField("与原文一致")
    note = models.CharField("核对说明", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        app_label = "kernel"
        verbose_name = "规则核对"
        ordering = ["-checked_on", "-pk"]
        indexes = [models.Index(fields=["code", "-checked_on"], name="check_by_rule")]

    def __str__(self) -> str:
        return f"{self.code} {self.checked_on}"
