"""What a report is about: its kind, its first day, its as-of day, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jingwei.kernel.errors import BadInput
from jingwei.plans.models import AnnualPlan, Report
from jingwei.plans.selectors.months import last_day

Kind = Report.Kind
_SAID = {Kind.MONTHLY: "本月", Kind.MID_YEAR: "上半年", Kind.YEAR_END: "全年"}


@dataclass(frozen=True, slots=True)
class Period:
    """The days ``since``..``as_of``, both inclusive."""

    kind: Report.Kind
    since: date
    as_of: date

    @property
    def said(self) -> str:
        """本月, 上半年 or 全年: how the prose calls the period."""
        return _SAID[self.kind]

    @property
    def is_monthly(self) -> bool:
        return self.kind is Kind.MONTHLY

    @property
    def subject(self) -> str:
        """What stands in the title between 关于 and 的报告."""
        if self.is_monthly:
            return f"{self.as_of.year}年{self.as_of.month}月工作要点推进情况"
        if self.kind is Kind.MID_YEAR:
            return f"{self.as_of.year}年上半年工作要点推进情况"
        return f"{self.as_of.year}年度工作要点完成情况"


def report_period(plan: AnnualPlan, *, kind: str, as_of: date) -> Period:
    """Return the period of a report of ``kind`` whose data end on ``as_of``.

    Raises BadInput ``plans.report_day`` when the day is not in the plan's year, or after June for
    the report of the half year.
    """
    if as_of.year != plan.year:
        raise BadInput(
            "plans.report_day",
            f"“{plan}”是 {plan.year} 年度的要点，数据截至日期不能是 {as_of}。",
            hint=f"请选择 {plan.year} 年内的日期。",
        )
    found = Kind(kind)
    if found is Kind.MID_YEAR and as_of.month > 6:
        raise BadInput(
            "plans.report_day",
            f"半年报告的数据最晚截至 {plan.year}-06-30，不能是 {as_of}。",
            hint="请改选日期，或改选年终报告。",
        )
    since = as_of.replace(day=1) if found is Kind.MONTHLY else date(plan.year, 1, 1)
    return Period(found, since, as_of)


def usual_day(plan: AnnualPlan, *, kind: str, month: date, on: date) -> date:
    """Return the day up to which a report of ``kind`` usually counts: its last day, or ``on``."""
    ends = {Kind.MID_YEAR: date(plan.year, 6, 30), Kind.YEAR_END: date(plan.year, 12, 31)}
    return min(ends.get(Kind(kind)) or last_day(month), on)


def written(day: date) -> str:
    """Return a day as documents write it: 2025年6月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def short(day: date) -> str:
    """Return a day of a year that is clear: 6月5日."""
    return f"{day.month}月{day.day}日"
