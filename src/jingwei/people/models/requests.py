"""What people ask and decide about rows: corrections, merges, pairs found to be two people."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from jingwei.kernel.encrypted import EncryptedField
from jingwei.kernel.models import StoredFile
from jingwei.people.models.person import OfPersonQuerySet, Person


class Correction(models.Model):
    """The person concerned says that a field is wrong; an officer answers in time.

    ``column`` is NEW_ROW, and ``row`` 0, where a whole record is missing from the register.
    """

    NEW_ROW = "*"

    class State(models.TextChoices):
        OPEN = "open", "待答复"
        ACCEPTED = "accepted", "已更正"
        REFUSED = "refused", "未采纳"
        WITHDRAWN = "withdrawn", "已撤回"

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="corrections", verbose_name="人员"
    )
    register = models.CharField("登记册", max_length=60)
    row = models.PositiveBigIntegerField("记录")
    column = models.CharField("字段", max_length=60)
    shown = models.CharField("现登记内容", max_length=300, blank=True)
    proposed = EncryptedField("应为", purpose="people.correction.proposed")
    reason = models.TextField("理由")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="佐证材料"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_on = models.DateField("申请日期")
    due_on = models.DateField("答复期限")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_on = models.DateField("答复日期", null=True, blank=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "更正申请"
        ordering = ["state", "due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.person} {self.column}"


class DistinctPair(models.Model):
    """Two people who look alike and were found to be two; ``first`` has the smaller key."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reason = models.CharField("理由", max_length=200)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_on = models.DateField()

    class Meta:
        verbose_name = "确认不同的人"
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="pair_once")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class AppointmentFile(models.Model):
    """The .lrmx or .lrm a person's facts came from, kept as it arrived."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointment_files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    taken_on = models.DateField("导入日期")

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "任免表原件"
        ordering = ["person", "-taken_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.person} {self.taken_on}"
