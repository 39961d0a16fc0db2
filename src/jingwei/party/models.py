"""Party members, from the application to the end of membership."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.scoping import ORGANIZATION_TREE, PathField
from jingwei.org.models import PartyOrganization
from jingwei.people.models import Hat, HatQuerySet


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
        indexes = [
            models.Index(fields=["organization_path", "id"], name="member_by_organization"),
            models.Index(fields=["unit_path", "id"], name="member_by_unit"),
            models.Index(fields=["stage", "organization_path", "id"], name="member_by_stage"),
            models.Index(fields=["state", "organization_path", "id"], name="member_by_state"),
            models.Index(fields=["is_mobile", "organization_path", "id"], name="member_by_mobile"),
            models.Index(fields=["joined_on", "id"], name="member_by_joining"),
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
