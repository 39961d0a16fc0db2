"""The ledger of decisions as .xlsx, with a sheet that says what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jingwei.kernel.documents.workbook import Column, Note, Sheet, Value, workbook_bytes
from jingwei.plans.models import Decision

TITLE = "调度决定台账"
COLUMNS = (
    Column("序号", 4, "number"), Column("要点", 16), Column("会议", 8), Column("决定", 36),
    Column("举措", 30), Column("责任人", 8), Column("期限", 8, "date"), Column("状态", 8),
    Column("办结日期", 8, "date"), Column("办理结果", 30),
)  # fmt: skip
MEANING = "状态按数据时间当天：登记办结的为已办结，过了期限没有办结的为超期，其余为在办。"


def decision_paper(decisions: Iterable[Decision], *, scope: str, day: date) -> bytes:
    """Return the workbook of ``decisions``. ``scope`` tells the filters in words."""
    rows = [_row(place, one, day) for place, one in enumerate(decisions, start=1)]
    note = Note("状态", MEANING, scope, str(day))
    return workbook_bytes(
        [Sheet("决定", COLUMNS, rows, f"{TITLE}（截至{day}）")], notes=[note], day=day
    )


def _row(place: int, one: Decision, day: date) -> list[Value]:
    state = "已办结" if one.closed_on else "超期" if one.due_on < day else "在办"
    return [
        place, str(one.meeting.plan), f"{one.meeting.month:%Y-%m}", one.text,
        str(one.measure or ""), str(one.responsible), one.due_on, state, one.closed_on, one.result,
    ]  # fmt: skip
