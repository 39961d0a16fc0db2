"""The hats of those who serve: cadres and civil servants."""

from __future__ import annotations

from django.db import models

from jingwei.cadres.models_structure import StructureTarget, Tray, TrayMove
from jingwei.cadres.models_supervision import SupervisionMeasure
from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.partial_dates import PartialDateField
from jingwei.people.models import Hat, HatQuerySet

__all__ = [
    "Cadre", "CivilServant", "StructureTarget", "SupervisionMeasure", "Tray", "TrayMove",
]  # fmt: skip


class Cadre(Hat):
    """A cadre under the management of a committee (national sets A01, A99Z1)."""

    person_kind = CodeField("人员类别", table="ZB125")
    manage_state = CodeField("管理状态", table="ZB126", blank=False)
    manage_class = CodeField("管理类别", table="ZB130")
    staffing = CodeField("编制类型", table="ZB135")
    has_grassroots_years = models.BooleanField("两年以上基层工作经历", null=True, blank=True)
    grassroots_years = models.DecimalField(
        "基层工作年限", max_digits=4, decimal_places=1, null=True, blank=True
    )
    is_exam_recruit = models.BooleanField("考录", default=False)
    recruited_on = PartialDateField("录用时间")
    is_selected_graduate = models.BooleanField("选调生", default=False)
    selected_on = PartialDateField("进入选调生时间")
    note = models.CharField("备注", max_length=200, blank=True)

    objects = HatQuerySet.as_manager()

    class Meta:
        verbose_name = "干部"
        ordering = ["unit_path", "pk"]
        indexes = [models.Index(fields=["unit_path", "id", "person"], name="cadre_by_unit")]
        permissions = [("run_appointment", "办理干部选拔任用")]


class CivilServant(Hat):
    """A registered civil servant, or staff managed with reference to the law (A29, A30)."""

    class Category(models.TextChoices):
        GENERAL = "general", "综合管理类"
        TECHNICAL = "technical", "专业技术类"
        ENFORCEMENT = "enforcement", "行政执法类"

    category = models.CharField(
        "职位类别", max_length=12, choices=Category.choices, default=Category.GENERAL
    )
    is_reference_managed = models.BooleanField("参照管理", default=False)
    registered_on = PartialDateField("登记时间")
    joined_service_on = PartialDateField("进入公务员队伍时间")
    joined_unit_on = PartialDateField("进入本单位时间")
    entry_way = models.CharField("进入方式", max_length=40, blank=True)  # ZB77, no table given
    grade = models.PositiveSmallIntegerField("级别", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = HatQuerySet.as_manager()

    class Meta:
        verbose_name = "公务员"
        ordering = ["unit_path", "pk"]
        indexes = [models.Index(fields=["unit_path", "id", "person"], name="civil_servant_by_unit")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(grade=None) | models.Q(grade__range=(1, 27)),
                name="civil_servant_grade",
                violation_error_message="级别应为 1 至 27。",
            )
        ]
