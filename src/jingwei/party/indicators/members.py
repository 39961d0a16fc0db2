"""Numbers about members: how many, of which structure, where the floating ones are."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.kernel.law import law
from jingwei.org.rules import months_later
from jingwei.party.indicators.base import (
    COLLEGE,
    FEMALE,
    HAN,
    MEMBER_REGISTER,
    YOUNG,
    born_after,
    members,
)
from jingwei.party.models import Member
from jingwei.party.rules.meetings import LAW
from jingwei.party.selectors.dues import MEMBERS
from jingwei.people.models import Person

DISPOSED = ("2", "21", "22", "23", "24")
"""Removals in JW_PARTY_EXIT: no expulsion, which is a discipline, and no cancelled probation."""


def _among(people: QuerySet[Person], subject: Slice) -> Rows:
    """Keep the members among some people, whom an index of their own finds: six times as quick."""
    return members(subject, Q(person__in=people.order_by().values("pk")))


def _young(subject: Slice) -> Rows:
    young = Person.objects.filter(birth_on__gte=born_after(YOUNG, subject.end))
    return _among(young, subject)


def _women(subject: Slice) -> Rows:
    return _among(Person.objects.filter(gender=FEMALE), subject)


def _educated(subject: Slice) -> Rows:
    return members(subject, COLLEGE)


def _minority(subject: Slice) -> Rows:
    return _among(Person.objects.exclude(ethnic_group__in=("", HAN)), subject)


def floating(subject: Slice) -> Rows:
    """Return the members who are floating by the register of today."""
    return members(subject, Q(is_mobile=True))


def _located(subject: Slice) -> Rows:
    return floating(subject).exclude(mobile_place="")


def _in_touch(subject: Slice) -> Rows:
    """Keep whose last contact lies no further back than the interval in force."""
    months = int(law(LAW, subject.end).mobile_contact_months)
    since = months_later(subject.end, -months)
    return floating(subject).filter(contacted_on__range=(since, subject.end))


def _lost(subject: Slice) -> Rows:
    gone = (Member.State.LEFT, Member.State.TRANSFERRED, Member.State.DECEASED)
    rows = Member.objects.within(subject.path).exclude(state__in=gone)
    return rows.filter(stage__in=MEMBERS, lost_since__lte=subject.end)


def _disposed(subject: Slice) -> Rows:
    rows = Member.objects.within(subject.path).filter(state=Member.State.LEFT)
    between = (subject.start, subject.end)
    return rows.filter(exit_kind__in=DISPOSED, exited_on__range=between)


indicator(
    Indicator(
        code="party.members", label="党员", unit_label="人", source=MEMBER_REGISTER,
        definition="期末在册的正式党员和预备党员人数；停止党籍、已转出、去世的按现登记扣除",
        keywords=("党员总数", "党员底数", "党员基本信息", "党员信息采集", "党员信息管理"),
        rows=members, items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.members_young", label="35岁及以下党员占比", unit_label="%",
        source=MEMBER_REGISTER, definition="期末在册党员中不超过35周岁（只算到月）的占比",
        keywords=("35岁以下党员", "35岁及以下党员", "党员年龄结构", "党员队伍结构"),
        rows=_young, among=members, items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.members_women", label="女党员占比", unit_label="%", source=MEMBER_REGISTER,
        definition="期末在册党员中女性的占比", keywords=("女党员", "女性党员"),
        rows=_women, among=members, items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.members_educated", label="大专及以上学历党员占比", unit_label="%",
        source=MEMBER_REGISTER,
        definition="期末在册党员中，最高学历按现登记为大专及以上（含党校学历）的占比",
        keywords=("党员学历结构", "大专以上学历的党员", "党员文化程度"),
        rows=_educated, among=members, items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.members_minority", label="少数民族党员占比", unit_label="%",
        source=MEMBER_REGISTER, definition="期末在册党员中少数民族的占比，民族没有登记的不算",
        keywords=("少数民族党员",), rows=_minority, among=members, items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.floating", label="流动党员", unit_label="人", source=MEMBER_REGISTER,
        definition="期末在册党员中，按现登记为流动党员的人数",
        keywords=("流动党员底数", "流动党员台账", "流动党员登记", "流动党员人数"),
        rows=floating, items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.floating_located", label="流动党员去向清楚的占比", unit_label="%",
        source=MEMBER_REGISTER, definition="流动党员中登记了流入地的占比，按现登记",
        keywords=("流动党员去向", "流动党员流入地", "流动党员流向", "流动党员摸排"),
        rows=_located, among=floating, items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.floating_contacted", label="流动党员按期联系率", unit_label="%",
        source=MEMBER_REGISTER,
        definition="流动党员中，最近联系日期在期末之前规定间隔（默认3个月）以内的占比",
        keywords=("流动党员摸底核查", "流动党员管理", "流动党员联系", "流动党员教育", "流动党员"),
        rows=_in_touch, among=floating, items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.lost", label="失联党员", unit_label="人", source=MEMBER_REGISTER,
        definition="失联日期不晚于期末、至今没有取得联系的党员人数，含已停止党籍的",
        keywords=("失联党员", "失去联系的党员", "失联排查"), rows=_lost, items=(15,),
        is_level=True, few_is_good=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.disposed", label="组织处置出党", unit_label="人", source=MEMBER_REGISTER,
        definition="出党日期在期内、出党类别为除名（含自行脱党、退党、劝退、劝而不退）的人数；"
                   "开除党籍和取消预备党员资格不算",
        keywords=("不合格党员组织处置", "不合格党员处置", "处置不合格党员", "不合格党员"),
        rows=_disposed, items=(15,),
    )
)  # fmt: skip
