"""What is recorded of a case: steps, papers, votes, recusals, and what happened to the case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jingwei.kernel.models import StoredFile
from jingwei.procedures.definition import SKIP
from jingwei.procedures.models.case import Case, CaseSubject, OfCaseQuerySet
from jingwei.procedures.votes import Counted


class StepRecord(models.Model):
    """A step as it was taken, with the verdicts of that moment. Never changed afterwards.

    ``happened_on`` is the day of the event, ``entered_at`` that of the entry; further than 30
    days apart the record ``is_late`` (补录). ``is_returned``: a return took it out of force.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="records")
    step = models.CharField("步骤", max_length=20)
    attempt = models.PositiveSmallIntegerField("第几次", default=1)
    happened_on = models.DateField("发生日期")
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="登记人",
    )  # fmt: skip
    decision = models.CharField("结论", max_length=40)
    reason = models.CharField("理由", max_length=500, blank=True)
    data = models.JSONField(default=dict)
    verdicts = models.JSONField(default=list)
    effect = models.JSONField(default=dict)
    is_late = models.BooleanField("补录", default=False)
    is_returned = models.BooleanField("已退回", default=False)

    objects = OfCaseQuerySet["StepRecord"].as_manager()

    class Meta:
        verbose_name = "步骤记录"
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "step", "attempt"], name="step_attempt_once")
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.happened_on}"

    @property
    def is_skipped(self) -> bool:
        return self.decision == SKIP


class CasePaper(models.Model):
    """A document of a step: who made it, when, its number, and the file where it was uploaded.

    ``is_basis``: the written ground on which a rule that blocks was overridden.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="papers")
    step = models.CharField("步骤", max_length=20)
    code = models.CharField("材料", max_length=40, blank=True)
    name = models.CharField("材料名称", max_length=200)
    number = models.CharField("文号", max_length=80, blank=True)
    maker = models.CharField("形成单位或人", max_length=100, blank=True)
    made_on = models.DateField("形成日期", null=True, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="文件"
    )
    is_basis = models.BooleanField("突破依据", default=False)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = OfCaseQuerySet["CasePaper"].as_manager()

    class Meta:
        verbose_name = "程序材料"
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return self.name


class CaseVote(models.Model):
    """The counts of one vote at a step, on the case or on one person of a batch. Never names.

    ``due`` is who should attend: ``eligible`` without the ``excluded_count`` that
    ``excluded_basis`` allows to leave out.
    """

    record = models.ForeignKey(StepRecord, models.CASCADE, related_name="tallies")
    subject = models.ForeignKey(
        CaseSubject, models.PROTECT, related_name="tallies", null=True, blank=True
    )
    eligible = models.PositiveIntegerField("有表决权人数")
    due = models.PositiveIntegerField("应到会人数")
    present = models.PositiveIntegerField("实到会人数")
    written = models.PositiveIntegerField("书面意见", default=0)
    approve = models.PositiveIntegerField("赞成")
    against = models.PositiveIntegerField("反对", default=0)
    abstain = models.PositiveIntegerField("弃权", default=0)
    excluded_count = models.PositiveIntegerField("不计入应到会人数", default=0)
    excluded_basis = models.CharField("不计入的依据", max_length=300, blank=True)

    class Meta:
        verbose_name = "表决"
        ordering = ["record", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due__lte=F("eligible"))
                & Q(due__gte=F("present") + F("written"))
                & Q(present__gte=F("approve") + F("against") + F("abstain") - F("written")),
                name="vote_counts_add_up",
                violation_error_message="票数与到会人数不符。",
            )
        ]

    def __str__(self) -> str:
        return f"赞成 {self.approve}，反对 {self.against}，弃权 {self.abstain}"

    @property
    def counted(self) -> Counted:
        """The numbers as the formulas take them."""
        return Counted(
            self.eligible, self.due, self.present, self.approve, self.against, self.abstain,
            self.written,
        )  # fmt: skip


class Recusal(models.Model):
    """Somebody who keeps out of a case, by themselves or by decision."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="recusals")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="账号",
    )  # fmt: skip
    name = models.CharField("姓名", max_length=40)
    reason = models.CharField("回避事由", max_length=300)
    decided = models.BooleanField("决定回避", default=True)
    decided_by = models.CharField("决定人", max_length=100, blank=True)
    decided_on = models.DateField("决定日期")

    objects = OfCaseQuerySet["Recusal"].as_manager()

    class Meta:
        verbose_name = "回避"
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return self.name


class CaseEvent(models.Model):
    """What happened to a case apart from its steps, with the reason; the trace of every return."""

    class Kind(models.TextChoices):
        """What happened."""

        RETURNED = "returned", "退回"
        SUSPENDED = "suspended", "中止"
        RESUMED = "resumed", "恢复"
        STOPPED = "stopped", "终止"
        REVOKED = "revoked", "撤销"
        HANDED_OVER = "handed_over", "移交"
        DROPPED = "dropped", "人选不再继续"

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    kind = models.CharField("事项", max_length=12, choices=Kind.choices)
    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField("理由", max_length=500)
    data = models.JSONField(default=dict)

    objects = OfCaseQuerySet["CaseEvent"].as_manager()

    class Meta:
        verbose_name = "程序事项"
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
