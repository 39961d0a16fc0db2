"""Supervision: reminders, inquiries, admonitions, sanctions, influence, answers in time.

Counts of measures decided, never of what anybody does; their rows are opened by few.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import TextField
from django.db.models.functions import Cast

from jingwei.cadres.models import SupervisionMeasure
from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.people.indicators import NOW_UNIT
from jingwei.procedures.indicators import NOT_MET, cases_finished, cases_kept, steps_taken
from jingwei.procedures.indicators import SOURCE as CASES
from jingwei.procedures.models import StepRecord

Kind = SupervisionMeasure.Kind
SOURCE = "监督措施登记册"
SANCTIONS = [kind for kind in Kind if kind.startswith(("party_", "state_", "staff_"))]
ADJUSTMENTS = [
    Kind.SUSPENSION, Kind.REASSIGNMENT, Kind.ORDERED_RESIGNATION, Kind.REMOVAL, Kind.DEMOTION,
]  # fmt: skip
MATTERS = ("cadres.reminder", "cadres.inquiry", "cadres.admonition", "cadres.sanction")


def _decided(*kinds: str) -> Any:
    """Return the rows function of the measures of ``kinds`` decided in the period."""

    def rows(subject: Slice) -> Rows:
        found = SupervisionMeasure.objects.within(subject.path).filter(kind__in=kinds)
        between = found.filter(decided_on__range=(subject.start, subject.end))
        return between.filter(person__merged_into=None)

    return rows


def _in_influence(subject: Slice) -> Rows:
    """Return the measures and not the people: a list of people would tell who they are."""
    rows = SupervisionMeasure.objects.within(subject.path).filter(person__merged_into=None)
    return rows.filter(influence_from__lte=subject.end, influence_until__gte=subject.end)


def _answers(subject: Slice) -> models.QuerySet[StepRecord]:
    return steps_taken(subject).filter(case__definition="cadres.inquiry", step="Q05")


def _answers_kept(subject: Slice) -> Rows:
    told = _answers(subject).annotate(told=Cast("verdicts", TextField()))
    return told.exclude(told__contains=NOT_MET)


def _matters(subject: Slice) -> Rows:
    return cases_finished(subject).filter(definition__in=MATTERS)


def _matters_kept(subject: Slice) -> Rows:
    return cases_kept(subject).filter(definition__in=MATTERS)


for code, label, what, kinds, words, items in (
    ("reminders", "提醒", "提醒", [Kind.REMINDER],
     ("谈话提醒", "提醒谈话", "提醒、函询", "提醒函询"), (7,)),
    ("inquiries", "函询", "函询", [Kind.INQUIRY], ("函询",), (7,)),
    ("admonitions", "诫勉", "诫勉", [Kind.ADMONITION], ("诫勉",), (7,)),
    ("sanctions", "处分", "党纪、政务和事业单位处分", SANCTIONS,
     ("纪律处分", "处分执行", "处分决定执行"), (7,)),
    ("adjustments", "组织处理和调整", "停职检查、调整职务、责令辞职、免职、降职", ADJUSTMENTS,
     ("能上能下", "组织调整", "不担当不作为"), (7, 8)),
):  # fmt: skip
    indicator(Indicator(
        f"cadres.{code}", label, "人次", f"决定日期在期内的{what}条数；{NOW_UNIT}",
        SOURCE, words, _decided(*kinds), items=items,
    ))  # fmt: skip
indicator(Indicator(
    "cadres.in_influence", "影响期内的监督措施", "条",
    f"期末在影响期内的监督措施条数，影响期起止按登记册；{NOW_UNIT}",
    SOURCE, ("影响期",), _in_influence, items=(7,), is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.inquiry_answers_share", "函询按要求答复率", "%",
    "期内登记的函询书面说明中，期限（15 个工作日）、材料和次序核查都没有“不符合”的占比",
    CASES, ("函询答复", "函询回复"), _answers_kept, _answers, items=(7,),
))  # fmt: skip
indicator(Indicator(
    "cadres.supervision_kept_share", "监督事项按程序办结率", "%",
    "期内办结的提醒、函询、诫勉、处分与组织处理中，全部步骤的规则和期限核查都没有“不符合”的占比",
    CASES, ("干部监督", "干部管理监督", "从严管理监督", "从严监督管理"), _matters_kept, _matters,
    items=(7,),
))  # fmt: skip
