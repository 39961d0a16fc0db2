"""Who leads a Party organization, and for how long: terms and the seats of a committee."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from jingwei.org.models.organizations import OrganizationScoped, PartyOrganization


class TermQuerySet(OrganizationScoped["Term"]):
    """Terms, scoped by their organization."""

    def on(self, day: date) -> Self:
        """Keep the terms that run on ``day``, overdue ones too: a term ends with the next one."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), began_on__lte=day)


class Term(models.Model):
    """A term of the committee of ``organization``. Without ``due_on`` it never runs out."""

    class Stage(models.TextChoices):
        """How far the next election has come. Source: party-and-talent §2.2."""

        NONE = "", "未启动"
        ASKED = "asked", "已请示"
        APPROVED = "approved", "已批复"
        ELECTED = "elected", "已选举"
        CONFIRMED = "confirmed", "结果已批复"
        FILED = "filed", "资料归档"

    organization = models.ForeignKey(PartyOrganization, models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField("届次", null=True, blank=True)
    began_on = models.DateField("任期开始")
    due_on = models.DateField("任期届满", null=True, blank=True)
    elected_on = models.DateField("选举日期", null=True, blank=True)
    approval_no = models.CharField("批准文号", max_length=120, blank=True)
    delay_until = models.DateField("延期至", null=True, blank=True)
    delay_approval_no = models.CharField("延期批准文号", max_length=120, blank=True)
    stage = models.CharField(
        "换届进度", max_length=10, choices=Stage.choices, blank=True, default=Stage.NONE
    )
    ended_on = models.DateField("结束日期", null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "任期"
        ordering = ["organization", "-began_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(ended_on=None),
                name="one_open_term_per_organization",
                violation_error_message="现任期还没有结束。",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gt=F("began_on")),
                name="term_due_after_began",
                violation_error_message="届满日期应晚于任期开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(delay_until=None) | Q(due_on=None) | Q(delay_until__gt=F("due_on")),
                name="term_delay_after_due",
                violation_error_message="延期日期应晚于原届满日期。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")),
                name="term_ended_after_began",
                violation_error_message="结束日期不能早于任期开始日期。",
            ),
        ]
        indexes = [models.Index(fields=["ended_on", "due_on"], name="term_by_due")]

    def __str__(self) -> str:
        return f"第{self.number}届" if self.number else f"{self.began_on} 起的任期"

    @property
    def runs_out(self) -> date | None:
        """The day the term runs out, after an approved delay the later one."""
        return self.delay_until or self.due_on


class SeatPost(models.TextChoices):
    """Posts in a committee, in their order. Source: party-and-talent §2.2 [S09], [V]."""

    SECRETARY = "secretary", "书记"
    DEPUTY = "deputy", "副书记"
    DISCIPLINE_SECRETARY = "discipline_secretary", "纪委书记"
    ORGANIZATION = "organization", "组织委员"
    PUBLICITY = "publicity", "宣传委员"
    DISCIPLINE = "discipline", "纪检委员"
    UNITED_FRONT = "united_front", "统战委员"
    YOUTH = "youth", "青年委员"
    WOMEN = "women", "妇女委员"
    MASSES = "masses", "群工委员"
    SECRECY = "secrecy", "保密委员"
    MEMBER = "member", "委员"
    GROUP_LEADER = "group_leader", "党小组组长"


class CommitteeSeatQuerySet(OrganizationScoped["CommitteeSeat"]):
    """Seats, scoped by their organization."""

    def on(self, day: date) -> Self:
        """Keep the seats held on ``day``."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class CommitteeSeat(models.Model):
    """A post in the committee, held from ``since`` until the day before ``until``.

    The holder is written as text: people stand above this room. ``holder_number`` is the number
    of the person, where there is one.
    """

    organization = models.ForeignKey(PartyOrganization, models.CASCADE, related_name="seats")
    term = models.ForeignKey(
        Term, models.SET_NULL, null=True, blank=True, related_name="seats", verbose_name="届次"
    )
    holder_name = models.CharField("姓名", max_length=40)
    holder_number = models.CharField("人员编号", max_length=40, blank=True, db_index=True)
    post = models.CharField("职务", max_length=20, choices=SeatPost.choices)
    since = models.DateField("任职起")
    until = models.DateField("任职止", null=True, blank=True)
    basis = models.CharField("任职文号", max_length=120, blank=True)

    objects = CommitteeSeatQuerySet.as_manager()

    class Meta:
        verbose_name = "班子成员"
        ordering = ["organization", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="seat_ends_after_start",
                violation_error_message="任职止不能早于任职起。",
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(until=None, post="secretary"),
                name="one_secretary_at_a_time",
                violation_error_message="现任书记还没有免去，先登记其任职止。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name} {self.get_post_display()}"
