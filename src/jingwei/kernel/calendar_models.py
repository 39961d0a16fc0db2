"""Tables of the work calendar: which days differ from their weekday, which years are complete."""

from __future__ import annotations

from django.db import models


class CalendarDay(models.Model):
    """A weekday that is free or a weekend that is worked. Written by ``kernel.workdays`` only."""

    day = models.DateField("日期", unique=True)
    is_working = models.BooleanField("上班")
    note = models.CharField("说明", max_length=200)

    class Meta:
        app_label = "kernel"
        verbose_name = "工作日历调整"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_working else '休息'}"


class CalendarYear(models.Model):
    """A year whose holidays and make-up days are all entered, by ``source``.

    Days of a year without a row cannot be counted.
    """

    year = models.PositiveSmallIntegerField("年度", unique=True)
    source = models.CharField("来源", max_length=200)

    class Meta:
        app_label = "kernel"
        verbose_name = "工作日历年度"
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)
