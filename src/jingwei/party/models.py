"""Party members, from the application to the end of membership."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.registers.indexes import EmptiesFirst
from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import ORGANIZATION_TREE, PathField
from jingwei.org.models import OrganizationScoped, PartyOrganization
from jingwei.party.models_life import DuesBase, DuesMonth, DuesRow, OrganizationMeeting
from jingwei.people.models import Hat, HatQuerySet, OfPerson, OfPersonQuerySet
from jingwei.procedures.models import Case, OfCaseQuerySet

__all__ = [
    "BallotEntry",
    "BranchTurnout",
    "Delegate",
    "DuesBase",
    "DuesMonth",
    "DuesRow",
    "Member",
    "MemberQuerySet",
    "OrganizationMeeting",
    "WeakSpell",
]


class MemberQuerySet(HatQuerySet["Member"]):
    """Members, scoped by their unit or by their Party organization."""

    organization_path = "organization_path"


class Member(Hat):
    """Who applied, is trained, or is a member, in one row from the first day on."""

    class Stage(models.TextChoices):
        APPLICANT = "applicant", "入党申请人"
        ACTIVIST = "activist", "入党积极分子"
        TARGET = "target", "发展对象"
        PROBATIONARY = "probationary", "预备党员"
        FULL = "full", "正式党员"

    class State(models.TextChoices):
        NORMAL = "normal", "正常"
        STOPPED = "stopped", "停止党籍"
        LEFT = "left", "出党"
        TRANSFERRED = "transferred", "已转出"
        DECEASED = "deceased", "去世"

    class Entry(models.TextChoices):
        IMPORTED = "imported", "系统建档"
        DEVELOPED = "developed", "本地发展"
        TRANSFERRED = "transferred_in", "转入"
        RESTORED = "restored", "恢复党籍"
        ADDED = "added", "补录"

    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="members", verbose_name="所在党组织"
    )
    organization_path = PathField(editable=False, copies=ORGANIZATION_TREE)
    stage = models.CharField("类别", max_length=12, choices=Stage.choices)
    state = models.CharField("党籍状态", max_length=12, choices=State.choices, default=State.NORMAL)
    group = models.CharField("党小组", max_length=40, blank=True)
    applied_on = models.DateField("申请入党日期", null=True, blank=True)
    activist_on = models.DateField("确定积极分子日期", null=True, blank=True)
    target_on = models.DateField("确定发展对象日期", null=True, blank=True)
    joined_on = models.DateField("入党日期", null=True, blank=True)
    full_on = models.DateField("转正日期", null=True, blank=True)
    join_branch = models.CharField("入党时所在支部", max_length=100, blank=True)
    introducers = models.CharField("入党介绍人", max_length=60, blank=True)
    occupation = CodeField("工作岗位", table="JW_OCCUPATION")
    entry = models.CharField(
        "进入方式", max_length=14, choices=Entry.choices, default=Entry.IMPORTED
    )
    entered_on = models.DateField("进入本支部日期", null=True, blank=True)
    is_mobile = models.BooleanField("流动党员", default=False)
    mobile_place = models.CharField("流入地", max_length=60, blank=True)
    contacted_on = models.DateField("最近联系日期", null=True, blank=True)
    lost_since = models.DateField("失联日期", null=True, blank=True)
    exit_kind = CodeField("出党类别", table="JW_PARTY_EXIT")
    exited_on = models.DateField("出党日期", null=True, blank=True)
    national_no = models.CharField("全国系统编号", max_length=40, blank=True)
    synced_on = models.DateField("核对日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "党员"
        ordering = ["organization_path", "pk"]
        permissions = [("dispose_member", "办理不合格党员组织处置")]
        indexes = [
            models.Index(
                fields=["organization_path", "id", "unit_path", "person"],
                name="member_by_organization",
            ),
            models.Index(fields=["unit_path", "id", "person"], name="member_by_unit"),
            *(
                models.Index(
                    fields=[name, "organization_path", "id", "unit_path", "person"],
                    name=f"member_by_{word}",
                )
                for name, word in (("stage", "stage"), ("state", "state"), ("is_mobile", "mobile"))
            ),
            models.Index(
                fields=["occupation", "organization_path", "id", "unit_path", "person"],
                name="member_by_occupation",
                condition=~Q(occupation=""),
            ),
            models.Index(fields=["applied_on"], name="member_by_application"),
            models.Index(fields=["full_on"], name="member_by_full_day"),
            models.Index(fields=["lost_since"], name="member_by_loss"),
            EmptiesFirst(
                fields=["joined_on", "id", "unit_path", "person"], name="member_by_joining_day"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(full_on=None)
                | Q(joined_on=None)
                | Q(full_on__gt=models.F("joined_on")),
                name="member_full_after_joining",
                violation_error_message="转正日期应晚于入党日期。",
            )
        ]


class WeakSpell(RegisterRow):
    """A time in which a Party organization counts as weak: from its identification to the closing.

    ``looked_back_on`` is the day of the look-back that ended the follow-up, ``result`` what it
    found. Written by the procedure ``party.weak_organization``.
    """

    class Result(models.TextChoices):
        """What the look-back found."""

        STEADY = "steady", "巩固"
        RELAPSED = "relapsed", "反弹"

    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="weak_spells", verbose_name="党组织"
    )
    identified_on = models.DateField("认定日期")
    minutes_no = models.CharField("认定会议纪要号", max_length=120, blank=True)
    causes = models.CharField("认定事由", max_length=300)
    leader = models.CharField("联系领导", max_length=60, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    looked_back_on = models.DateField("回头看日期", null=True, blank=True)
    result = models.CharField("回头看结果", max_length=10, choices=Result.choices, blank=True)

    objects = OrganizationScoped["WeakSpell"].as_manager()

    class Meta:
        verbose_name = "软弱涣散认定"
        ordering = ["organization", "identified_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(closed_on=None),
                name="one_open_weak_spell",
                violation_error_message="这个党组织已认定为软弱涣散，还没有销号。",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("identified_on")),
                name="weak_closed_after_identified",
                violation_error_message="销号日期不能早于认定日期。",
            ),
            models.CheckConstraint(
                condition=Q(looked_back_on=None) | Q(looked_back_on__gte=models.F("closed_on")),
                name="weak_looked_back_after_closing",
                violation_error_message="回头看日期不能早于销号日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.identified_on}"


class Delegate(OfPerson):
    """A seat in a Party congress, from the election until it ends.

    Written by the procedure ``party.delegate_selection``. ``organization`` is the electing unit.
    """

    congress = models.CharField("党代会", max_length=80)
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="delegates", verbose_name="选举单位"
    )
    elected_on = models.DateField("当选日期")
    document_no = models.CharField("确认文号", max_length=80, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    reason = models.CharField("终止原因", max_length=200, blank=True)

    objects = OfPersonQuerySet["Delegate"].as_manager()

    class Meta:
        verbose_name = "党代表"
        ordering = ["person", "elected_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "congress"], name="delegate_once_in_a_congress",
                violation_error_message="这个人已经是这次党代会的代表。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("elected_on")),
                name="delegate_ended_after_elected",
                violation_error_message="终止日期不能早于当选日期。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.congress}"


class BranchTurnout(models.Model):
    """A branch that took part in a round of choosing delegates: when, with how many members."""

    class Round(models.IntegerChoices):
        """The two times that every branch is asked."""

        RECOMMENDING = 1, "推荐提名"
        COMMENTING = 2, "听取意见"

    case = models.ForeignKey(Case, models.CASCADE, related_name="turnouts")
    branch = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="+", verbose_name="党支部"
    )
    round = models.PositiveSmallIntegerField("轮次", choices=Round.choices)
    held_on = models.DateField("开会日期")
    present = models.PositiveIntegerField("参加党员数")

    objects = OfCaseQuerySet["BranchTurnout"].as_manager()

    class Meta:
        verbose_name = "支部参加情况"
        ordering = ["case", "round", "branch"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round", "branch"], name="branch_once_in_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.present}"


class BallotEntry(models.Model):
    """The counts of a round of the election as one account entered them.

    Two equal ones by different accounts are accepted. ``data`` is a ``delegate_count.Sheet``.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="ballot_entries")
    round = models.PositiveSmallIntegerField("轮次")
    teller = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    entered_at = models.DateTimeField("录入时间", auto_now=True)
    data = models.JSONField("票数")

    objects = OfCaseQuerySet["BallotEntry"].as_manager()

    class Meta:
        verbose_name = "计票录入"
        ordering = ["case", "round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round", "teller"], name="one_entry_a_teller")
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.teller}"
