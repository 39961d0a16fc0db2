"""The hat of a retired cadre. No diagnoses: a health check is done or not done."""

from __future__ import annotations

from django.db import models

from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.partial_dates import PartialDateField
from jingwei.people.models import Hat, HatQuerySet


class RetiredCadre(Hat):
    """Who retired from a post, where they are and how they are cared for (A31)."""

    class Kind(models.TextChoices):
        VETERAN = "veteran", "离休"
        RETIRED = "retired", "退休"

    class Living(models.TextChoices):
        SPOUSE = "spouse", "与配偶同住"
        CHILDREN = "children", "与子女同住"
        ALONE = "alone", "独居"
        NURSING = "nursing", "养老机构"

    class Care(models.TextChoices):
        SELF = "self", "自理"
        PARTLY = "partly", "部分自理"
        FULL = "full", "不能自理"

    kind = models.CharField("离退类别", max_length=8, choices=Kind.choices)
    retired_on = PartialDateField("离退休时间", blank=False)
    former_unit = models.CharField("原工作单位", max_length=100, blank=True)
    former_post = models.CharField("原职务", max_length=100, blank=True)
    former_level = CodeField("原职务层次", table="ZB09")
    treatment = models.CharField("享受待遇", max_length=60, blank=True)
    living = models.CharField("居住状况", max_length=10, choices=Living.choices, blank=True)
    care = models.CharField("自理程度", max_length=8, choices=Care.choices, blank=True)
    is_in_hospital = models.BooleanField("住院", default=False)
    lives_elsewhere = models.BooleanField("异地居住", default=False)
    residence = models.CharField("居住地", max_length=100, blank=True)
    family_contact = models.CharField("家属联系人", max_length=60, blank=True)
    keeper = models.CharField("联系干部", max_length=40, blank=True)
    checked_year = models.PositiveSmallIntegerField("最近体检年度", null=True, blank=True)
    strengths = models.CharField("特长爱好", max_length=100, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = HatQuerySet.as_manager()

    class Meta:
        verbose_name = "离退休干部"
        ordering = ["unit_path", "pk"]
        indexes = [models.Index(fields=["unit_path", "id", "person"], name="retired_by_unit")]
