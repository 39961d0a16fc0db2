"""``jingwei plan report``: the monthly report of a plan as a .docx, computed, not sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jingwei.kernel.clock import today
from jingwei.kernel.console import Answer
from jingwei.kernel.errors import BadInput
from jingwei.plans.models import AnnualPlan, Report
from jingwei.plans.selectors.months import last_day
from jingwei.plans.services.report import report_file


def run(asked: Any) -> Answer:
    """Write the report of ``asked.month``, as of its last day or of today within it.

    Raises BadInput for a month that has not begun, and when no plan or several can be meant.
    """
    plan = plan_asked(asked.plan, asked.month.year)
    if asked.month > today():
        raise BadInput("plans.report_day", f"{asked.month:%Y-%m} 还没有到，不能出月报。")
    as_of = min(last_day(asked.month), today())
    data = report_file(plan, Report.Kind.MONTHLY, as_of)
    _write(asked.out, data)
    month = f"{asked.month.year}年{asked.month.month}月"
    text = f"“{plan}”{month}的报告（数据截至 {as_of}）已写入 {asked.out}。"
    told = {"plan": plan.pk, "title": plan.title, "as_of": as_of.isoformat(), "bytes": len(data)}
    return Answer([text], told)


def plan_asked(pk: int | None, year: int) -> AnnualPlan:
    """Return the plan ``pk``, or the only issued or closed plan of ``year``."""
    plans = AnnualPlan.objects.exclude(state=AnnualPlan.State.DRAFT).select_related("unit")
    found = list(plans.filter(pk=pk) if pk is not None else plans.filter(year=year)[:6])
    if len(found) == 1:
        return found[0]
    if pk is not None:
        raise BadInput("plans.plan", f"没有编号为 {pk} 的已发布要点。")
    if not found:
        raise BadInput("plans.plan", f"{year} 年还没有已发布的要点。")
    names = "、".join(f"{plan.pk}（{plan}）" for plan in found)
    raise BadInput("plans.plan", f"{year} 年有多份要点，请用 --plan 写明编号：{names}。")


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    part.replace(path)
