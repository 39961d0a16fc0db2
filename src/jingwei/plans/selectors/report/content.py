"""What a report prints, as JSON: frozen when the report is sealed, printed by plans.papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from jingwei.plans.models import AnnualPlan
from jingwei.plans.selectors.report.annex import annexes
from jingwei.plans.selectors.report.areas import areas
from jingwei.plans.selectors.report.decided import decided_before, decided_now
from jingwei.plans.selectors.report.figures import Figures, figures_in
from jingwei.plans.selectors.report.late import late
from jingwei.plans.selectors.report.overall import overall
from jingwei.plans.selectors.report.period import report_period
from jingwei.plans.selectors.report.stage import Stage, stage_of

EDITION = 1
BLOCKS = {
    "overall": "总体情况",
    "areas": "分板块",
    "late": "滞后与预警",
    "before": "上月决定",
    "now": "本月决定",
    "annex": "附表",
}
"""What a reader may choose, in the order of the paper."""

_SECTIONS: dict[str, Callable[[Stage, Figures], list[dict[str, Any]]]] = {
    "overall": overall,
    "areas": areas,
    "late": late,
    "before": decided_before,
    "now": decided_now,
}
_HEADINGS = {
    "overall": "总体情况",
    "areas": "各板块推进情况",
    "late": "滞后和预警举措",
    "before": "上次调度决定办理情况",
    "now": "本月调度决定",
}


def report_content(
    plan: AnnualPlan, *, kind: str, as_of: date, blocks: Sequence[str] = tuple(BLOCKS)
) -> dict[str, Any]:
    """Return all that the report of ``kind`` over data up to ``as_of`` prints.

    The same facts give the same content on any later day. ``figures`` holds the printed numbers
    by code: value (None for a source that failed), text, definition, rows. Raises BadInput
    ``plans.report_day`` (see report_period).
    """
    stage, figures = stage_of(plan, report_period(plan, kind=kind, as_of=as_of)), Figures()
    made = {code: make(stage, figures) for code, make in _SECTIONS.items()}
    shown = [code for code in BLOCKS if code in blocks]
    sections = [
        {"block": code, "heading": _heading(stage, code), "body": made[code]}
        for code in shown
        if code in made and _belongs(stage, code)
    ]
    printed = dict.fromkeys(figures_in(sections))
    return {
        "edition": EDITION,
        "plan": plan.pk,
        "kind": kind,
        "as_of": as_of.isoformat(),
        "title": f"{plan.unit.name}关于{stage.period.subject}的报告",
        "issuer": plan.unit.name,
        "blocks": shown,
        "sections": sections,
        "annexes": annexes(stage) if "annex" in shown else [],
        "figures": {code: figures.said[code] for code in printed},
    }


def _belongs(stage: Stage, block: str) -> bool:
    """The half year and the year tell all decisions at once."""
    return block != "now" or stage.period.is_monthly


def _heading(stage: Stage, block: str) -> str:
    if block == "before" and not stage.period.is_monthly:
        return f"{stage.period.said}调度决定办理情况"
    return _HEADINGS[block]
