"""Numbers of indicators as they were kept: by unit and by month, so that a trend is one read."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from jingwei.kernel.indicators import share
from jingwei.kernel.scoping import ScopedQuerySet
from jingwei.org.models import Unit


class IndicatorValueQuerySet(ScopedQuerySet["IndicatorValue"]):
    """Kept numbers, scoped by the unit they are of."""


class IndicatorValue(models.Model):
    """The number of an indicator for ``unit`` and all below it, at ``day`` in ``month``.

    ``month`` is its first day; ``day`` its last, or the day reached while it runs. ``whole`` is
    what the count is a share of, None for plain counts. Only units with something to count have
    rows, the root of the tree always: with its row there, a unit without one stands at nothing.
    A computation kept for fast reading, written only by ``plans.services.series``.
    """

    code = models.CharField("指标代码", max_length=80)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="单位")
    month = models.DateField("月份")
    day = models.DateField("截至")
    count = models.PositiveIntegerField("数")
    whole = models.PositiveIntegerField("总数", null=True, blank=True)
    computed_at = models.DateTimeField("计算时间")

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        verbose_name = "指标数"
        ordering = ["code", "month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "month", "unit"], name="indicator_value_once")
        ]
        indexes = [models.Index(fields=["unit", "month"], name="indicator_value_by_unit")]

    def __str__(self) -> str:
        return f"{self.code} {self.month:%Y-%m} {self.count}"

    @property
    def value(self) -> Decimal | None:
        """The count, or the share in percent; None for a share of nothing."""
        return Decimal(self.count) if self.whole is None else share(self.count, self.whole)
