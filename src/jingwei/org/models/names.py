"""The dictionary that finds units by name: other ways to write one, collective names."""

from __future__ import annotations

from typing import Self

from django.db import models

from jingwei.kernel.scoping import Viewer
from jingwei.org.models.units import Unit


class UnitAlias(models.Model):
    """Another way people write a unit's name; found only when it names one unit."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name="单位")
    text = models.CharField("别名", max_length=100, unique=True)

    class Meta:
        verbose_name = "单位别名"
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text


class UnitGroupQuerySet(models.QuerySet["UnitGroup"]):
    """Groups: words of the whole district, no unit's own."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep every group for whoever sees any unit; the members are cut to what they see."""
        return self.all() if viewer.unit_paths() else self.none()


class UnitGroup(models.Model):
    """A collective name ("各镇党委"): its members, or an open set ("有关部门") without any."""

    name = models.CharField("名称", max_length=100, unique=True)
    members = models.ManyToManyField(Unit, related_name="groups", blank=True, verbose_name="成员")
    is_open = models.BooleanField("开放范围", default=False)

    objects = UnitGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "单位组"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
