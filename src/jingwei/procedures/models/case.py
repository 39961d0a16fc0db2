"""A case: one run of a procedure about one subject, or about the rows of a batch."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from jingwei.kernel.scoping import ORGANIZATION_TREE, UNIT_TREE, PathField, ScopedQuerySet
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person
from jingwei.procedures.definition import Procedure, Step
from jingwei.procedures.registry import name_of, procedure, procedures_all

C = TypeVar("C", bound=models.Model, covariant=True)


class CaseQuerySet(ScopedQuerySet["Case"]):
    """Cases, scoped by the unit or the Party organization that runs them."""

    unit_path = "unit_path"
    organization_path = "organization_path"

    def visible_to(self, viewer: Any) -> Self:
        """Keep the cases of the viewer's branches; restricted ones take their own permission."""
        restricted = {found.permission for found in procedures_all() if found.restricted}
        held = [code for code in sorted(restricted) if viewer.has_perm(code)]
        open_to = Q(is_restricted=False) | Q(permission__in=held)
        return super().visible_to(viewer).filter(open_to)

    def running(self) -> Self:
        """Keep the cases that are neither ended nor stopped."""
        return self.filter(state__in=Case.RUNNING)

    def with_subjects(self) -> Self:
        """Read what a line about a case names along with it."""
        return self.select_related("person", "organization", "unit", "owner")


class Case(models.Model):
    """One run of a procedure. Written only by ``procedures.services``.

    ``definition`` and ``definition_version`` say by which text it runs, for good. The unit path
    and the organization path are those of who runs it. ``permission`` and ``is_restricted`` repeat
    the definition, so that visibility is one query. ``due_on`` and ``due_words`` are the nearest
    limit still ahead, ``ready_on`` the day from which the present step may be taken.
    """

    class State(models.TextChoices):
        """What the engine knows of a case."""

        OPEN = "open", "办理中"
        SUSPENDED = "suspended", "中止"
        STOPPED = "stopped", "终止"
        FINISHED = "finished", "办结"
        REVOKED = "revoked", "已撤销"

    RUNNING = (State.OPEN, State.SUSPENDED)

    definition = models.CharField("程序", max_length=80)
    definition_version = models.PositiveSmallIntegerField("程序版本")
    title = models.CharField("名称", max_length=200)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="cases", null=True, blank=True, verbose_name="人员"
    )
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="cases", null=True, blank=True,
        verbose_name="党组织",
    )  # fmt: skip
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="cases", null=True, blank=True, verbose_name="单位"
    )
    unit_path = PathField(editable=False, copies=UNIT_TREE, db_index=True)
    organization_path = PathField(
        editable=False, blank=True, copies=ORGANIZATION_TREE, db_index=True
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    step = models.CharField("当前步骤", max_length=20)
    stage = models.CharField("阶段", max_length=40, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cases", verbose_name="经办人"
    )
    opened_on = models.DateField("发起日期")
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    moved_on = models.DateField("最近一步日期", null=True, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    due_words = models.CharField("期限说明", max_length=300, blank=True)
    ready_on = models.DateField("最早办理日期", null=True, blank=True)
    missing_count = models.PositiveSmallIntegerField("缺材料数", default=0)
    is_restricted = models.BooleanField("限制知悉", default=False)
    permission = models.CharField(max_length=100, blank=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    is_undated = models.GeneratedField(
        expression=Q(due_on__isnull=True),  # type: ignore[arg-type]  # stubs know no conditions
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "程序办理"
        ordering = ["is_undated", "due_on", "pk"]
        indexes = [
            models.Index(fields=["is_undated", "due_on", "id"], name="case_by_limit"),
            models.Index(fields=["definition", "state", "step"], name="case_by_step"),
            models.Index(fields=["owner", "state", "due_on"], name="case_by_owner"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", subject], condition=Q(state__in=("open", "suspended")),
                name=f"one_open_case_per_{subject}",
                violation_error_message="这个对象已有同一程序在办理，不能重复发起。",
            )
            for subject in ("person", "organization", "unit")
        ]  # fmt: skip
        permissions = [
            ("run_case", "办理程序"),
            ("hand_over_case", "移交程序"),
            ("revoke_case", "撤销已办结的程序"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def procedure(self) -> Procedure:
        """The definition this case runs by. Raises BadInput when it is no longer shipped."""
        return procedure(self.definition, self.definition_version)

    @property
    def procedure_name(self) -> str:
        return name_of(self.definition)

    @property
    def present(self) -> Step:
        """The step that is next to be taken, or the last one of an ended case."""
        return self.procedure.step(self.step)

    @property
    def place(self) -> str:
        """Where it stands among the steps: "3/25"."""
        return f"{self.procedure.place(self.step)}/{len(self.procedure.steps)}"

    @property
    def subject(self) -> Person | PartyOrganization | Unit | None:
        return self.person or self.organization or self.unit

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING


class OfCaseQuerySet(ScopedQuerySet[C]):
    """Rows of a case, seen by whoever sees the case."""

    unit_path = "case__unit_path"
    organization_path = "case__organization_path"

    def visible_to(self, viewer: Any) -> Self:
        """Keep the rows of the cases the viewer may see."""
        return self.filter(case__in=Case.objects.visible_to(viewer).order_by())


class CaseSubject(models.Model):
    """One person of a batch: what is proposed for them, and what became of it."""

    class Result(models.TextChoices):
        """How it ended for this person; empty while they go on with the batch."""

        STANDING = "", "继续"
        DONE = "done", "通过"
        DROPPED = "dropped", "不再继续"

    case = models.ForeignKey(Case, models.CASCADE, related_name="subjects")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="case_rows", verbose_name="人员"
    )
    position = models.PositiveSmallIntegerField("序号")
    data = models.JSONField(default=dict)
    result = models.CharField("结果", max_length=10, choices=Result.choices, blank=True)
    result_on = models.DateField("结果日期", null=True, blank=True)
    reason = models.CharField("说明", max_length=300, blank=True)

    objects = OfCaseQuerySet["CaseSubject"].as_manager()

    class Meta:
        verbose_name = "批次人选"
        ordering = ["case", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], name="person_once_in_a_batch",
                violation_error_message="这个人已经在本批次里。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.person)
