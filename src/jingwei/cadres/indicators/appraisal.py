"""Yearly appraisals: whose result is registered, how many results are 优秀."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from jingwei.cadres.indicators.populations import LEFT, serving
from jingwei.cadres.models import CivilServant
from jingwei.kernel.indicators import Indicator, Rows, Slice, indicator
from jingwei.people.models import Appraisal

SOURCE = "年度考核登记册"
YEAR = "期末上一年度；按现在登记的结果，往日的数不能回推"
EXCELLENT = "1"
RESULTS = ("1", "2", "2B", "3", "3B", "4", "4B")
"""Results of ZB18 that name a degree; the others say that there is none."""


def _due(subject: Slice) -> models.QuerySet[Any]:
    """Return the cadres in service who worked before the year that is appraised."""
    return serving(subject).filter(person__work_since__lt=str(subject.end.year - 1))


def _result(subject: Slice) -> Q:
    rows = Appraisal.objects.order_by().filter(year=subject.end.year - 1)
    return Q(person__in=rows.values("person"))


def _appraised(subject: Slice) -> Rows:
    return _due(subject).filter(_result(subject))


def _missing(subject: Slice) -> Rows:
    return _due(subject).exclude(_result(subject))


def _results(subject: Slice) -> models.QuerySet[Appraisal]:
    """Return the results of civil servants for the year before the end of the period."""
    here = CivilServant.objects.filter(person=OuterRef("person"))
    here = here.exclude(person__cadre__manage_state__in=LEFT)
    rows = Appraisal.objects.within(subject.path).filter(Exists(here), person__merged_into=None)
    return rows.filter(year=subject.end.year - 1, result__in=RESULTS)


def _excellent(subject: Slice) -> Rows:
    return _results(subject).filter(result=EXCELLENT)


indicator(Indicator(
    "cadres.appraised_share", "年度考核完成率", "%",
    f"现职干部中上一年度以前参加工作的，登记有年度考核结论的占比（{YEAR}）",
    SOURCE, ("年度考核", "干部考核工作"), _appraised, _due, items=(8, 9),
    is_level=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.appraisals_missing", "缺年度考核结论的干部", "人",
    f"现职干部中上一年度以前参加工作的，没有登记年度考核结论的人数（{YEAR}）",
    SOURCE, ("考核结论缺失", "未参加考核"), _missing,
    items=(8,), is_level=True, few_is_good=True,
))  # fmt: skip
indicator(Indicator(
    "cadres.excellent_share", "公务员年度考核优秀比例", "%",
    f"在册公务员确定了等次的年度考核中，优秀等次的占比（{YEAR}）；一般不超过 20%",
    SOURCE, ("优秀等次", "考核优秀比例", "优秀比例"), _excellent, _results,
    items=(8, 9), is_level=True,
))  # fmt: skip
