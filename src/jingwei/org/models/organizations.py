"""Party organizations as a tree of their own with dated history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import UNIT_TREE, M, PathField, ScopedQuerySet
from jingwei.kernel.spelling import SpellingField
from jingwei.org.models.units import Succession, Unit


class OrganizationKind(models.TextChoices):
    """What a Party organization is. Source: party-and-talent §2.1."""

    LOCAL_COMMITTEE = "local_committee", "地方党委"
    COMMITTEE = "committee", "基层党委"
    WORK_COMMITTEE = "work_committee", "党工委"
    LEADING_GROUP = "leading_group", "党组"
    JOINT_COMMITTEE = "joint_committee", "联合党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    JOINT_BRANCH = "joint_branch", "联合党支部"
    TEMPORARY_BRANCH = "temporary_branch", "临时党支部"
    MOBILE_COMMITTEE = "mobile_committee", "流动党员党委"
    MOBILE_BRANCH = "mobile_branch", "流动党员党支部"
    FUNCTIONAL_BRANCH = "functional_branch", "功能型党支部"
    PARTY_GROUP = "party_group", "党小组"


class Sector(models.TextChoices):
    """The field of work a Party organization stands in."""

    ORGAN = "organ", "机关"
    INSTITUTION = "institution", "事业单位"
    COMPANY = "company", "国有企业"
    SCHOOL = "school", "学校"
    HOSPITAL = "hospital", "医院"
    TOWN = "town", "镇"
    SUBDISTRICT = "subdistrict", "街道"
    VILLAGE = "village", "农村"
    COMMUNITY = "community", "社区"
    PRIVATE = "private", "非公有制企业"
    SOCIAL = "social", "社会组织"
    OTHER = "other", "其他"


class UnitLink(models.TextChoices):
    """How a Party organization stands to its unit. Source: party-and-talent §2.1 [S27]."""

    SAME = "same", "与上级党组织同一法人单位"
    OWN = "own", "独立法人单位"
    JOINT = "joint", "多个单位联合"


class PartyOrganizationQuerySet(ScopedQuerySet["PartyOrganization"]):
    """Party organizations, scoped by the unit they belong to and by their own tree."""

    unit_path = "unit_path"
    organization_path = "path"

    def existing_on(self, day: date) -> Self:
        """Keep the organizations set up by the end of ``day`` and not closed by then."""
        return self.filter(since__lte=day).exclude(closed_on__lte=day)

    def by_texts(self, texts: Iterable[str]) -> dict[str, list[PartyOrganization]]:
        """Find open organizations by full name, short name or path: text → those named."""
        wanted = set(texts)
        named = Q(name__in=wanted) | Q(short_name__in=wanted) | Q(path__in=wanted)
        found: dict[str, list[PartyOrganization]] = {}
        for row in self.filter(named, closed_on=None):
            for text in {row.name, row.short_name, row.path} & wanted:
                found.setdefault(text, []).append(row)
        return found


class PartyOrganization(RegisterRow):
    """A node of the tree of Party organizations. Written only by ``org.services``.

    ``path`` is built as a unit's is; ``unit_path`` repeats the path of ``unit``.
    """

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="上级党组织",
    )  # fmt: skip
    code = models.CharField(
        "代码",
        max_length=20,
        validators=[RegexValidator(r"^[a-z0-9]+\Z", "代码只用小写字母和数字。")],
    )
    name = models.CharField("全称", max_length=120)
    spelling = SpellingField("全称拼音", of="name")
    short_name = models.CharField("简称", max_length=60, blank=True)
    kind = models.CharField("类别", max_length=20, choices=OrganizationKind.choices)
    path = PathField("路径", unique=True, editable=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="organizations", verbose_name="所在单位"
    )
    unit_path = PathField(editable=False, db_index=True, copies=UNIT_TREE)
    unit_link = models.CharField(
        "与单位的关系", max_length=10, choices=UnitLink.choices, blank=True
    )
    joint_units = models.ManyToManyField(
        Unit, related_name="joint_organizations", blank=True, verbose_name="联合组建单位"
    )
    sector = models.CharField("领域", max_length=20, choices=Sector.choices, blank=True)
    village_or_community = models.CharField("所在村（社区）", max_length=60, blank=True)
    national_class_code = models.CharField("党组织类别代码", max_length=10, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    approval_no = models.CharField("批准成立文号", max_length=120, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    note = models.TextField("备注", blank=True)
    position = models.PositiveSmallIntegerField("同级排序号", default=0)
    since = models.DateField("登记自")
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    objects = PartyOrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "党组织"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=~Q(path=""), name="organization_path_not_empty"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gt=F("since")),
                name="organization_closed_after_since",
                violation_error_message="撤销日期应晚于设立日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganizationScoped(ScopedQuerySet[M]):
    """Rows of one Party organization, scoped as it is."""

    unit_path = "organization__unit_path"
    organization_path = "organization__path"


class OrganizationSpellQuerySet(OrganizationScoped["OrganizationSpell"]):
    """Spells, scoped by the organization they are of."""

    def on(self, day: date) -> Self:
        """Keep the spell of each organization that covers ``day``."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class OrganizationSpell(models.Model):
    """Name, kind and place of an organization from ``since`` until the day before ``until``."""

    organization = models.ForeignKey(PartyOrganization, models.CASCADE, related_name="spells")
    name = models.CharField("全称", max_length=120)
    kind = models.CharField("类别", max_length=20, choices=OrganizationKind.choices)
    parent = models.ForeignKey(
        PartyOrganization, models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    basis = models.CharField("批准文号", max_length=120, blank=True)

    objects = OrganizationSpellQuerySet.as_manager()

    class Meta:
        verbose_name = "党组织沿革"
        ordering = ["organization", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(until=None),
                name="one_open_spell_per_organization",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="organization_spell_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.since}"


class OrganizationSuccession(Succession):
    """``before`` was merged into ``after``, or ``after`` was split off it."""

    before = models.ForeignKey(PartyOrganization, models.CASCADE, related_name="successors")
    after = models.ForeignKey(PartyOrganization, models.CASCADE, related_name="predecessors")

    class Meta(Succession.Meta):
        verbose_name = "党组织合并分设"

    def __str__(self) -> str:
        return f"{self.before} → {self.after} {self.on}"
