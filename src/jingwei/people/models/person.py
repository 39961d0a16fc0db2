"""The person: one row for everybody, whatever hats they wear."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.crypto import keyed_hash
from jingwei.kernel.encrypted import EncryptedField
from jingwei.kernel.id_numbers import id_number_normal
from jingwei.kernel.models import StoredFile
from jingwei.kernel.partial_dates import PartialDateField
from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import (
    ORGANIZATION_TREE,
    UNIT_TREE,
    PathField,
    ScopedQuerySet,
    Viewer,
)
from jingwei.kernel.search_index import NameIndex
from jingwei.org.models import Unit

R = TypeVar("R", bound=models.Model, covariant=True)
ID_NUMBER = "people.id_number"
ID_TAIL = "people.id_tail"
"""Purposes of the keyed hashes: the whole number, its last four characters."""


def person_number(nth: int) -> str:
    """Return the number of the ``nth`` person: eight digits that no spreadsheet shortens."""
    return str(10_000_000 + nth)


class RetirementKind(models.TextChoices):
    """By which statutory age somebody retires. Source: decision of 2024-09-13, see ``rules``."""

    M60 = "M60", "男职工（原 60 周岁）"
    F55 = "F55", "女职工（原 55 周岁）"
    F50 = "F50", "女职工（原 50 周岁）"


class PersonQuerySet(ScopedQuerySet["Person"]):
    """People, scoped by their unit or by the Party organization they belong to."""

    unit_path = "unit_path"
    organization_path = "organization_path"

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep whom the viewer may see; people merged into another row stay out."""
        return super().visible_to(viewer).filter(merged_into=None)

    def by_texts(self, texts: list[str]) -> dict[str, list[Person]]:
        """Find people by number or by id number: text → those it names. Two queries."""
        hashes = {keyed_hash(ID_NUMBER, id_number_normal(t)): t for t in texts if len(t) == 18}
        found: dict[str, list[Person]] = {}
        for person in self.filter(Q(number__in=texts) | Q(id_hash__in=hashes)):
            text = person.number if person.number in texts else hashes[person.id_hash]
            found.setdefault(text, []).append(person)
        return found


class Person(RegisterRow):
    """A person of the district. ``unit_path`` and ``organization_path`` are copies for scoping.

    The facts from ``education`` to ``rank_since`` follow from the dated child rows and are
    written by ``people.services.summaries`` alone.
    """

    number = models.CharField("人员编号", max_length=12, unique=True)
    full_name = models.CharField("姓名", max_length=36)
    name_pinyin = models.CharField("姓名拼音", max_length=120, blank=True)
    name_key = models.CharField(max_length=160, editable=False)
    gender = CodeField("性别", table="GB2261", blank=False)
    birth_on = PartialDateField("出生年月", blank=False)
    ethnic_group = CodeField("民族", table="GB3304")
    native_place = models.CharField("籍贯", max_length=40, blank=True)
    birth_place = models.CharField("出生地", max_length=40, blank=True)
    id_number = EncryptedField("身份证号", purpose=ID_NUMBER, blank=True)
    id_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    id_tail_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    health = CodeField("健康状况", table="GB22613")
    work_since = PartialDateField("参加工作时间")
    political_status = CodeField("政治面貌", table="GB4762")
    joined_party_on = PartialDateField("入党时间")
    second_party = CodeField("第二党派", table="GB4762")
    third_party = CodeField("第三党派", table="GB4762")
    specialty = models.CharField("熟悉专业有何专长", max_length=120, blank=True)
    title_summary = models.CharField("专业技术职务", max_length=120, blank=True)
    post_summary = models.CharField("现任职务", max_length=200, blank=True)
    resume_text = models.TextField("简历", blank=True)
    reward_summary = models.TextField("奖惩综述", blank=True)
    appraisal_summary = models.TextField("年度考核综述", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name="所在单位")
    unit_path = PathField(editable=False, copies=UNIT_TREE)
    organization_path = PathField(
        editable=False, blank=True, db_index=True, copies=ORGANIZATION_TREE
    )
    hats = models.CharField("身份", max_length=60, blank=True, editable=False)
    birth_verified = models.BooleanField("出生日期已认定", default=False)
    retirement_kind = models.CharField(
        "退休类别", max_length=3, choices=RetirementKind.choices, blank=True
    )
    died_on = PartialDateField("去世时间")
    note = models.CharField("备注", max_length=200, blank=True)
    photo = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="照片"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="person", null=True, blank=True,
        verbose_name="本人账号",
    )  # fmt: skip
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged", null=True, blank=True, editable=False
    )
    missing_count = models.PositiveSmallIntegerField("缺项数", default=0, editable=False)

    education = CodeField("最高学历", table="ZB64", editable=False)
    degree = CodeField("最高学位", table="GB6864", editable=False)
    post_since = PartialDateField("任现职务时间", editable=False)
    level = CodeField("现职务层次", table="ZB09", editable=False)
    level_since = PartialDateField("任现职务层次时间", editable=False)
    rank = CodeField("现职级", table="ZB148", editable=False)
    rank_since = PartialDateField("任现职级时间", editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        ordering = ["unit_path", "name_key", "pk"]
        indexes = [
            models.Index(
                fields=["unit_path", "name_key", "id", "merged_into", "died_on"],
                name="person_by_unit",
            ),
            models.Index(fields=["name_key", "id"], name="person_by_name"),
            models.Index(
                fields=["birth_on", "id", "gender", "merged_into", "unit_path", "name_key"],
                name="person_by_birth",
            ),
            models.Index(fields=["work_since", "id"], name="person_by_work_since"),
            models.Index(fields=["missing_count", "id"], name="person_by_gaps"),
            *(
                models.Index(
                    fields=[name, "unit_path", "name_key", "id", "merged_into"],
                    name=f"person_by_{name}",
                )
                for name in ("ethnic_group", "political_status", "education")
            ),
            *(
                models.Index(
                    fields=[name, "unit_path", "name_key", "id", "merged_into"],
                    name=f"person_by_{name}",
                    condition=~Q((name, "")),
                )
                for name in ("level", "rank")
            ),
            models.Index(fields=["full_name", "birth_on"], name="person_by_name_and_birth"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_hash"],
                condition=~Q(id_hash="") & Q(merged_into=None),
                name="id_number_once",
                violation_error_message="此身份证号已登记在另一人名下，请先查重。",
            )
        ]
        permissions = [
            ("merge_person", "合并人员"),
            ("answer_correction", "答复更正申请"),
            ("print_appointment_form", "生成任免审批表"),
        ]

    def __str__(self) -> str:
        return self.full_name


class PersonName(NameIndex):
    """The spellings by which a person is found."""

    class Meta(NameIndex.Meta):
        verbose_name = "人员姓名索引"


def not_of(people: models.QuerySet[Person]) -> Q:
    """Leave out rows about ``people``, who are few and found by an index: no join for each row."""
    return ~Q(person__in=people.order_by().values("pk"))


class OfPersonQuerySet(ScopedQuerySet[R]):
    """Rows that belong to a person, scoped by that person."""

    unit_path = "person__unit_path"
    organization_path = "person__organization_path"

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep the rows of the people the viewer may see."""
        roots = [path for path in viewer.unit_paths() if path.count("/") == 1]
        rows = self._but_outside(roots[0], viewer) if roots else super().visible_to(viewer)
        return rows.filter(not_of(Person.objects.filter(merged_into__gt=0)))

    def _but_outside(self, root: str, viewer: Viewer) -> Self:
        """Keep all rows but those of the few whom somebody who sees a whole tree does not see."""
        hidden = Person.objects.exclude(Person.objects.all().seen_by(viewer))
        before = hidden.filter(unit_path__lt=root)
        after = hidden.filter(unit_path__gte=f"{root[:-1]}0")
        return self.filter(not_of(before), not_of(after))


class OfPerson(RegisterRow):
    """A row about one person; it goes where the person goes."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="%(class)ss", verbose_name="人员"
    )

    class Meta:
        abstract = True
