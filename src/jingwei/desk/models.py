"""What the desk keeps: questions and answers, who stands in for whom, posts handed over."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jingwei.accounts.models import User


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Questions: answered ones are public, open ones stay between asker and answerers."""

    def readable_by(self, user_pk: int, *, answers: bool) -> Self:
        """Keep what the user may read; ``answers``: they are one of those who answer."""
        return self if answers else self.filter(Q(by=user_pk) | Q(answered_at__isnull=False))


class Feedback(models.Model):
    """A question, an error or a complaint about a page. Never ranked, never deleted.

    Who answers is shown who asked when ``is_named``; everybody else never is. ``answered_as`` are
    the roles in which it was answered.
    """

    page = models.CharField("页面", max_length=300, blank=True)
    text = models.TextField("内容", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_named = models.BooleanField("答复人看得到提出人", default=False)
    at = models.DateTimeField("提出时间", auto_now_add=True)
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_as = models.CharField("答复人角色", max_length=100, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "意见反馈"
        ordering = ["-at", "-pk"]
        default_permissions = ()
        permissions = [("answer_feedback", "答复意见反馈")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="feedback_answer_has_author_and_time",
            )
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 40 else f"{self.text[:39]}…"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations: seen by the two people they are between, and by who arranged them."""

    def visible_to(self, viewer: Any) -> Self:
        """Keep those in which ``viewer`` is away or stands in, or which ``viewer`` arranged."""
        return self.filter(Q(absent=viewer) | Q(deputy=viewer) | Q(made_by=viewer))

    def on(self, day: date) -> Self:
        """Keep those in force on ``day``."""
        return self.filter(since__lte=day, until__gte=day, ended_on=None)

    def ahead(self, day: date) -> Self:
        """Keep those in force on ``day`` or later."""
        return self.filter(until__gte=day, ended_on=None)


class Delegation(models.Model):
    """``deputy`` minds the to-do list of ``absent`` from ``since`` to ``until``, both included.

    It shows the list and gives no right: the deputy opens and does what their own roles and data
    scopes allow, and what is done is recorded in their own name. ``made_by`` is who arranged it
    for somebody who could not, None when ``absent`` did. ``ended_on``: taken back early.
    """

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="委托人"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="代办人"
    )
    since = models.DateField("从")
    until = models.DateField("到")
    reason = models.CharField("事由", max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="登记人",
    )  # fmt: skip
    made_at = models.DateTimeField("登记时间", auto_now_add=True)
    ended_on = models.DateField("提前收回日期", null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "代办"
        ordering = ["-since", "-pk"]
        default_permissions = ()
        permissions = [("arrange_delegation", "为同事登记代办")]
        indexes = [models.Index(fields=["deputy", "until"], name="delegation_by_deputy")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="delegation_ends_after_start",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("deputy")), name="delegation_to_another",
                violation_error_message="代办人不能是自己。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.deputy}代{self.absent}（{self.since} 至 {self.until}）"


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Hand-overs: seen by whose work went, who got it, who did it, and who sees their unit."""

    def visible_to(self, viewer: Any) -> Self:
        """Keep those that concern ``viewer`` and those of people at home in the viewer's units."""
        colleagues = User.objects.visible_to(viewer).order_by().values("pk")
        mine = Q(former=viewer) | Q(heir=viewer) | Q(by=viewer)
        return self.filter(mine | Q(former__in=colleagues))


class HandOver(models.Model):
    """The open work of ``former`` passed to ``heir`` when a post changed. Never changed later.

    ``passed``: kind of work → [primary keys], kinds as in ``desk.selectors.hand_over``.
    """

    former = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="移交人"
    )
    heir = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="接手人"
    )
    on = models.DateField("移交日期")
    reason = models.CharField("原因", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人"
    )
    at = models.DateTimeField("办理时间", auto_now_add=True)
    passed = models.JSONField("移交内容", default=dict)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = "工作移交"
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [("hand_over_work", "移交工作")]

    def __str__(self) -> str:
        return f"{self.former} → {self.heir}"


class StartPage(models.Model):
    """The page somebody chose to begin with; ``place`` is the name of its address."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.CharField("起始页", max_length=60)

    class Meta:
        verbose_name = "起始页"
        default_permissions = ()

    def __str__(self) -> str:
        return self.place
