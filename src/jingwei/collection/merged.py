"""Answers of many as one table in a workbook: who answered, about whom, every column."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jingwei.collection.models import Round, Row
from jingwei.kernel.documents.workbook import Column, Sheet, workbook_bytes


def merged_bytes(round_: Round, rows: Iterable[Row], day: date) -> bytes:
    """Return a line for each of ``rows``; their assignments are read."""
    columns = round_.column_list
    heads = [
        Column("填报单位", 24), Column("对象", 16),
        *(Column(one.label, 14) for one in columns), Column("去留", 8),
    ]  # fmt: skip
    lines = [
        (
            row.assignment.name, row.label, *(row.values.get(one.code, "") for one in columns),
            row.get_fate_display(),
        )
        for row in rows
    ]  # fmt: skip
    sheet = Sheet("汇总", heads, lines, caption=f"{round_.title}（{day}）")
    return workbook_bytes([sheet], day=day)
