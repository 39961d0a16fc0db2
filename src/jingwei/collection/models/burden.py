"""Signed leave to pass the monthly ceiling of a town."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jingwei.collection.models.rounds import Round
from jingwei.kernel.scoping import ScopedQuerySet
from jingwei.org.models import Unit


class ExceptionQuerySet(ScopedQuerySet["BurdenException"]):
    """Exceptions, scoped by their town."""

    unit_path = "town__path"


class BurdenException(models.Model):
    """``signed_by`` lets ``town`` bear more than the ceiling in the month that begins on ``month``.

    ``round`` is the round it was signed for.
    """

    town = models.ForeignKey(
        Unit, models.PROTECT, related_name="burden_exceptions", verbose_name="镇街"
    )
    month = models.DateField("月份")
    round = models.ForeignKey(Round, models.CASCADE, related_name="exceptions")
    signed_by = models.CharField("签批领导", max_length=60)
    reason = models.CharField("理由", max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = ExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = "超限签批"
        ordering = ["-month", "town", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["town", "month", "round"], name="exception_once",
                violation_error_message="这个镇街本月已为这次填报签批过。",
            ),
            models.CheckConstraint(condition=~Q(signed_by=""), name="exception_is_signed"),
            models.CheckConstraint(condition=Q(month__day=1), name="exception_month_first"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.town} {self.month:%Y-%m}"
