"""Contacts in two lines, and needs that stay open until whoever raised them closes them.

No photo, no place, no file: a contact is believed as it is written.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import ScopedQuerySet
from jingwei.liaison.models.pairs import Pair
from jingwei.liaison.registry import kinds_seen


class ContactWay(models.TextChoices):
    """How people were in touch."""

    VISIT = "visit", "走访"
    TALK = "talk", "谈心谈话"
    CALL = "call", "电话"
    MESSAGE = "message", "书信或信息"
    MEETING = "meeting", "座谈调研"
    OTHER = "other", "其他"


class ContactRecordQuerySet(ScopedQuerySet["ContactRecord"]):
    """Contacts, seen by whoever sees their pair."""

    unit_path = "pair__unit_path"
    organization_path = "pair__organization_path"

    def visible_to(self, viewer: Any) -> Self:
        """Keep the contacts of the pairs the viewer may see."""
        seen = [kind.code for kind in kinds_seen(viewer)]
        return super().visible_to(viewer).filter(pair__kind__in=seen)

    def standing(self) -> Self:
        """Keep what was not withdrawn."""
        return self.filter(withdrawn_on=None)


class ContactRecord(RegisterRow):
    """One contact of a pair: when, how, about what, and what came of it.

    Corrected with a reason that the history keeps. Withdrawn ones stay to be read and count for
    nothing.
    """

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="contacts", verbose_name="联系编号")
    on = models.DateField("日期")
    form = models.CharField(
        "方式", max_length=10, choices=ContactWay.choices, default=ContactWay.VISIT
    )
    topic = models.CharField("谈了什么", max_length=200)
    result = models.CharField("结果", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="记录人",
    )  # fmt: skip
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="撤回人",
    )  # fmt: skip
    why_withdrawn = models.CharField("撤回原因", max_length=200, blank=True)

    objects = ContactRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "联系记录"
        ordering = ["on", "pk"]
        indexes = [
            models.Index(fields=["pair", "-on"], name="contact_by_pair"),
            models.Index(fields=["on", "id"], name="contact_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None, why_withdrawn="")
                | Q(withdrawn_on__isnull=False) & ~Q(why_withdrawn=""),
                name="contact_withdrawn_with_a_reason",
                violation_error_message="撤回要写明原因。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_form_display()}"


class NeedQuerySet(models.QuerySet["Need"]):
    """Needs: seen by whoever they concern."""

    def concerning(self, user: Any) -> Self:
        """Keep the needs that ``user`` raised or handles."""
        return self.filter(Q(raised_by=user) | Q(handled_by=user))

    def seen_by(self, viewer: Any) -> Self:
        """Keep the needs raised in contacts that ``viewer`` may see, and those of their own."""
        contacts = ContactRecord.objects.visible_to(viewer).order_by().values("pk")
        own = Q(raised_by=viewer) | Q(handled_by=viewer)
        return self.filter(own | Q(contact__in=contacts))

    def open(self) -> Self:
        """Keep the needs that nobody closed."""
        return self.filter(closed_on=None)


class Need(models.Model):
    """Something asked for in a contact: a to-do of ``handled_by``, closed by ``raised_by``."""

    contact = models.OneToOneField(ContactRecord, models.CASCADE, related_name="need")
    text = models.CharField("提出的需求", max_length=200)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="needs_raised",
        verbose_name="提出人",
    )  # fmt: skip
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="needs_handled",
        verbose_name="办理人",
    )  # fmt: skip
    due_on = models.DateField("办理期限", null=True, blank=True)
    answer = models.CharField("办理情况", max_length=200, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="办结人",
    )  # fmt: skip

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "需求"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None)
                | Q(closed_on__isnull=False, closed_by=F("raised_by")),
                name="need_closed_by_its_raiser",
                violation_error_message="需求由提出人办结。",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def pair(self) -> Pair:
        """The pair in whose contact it was raised."""
        return self.contact.pair

    @property
    def state(self) -> str:
        """Where it stands, in a word."""
        if self.closed_on:
            return "已办结"
        return "已答复，待确认" if self.answered_on else "办理中"
