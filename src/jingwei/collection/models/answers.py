"""Who has to answer a round, and the rows of the answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from jingwei.collection.models.rounds import Round
from jingwei.kernel.scoping import ORGANIZATION_TREE, UNIT_TREE, PathField, ScopedQuerySet
from jingwei.org.models import PartyOrganization, Unit


class AssignmentQuerySet(ScopedQuerySet["Assignment"]):
    """Assignments, scoped by the unit or the Party organization that answers."""

    unit_path = "unit_path"
    organization_path = "organization_path"

    def awaited(self) -> AssignmentQuerySet:
        """Keep those of open rounds whose recipient has to act."""
        return self.filter(round__state=Round.State.ISSUED, state__in=Assignment.AWAITED)


class Assignment(models.Model):
    """What one recipient has to answer in a round. Written only by ``collection.services``.

    Either ``unit`` or ``organization`` answers; the paths repeat theirs, and an organization has
    the unit path of its unit as well. ``parent`` is the assignment this one was split off:
    its rows moved here, and a split assignment can be handed on only when its parts are accepted.
    ``receipt`` is the number given at the first submission, kept when it is returned and sent anew.
    """

    class State(models.TextChoices):
        """How far the recipient is."""

        NOT_STARTED = "not_started", "未开始"
        SAVED = "saved", "已暂存"
        SUBMITTED = "submitted", "已提交"
        RETURNED = "returned", "已退回"
        ACCEPTED = "accepted", "已审核"

    AWAITED = (State.NOT_STARTED, State.SAVED, State.RETURNED)
    """The recipient has to act."""
    HANDED_IN = (State.SUBMITTED, State.ACCEPTED)

    round = models.ForeignKey(Round, models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    unit_path = PathField(editable=False, copies=UNIT_TREE, db_index=True)
    organization_path = PathField(
        editable=False, blank=True, copies=ORGANIZATION_TREE, db_index=True
    )
    name = models.CharField("填报单位", max_length=120)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    state = models.CharField(
        "状态", max_length=12, choices=State.choices, default=State.NOT_STARTED
    )
    due_on = models.DateField("期限")
    receipt = models.CharField("回执号", max_length=30, blank=True)
    saved_at = models.DateTimeField("暂存时间", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    return_reason = models.CharField("退回说明", max_length=300, blank=True)
    accepted_at = models.DateTimeField("审核时间", null=True, blank=True)
    row_count = models.PositiveIntegerField("行数", default=0)
    minutes = models.PositiveIntegerField("约需分钟", default=0)
    changed_count = models.PositiveIntegerField("有变化行数", default=0)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "填报"
        ordering = ["round", "unit_path", "organization_path", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["round", "state"], name="assignment_by_state"),
            models.Index(fields=["state", "due_on"], name="assignment_by_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, organization__isnull=False)
                | Q(unit__isnull=False, organization=None),
                name="assignment_has_one_recipient",
            ),
            models.UniqueConstraint(
                fields=["round", "unit"], name="assignment_once_per_unit",
                violation_error_message="这个单位已在这次填报中。",
            ),
            models.UniqueConstraint(
                fields=["round", "organization"], name="assignment_once_per_organization",
                violation_error_message="这个党组织已在这次填报中。",
            ),
            models.UniqueConstraint(
                fields=["receipt"], condition=~Q(receipt=""), name="receipt_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}：{self.round}"

    @property
    def is_awaited(self) -> bool:
        """Whether the recipient has to act."""
        return self.state in self.AWAITED


class RowQuerySet(ScopedQuerySet["Row"]):
    """Rows, scoped by their assignment."""

    unit_path = "assignment__unit_path"
    organization_path = "assignment__organization_path"


class Row(models.Model):
    """One row of an answer: texts by column code, as the register writes them in files.

    ``key`` is the primary key of the register row as text; "new-1", "new-2" … for rows the
    recipient added. ``prefilled`` is what the system knew when the round was issued, ``values``
    what stands there now: both hold every column ("" for empty). ``seen_version`` is the version
    of the register row when it was prefilled, None without one. ``remarks``: column code ("" for
    the whole row) → what the reviewer says about the cell.
    """

    class Fate(models.TextChoices):
        """Whether the row is the recipient's."""

        KEPT = "", "在册"
        ADDED = "added", "新增"
        GONE = "gone", "已不在本单位"

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="rows")
    key = models.CharField(max_length=40)
    label = models.CharField("对象", max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0)
    prefilled = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    is_changed = models.BooleanField("有变化", default=False)
    fate = models.CharField("去留", max_length=6, choices=Fate.choices, blank=True, default="")
    remarks = models.JSONField(default=dict, blank=True)
    seen_version = models.PositiveIntegerField(null=True, blank=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = "填报行"
        ordering = ["assignment", "position", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["assignment", "key"], name="row_once_per_assignment")
        ]

    def __str__(self) -> str:
        return self.label or self.key

    def changed_codes(self) -> list[str]:
        """Return the codes of the columns whose value is no longer the prefilled one."""
        before: dict[str, Any] = self.prefilled
        return [code for code, text in self.values.items() if text != before.get(code, "")]


class ReminderQuerySet(ScopedQuerySet["Reminder"]):
    """Reminders, scoped by their assignment."""

    unit_path = "assignment__unit_path"
    organization_path = "assignment__organization_path"


class Reminder(models.Model):
    """A reminder to the owner of an assignment: nobody else sees it, no name is published."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reminders")
    at = models.DateTimeField("时间")
    on = models.DateField("日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒"
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["assignment", "on"], name="reminder_by_day")]

    def __str__(self) -> str:
        return f"{self.assignment} {self.on}"
