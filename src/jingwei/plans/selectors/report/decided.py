"""调度决定: what earlier meetings decided and what came of it, and what the last one decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from jingwei.plans.models import Decision
from jingwei.plans.selectors.report.areas import sentence
from jingwei.plans.selectors.report.figures import Figures, Inline, joined, key
from jingwei.plans.selectors.report.period import short, written
from jingwei.plans.selectors.report.stage import Stage


def decided_before(stage: Stage, figures: Figures) -> list[dict[str, Any]]:
    """Return what the last dispatch before the month decided and what came of it.

    Older decisions that were open when the month began are told too; the half year and the year
    tell all decisions of their meetings.
    """
    found = _before(stage)
    if not found:
        said = "此前没有调度会议定、需要说明办理情况的事项。"
        return [{"paragraph": [said if stage.period.is_monthly else "没有调度会议定的事项。"]}]
    day = written(stage.period.as_of)
    means = f"按{day}的记录：已登记办结的为已办结，过了期限未办结的为超期。"
    rows: list[list[Inline]] = [
        [str(place), _meeting(d), d.text, str(d.responsible), short(d.due_on), _result(stage, d)]
        for place, d in enumerate(found, start=1)
    ]
    heads = ["序号", "会议", "决定", "责任人", "期限", key("办理情况", means)]
    table = {"heads": heads, "rows": rows, "widths": [1.2, 1.4, 4.6, 1.7, 2.2, 4.6]}
    return [{"paragraph": _summary(stage, figures, found)}, {"table": table}]


def decided_now(stage: Stage, figures: Figures) -> list[dict[str, Any]]:
    """Return what the dispatch of the report's month decided."""
    meeting = stage.meeting
    if meeting is None:
        return [{"paragraph": ["本月没有召开调度会。"]}]
    found = [d for d in stage.decisions if d.meeting_id == meeting.pk]
    held = "" if meeting.held_at else "，会议尚未结束"
    if not found:
        return [{"paragraph": [f"{short(meeting.opened_on)}调度会没有形成决定{held}。"]}]
    count = figures.count(
        "decided.now", [d.pk for d in found], name="本月决定", unit="项", of="decision",
        means=f"{written(meeting.opened_on)}调度会形成的决定项数。",
    )  # fmt: skip
    rows: list[list[Inline]] = [
        [str(place), str(d.measure or "——"), d.text, str(d.responsible), short(d.due_on)]
        for place, d in enumerate(found, start=1)
    ]
    heads = ["序号", "举措", "决定", "责任人", "期限"]
    return [
        {"paragraph": [f"{short(meeting.opened_on)}调度会议定", count, f"{held}。"]},
        {"table": {"heads": heads, "rows": rows, "widths": [1.2, 3.6, 5.5, 1.7, 2.2]}},
    ]


def _before(stage: Stage) -> list[Decision]:
    held = [d for d in stage.decisions if d.meeting.held_at]
    if not stage.period.is_monthly:
        return held
    since, last = stage.period.since, stage.earlier_meeting
    return [
        d
        for d in held
        if d.meeting.month < since
        and (d.meeting_id == (last and last.pk) or d.closed_on is None or d.closed_on >= since)
    ]


def _summary(stage: Stage, figures: Figures, found: list[Decision]) -> list[Inline]:
    states: dict[str, Callable[[Decision], bool]] = {
        "已办结": lambda d: _closed(d, stage.period.as_of),
        "未办结": lambda d: not _closed(d, stage.period.as_of),
        "超期": lambda d: not _closed(d, stage.period.as_of) and d.due_on < stage.period.as_of,
    }
    whose = (
        "上次调度会议定的事项，以及此前议定、本月初尚未办结的事项"
        if stage.period.is_monthly
        else f"{stage.period.said}各次调度会议定的事项"
    )
    whole = figures.count(
        "decided.total", [d.pk for d in found], name="此前决定", unit="项", of="decision",
        means=f"{whose}。数据截至{written(stage.period.as_of)}。",
    )  # fmt: skip
    parts: list[list[Inline]] = []
    for code, (word, holds) in zip(("closed", "open", "overdue"), states.items(), strict=True):
        rows = [d.pk for d in found if holds(d)]
        count = figures.count(
            f"decided.{code}", rows, name=f"此前决定 {word}", unit="项", of="decision",
            means=f"{whose}中截至{written(stage.period.as_of)}{word}的项数；超期是未办结中过了期限的。",
        )  # fmt: skip
        parts.append(["其中超期" if code == "overdue" else word, count])
    return [f"{whose}共", whole, "，", *joined(parts), "。"]


def _closed(decision: Decision, day: date) -> bool:
    return decision.closed_on is not None and decision.closed_on <= day


def _meeting(decision: Decision) -> str:
    return f"{decision.meeting.month.month}月"


def _result(stage: Stage, decision: Decision) -> str:
    day = stage.period.as_of
    if _closed(decision, day) and decision.closed_on:
        return f"{short(decision.closed_on)}办结：{sentence(decision.result)}"
    late = (day - decision.due_on).days
    return f"未办结，超期{late}天。" if late > 0 else "未办结，未到期。"
