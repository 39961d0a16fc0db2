"""Breakdown tables: which column holds the work, which cells are headings over it."""

from __future__ import annotations

import pytest

from jingwei.plans.outline import Outline, assemble, cut
from jingwei.plans.outline.tables import Lines, add_table

UNITS = ("责任单位", "完成时限")
DONE = ("甲科", "6月底前")


def outline_of(*rows: tuple[str, ...]) -> Outline:
    lines = Lines()
    width = max(map(len, rows))
    assert add_table(lines, [(*row, *[""] * (width - len(row))) for row in rows])
    return assemble(lines.text, cut(lines.text, lines.hints))


def shape(outline: Outline) -> list[tuple[str, list[tuple[str, str, int]]]]:
    return [
        (a.head.heading, [(i.head.number, i.head.heading, len(i.measures)) for i in a.items])
        for a in outline.areas
    ]


def test_a_class_over_tasks_with_steps_is_the_area_and_the_task_the_item():
    outline = outline_of(
        ("序号", "类别", "工作任务", "具体措施", *UNITS),
        ("1", "稳就业", "援企稳岗", "发放补贴300万元；走访企业60家", *DONE),
        ("2", "", "技能培训", "开办夜校4期", *DONE),
    )

    assert shape(outline) == [("稳就业", [("1", "援企稳岗", 2), ("2", "技能培训", 1)])]


def test_a_class_right_beside_the_work_is_the_item():
    outline = outline_of(
        ("序号", "类别", "工作任务", *UNITS),
        ("1", "一、稳就业", "走访企业60家", *DONE),
        ("2", "二、保民生", "发放补贴300万元", *DONE),
    )

    assert shape(outline) == [("", [("一", "稳就业", 1), ("二", "保民生", 1)])]


def test_a_target_column_that_spells_out_short_tasks_holds_the_work():
    outline = outline_of(
        ("序号", "工作任务", "目标要求", *UNITS),
        ("1", "社保扩面", "推进全民参保，参保率达到97%；开展政策宣讲20场", *DONE),
    )

    assert [m.text for m in outline.measures] == [
        "推进全民参保，参保率达到97%",
        "开展政策宣讲20场",
    ]


def test_the_second_of_two_columns_of_work_holds_the_measures():
    outline = outline_of(
        ("序号", "项目", "目标任务", *UNITS),
        ("1", "人居环境", "新建公厕8座，改造户厕200户", *DONE),
    )

    assert shape(outline) == [("", [("1", "人居环境", 2)])]


def test_problems_of_a_rectification_table_are_items():
    outline = outline_of(
        ("序号", "反馈问题", "整改措施", *UNITS),
        ("1", "宣传不到位", "编印手册5000册", *DONE),
        ("2", "监管不严", "修订管理办法", *DONE),
    )

    assert shape(outline) == [("", [("1", "宣传不到位", 1), ("2", "监管不严", 1)])]


def test_a_band_row_is_an_area_and_a_note_row_is_none():
    outline = outline_of(
        ("序号", "重点任务", "具体举措", *UNITS),
        ("一、压实责任",) * 5,
        ("1", "健全体系", "制定责任清单", *DONE),
        ("备注：每月报送进展。",) * 5,
    )

    assert shape(outline) == [("压实责任", [("1", "健全体系", 1)])]


def test_a_second_header_row_names_the_columns_under_a_merged_one():
    outline = outline_of(
        ("序号", "工作任务", "责任单位", "责任单位", "完成时限"),
        ("序号", "工作任务", "牵头单位", "配合单位", "完成时限"),
        ("1", "走访企业60家", "甲科", "乙科、丙科", "年内"),
        ("2", "发放补贴300万元", "甲科", "甲科", "年内"),
    )

    units = [m.units for m in outline.measures]
    assert [(u.lead, u.support) for u in units] == [
        (("甲科",), ("乙科", "丙科")),
        (("甲科",), ()),
    ]


@pytest.mark.parametrize(
    ("cell", "deadline", "frequency"),
    [
        ("4月底前完成，并长期坚持", "4月底前", None),
        ("长期坚持", "长期坚持", None),
        ("每季度末月25日前", None, "每季度末月25日前"),
    ],
)
def test_a_time_cell_gives_the_last_limit_or_a_rhythm(cell, deadline, frequency):
    outline = outline_of(
        ("序号", "工作任务", "责任单位", "完成时限"), ("1", "走访企业60家", "甲科", cell)
    )

    measure = outline.measures[0]
    assert (measure.deadline, measure.frequency) == (deadline, frequency)


def test_a_row_without_units_takes_none_from_the_next_row():
    outline = outline_of(
        ("序号", "工作任务", "责任单位"), ("1", "走访企业60家", ""), ("2", "发放补贴", "乙科")
    )

    assert [m.units.lead for m in outline.measures] == [(), ("乙科",)]
