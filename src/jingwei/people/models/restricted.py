"""What few may read: rewards and sanctions, family, contact, identity documents."""

from __future__ import annotations

from django.db import models

from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.encrypted import EncryptedField
from jingwei.kernel.partial_dates import PartialDateField
from jingwei.people.models.person import OfPerson, OfPersonQuerySet

DOCUMENT_NUMBER = "people.document_number"


class Reward(OfPerson):
    """A reward or a sanction (national set A14)."""

    kind = CodeField("奖惩类别", table="ZB65", blank=False)
    name = models.CharField("奖惩名称", max_length=100)
    decided_on = PartialDateField("批准日期", blank=False)
    organ = models.CharField("批准机关", max_length=100, blank=True)
    organ_level = CodeField("机关级别", table="ZB03")
    document_no = models.CharField("文号", max_length=60, blank=True)
    revoked_on = PartialDateField("撤销日期")

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "奖惩"
        ordering = ["person", "decided_on", "pk"]


class FamilyMember(OfPerson):
    """A relative as the appointment form lists them (national set A36)."""

    relation = CodeField("称谓", table="GB4761", blank=False)
    name = models.CharField("姓名", max_length=36)
    birth_on = PartialDateField("出生年月")
    political_status = CodeField("政治面貌", table="GB4762")
    work = models.CharField("工作单位及职务", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "家庭成员"
        ordering = ["person", "position", "pk"]


class Contact(OfPerson):
    """How to reach a person (national set A37); one row each."""

    mobile = models.CharField("移动电话", max_length=20, blank=True)
    office_phone = models.CharField("办公电话", max_length=20, blank=True)
    home_phone = models.CharField("住宅电话", max_length=20, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    office_address = models.CharField("办公地址", max_length=120, blank=True)
    address = models.CharField("家庭住址", max_length=120, blank=True)
    postcode = models.CharField("邮编", max_length=6, blank=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "联系方式"
        ordering = ["person", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="contact_once",
                violation_error_message="此人已有联系方式，请在原记录上修改。",
            )
        ]


class IdentityDocument(OfPerson):
    """A passport or permit; the number is encrypted and found by its keyed hash."""

    class Kind(models.TextChoices):
        PASSPORT = "passport", "普通护照"
        HONG_KONG_MACAO = "hk_macao", "往来港澳通行证"
        TAIWAN = "taiwan", "往来台湾通行证"
        OTHER = "other", "其他证件"

    kind = models.CharField("证件类别", max_length=10, choices=Kind.choices)
    number = EncryptedField("证件号码", purpose=DOCUMENT_NUMBER)
    number_hash = models.CharField(max_length=64, db_index=True, editable=False)
    issued_on = models.DateField("签发日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    keeper = models.CharField("保管单位", max_length=100, blank=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "证件"
        ordering = ["person", "kind", "pk"]
