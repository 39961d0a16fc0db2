"""The roster of a programme: who is on it since when and why, and what proves it."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from jingwei.coverage.models.programme import Programme
from jingwei.kernel.scoping import (
    ORGANIZATION_TREE,
    UNIT_TREE,
    PathField,
    ScopedQuerySet,
)
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person

R = TypeVar("R", bound=models.Model, covariant=True)


class State(models.TextChoices):
    """How a row counts from a day on."""

    DUE = "due", "应覆盖"
    EXEMPT = "exempt", "不计入"
    LEFT = "left", "已退出"


class RosterRowQuerySet(ScopedQuerySet["RosterRow"]):
    """Rows, scoped by the unit they count for or by the Party organization."""

    unit_path = "unit_path"
    organization_path = "organization_path"

    def on(self, day: date, *states: str) -> Self:
        """Keep the rows that stood on the roster on ``day``, in one of ``states`` if given.

        Each is found once: spells of a row do not overlap.
        """
        held = Q(spells__until=None) | Q(spells__until__gt=day)
        asked = Q(spells__state__in=states) if states else Q()
        return self.filter(held, asked, spells__since__lte=day)

    def covered_by(self, day: date) -> Self:
        return self.filter(covered_on__lte=day)

    def uncovered_by(self, day: date) -> Self:
        return self.filter(Q(covered_on=None) | Q(covered_on__gt=day))

    def typed_only(self) -> Self:
        """Keep the rows for which no record speaks, only what somebody typed."""
        told = Evidence.objects.standing().filter(row=OuterRef("pk")).exclude(kind=Kind.TYPED)
        return self.filter(~Exists(told))


class RosterRow(models.Model):
    """One subject of a programme. Written only by ``coverage.services``.

    ``unit`` is where it counts: a person's, an organization's, or the subject itself. ``state``
    is that of the open spell. ``covered_on`` is the day of the evidence that made it enough.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="rows")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="roster_rows", null=True, verbose_name="人员"
    )
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="roster_rows", null=True,
        verbose_name="党组织",
    )  # fmt: skip
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="roster_rows", verbose_name="单位")
    words = models.CharField("对象", max_length=120)
    unit_path = PathField(editable=False, copies=UNIT_TREE)
    organization_path = PathField(editable=False, blank=True, copies=ORGANIZATION_TREE)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.DUE)
    due_on = models.DateField("各自期限", null=True)
    covered_on = models.DateField("覆盖日期", null=True)

    objects = RosterRowQuerySet.as_manager()

    class Meta:
        verbose_name = "覆盖名单"
        ordering = ["unit_path", "words", "pk"]
        indexes = [
            models.Index(fields=["programme", "unit_path", "words"], name="roster_by_unit"),
            models.Index(fields=["unit_path", "programme"], name="roster_by_scope"),
            models.Index(fields=["organization_path", "programme"], name="roster_by_organization"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"], condition=Q(person__isnull=False),
                name="person_once_on_a_roster",
            ),
            models.UniqueConstraint(
                fields=["programme", "organization"], condition=Q(organization__isnull=False),
                name="organization_once_on_a_roster",
            ),
            models.UniqueConstraint(
                fields=["programme", "unit"],
                condition=Q(person__isnull=True, organization__isnull=True),
                name="unit_once_on_a_roster",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.words


class OfRowQuerySet(ScopedQuerySet[R]):
    """What belongs to a row, seen by whoever sees the row."""

    unit_path = "row__unit_path"
    organization_path = "row__organization_path"


class RosterSpell(models.Model):
    """How a row counted from ``since`` until the day before ``until``, and why."""

    row = models.ForeignKey(RosterRow, models.CASCADE, related_name="spells")
    state = models.CharField("状态", max_length=8, choices=State.choices)
    since = models.DateField("起")
    until = models.DateField("止", null=True)
    why = models.CharField("原因", max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True,
        verbose_name="经手人",
    )  # fmt: skip

    objects = OfRowQuerySet["RosterSpell"].as_manager()

    class Meta:
        verbose_name = "名单变动"
        ordering = ["row", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["row"], condition=Q(until=None), name="one_open_spell_of_a_row"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.since}"


class Kind(models.TextChoices):
    """Where evidence comes from."""

    TYPED = "typed", "手工登记"
    REGISTER = "register", "登记册"
    CASE = "case", "程序步骤"


class RosterEvidenceQuerySet(OfRowQuerySet["Evidence"]):
    """Evidence, seen by whoever sees the row."""

    def standing(self) -> Self:
        """Keep what was not withdrawn."""
        return self.filter(is_withdrawn=False)


class Evidence(models.Model):
    """That a subject took part on a day. Typed evidence has no ``reference``.

    ``reference`` names the row it was read from ("people.trainingrecord:12"), so that reading
    again adds nothing. Withdrawn evidence stays, with the reason, and is not read again.
    """

    row = models.ForeignKey(RosterRow, models.CASCADE, related_name="evidence")
    on = models.DateField("日期")
    kind = models.CharField("来源", max_length=8, choices=Kind.choices, default=Kind.TYPED)
    reference = models.CharField("记录", max_length=100, blank=True)
    words = models.CharField("说明", max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True,
        verbose_name="登记人",
    )  # fmt: skip
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    is_withdrawn = models.BooleanField("已撤回", default=False)
    why_withdrawn = models.CharField("撤回原因", max_length=300, blank=True)

    objects = RosterEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "覆盖凭据"
        ordering = ["row", "on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["row", "reference"], condition=~Q(reference=""),
                name="evidence_read_once",
                violation_error_message="这条记录已经作为凭据。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.words} {self.on}"
