"""The hat of a talent: what for, since when, and who confirmed it."""

from __future__ import annotations

from django.db import models

from jingwei.kernel.codes.fields import CodeField
from jingwei.people.models import Hat, HatQuerySet


class Talent(Hat):
    """A person in the talent register; rural classes for those who work in villages."""

    class Sector(models.TextChoices):
        EDUCATION = "education", "教育"
        HEALTH = "health", "卫生"
        INDUSTRY = "industry", "工业"
        AGRICULTURE = "agriculture", "农业"
        OTHER = "other", "其他"

    class Origin(models.TextChoices):
        LOCAL = "local", "本地培养"
        INTRODUCED = "introduced", "引进"
        RETURNED = "returned", "返乡"
        FLEXIBLE = "flexible", "柔性引进"

    category = CodeField("人才类别", table="JW_TALENT", blank=False)
    sector = models.CharField("领域", max_length=12, choices=Sector.choices)
    level = models.CharField("人才层次", max_length=20, blank=True)
    origin = models.CharField("来源", max_length=12, choices=Origin.choices, default=Origin.LOCAL)
    rural_class = CodeField("农村实用人才类别", table="JW_RURAL_TALENT")
    place = models.CharField("所在村（社区）", max_length=60, blank=True)
    skill = models.CharField("专长", max_length=120, blank=True)
    scale = models.CharField("产业规模", max_length=60, blank=True)
    households_led = models.PositiveIntegerField("带动户数", null=True, blank=True)
    mentor = models.CharField("联系领导", max_length=40, blank=True)
    selected_on = models.DateField("认定日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    verified_on = models.DateField("最近核实日期", null=True, blank=True)
    verified_by = models.CharField("核实单位", max_length=60, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = HatQuerySet.as_manager()

    class Meta:
        verbose_name = "人才"
        ordering = ["unit_path", "pk"]
        indexes = [models.Index(fields=["unit_path", "id", "person"], name="talent_by_unit")]
