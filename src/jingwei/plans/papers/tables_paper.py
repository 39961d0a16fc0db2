"""The yearly tables in one workbook: a sheet each, one of what does not hold, the definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from jingwei.kernel.documents.workbook import Column, Note, Sheet, Value, workbook_bytes
from jingwei.plans.selectors.year_tables import FilledTable, TableRow

TITLE = "年度统计表"


def tables_paper(tables: Iterable[FilledTable], *, place: str, month: date) -> bytes:
    """Return ``tables`` as sheets; a number that could not be counted is an empty cell, never 0."""
    found = list(tables)
    moment = f"{month:%Y-%m}"
    sheets = [_sheet(one, f"{place}{one.table.title}（{moment}）") for one in found]
    notes = {
        cell.indicator.code: Note(
            cell.indicator.label, cell.indicator.definition, cell.indicator.source, moment
        )
        for one in found for cell in one.rows[0].cells if cell.indicator
    }  # fmt: skip
    return workbook_bytes([*sheets, _faults(found)], notes=list(notes.values()), day=month)


def row_label(row: TableRow) -> str:
    """Return what a row is called: the whole, the unit itself, or a unit."""
    if row.is_total:
        return "合计"
    return f"{row.unit.name}（本级）" if row.is_own else row.unit.name


def _sheet(one: FilledTable, caption: str) -> Sheet:
    heads = [Column("单位", 18), *(Column(c.label, 7, "number") for c in one.table.columns)]
    rows: list[list[Value]] = [[row_label(row), *row.numbers] for row in one.rows]
    return Sheet(one.table.title, heads, rows, caption=caption)


def _faults(tables: list[FilledTable]) -> Sheet:
    heads = (
        Column("统计表", 18), Column("单位", 18), Column("应满足", 40),
        Column("左边", 8, "number"), Column("右边", 8, "number"),
    )  # fmt: skip
    return Sheet("校核不符", heads, list(_fault_rows(tables)), caption="校核不符")


def _fault_rows(tables: list[FilledTable]) -> Iterator[list[Value]]:
    for one in tables:
        for fault in one.faults:
            yield [one.table.title, row_label(fault.row), fault.words, fault.left, fault.right]
