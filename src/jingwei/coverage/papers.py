"""The roster of a programme as a workbook."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from jingwei.coverage.models import Evidence, Programme, RosterRow
from jingwei.coverage.models.roster import State
from jingwei.coverage.selectors.figures import Standing
from jingwei.coverage.selectors.rows import SHOWN, RosterAsked
from jingwei.kernel.documents.workbook import Column, Note, Sheet, Value, workbook_bytes

ROWS = (
    Column("对象", 14), Column("人员编号", kind="id"), Column("单位", 18), Column("状态", 8),
    Column("期限", kind="date"), Column("覆盖日期", kind="date"), Column("凭据", 30),
    Column("不计入或退出的原因", 20),
)  # fmt: skip
UNITS = (
    Column("单位", 20), Column("应覆盖", kind="number"), Column("已覆盖", kind="number"),
    Column("未覆盖", kind="number"), Column("覆盖率", 8), Column("不计入", kind="number"),
)  # fmt: skip


def roster_workbook(
    programme: Programme, rows: QuerySet[RosterRow], told: Standing, asked: RosterAsked
) -> tuple[bytes, int]:
    """Return the workbook of the rows and of the units, and how many rows. Four queries."""
    evidence = Prefetch(
        "evidence", Evidence.objects.standing().order_by("on", "pk"), to_attr="standing"
    )
    wanted = rows.select_related("unit", "person").prefetch_related(evidence)
    lines = [_line(programme, row, asked) for row in wanted.order_by("unit_path", "words", "pk")]
    sheets = [
        Sheet("名单", ROWS, lines, caption=f"{programme.title}（{dict(SHOWN)[asked.show]}）"),
        Sheet("按单位", UNITS, [
            (one.name, one.figures.due, one.figures.covered, one.figures.uncovered,
             one.figures.share, one.figures.exempt)
            for one in told.units
        ]),
    ]  # fmt: skip
    note = Note("已覆盖", programme.counts, programme.audience, f"截至 {asked.day}")
    return workbook_bytes(sheets, notes=[note], day=asked.day), len(lines)


def _line(programme: Programme, row: RosterRow, asked: RosterAsked) -> tuple[Value, ...]:
    state = getattr(row, "state_then", row.state)
    covered = row.covered_on if row.covered_on and row.covered_on <= asked.day else None
    words = ("已覆盖" if covered else "未覆盖") if state == State.DUE else State(state).label
    proofs = [
        f"{one.on} {one.words}（{one.get_kind_display()}）"
        for one in getattr(row, "standing", ()) if one.on <= asked.day
    ]  # fmt: skip
    number = row.person.number if row.person else ""
    due_on = row.due_on or programme.due_on
    why = "" if state == State.DUE else getattr(row, "why_then", "")
    return (row.words, number, row.unit.name, words, due_on, covered, "；".join(proofs), why)
