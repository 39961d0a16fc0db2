"""Numbers about units and Party organizations: changes, terms, who is missing at the head."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.org import rules
from jingwei.org.models import (
    CommitteeSeat,
    LegalKind,
    OrganizationKind,
    OrganizationSpell,
    PartyOrganization,
    SeatPost,
    Sector,
    Staffing,
    Term,
    Unit,
    UnitSpell,
)

UNITS, ORGANIZATIONS = "单位登记册", "党组织登记册"
TERMS = "党组织登记册（任期）"
ELECTING = [kind for kind in OrganizationKind if rules.term_years(kind, "")]
"""Kinds whose committee is elected for a term."""
EXPIRY = Coalesce("delay_until", "due_on")
"""The day a term runs out, after an approved delay the later one."""
TWO_NEW = (Sector.PRIVATE, Sector.SOCIAL)
JOINT = (OrganizationKind.JOINT_COMMITTEE, OrganizationKind.JOINT_BRANCH)
MOBILE = (OrganizationKind.MOBILE_COMMITTEE, OrganizationKind.MOBILE_BRANCH)


def organizations_at(subject: Slice) -> models.QuerySet[PartyOrganization]:
    """Return the Party organizations that existed at the end of the period."""
    return PartyOrganization.objects.within(subject.path).existing_on(subject.end)


def _units(subject: Slice) -> models.QuerySet[Unit]:
    return Unit.objects.within(subject.path).existing_on(subject.end)


def _units_changed(subject: Slice) -> Rows:
    rows = UnitSpell.objects.within(subject.path)
    return rows.filter(since__range=(subject.start, subject.end), since__gt=F("unit__since"))


def _units_founded(subject: Slice) -> Rows:
    rows = Unit.objects.within(subject.path)
    return rows.filter(since__range=(subject.start, subject.end))


def _units_closed(subject: Slice) -> Rows:
    rows = Unit.objects.within(subject.path)
    return rows.filter(closed_on__range=(subject.start, subject.end))


def _reference_units(subject: Slice) -> Rows:
    return _units(subject).filter(reference_approved_on__lte=subject.end)


def _legal(subject: Slice) -> models.QuerySet[Unit]:
    return _units(subject).filter(legal_kind=LegalKind.LEGAL)


def _staffed(subject: Slice) -> Rows:
    laid_down = Staffing.objects.filter(unit=OuterRef("pk"), since__lte=subject.end)
    return _legal(subject).filter(Exists(laid_down))


def _founded(subject: Slice) -> Rows:
    rows = PartyOrganization.objects.within(subject.path)
    return rows.filter(founded_on__range=(subject.start, subject.end))


def _organizations_changed(subject: Slice) -> Rows:
    rows = OrganizationSpell.objects.within(subject.path)
    return rows.filter(
        since__range=(subject.start, subject.end), since__gt=F("organization__since")
    )


def _of_kinds(*kinds: str) -> Any:
    return lambda subject: organizations_at(subject).filter(kind__in=kinds)


def _of_two_new(subject: Slice) -> Rows:
    return organizations_at(subject).filter(sector__in=TWO_NEW)


def _due(subject: Slice) -> models.QuerySet[Any]:
    rows = Term.objects.within(subject.path).annotate(expiry=EXPIRY)
    return rows.filter(expiry__range=(subject.start, subject.end))


def _ended_in_time(subject: Slice) -> Rows:
    return _due(subject).filter(ended_on__lte=F("expiry"))


def _overdue(subject: Slice) -> Rows:
    running = Term.objects.within(subject.path).on(subject.end)
    running = running.exclude(organization__closed_on__lte=subject.end)
    return running.annotate(expiry=EXPIRY).filter(expiry__lt=subject.end)


def _elected(subject: Slice) -> Rows:
    rows = Term.objects.within(subject.path)
    return rows.filter(elected_on__range=(subject.start, subject.end))


def _electing(subject: Slice) -> models.QuerySet[PartyOrganization]:
    return organizations_at(subject).filter(kind__in=ELECTING)


def _led(subject: Slice) -> Rows:
    seats = CommitteeSeat.objects.on(subject.end).filter(post=SeatPost.SECRETARY)
    return _electing(subject).filter(Exists(seats.filter(organization=OuterRef("pk"))))


indicator(Indicator(
    "org.units_changed", "单位更名划转", "次",
    "生效日期在期内的单位更名、划归次数，单位设立时的首次登记不计",
    UNITS, ("机构改革", "机构调整", "职能划转"), _units_changed, items=(9,),
))  # fmt: skip
indicator(Indicator(
    "org.units_founded", "新设单位", "个", "设立日期在期内的单位数",
    UNITS, ("新设机构", "新组建单位"), _units_founded, items=(9,),
))  # fmt: skip
indicator(Indicator(
    "org.units_closed", "撤销单位", "个", "撤销日期在期内的单位数",
    UNITS, ("撤销机构", "撤并单位", "机构撤并"), _units_closed, items=(9,),
))  # fmt: skip
indicator(Indicator(
    "org.reference_units", "参公管理单位", "个",
    "期末存在、参公审批时间不晚于期末的单位数",
    UNITS, ("参公单位", "参照公务员法管理"), _reference_units, items=(9,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "org.staffed_share", "登记了编制职数的单位占比", "%",
    "期末存在的法人单位中，登记有不晚于期末生效的编制职数的占比",
    UNITS, ("编制职数", "职数核定", "核定职数"), _staffed, _legal, items=(4, 9), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "org.organizations", "党组织", "个", "期末存在的各类党组织数",
    ORGANIZATIONS, ("党组织数量", "党的组织覆盖"), organizations_at, items=(11, 14), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "org.organizations_founded", "新建党组织", "个", "成立日期在期内的党组织数",
    ORGANIZATIONS, ("新建党组织", "组建党组织", "成立党组织", "单独组建"), _founded,
    items=(11, 14),
))  # fmt: skip
indicator(Indicator(
    "org.organizations_changed", "党组织更名、改设、隶属调整", "次",
    "生效日期在期内的党组织更名、改设和隶属关系调整次数，首次登记不计",
    ORGANIZATIONS, ("隶属关系", "优化党组织设置", "党组织设置"), _organizations_changed,
    items=(11, 14),
))  # fmt: skip
indicator(Indicator(
    "org.two_new_organizations", "两新组织党组织", "个",
    "期末存在、领域为非公有制企业或社会组织的党组织数",
    ORGANIZATIONS, ("两新组织党组织", "两新组织党支部"),
    _of_two_new, items=(14,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "org.joint_organizations", "联合党组织", "个", "期末存在的联合党委、联合党支部数",
    ORGANIZATIONS, ("联合党委", "联合党支部"), _of_kinds(*JOINT), items=(12, 14), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "org.mobile_organizations", "流动党员党组织", "个",
    "期末存在的流动党员党委、流动党员党支部数",
    ORGANIZATIONS, ("流动党员党支部", "流动党员党组织", "流动党员党委"), _of_kinds(*MOBILE),
    items=(15,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "org.elections", "党组织换届选举", "次", "选举日期在期内的任期数",
    TERMS, ("基层党组织换届",), _elected, items=(11,),
))  # fmt: skip
indicator(Indicator(
    "org.terms_in_time_share", "按期换届率", "%",
    "届满日期（批准延期的按延期后）在期内的任期中，在届满日期之前或当天由下一届接替的占比",
    TERMS, ("按期换届率", "换届提醒", "任期届满"), _ended_in_time, _due, items=(11,),
))  # fmt: skip
indicator(Indicator(
    "org.terms_overdue", "届满未换届的党组织", "个",
    "期末存在的党组织中，现任期的届满日期（批准延期的按延期后）早于期末的任期数",
    TERMS, ("届满未换届", "逾期未换届", "超期未换届"), _overdue,
    items=(11,), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "org.secretaries_share", "书记在任的党组织占比", "%",
    "期末存在、委员会由选举产生的党组织中，期末登记有书记在任的占比",
    "党组织登记册（班子成员）", ("配齐书记", "书记空缺", "配强书记", "选优配强党组织书记"),
    _led, _electing, items=(11,), is_level=True,
))  # fmt: skip
