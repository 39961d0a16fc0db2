"""Units as a tree with dated history, and the dictionary that finds them by name."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from jingwei.kernel.scoping import PathField, ScopedQuerySet, Viewer


class UnitKind(models.TextChoices):
    """What a unit is; the kinds of a district."""

    DISTRICT = "district", "区"
    PARTY_BODY = "party_body", "党委部门"
    SECTION = "section", "内设科室"
    CONGRESS_COURT = "congress_court", "人大政协法检"
    GOVERNMENT = "government", "政府部门"
    MASS = "mass", "群团组织"
    INSTITUTION = "institution", "事业单位"
    SUBDISTRICT = "subdistrict", "街道"
    TOWN = "town", "镇"
    COMPANY = "company", "国有企业"
    SCHOOL_HOSPITAL = "school_hospital", "学校医院"


class UnitQuerySet(ScopedQuerySet["Unit"]):
    """Units, scoped by their own path."""

    unit_path = "path"

    def existing_on(self, day: date) -> Self:
        """Keep the units set up by the end of ``day`` and not closed by then."""
        return self.filter(since__lte=day).exclude(closed_on__lte=day)


class Unit(models.Model):
    """A node of the organization tree. Written only by ``org.services``.

    ``path`` is the codes from the root down, each followed by a slash ("qinglan/zzb/"), so a
    subtree is one indexed range and "qinglan/zz/" never matches "qinglan/zzb/".
    """

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    code = models.CharField(
        "代码",
        max_length=20,
        validators=[RegexValidator(r"^[a-z0-9]+\Z", "代码只用小写字母和数字。")],
    )
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=20, choices=UnitKind.choices)
    path = PathField("路径", unique=True, editable=False)
    since = models.DateField("设立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=~Q(path=""), name="unit_path_not_empty"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gt=F("since")),
                name="unit_closed_after_since",
                violation_error_message="撤销日期应晚于设立日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitSpellQuerySet(ScopedQuerySet["UnitSpell"]):
    """Spells, scoped by the unit they are of."""

    def on(self, day: date) -> Self:
        """Keep the spell of each unit that covers ``day``."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class UnitSpell(models.Model):
    """The name and place of a unit from ``since`` until the day before ``until``."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="spells")
    name = models.CharField("名称", max_length=100)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)

    objects = UnitSpellQuerySet.as_manager()

    class Meta:
        verbose_name = "单位沿革"
        ordering = ["unit", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(until=None), name="one_open_spell_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="spell_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.since}"


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
