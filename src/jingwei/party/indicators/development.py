"""Numbers about admission: who applied, who was developed, how old, how far."""

from __future__ import annotations

from functools import partial

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast, ExtractMonth, ExtractYear, Substr

from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.org.rules import months_later
from jingwei.party.indicators.base import COLLEGE, FEMALE, MEMBER_REGISTER, YOUNG, was_at
from jingwei.party.models import Member

PROBATION_MONTHS = 12
FRONTLINE = ("1", "2")
"""Workers and farmers in JW_OCCUPATION."""
ELSEWHERE = (Member.Entry.TRANSFERRED, Member.Entry.RESTORED)


def developed(subject: Slice) -> QuerySet[Member]:
    """Return who was admitted here in the period, whatever became of them since."""
    rows = Member.objects.within(subject.path).exclude(entry__in=ELSEWHERE)
    return rows.filter(joined_on__range=(subject.start, subject.end))


def _young(subject: Slice) -> Rows:
    """Keep those who were at most 35 in the month they were admitted."""
    month = (ExtractYear("joined_on") - YOUNG - 1) * 100 + ExtractMonth("joined_on")
    rows = developed(subject).alias(
        born=Substr("person__birth_on", 1, 6), latest=Cast(month, CharField())
    )
    return rows.filter(born__gt=F("latest"))


def _women(subject: Slice) -> Rows:
    return developed(subject).filter(person__gender=FEMALE)


def _educated(subject: Slice) -> Rows:
    return developed(subject).filter(COLLEGE)


def _frontline(subject: Slice) -> Rows:
    return developed(subject).filter(occupation__in=FRONTLINE)


def _became(day: str, subject: Slice) -> Rows:
    rows = Member.objects.within(subject.path)
    return rows.filter(**{f"{day}__range": (subject.start, subject.end)})


def _at(stage: str, subject: Slice) -> QuerySet[Member]:
    return Member.objects.within(subject.path).filter(was_at(stage, subject.end))


def _probation_over(subject: Slice) -> Rows:
    rows = _at(Member.Stage.PROBATIONARY, subject)
    return rows.filter(joined_on__lt=months_later(subject.end, -PROBATION_MONTHS))


indicator(
    Indicator(
        code="party.developed", label="发展党员", unit_label="人", source=MEMBER_REGISTER,
        definition="入党日期在期内的人数，不含转入和恢复党籍的；后来转出或出党的仍计入",
        keywords=("发展党员工作", "全年发展党员", "年发展党员", "发展党员力度", "发展党员计划",
                  "发展党员指标", "发展新党员"),
        rows=developed, items=(15,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.developed_young", label="发展党员中35岁及以下占比", unit_label="%",
        source=MEMBER_REGISTER,
        definition="期内发展的党员中，入党当月不超过35周岁（只算到月）的占比；期内没有发展的不出数",
        keywords=("35岁以下占比", "35岁及以下占比", "发展青年党员", "发展年轻党员"),
        rows=_young, among=developed, items=(15,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.developed_women", label="发展党员中女性占比", unit_label="%",
        source=MEMBER_REGISTER, definition="期内发展的党员中女性的占比",
        keywords=("发展女党员", "女性发展对象"), rows=_women, among=developed, items=(15,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.developed_educated", label="发展党员中大专及以上学历占比", unit_label="%",
        source=MEMBER_REGISTER,
        definition="期内发展的党员中，最高学历按现登记为大专及以上（含党校学历）的占比",
        keywords=("高学历党员", "高知识群体", "大专以上学历党员"),
        rows=_educated, among=developed, items=(15,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.developed_frontline", label="在工人和农民中发展党员", unit_label="人",
        source=MEMBER_REGISTER,
        definition="期内发展的党员中，工作岗位按现登记为工人或农牧渔民的人数",
        keywords=("产业工人中发展", "青年农民中发展", "在产业工人", "在青年农民", "生产一线发展"),
        rows=_frontline, items=(15,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.applicants", label="入党申请人", unit_label="人", source=MEMBER_REGISTER,
        definition="期末已递交申请、还没有确定为入党积极分子的人数",
        keywords=("入党申请人", "入党申请"), rows=partial(_at, Member.Stage.APPLICANT),
        items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.activists", label="入党积极分子", unit_label="人", source=MEMBER_REGISTER,
        definition="期末是入党积极分子、还没有确定为发展对象的人数",
        keywords=("入党积极分子队伍", "入党积极分子"), rows=partial(_at, Member.Stage.ACTIVIST),
        items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.activists_new", label="新确定入党积极分子", unit_label="人",
        source=MEMBER_REGISTER, definition="确定入党积极分子日期在期内的人数",
        keywords=("确定入党积极分子", "新增入党积极分子", "培养入党积极分子"),
        rows=partial(_became, "activist_on"), items=(15,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.targets", label="发展对象", unit_label="人", source=MEMBER_REGISTER,
        definition="期末是发展对象、还没有接收为预备党员的人数",
        keywords=("党员发展对象", "确定发展对象", "发展对象人选"),
        rows=partial(_at, Member.Stage.TARGET), items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.probationary", label="预备党员", unit_label="人", source=MEMBER_REGISTER,
        definition="期末在预备期、还没有转正的党员人数", keywords=("预备党员",),
        rows=partial(_at, Member.Stage.PROBATIONARY), items=(15,), is_level=True,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.turned_full", label="预备党员转正", unit_label="人", source=MEMBER_REGISTER,
        definition="转正日期在期内的人数", keywords=("预备党员转正", "按期转正"),
        rows=partial(_became, "full_on"), items=(15,),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="party.probation_over", label="预备期满一年没有转正", unit_label="人",
        source=MEMBER_REGISTER,
        definition="期末仍是预备党员、入党已超过一年的人数；经批准延长预备期的也在内",
        keywords=("预备期满", "转正超期"), rows=_probation_over, items=(15,), is_level=True,
        few_is_good=True,
    )
)  # fmt: skip
