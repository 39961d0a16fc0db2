"""All indicators of a unit for a month in one workbook, each number with what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from jingwei.kernel.documents.workbook import Column, Sheet, Value, workbook_bytes
from jingwei.plans.selectors.indicator_pages import Group
from jingwei.plans.selectors.series import Number, month_before

TITLE = "指标统计表"


def indicator_table(groups: Iterable[Group], *, place: str, month: date) -> bytes:
    """Return the groups as one sheet; an undefined number is an empty cell, never 0."""
    heads = (
        Column("任务", 18), Column("指标", 24), Column("计量单位", 8),
        Column(f"{month:%Y-%m}", 10, "number"), Column("计入", 8, "number"),
        Column("全部", 8, "number"), Column(f"{month_before(month):%Y-%m}", 10, "number"),
        Column("定义", 44), Column("来源", 20), Column("代码", 24, "id"),
    )  # fmt: skip
    caption = f"{place}{TITLE}（{month:%Y-%m}）"
    sheet = Sheet(TITLE, heads, list(_rows(groups)), caption=caption)
    return workbook_bytes([sheet], day=month)


def _rows(groups: Iterable[Group]) -> Iterator[list[Value]]:
    for group in groups:
        for line in group.lines:
            one, now = line.indicator, line.now
            yield [
                group.title, one.label, one.unit_label, _value(now), now.count if now else None,
                now.whole if now else None, _value(line.before), one.definition, one.source,
                one.code,
            ]  # fmt: skip


def _value(number: Number | None) -> Value:
    return number.value if number else None
