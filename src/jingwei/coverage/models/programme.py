"""A programme: who should be covered, by when, and what counts as covered."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from jingwei.kernel.scoping import ScopedQuerySet, Viewer
from jingwei.org.models import Unit


class Subject(models.TextChoices):
    """What stands on a roster."""

    PERSON = "person", "人员"
    ORGANIZATION = "organization", "党组织"
    UNIT = "unit", "单位"


class ProgrammeQuerySet(ScopedQuerySet["Programme"]):
    """Programmes, scoped by the unit that runs them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep those of the viewer's units, and those with somebody the viewer may see."""
        roster: Any = self.model._meta.get_field("rows").related_model
        own = self.within(*viewer.unit_paths()).order_by().values("pk")
        rows = roster.objects.visible_to(viewer).filter(programme=OuterRef("pk"))
        return self.filter(Q(pk__in=own) | Exists(rows))


class Programme(models.Model):
    """A programme of a unit. Written only by ``coverage.services``.

    ``register`` and ``query`` are the audience: a saved list of that register, read with the
    sight of ``owner``; once started the roster is frozen. ``needed`` pieces of evidence from
    ``began_on`` on make somebody covered. ``due_column`` and ``due_months`` give each row a limit
    of its own: so many months after a day that the register holds. ``proposed_count`` is how many
    changes of the roster the filter proposed when it was last compared; ``typed_count`` how many
    rows are covered by nothing but typed evidence.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "拟定"
        RUNNING = "running", "进行中"
        CLOSED = "closed", "已结束"

    title = models.CharField("名称", max_length=120)
    purpose = models.CharField("目的", max_length=300, blank=True)
    measure = models.CharField("对应举措", max_length=300, blank=True)
    basis = models.CharField("依据", max_length=300, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="programmes", verbose_name="承办单位"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="programmes", verbose_name="经办人"
    )
    began_on = models.DateField("起始日期")
    due_on = models.DateField("截止日期")
    register = models.CharField("名单来源", max_length=60)
    query = models.TextField("筛选条件", blank=True)
    audience = models.CharField("对象", max_length=400, blank=True)
    subject = models.CharField("对象类别", max_length=12, choices=Subject.choices)
    counts = models.CharField("怎样算覆盖", max_length=200)
    source = models.CharField("取自登记", max_length=60, blank=True)
    source_words = models.CharField("登记里的名称", max_length=200, blank=True)
    needed = models.PositiveSmallIntegerField("需要几次", default=1)
    due_column = models.CharField("各自期限起算", max_length=60, blank=True)
    due_months = models.PositiveSmallIntegerField("起算后几个月", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.DRAFT)
    started_on = models.DateField("名单冻结日期", null=True, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    result = models.CharField("结束说明", max_length=300, blank=True)
    refreshed_on = models.DateField("最近取数日期", null=True, blank=True)
    proposed_count = models.PositiveIntegerField("待核对的名单变动", default=0, editable=False)
    typed_count = models.PositiveIntegerField("只有手工凭据的", default=0, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "覆盖项目"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("began_on")), name="programme_due_after_beginning",
                violation_error_message="截止日期早于起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(needed__gte=1), name="programme_needs_something",
                violation_error_message="至少需要 1 次。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def unit_word(self) -> str:
        """The word after a number of subjects."""
        words: dict[Any, str] = {Subject.PERSON: "人"}
        return words.get(self.subject, "个")
