"""The heads of a workbook that was used so far say the columns of a round."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.collection.columns import Column
from jingwei.collection.own.heads import columns_guessed
from jingwei.collection.own.layout import Grid
from jingwei.kernel.errors import BadInput

OFFERED = (
    Column("name", "姓名", register="party.member", source="person__full_name", check_only=True),
    Column("group", "党小组", register="party.member", source="group", check_only=True),
)


def test_known_heads_are_taken_from_the_register_and_the_rest_get_their_kind():
    grid = Grid(
        "表", (
            ("培训情况统计表",),
            ("序号", "姓名", "培训学时", "人均分钟", "培训日期", "是否结业", "备注事项"),
            (1, "林示例", 12, 2.5, date(2025, 6, 1), "是", ""),
            (2, "王示例", 8.0, 3, date(2025, 6, 2), "否", "补训"),
        ),
    )  # fmt: skip

    found = columns_guessed([grid], OFFERED)

    assert [column.code for column in found.known] == ["name"]
    assert [(column.label, str(column.kind)) for column in found.new] == [
        ("培训学时", "whole"), ("人均分钟", "number"), ("培训日期", "day"), ("是否结业", "flag"),
        ("备注事项", "text"),
    ]  # fmt: skip


@pytest.mark.parametrize("cells", [(), ((1, 2), (3, 4))])
def test_a_table_without_heads_is_refused(cells):
    with pytest.raises(BadInput, match="表头"):
        columns_guessed([Grid("表", cells)], OFFERED)
