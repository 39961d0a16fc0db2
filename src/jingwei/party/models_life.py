"""The life of a branch: dues month by month, and its meetings."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from jingwei.kernel.partial_dates import PartialDateField
from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import ScopedQuerySet
from jingwei.org.models import OrganizationScoped, PartyOrganization
from jingwei.people.models import OfPerson, OfPersonQuerySet


class DuesBase(OfPerson):
    """From which month on a member pays dues as what, and on which base.

    The base is a wage or a pension: few may read it. It is fixed once a year.
    """

    class Kind(models.TextChoices):
        """As what somebody pays. Source: party-and-talent §3.5."""

        SALARIED = "salaried", "在职（按月工资收入）"
        RETIRED = "retired", "离退休（按养老金）"
        FARMER = "farmer", "农民"
        STUDENT = "student", "学生"
        RELIEF = "relief", "下岗失业、依靠救济或低保"

    kind = models.CharField("交纳类别", max_length=10, choices=Kind.choices)
    base = models.DecimalField(
        "月计算基数（元）", max_digits=9, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    since = PartialDateField("起始月份")
    note = models.CharField("备注", max_length=120, blank=True)

    objects = OfPersonQuerySet["DuesBase"].as_manager()

    class Meta:
        verbose_name = "党费基数"
        ordering = ["person", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "since"], name="one_dues_base_from_a_month",
                violation_error_message="这个人从这个月起的党费基数已经登记。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.since} {self.get_kind_display()}"


class DuesMonth(models.Model):
    """The dues of a branch for one month; ``slip_total`` is what the bank slip says.

    Written only by ``party.services.dues``. ``month`` is the first day of the month.
    """

    class State(models.TextChoices):
        """How far the month is."""

        OPEN = "open", "收缴中"
        CLOSED = "closed", "已结清"

    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="dues_months", verbose_name="党组织"
    )
    month = models.DateField("月份")
    state = models.CharField("状态", max_length=6, choices=State.choices, default=State.OPEN)
    slip_total = models.DecimalField(
        "银行回单金额（元）", max_digits=11, decimal_places=2, null=True, blank=True
    )
    note = models.CharField("说明", max_length=200, blank=True)

    objects = OrganizationScoped["DuesMonth"].as_manager()

    class Meta:
        verbose_name = "党费月份"
        ordering = ["organization__path", "-month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "month"], name="dues_once_a_month",
                violation_error_message="这个月的党费已经生成。",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(slip_total__gte=0),
                name="dues_closed_with_a_slip",
                violation_error_message="结清要有银行回单金额。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organization} {self.month:%Y-%m}"


class DuesRowQuerySet(ScopedQuerySet["DuesRow"]):
    """What members pay, scoped by the organization of the month."""

    unit_path = "month__organization__unit_path"
    organization_path = "month__organization__path"


class DuesRow(models.Model):
    """What one member owes for a month and has paid; ``reason`` explains any difference.

    ``due`` is None where the base is not known, ``paid`` None until something is recorded.
    """

    month = models.ForeignKey(DuesMonth, models.CASCADE, related_name="rows")
    member = models.ForeignKey(
        "party.Member", models.PROTECT, related_name="dues", verbose_name="党员"
    )
    due = models.DecimalField("应交（元）", max_digits=8, decimal_places=2, null=True, blank=True)
    paid = models.DecimalField("实交（元）", max_digits=8, decimal_places=2, null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)

    objects = DuesRowQuerySet.as_manager()

    class Meta:
        verbose_name = "党费明细"
        ordering = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["month", "member"], name="dues_once_a_member"),
            models.CheckConstraint(
                condition=Q(paid=None) | Q(paid__gte=0), name="dues_paid_not_negative",
                violation_error_message="实交金额不能为负。",
            ),
            models.CheckConstraint(
                condition=Q(paid=None) | Q(paid=F("due")) | ~Q(reason=""),
                name="dues_difference_with_a_reason",
                violation_error_message="实交与应交不同要写明原因。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.member} {self.month.month:%Y-%m}"


class OrganizationMeeting(RegisterRow):
    """A meeting of a Party organization: when, about what, how many, what was decided.

    No picture, place or time of day is asked for. One gathering may serve two kinds.
    """

    class Kind(models.TextChoices):
        """Kinds of meetings by their code. Source: party-and-talent §2.3."""

        GENERAL = "1", "支部党员大会"
        COMMITTEE = "2", "支部委员会会议"
        GROUP = "3", "党小组会"
        LECTURE = "4", "党课"
        THEME_DAY = "5", "主题党日"
        LIFE = "6", "组织生活会"
        DEMOCRATIC_LIFE = "7", "民主生活会"
        APPRAISAL = "8", "民主评议党员"

    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="meetings", verbose_name="党组织"
    )
    kind = models.CharField("会议类型", max_length=2, choices=Kind.choices)
    also = models.CharField("同时作为", max_length=2, choices=Kind.choices, blank=True)
    held_on = models.DateField("日期")
    topic = models.CharField("议题", max_length=200)
    due_count = models.PositiveSmallIntegerField("应到人数")
    present_count = models.PositiveSmallIntegerField("实到人数")
    leave = models.CharField("请假人员", max_length=300, blank=True)
    decision = models.TextField("决定事项", max_length=2000, blank=True)

    objects = OrganizationScoped["OrganizationMeeting"].as_manager()

    class Meta:
        verbose_name = "组织生活记录"
        ordering = ["organization", "held_on", "pk"]
        indexes = [models.Index(fields=["held_on", "organization"], name="meeting_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(present_count__lte=F("due_count")),
                name="meeting_present_not_over_due",
                violation_error_message="实到人数不能超过应到人数。",
            ),
            models.CheckConstraint(
                condition=~Q(also=F("kind")), name="meeting_of_two_kinds",
                violation_error_message="“同时作为”与会议类型相同，不用再选。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.held_on} {self.get_kind_display()}"
