"""Training of those who lead: who took part, whose hours are short, who is new in office."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Sum

from jingwei.cadres.indicators.populations import (
    COUNTY_LEVEL,
    SECTION_LEVEL,
    held_levels,
    levels_begun,
    serving,
)
from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.people.indicators import IN_OFFICE, people_at
from jingwei.people.models import Person, TrainingRecord

SOURCE = "培训登记册、职务职级登记册"
HOURS_A_YEAR = 90
"""Source: regulations on the education and training of cadres, below county level a year."""
NEW_TO = (*SECTION_LEVEL, *COUNTY_LEVEL)


def _section(subject: Slice) -> models.QuerySet[Person]:
    return held_levels(subject, SECTION_LEVEL)


def _county(subject: Slice) -> models.QuerySet[Person]:
    return held_levels(subject, COUNTY_LEVEL)


def _taken(subject: Slice, person: str, **which: str) -> Exists:
    """Match whoever took part in a training that began in the period."""
    return Exists(TrainingRecord.objects.filter(
        person=OuterRef(person), began_on__range=(subject.start, subject.end), **which
    ))  # fmt: skip


def _section_trained(subject: Slice) -> Rows:
    return _section(subject).filter(_taken(subject, "pk"))


def _section_untrained(subject: Slice) -> Rows:
    return _section(subject).exclude(_taken(subject, "pk"))


def _county_trained(subject: Slice) -> Rows:
    return _county(subject).filter(_taken(subject, "pk"))


def _serving_trained(subject: Slice) -> Rows:
    return serving(subject).filter(_taken(subject, "person"))


def _enough(end: date) -> Any:
    """Return the keys of the people with the hours of a year from its first day to ``end``."""
    rows = TrainingRecord.objects.filter(began_on__range=(date(end.year, 1, 1), end))
    sums = rows.order_by().values("person").annotate(total=Sum("hours"))
    return sums.filter(total__gte=HOURS_A_YEAR).values("person")


def _hours_short(subject: Slice) -> Rows:
    return _section(subject).exclude(pk__in=_enough(subject.end))


def _hours_enough(subject: Slice) -> Rows:
    return _section(subject).filter(pk__in=_enough(subject.end))


def _new(subject: Slice) -> models.QuerySet[Person]:
    begun = levels_begun(subject, NEW_TO).order_by()
    return people_at(subject).filter(pk__in=begun.values("person"))


def _new_trained(subject: Slice) -> Rows:
    return _new(subject).filter(_taken(subject, "pk", kind=IN_OFFICE))


def _new_untrained(subject: Slice) -> Rows:
    return _new(subject).exclude(_taken(subject, "pk", kind=IN_OFFICE))


indicator(Indicator(
    "cadres.section_trained_share", "科级干部参训率", "%",
    "期末任职的科级领导干部中，期内至少参加过一次培训（按开始日期）的占比",
    SOURCE, ("科级干部集中轮训", "科级干部轮训", "集中轮训", "干部轮训", "参训率"),
    _section_trained, _section, items=(1, 3),
))  # fmt: skip
indicator(Indicator(
    "cadres.section_untrained", "期内没有参训的科级干部", "人",
    "期末任职的科级领导干部中，期内没有参加过培训的人数",
    SOURCE, ("应训未训", "未参训"), _section_untrained,
    items=(1, 3), few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.county_trained_share", "县处级干部参训率", "%",
    "期末任职的县处级领导干部中，期内至少参加过一次培训（按开始日期）的占比",
    SOURCE, ("处级干部轮训", "处级干部集中轮训", "处级干部培训"), _county_trained, _county,
    items=(1, 3),
))  # fmt: skip
indicator(Indicator(
    "cadres.trained_share", "现职干部参训率", "%",
    "现职干部（按现在的管理状态）中，期内至少参加过一次培训的占比",
    "培训登记册、干部登记册", ("全员培训", "干部培训覆盖", "教育培训提质增效", "公务员培训"),
    _serving_trained, serving, items=(3, 9),
))  # fmt: skip
indicator(Indicator(
    "cadres.hours_short", "本年学时未满的科级干部", "人",
    f"期末任职的科级领导干部中，期末当年 1 月 1 日至期末登记学时合计不满 {HOURS_A_YEAR} 学时的"
    "人数；没有填学时的培训不计学时",
    SOURCE, ("学时不足", "补足学时", "未修满"), _hours_short,
    items=(3,), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.hours_reached_share", "本年学时达标率", "%",
    f"期末任职的科级领导干部中，期末当年 1 月 1 日至期末登记学时合计达到 {HOURS_A_YEAR} 学时的"
    "占比",
    SOURCE, ("学时达标", "完成学时", "年度学时", "学时制度"), _hours_enough, _section,
    items=(3,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.new_trained_share", "新任职干部任职培训率", "%",
    "职务层次批准时间在期内的县处级、乡科级干部中，期内参加过任职培训的占比",
    SOURCE, ("新任职干部", "新提任干部培训", "新提拔干部培训"), _new_trained, _new, items=(3,),
))  # fmt: skip
indicator(Indicator(
    "cadres.new_untrained", "没有参加任职培训的新任职干部", "人",
    "职务层次批准时间在期内的县处级、乡科级干部中，期内没有参加过任职培训的人数",
    SOURCE, ("未参加任职培训",), _new_untrained, items=(3,), few_is_good=True,
))  # fmt: skip
