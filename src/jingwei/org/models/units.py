"""Units as a tree with dated history: names, places, staffing, what became of whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import PathField, ScopedQuerySet
from jingwei.kernel.spelling import SpellingField


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


class LegalKind(models.TextChoices):
    """Whether a unit is a legal person. Source: B01, item B0194."""

    LEGAL = "1", "法人单位"
    INNER = "2", "内设机构"
    GROUPING = "3", "机构分组"


class UnitQuerySet(ScopedQuerySet["Unit"]):
    """Units, scoped by their own path."""

    unit_path = "path"

    def existing_on(self, day: date) -> Self:
        """Keep the units set up by the end of ``day`` and not closed by then."""
        return self.filter(since__lte=day).exclude(closed_on__lte=day)

    def by_texts(self, texts: Iterable[str]) -> dict[str, list[Unit]]:
        """Find open units by name, "区委组织部/干部科", alias or path: text → units. One query."""
        texts = list(texts)
        last = {text.rpartition("/")[2] for text in texts}
        named = Q(name__in=last) | Q(path__in=texts) | Q(aliases__text__in=texts)
        rows = self.filter(named, closed_on=None).select_related("parent").distinct()
        found: dict[str, list[Unit]] = {}
        for unit in rows.prefetch_related("aliases"):
            known = {unit.name, unit.written, unit.path, f"{unit.parent}/{unit.name}"}
            for text in texts:
                if text in known or any(text == alias.text for alias in unit.aliases.all()):
                    found.setdefault(text, []).append(unit)
        return found


class Unit(RegisterRow):
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
    spelling = SpellingField("名称拼音", of="name")
    kind = models.CharField("类别", max_length=20, choices=UnitKind.choices)
    path = PathField("路径", unique=True, editable=False)
    since = models.DateField("设立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    short_name = models.CharField("简称", max_length=60, blank=True)
    level = CodeField("机构级别", table="ZB03", blank=True)
    category = models.CharField("机构类别代码", max_length=20, blank=True)  # ZB04, no table given
    legal_kind = models.CharField(
        "法人单位标识", max_length=1, choices=LegalKind.choices, blank=True
    )
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        blank=True,
        validators=[
            RegexValidator(
                r"^[0-9A-HJ-NPQRTUWXY]{18}\Z",
                "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z）。",
            )
        ],
    )
    reference_approved_on = models.DateField("参公审批时间", null=True, blank=True)
    reference_approved_no = models.CharField("参公审批文号", max_length=60, blank=True)
    note = models.TextField("备注", blank=True)
    position = models.PositiveSmallIntegerField("同级排序号", default=0)

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

    @property
    def written(self) -> str:
        """The name in forms and files: a section, whose name many share, with its unit's."""
        inner = self.kind == UnitKind.SECTION and self.parent
        return f"{self.parent}/{self.name}" if inner else self.name


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


class Succession(models.Model):
    """What one became of the other on a day; the first is closed, or lives on after a split."""

    class Kind(models.TextChoices):
        """How it came about."""

        MERGE = "merge", "合并"
        SPLIT = "split", "分设"

    kind = models.CharField("方式", max_length=10, choices=Kind.choices)
    on = models.DateField("日期")
    basis = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        abstract = True
        ordering = ["on", "pk"]


class UnitSuccession(Succession):
    """``before`` was merged into ``after``, or ``after`` was split off it."""

    before = models.ForeignKey(Unit, models.CASCADE, related_name="successors")
    after = models.ForeignKey(Unit, models.CASCADE, related_name="predecessors")

    class Meta(Succession.Meta):
        verbose_name = "单位合并分设"

    def __str__(self) -> str:
        return f"{self.before} → {self.after} {self.on}"


class Staffing(models.Model):
    """Approved staffing and leading posts of ``unit`` from ``since`` until the next such row.

    On a day the row with the latest ``since`` not after it holds; None is "not laid down".
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="staffing")
    since = models.DateField("起")
    basis = models.CharField("依据", max_length=120, blank=True)
    admin_staffing = models.PositiveSmallIntegerField("行政编制", null=True, blank=True)
    reference_staffing = models.PositiveSmallIntegerField("事业编制（参公）", null=True, blank=True)
    institution_staffing = models.PositiveSmallIntegerField(
        "事业编制（其他）", null=True, blank=True
    )
    worker_staffing = models.PositiveSmallIntegerField("工勤编制", null=True, blank=True)
    other_staffing = models.PositiveSmallIntegerField("其他编制", null=True, blank=True)
    chief_posts = models.PositiveSmallIntegerField("正职领导职数", null=True, blank=True)
    deputy_posts = models.PositiveSmallIntegerField("副职领导职数", null=True, blank=True)
    inner_posts = models.PositiveSmallIntegerField("内设机构领导职数", null=True, blank=True)

    objects = ScopedQuerySet["Staffing"].as_manager()

    class Meta:
        verbose_name = "编制职数"
        ordering = ["unit", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "since"],
                name="staffing_once_a_day",
                violation_error_message="这一天已经登记过编制职数。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.since}"
