"""The ledger as .xlsx: 17 columns and a sheet 口径 that says what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jingwei.kernel.documents.workbook import Column, Note, Sheet, Value, workbook_bytes

COLUMNS = (
    Column("序号", 4, "number"),
    Column("类别", 16),
    Column("工作任务", 30),
    Column("目标/量化指标", 12),
    Column("责任领导", 6),
    Column("牵头单位", 10),
    Column("配合单位", 12),
    Column("责任人", 6),
    Column("联系人", 6),
    Column("启动时间", 6, "date"),
    Column("完成时限", 6, "date"),
    Column("序时进度（季度节点）", 18),
    Column("进展", 28),
    Column("存在问题", 20),
    Column("下步打算", 20),
    Column("状态灯", 6),
    Column("备注", 14),
)
"""Source: columns of published breakdown tables (domain/party-and-talent.md §10.1)."""

_MEANS = (
    ("类别", "要点的板块和任务，按原文编号。"),
    ("工作任务", "举措原文。"),
    ("目标/量化指标", "佐证方式的目标值；还没有确定佐证方式的，列原文中的量化要求。"),
    ("责任人", "数据时间当天的责任人。"),
    ("联系人", "系统不登记联系人，留空供填写。"),
    ("完成时限", "数据时间当天的时限，改过的以当天有效的为准。"),
    ("序时进度（季度节点）", "节点按应完成日期列出；数量按启动日至时限的天数均分到各季度末。"),
    ("进展", "实际数与目标，以及数据时间以前最近一条进展记录。“——”表示数据来源没有取到数。"),
    ("存在问题", "亮滞后、预警灯的理由，由系统按记录逐条算出。"),
    ("下步打算", "调度会议定、当天尚未办结的事项。"),
    ("状态灯", "系统按记录计算；有人工调灯的以调灯为准，理由在备注。"),
)


def ledger_paper(title: str, rows: Iterable[Iterable[Value]], *, scope: str, day: date) -> bytes:
    """Return the workbook of ``rows`` (LedgerRow.values). ``scope`` tells the filters in words."""
    notes = [Note(name, means, scope, str(day)) for name, means in _MEANS]
    caption = f"{title}台账（截至{day}）"
    sheet = Sheet("台账", COLUMNS, [list(row) for row in rows], caption)
    return workbook_bytes([sheet], notes=notes, day=day)
