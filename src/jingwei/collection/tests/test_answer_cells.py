"""Cells: what is understood is kept in one way, what is not is kept as typed and told."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.collection.cells import (
    FATE_COLUMN,
    changed,
    from_cell,
    normal,
    offered,
    refusal,
    refusals,
    same,
    told,
)
from jingwei.collection.columns import Column
from jingwei.collection.tests.answered import COLUMNS, COUNT, FIRST, KIND, NAME, PAID, PHONE, SINCE

NUMBER = Column("sum", "金额", "number", low=0.5)


class TestNormal:
    @pytest.mark.parametrize(
        ("column", "typed", "kept"),
        [
            (SINCE, "2024年3月1日", "2024-03-01"),
            (SINCE, "20240301", "2024-03-01"),
            (SINCE, "2024/3/1", "2024-03-01"),
            (SINCE, "三月初", "三月初"),
            (PAID, "1", "是"),
            (PAID, "TRUE", "是"),
            (COUNT, "1,2", "12"),
            (COUNT, " 12 ", "12"),
            (COUNT, "12人", "12人"),
            (NUMBER, "12.50", "12.5"),
            (NUMBER, "１２", "12"),
            (KIND, "农 村", "农村"),
            (NAME, "林　示", "林示"),
            (NAME, "——", ""),
            (NAME, "", ""),
        ],
    )
    def test_keeps_what_files_show(self, column, typed, kept):
        assert normal(column, typed) == kept

    @given(st.sampled_from((*COLUMNS, NUMBER)), st.text(max_size=20))
    def test_said_again_it_is_the_same(self, column, typed):
        assert normal(column, normal(column, typed)) == normal(column, typed)


class TestRefusal:
    @pytest.mark.parametrize(
        ("column", "text", "words"),
        [
            (NAME, "", "这一格必填。"),
            (PHONE, "100123456789", "最多 11 个字"),
            (SINCE, "三月初", "不是日期，应写到日"),
            (SINCE, "2024.03", "应写到日"),
            (PAID, "大概", "应填“是”或“否”"),
            (COUNT, "12人", "不是数字"),
            (COUNT, "1.5", "应为整数"),
            (COUNT, "101", "不应大于 100"),
            (COUNT, "-1", "不应小于 0"),
            (NUMBER, "0.4", "不应小于 0.5"),
            (KIND, "学校", "不在可选项中"),
            (FATE_COLUMN, "不知道", "不在可选项中"),
        ],
    )
    def test_tells_what_is_wrong(self, column, text, words):
        assert words in refusal(column, text)

    @pytest.mark.parametrize("column", COLUMNS)
    def test_nothing_is_wrong_with_what_was_filled_in(self, column):
        assert refusal(column, FIRST[column.code]) == ""

    def test_columns_only_to_look_at_demand_nothing(self):
        column = Column("name", "姓名", check_only=True, required=True)

        assert refusals([column], {"name": ""}) == {}

    @given(st.sampled_from((*COLUMNS, NUMBER)), st.text(max_size=20))
    def test_no_text_breaks_it(self, column, text):
        assert isinstance(refusal(column, normal(column, text)), str)


class TestOfARegister:
    PLACE = Column("p", "籍贯", register="people.person", source="native_place")
    GENDER = Column("g", "性别", register="people.person", source="gender")
    BORN = Column("b", "出生年月", register="people.person", source="birth_on")

    @pytest.mark.django_db
    def test_takes_what_the_register_takes(self):
        words = offered(self.GENDER)

        assert normal(self.GENDER, words[0]) == words[0]
        assert refusal(self.GENDER, "不明确") != ""
        assert normal(self.BORN, "1985年3月") == "1985.03"
        assert "年月" in told(self.BORN)

    def test_the_field_of_the_register_limits_the_length(self):
        assert refusal(self.PLACE, "长" * 400) != ""


class TestFromCell:
    @pytest.mark.parametrize(
        ("column", "cell", "kept"),
        [
            (SINCE, date(2024, 3, 1), "2024-03-01"),
            (SINCE, datetime(2024, 3, 1), "2024-03-01"),  # noqa: DTZ001  # as files hold it
            (SINCE, 45352.0, "2024-03-01"),
            (COUNT, 12.0, "12"),
            (PHONE, 10012345678.0, "10012345678"),
            (PAID, True, "是"),
            (NAME, None, ""),
        ],
    )
    def test_reads_what_office_programs_make_of_it(self, column, cell, kept):
        assert from_cell(column, cell) == kept


class TestChanged:
    def test_another_spelling_is_no_change(self):
        after = FIRST | {"since": "2024.3.1", "paid": "1", "count": "12.0"}

        assert changed(COLUMNS, FIRST, after) == []

    def test_names_the_cells_in_column_order(self):
        assert changed(COLUMNS, FIRST, FIRST | {"kind": "社区", "name": "周示例"}) == [
            "name",
            "kind",
        ]

    def test_an_emptied_cell_is_a_change(self):
        assert not same(COUNT, "0", "")


class TestCleared:
    @pytest.mark.parametrize(("source", "is_refused"), [("full_name", True), ("note", False)])
    def test_what_the_register_needs_may_not_be_cleared(self, source, is_refused):
        column = Column("k", "栏", register="people.person", source=source, check_only=True)

        assert bool(refusals([column], {"k": ""}, {"k": "周示例"})) is is_refused
        assert refusals([column], {"k": ""}, {"k": ""}) == {}
