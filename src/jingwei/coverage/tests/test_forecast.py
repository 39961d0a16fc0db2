"""The straight line to the deadline."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.coverage.forecast import forecast

START, TODAY, DUE = date(2025, 1, 1), date(2025, 4, 11), date(2025, 7, 20)
"""A hundred days have passed of two hundred."""


def line(covered, total=100):
    return forecast(covered, total, start=START, today=TODAY, due=DUE)


class TestForecast:
    def test_goes_on_as_it_went(self):
        found = line([(date(2025, 2, 1), 10), (date(2025, 3, 1), 20)])

        assert (found.covered, found.share) == (60, 60.0)
        assert found.all_on == START + timedelta(days=334)

    def test_never_says_more_than_all(self):
        found = line([(date(2025, 2, 1), 80)])

        assert (found.covered, found.share) == (100, 100.0)
        assert found.all_on < DUE

    def test_leaves_out_days_to_come(self):
        assert line([(TODAY + timedelta(days=1), 50)]).covered == 0

    def test_with_nobody_covered_there_is_no_end(self):
        assert line([]).all_on is None

    @pytest.mark.parametrize(("total", "today"), [(0, TODAY), (10, START)])
    def test_of_nobody_or_on_the_first_day_there_is_no_line(self, total, today):
        assert forecast([(START, 1)], total, start=START, today=today, due=DUE) is None

    def test_after_the_deadline_it_is_what_is(self):
        found = forecast([(START, 30)], 100, start=START, today=DUE + timedelta(days=9), due=DUE)

        assert found.covered == 30

    @given(st.integers(0, 300), st.integers(1, 300), st.integers(1, 800), st.integers(0, 800))
    def test_lies_between_what_is_and_all(self, covered, total, passed, whole):
        found = forecast(
            [(START, covered)], total, start=START, today=START + timedelta(days=passed),
            due=START + timedelta(days=whole),
        )  # fmt: skip

        assert min(covered, total) <= found.covered <= total
