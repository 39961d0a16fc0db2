"""Appointments and posts: who came to office, who moved, where posts are vacant or too many."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from jingwei.cadres.indicators.populations import (
    CHIEF,
    COUNTY_LEVEL,
    DEPUTY,
    MAN,
    SECTION_LEVEL,
    WOMAN,
    bodies,
    first_levels,
    leading_posts,
    not_older,
    serving,
)
from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.kernel.partial_dates import falls_between, in_force_on, just_after
from jingwei.org.models import Staffing
from jingwei.people.indicators import NOW_UNIT
from jingwei.people.models import PostHeld
from jingwei.people.rules import retirement
from jingwei.procedures.indicators import SOURCE as CASES
from jingwei.procedures.indicators import cases_finished, cases_kept, steps_taken

POSTS, LEVELS = "任职登记册", "职务职级登记册"
STAFFING = "任职登记册、单位编制职数"
MOVED, RETIRED = "3", "4"
"""Kinds of removal (ZB16)."""
SELECTION = (
    "cadres.appointment", "cadres.transfer", "cadres.probation_end", "cadres.removal",
    "cadres.rank_promotion",
)  # fmt: skip
"""Procedures by which people are chosen, moved and removed."""
NOTICES = Q(case__definition="cadres.appointment", step="J07") | Q(
    case__definition="cadres.transfer", step="P05"
)
INSPECTIONS = Q(case__definition="cadres.appointment", step="J04") | Q(
    case__definition="cadres.transfer", step="P02"
)
FILED = (
    Q(case__definition="cadres.appointment", step="J10")
    | Q(case__definition="cadres.transfer", step="P07")
    | Q(case__definition="cadres.removal", step="M05")
)
AHEAD_MONTHS = 12


def _promoted(subject: Slice) -> Rows:
    return first_levels(subject, (*SECTION_LEVEL, *COUNTY_LEVEL))


def _posts(subject: Slice) -> models.QuerySet[PostHeld]:
    return PostHeld.objects.within(subject.path).filter(person__merged_into=None)


def _taken_up(subject: Slice) -> Rows:
    rows = _posts(subject).filter(falls_between("since", subject.start, subject.end))
    return rows.filter(is_leader=True, member_kind__in=(CHIEF, DEPUTY))


def _left(subject: Slice, kind: str) -> models.QuerySet[PostHeld]:
    rows = _posts(subject).filter(falls_between("until", subject.start, subject.end))
    return rows.filter(is_main=True, removal_kind=kind)


def _moved(subject: Slice) -> Rows:
    return _left(subject, MOVED)


def _young_moved(subject: Slice) -> Rows:
    return _left(subject, MOVED).filter(not_older(subject, 40, "person__"))


def _retired(subject: Slice) -> Rows:
    return _left(subject, RETIRED)


def _seconded(subject: Slice) -> Rows:
    return _posts(subject).filter(in_force_on(subject.end), title__contains="挂职")


def _notices(subject: Slice) -> Rows:
    return steps_taken(subject).filter(NOTICES)


def _inspections(subject: Slice) -> Rows:
    return steps_taken(subject).filter(INSPECTIONS)


def _filed(subject: Slice) -> Rows:
    return steps_taken(subject).filter(FILED)


def _selected(subject: Slice) -> Rows:
    return cases_finished(subject).filter(definition__in=SELECTION)


def _selected_well(subject: Slice) -> Rows:
    return cases_kept(subject).filter(definition__in=SELECTION)


def _seats(subject: Slice) -> models.QuerySet[Any]:
    """Return the units with approved leading posts, with what is approved and what is held."""
    laid_down = Staffing.objects.filter(unit=OuterRef("pk"), since__lte=subject.end)
    latest = laid_down.order_by("-since")
    units: models.QuerySet[Any] = bodies(subject).annotate(
        chief_posts=Subquery(latest.values("chief_posts")[:1]),
        deputy_posts=Subquery(latest.values("deputy_posts")[:1]),
        chiefs=_held(subject, CHIEF), deputies=_held(subject, DEPUTY),
    )  # fmt: skip
    return units.filter(Q(chief_posts__gte=0) | Q(deputy_posts__gte=0))


def _held(subject: Slice, kind: str) -> Any:
    """Return the number of people who hold such a post in the unit of the outer query."""
    posts = leading_posts(subject).filter(unit=OuterRef("pk"), member_kind=kind).order_by()
    counted = posts.values("unit").annotate(people=Count("person", distinct=True))
    return Coalesce(Subquery(counted.values("people")), 0)


def _vacant(subject: Slice) -> Rows:
    return _seats(subject).filter(
        Q(chiefs__lt=F("chief_posts")) | Q(deputies__lt=F("deputy_posts"))
    )


def _without_chief(subject: Slice) -> Rows:
    return _seats(subject).filter(chiefs__lt=F("chief_posts"))


def _over(subject: Slice) -> Rows:
    return _seats(subject).filter(
        Q(chiefs__gt=F("chief_posts")) | Q(deputies__gt=F("deputy_posts"))
    )


@lru_cache(maxsize=64)
def births_retiring(kind: str, first: int, last: int) -> tuple[str, str]:
    """Return the first and last month of birth of whom ``kind`` lets go in a range of months.

    ``first`` and ``last`` are months as year × 12 + month - 1, both inclusive.
    """
    months = [f"{m // 12:04}{m % 12 + 1:02}" for m in range(first - 64 * 12, last - 49 * 12)]
    reached = {born: retirement(born, kind)[1] for born in months}
    bounds = f"{first // 12:04}{first % 12 + 1:02}", f"{last // 12:04}{last % 12 + 1:02}"
    found = [born for born, month in reached.items() if bounds[0] <= month <= bounds[1]]
    return (found[0], found[-1]) if found else ("9", "0")


def _of_age(kind: str, end: date) -> Q:
    now = end.year * 12 + end.month - 1
    first, last = births_retiring(kind, now + 1, now + AHEAD_MONTHS)
    bound = just_after(last) if len(last) == 6 else last
    return Q(person__birth_on__gte=first, person__birth_on__lt=bound)


def _retiring(subject: Slice) -> Rows:
    high = Q(person__level__in=("1A21", "1A22", *COUNTY_LEVEL))
    later = Q(person__gender=MAN) | Q(high, person__gender=WOMAN)
    sooner = Q(~high, person__gender=WOMAN)
    told = {kind: Q(person__retirement_kind=kind) for kind in ("M60", "F55", "F50")}
    open_kind = Q(person__retirement_kind="")
    due = (
        (told["M60"] | open_kind & later) & _of_age("M60", subject.end)
        | (told["F55"] | open_kind & sooner) & _of_age("F55", subject.end)
        | told["F50"] & _of_age("F50", subject.end)
    )
    return serving(subject).filter(due)


indicator(Indicator(
    "cadres.promotions", "提拔任用", "人次",
    "批准时间在期内、本人此前没有任过同级或更高层次的县处级、乡科级职务层次条数；" + NOW_UNIT,
    LEVELS, ("提拔使用", "提拔重用", "提任", "选拔使用", "大力选拔"), _promoted, items=(4,),
))  # fmt: skip
indicator(Indicator(
    "cadres.leaders_appointed", "领导职务任职", "人次",
    "任职时间在期内的领导班子正职、副职任职条数；" + NOW_UNIT,
    POSTS, ("选优配强领导班子", "配强领导班子", "领导班子配备", "班子调整"), _taken_up,
    items=(4,),
))  # fmt: skip
indicator(Indicator(
    "cadres.moves", "交流任职", "人次",
    "免职时间在期内、免职类别为交流的主职务条数；" + NOW_UNIT,
    POSTS, ("交流任职", "轮岗交流", "干部交流", "交流轮岗"), _moved, items=(4, 6),
))  # fmt: skip
indicator(Indicator(
    "cadres.young_moves", "40岁及以下干部交流任职", "人次",
    "免职时间在期内、免职类别为交流、本人期末 40 周岁及以下的主职务条数；" + NOW_UNIT,
    POSTS, ("年轻干部跨", "年轻干部交流", "跨领域、跨部门", "跨部门交流"), _young_moved,
    items=(6,),
))  # fmt: skip
indicator(Indicator(
    "cadres.secondments", "挂职干部", "人次",
    "期末在任、职务名称写明“挂职”的任职条数；" + NOW_UNIT,
    POSTS, ("挂职锻炼", "干部挂职", "挂职干部"), _seconded, items=(6,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.retired", "办理退休", "人次",
    "免职时间在期内、免职类别为离（退）休的主职务条数；" + NOW_UNIT,
    POSTS, ("办理退休", "退休审批", "到龄免职"), _retired, items=(4, 10),
))  # fmt: skip
indicator(Indicator(
    "cadres.retiring", "一年内到龄退休的干部", "人",
    "现职干部（按现在的管理状态）中，期末次月起 12 个月内到达法定退休年龄的人数；"
    "退休类别没有登记的按性别和现职务层次推定",
    "干部登记册", ("到龄退休", "到龄干部", "退休年龄"), _retiring, items=(4, 10), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.notices", "任前公示", "批次", "期内进行的提任、平级调整公示步骤数，已撤销的程序不计",
    CASES, ("任前公示",), _notices, items=(4,),
))  # fmt: skip
indicator(Indicator(
    "cadres.inspections", "任职考察", "批次",
    "期内进行的提任、平级调整考察步骤数，已撤销的程序不计",
    CASES, ("任职考察", "任前考察", "干部考察"), _inspections, items=(4, 5),
))  # fmt: skip
indicator(Indicator(
    "cadres.selection_filed", "选任纪实归档", "批次",
    "期内进行的提任、平级调整、免职的纪实归档步骤数，已撤销的程序不计",
    CASES, ("选任纪实", "纪实归档", "选拔任用纪实"), _filed, items=(4, 21),
))  # fmt: skip
indicator(Indicator(
    "cadres.selection_kept_share", "选任程序无不符合记录的占比", "%",
    "期内办结的提任、平级调整、试用期满、免职和职级晋升中，"
    "全部步骤的规则、期限和表决核查都没有“不符合”的占比",
    CASES, ("公正使用干部", "公道对待干部", "选人用人上的不正之风", "选任程序"),
    _selected_well, _selected, items=(4, 7, 21),
))  # fmt: skip
indicator(Indicator(
    "cadres.vacant_bodies", "领导职数有空缺的单位", "个",
    "期末在任的正职或副职少于核定领导职数的单位数；没有核定职数的单位和内设机构不计",
    STAFFING, ("领导职数空缺", "班子空缺", "补齐配强"), _vacant,
    items=(4,), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.bodies_without_chief", "正职有空缺的单位", "个",
    "期末在任的正职少于核定正职职数的单位数；没有核定职数的单位和内设机构不计",
    STAFFING, ("正职空缺", "主要负责人空缺"), _without_chief,
    items=(4,), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.bodies_over", "领导职数超配的单位", "个",
    "期末在任的正职或副职多于核定领导职数的单位数；没有核定职数的单位和内设机构不计",
    STAFFING, ("超职数", "超配干部", "消化超配"), _over,
    items=(4,), is_level=True, few_is_good=True,
))  # fmt: skip
