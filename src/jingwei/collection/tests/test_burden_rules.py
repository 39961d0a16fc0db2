"""The burden pre-check as pure functions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jingwei.collection.rules.burden import (
    Asked,
    Speed,
    ceiling_findings,
    columns_refused,
    deadline_findings,
    minutes_estimate,
    overlap_percent,
)

SPEED = Speed(fill=20, check=2, begin=1)
NEW = Asked("学时", is_new=True, check_only=False)
COUNTS = st.integers(0, 2000)


def known(filled: int, *, check_only: bool) -> Asked:
    return Asked("电话", is_new=False, check_only=check_only, filled=filled, rows=100)


class TestColumnsRefused:
    def test_a_column_known_for_95_rows_of_100_is_not_asked(self):
        (finding,) = columns_refused([known(95, check_only=False), NEW])

        assert finding.code == "collection.known_column"
        assert "95%" in finding.why
        assert finding.blocks

    def test_a_column_known_for_94_rows_of_100_may_be_asked(self):
        assert columns_refused([known(94, check_only=False), NEW]) == []

    def test_a_known_column_may_be_looked_over(self):
        assert columns_refused([known(100, check_only=True), NEW]) == []

    def test_a_new_column_that_the_register_has_under_the_same_name_is_refused(self):
        asked = Asked("电话", is_new=True, check_only=False, known_as="党员·电话")

        (finding,) = columns_refused([asked])

        assert "党员·电话" in finding.why

    def test_a_round_of_known_cells_alone_is_refused(self):
        (finding,) = columns_refused([known(100, check_only=True), known(97, check_only=True)])

        assert finding.code == "collection.nothing_new"

    def test_looking_over_a_column_with_gaps_is_something_to_do(self):
        assert columns_refused([known(100, check_only=True), known(60, check_only=True)]) == []

    @given(filled=st.integers(0, 100))
    def test_no_column_is_refused_and_known_too_little_at_once(self, filled):
        asked = known(filled, check_only=False)

        assert bool(columns_refused([asked, NEW])) == asked.is_known


class TestMinutes:
    def test_one_new_and_eleven_known_columns_take_two_minutes(self):
        assert minutes_estimate(1, fill=1, check=11, speed=SPEED) == 2

    @given(rows=COUNTS, fill=st.integers(0, 40), check=st.integers(0, 40))
    def test_more_rows_never_take_less_time(self, rows, fill, check):
        one = minutes_estimate(rows, fill=fill, check=check, speed=SPEED)

        assert minutes_estimate(rows + 1, fill=fill, check=check, speed=SPEED) >= one >= 1


class TestOverlap:
    def test_five_of_six_columns_overlap_by_83_percent(self):
        assert overlap_percent(list("abcdef"), list("abcdexyz")) == 83

    @given(mine=st.lists(st.text()), other=st.lists(st.text()))
    def test_the_share_stands_between_nothing_and_all(self, mine, other):
        assert 0 <= overlap_percent(mine, other) <= 100


class TestCeiling:
    def test_a_town_at_its_ceiling_may_not_bear_one_minute_more(self):
        (finding,) = ceiling_findings({"柳亭镇": 90}, {"柳亭镇": 11}, ceiling=100, signed=())

        assert finding.code == "collection.ceiling"
        assert "柳亭镇" in finding.why

    def test_reaching_the_ceiling_is_not_passing_it(self):
        assert ceiling_findings({"柳亭镇": 90}, {"柳亭镇": 10}, ceiling=100, signed=()) == []

    def test_a_signed_exception_lets_the_town_pass(self):
        signed = {"柳亭镇"}

        assert ceiling_findings({}, {"柳亭镇": 500}, ceiling=100, signed=signed) == []


class TestDeadline:
    def test_two_working_days_need_a_named_leader(self):
        (finding,) = deadline_findings(2, leader_named=" ")

        assert "2 个工作日" in finding.why

    def test_three_working_days_need_nobody(self):
        assert deadline_findings(3, leader_named="") == []

    def test_a_named_leader_lets_it_pass(self):
        assert deadline_findings(0, leader_named="许清禾") == []

    def test_an_unknown_calendar_is_not_taken_for_enough(self):
        assert deadline_findings(None, leader_named="")
