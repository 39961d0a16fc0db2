"""What a person did and holds: career, posts, levels and ranks, appraisals, training, titles."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.partial_dates import PartialDateField
from jingwei.org.models import Unit
from jingwei.people.models.person import OfPerson, OfPersonQuerySet


class Education(OfPerson):
    """A course of study with its diploma and degree (national set A08)."""

    kind = CodeField("教育类别", table="ZB123", blank=False)
    education = CodeField("学历", table="ZB64")
    degree = CodeField("学位", table="GB6864")
    school = models.CharField("毕业院校系", max_length=120, blank=True)
    major = models.CharField("专业", max_length=60, blank=True)
    began_on = PartialDateField("入学时间")
    graduated_on = PartialDateField("毕业时间")
    degree_on = PartialDateField("学位授予时间")
    years = models.DecimalField("学制年限", max_digits=3, decimal_places=1, null=True, blank=True)
    is_printed = models.BooleanField("填入任免表", default=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "学历学位"
        ordering = ["person", "graduated_on", "pk"]
        indexes = [
            *(
                models.Index(
                    fields=[name, "person", "graduated_on"], name=f"education_by_{name}",
                    condition=~Q((name, "")),
                )
                for name in ("education", "degree")
            ),
            models.Index(fields=["graduated_on"], name="education_by_graduation"),
        ]  # fmt: skip


class CareerStint(OfPerson):
    """One line of the résumé: from one month to another, or until now."""

    class Kind(models.TextChoices):
        WORK = "work", "工作"
        STUDY = "study", "学习"
        OTHER = "other", "其他"

    began_on = PartialDateField("起始年月", blank=False)
    ended_on = PartialDateField("终止年月")
    kind = models.CharField("类别", max_length=5, choices=Kind.choices, default=Kind.WORK)
    text = models.CharField("经历", max_length=300)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "工作经历"
        ordering = ["person", "began_on", "pk"]
        indexes = [
            models.Index(fields=["began_on"], name="stint_by_begin"),
            models.Index(fields=["ended_on"], name="stint_by_end"),
        ]


class PostHeld(OfPerson):
    """A post, from its appointment to its removal (national set A02)."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="posts", null=True, blank=True, verbose_name="任职机构"
    )
    unit_text = models.CharField("机构名称", max_length=100, blank=True)
    title = models.CharField("职务名称", max_length=60)
    member_kind = CodeField("成员类别", table="ZB129")
    is_leader = models.BooleanField("领导成员", default=False)
    is_main = models.BooleanField("主职务", default=True)
    position = models.PositiveSmallIntegerField("集体内排序", null=True, blank=True)
    since = PartialDateField("任职时间", blank=False)
    document_no = models.CharField("任职文号", max_length=60, blank=True)
    selection_way = CodeField("选拔任用方式", table="ZB122")
    is_exceptional = models.BooleanField("破格提拔", default=False)
    until = PartialDateField("免职时间")
    removal_document_no = models.CharField("免职文号", max_length=60, blank=True)
    removal_kind = CodeField("免职类别", table="ZB16")
    reason = models.CharField("职务变动原因", max_length=120, blank=True)
    is_printed = models.BooleanField("填入任免表", default=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        ordering = ["person", "since", "pk"]
        indexes = [models.Index(fields=["unit", "until"], name="post_by_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until="") | Q(until__gte=models.F("since")),
                name="post_until_after_since",
                violation_error_message="免职时间早于任职时间。",
            )
        ]


class LevelHeld(OfPerson):
    """A leadership level or a rank, from its approval to its end (national set A05)."""

    class Kind(models.TextChoices):
        LEVEL = "0", "职务层次"
        RANK = "1", "职级"

    kind = models.CharField("类别", max_length=1, choices=Kind.choices)
    level = CodeField("职务层次", table="ZB09")
    rank = CodeField("职级", table="ZB148")
    since = PartialDateField("批准时间", blank=False)
    document_no = models.CharField("批准文号", max_length=60, blank=True)
    until = PartialDateField("终止时间")

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "职务层次与职级"
        ordering = ["person", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="0", rank="") & ~Q(level=""))
                | (Q(kind="1", level="") & ~Q(rank="")),
                name="level_or_rank",
                violation_error_message="类别为职务层次的填职务层次，类别为职级的填职级。",
            )
        ]


class Appraisal(OfPerson):
    """The result of a year's appraisal (national set A15)."""

    year = models.PositiveSmallIntegerField("考核年度")
    result = CodeField("考核结论", table="ZB18", blank=False)
    note = models.CharField("备注", max_length=120, blank=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "年度考核"
        ordering = ["person", "year", "pk"]
        indexes = [models.Index(fields=["result", "person", "year"], name="appraisal_by_result")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"],
                name="appraisal_once_a_year",
                violation_error_message="这一年度的考核已有记录。",
            )
        ]


class TrainingRecord(OfPerson):
    """A training a person took part in (national set A11)."""

    title = models.CharField("培训班名称", max_length=100)
    kind = CodeField("培训类别", table="XZ31")
    organizer = models.CharField("主办单位", max_length=100, blank=True)
    began_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    hours = models.DecimalField("学时", max_digits=6, decimal_places=1, null=True, blank=True)
    result = models.CharField("结业情况", max_length=60, blank=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "培训"
        ordering = ["person", "began_on", "pk"]
        indexes = [models.Index(fields=["began_on"], name="training_by_begin")]


class TitleHeld(OfPerson):
    """A professional or technical qualification (national set A06)."""

    name = models.CharField("资格名称", max_length=60)
    obtained_on = PartialDateField("取得时间")
    way = CodeField("取得途径", table="ZB24")
    body = models.CharField("评委会或考试名称", max_length=100, blank=True)
    is_printed = models.BooleanField("填入任免表", default=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "专业技术职务"
        ordering = ["person", "obtained_on", "pk"]
