"""``jingwei plan import FILE``: a document becomes a plan, or the draft of its next version."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction

from jingwei.kernel.console import Answer
from jingwei.kernel.errors import BadInput
from jingwei.org.models import Unit
from jingwei.plans.diff import Fate
from jingwei.plans.management.plan_outline import outline_lines, outline_sum
from jingwei.plans.models import AnnualPlan, PlanVersion
from jingwei.plans.outline import outline_of_file
from jingwei.plans.selectors.versions import version_pairs
from jingwei.plans.services.plan import plan_import, plan_issue, version_confirm


def run(asked: Any) -> Answer:
    """Import ``asked.file``. Nothing is kept with ``dry_run``, or when anything is refused."""
    found = outline_of_file(asked.file)
    if asked.title:
        found = replace(found, title=asked.title)
    unit = unit_asked(asked.unit)
    with transaction.atomic():
        version = plan_import(
            found, unit=unit, year=asked.year, file_name=asked.file.name, actor=None
        )
        data = _told(version)
        _confirm(version, issue=asked.issue)
        transaction.set_rollback(asked.dry_run)
    head = [*outline_lines(found), ""] if asked.dry_run else []
    return Answer([*head, outline_sum(found), *_lines(asked, unit, data)], data)


def unit_asked(path: str | None) -> Unit:
    """Return the unit at ``path``; without one, the only unit that can be meant.

    That is the only unit with plans, else the only organization department, else the only root.
    Raises BadInput ``plans.unit`` when no unit or several remain.
    """
    units = Unit.objects.filter(closed_on=None)
    if path is not None:
        found = list(units.filter(path=f"{path.strip('/')}/"))
        if not found:
            raise BadInput(
                "plans.unit", f"没有路径为“{path}”的单位。", hint="路径如 qinglan/zzb/。"
            )
        return found[0]
    may_be = (units.exclude(plans=None), units.filter(code="zzb"), units.filter(parent=None))
    found = next((rows for rows in (list(some.distinct()[:5]) for some in may_be) if rows), [])
    if len(found) != 1:
        names = "、".join(f"{unit.path}（{unit.name}）" for unit in found) or "系统里还没有单位"
        raise BadInput("plans.unit", f"请用 --unit 写明是哪个单位的要点：{names}。")
    return found[0]


def _told(version: PlanVersion) -> dict[str, Any]:
    fates = [pair.fate for pair in version_pairs(version)]
    return {
        "plan": version.plan_id,
        "title": version.plan.title,
        "version": version.number,
        "measures": {fate.value: fates.count(fate) for fate in Fate},
    }


def _confirm(version: PlanVersion, *, issue: bool) -> None:
    """Confirm a first version: it changes nothing that stands. A later one waits for a person."""
    if version.number > 1 and not issue:
        return
    plan = version_confirm(version, actor=None)
    if issue and plan.state == AnnualPlan.State.DRAFT:
        plan_issue(plan, actor=None)


def _lines(asked: Any, unit: Unit, data: dict[str, Any]) -> list[str]:
    counts = "、".join(f"{Fate(k).label} {n} 条" for k, n in data["measures"].items() if n)
    lines = [
        f"“{data['title']}”（{unit.name}，{asked.year} 年）第 {data['version']} 版：{counts}。"
    ]
    if asked.dry_run:
        return [*lines, "试运行，没有保存。"]
    if asked.issue:
        return [*lines, "已发布。"]
    if data["version"] > 1:
        return [*lines, "已存为新版本草稿，请在网页上核对差异后确认。"]
    return [*lines, "已拆成举措，还没有发布。请在网页上核对、分派，再发布。"]
