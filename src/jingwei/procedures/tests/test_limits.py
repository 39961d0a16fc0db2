"""Limits by days, working days and months: which day they end on, and what cannot be told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.workdays import WorkCalendar
from jingwei.procedures.definition import Limit
from jingwei.procedures.limits import add_months, limit_day

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
PLAIN = WorkCalendar(frozenset(range(2019, 2041)), {})
SPANS = st.sampled_from(["days", "workdays", "months"])


def limit(span="days", value=5, *, kind="max", first=False):
    return Limit("T", "A01", kind, span, value, first_counts=first)


class TestLimitDay:
    @pytest.mark.parametrize(
        ("span", "value", "first", "day"),
        [
            ("days", 5, False, date(2025, 3, 8)),
            ("days", 5, True, date(2025, 3, 7)),
            ("workdays", 5, False, date(2025, 3, 10)),
            ("workdays", 5, True, date(2025, 3, 7)),
            ("months", 1, False, date(2025, 4, 3)),
            ("months", 1, True, date(2025, 4, 2)),
        ],
    )
    def test_counts_from_monday_the_third(self, span, value, first, day):
        found = limit_day(limit(span, value, first=first), date(2025, 3, 3), PLAIN)

        assert found == day

    def test_a_holiday_and_a_make_up_day_count_as_they_are_worked(self):
        calendar = WorkCalendar(
            frozenset({2025}), {date(2025, 3, 4): False, date(2025, 3, 8): True}
        )

        found = limit_day(limit("workdays", 5, first=True), date(2025, 3, 3), calendar)

        assert found == date(2025, 3, 8)

    def test_an_unknown_year_is_not_guessed(self):
        calendar = WorkCalendar(frozenset({2025}), {})

        assert limit_day(limit("workdays", 5), date(2025, 12, 29), calendar) is None
        assert limit_day(limit("days", 5), date(2025, 12, 29), calendar) == date(2026, 1, 3)

    def test_a_month_ends_where_the_month_ends(self):
        assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
        assert add_months(date(2025, 11, 30), 3) == date(2026, 2, 28)

    @given(DAYS, st.integers(0, 40), SPANS, st.integers(1, 24))
    def test_a_later_start_never_ends_earlier(self, start, later, span, value):
        found = [limit_day(limit(span, value), d, PLAIN) for d in (start, start + timedelta(later))]

        assert found[0] <= found[1]

    @given(DAYS, SPANS, st.integers(1, 24))
    def test_a_longer_limit_ends_later(self, start, span, value):
        found = [limit_day(limit(span, v), start, PLAIN) for v in (value, value + 1)]

        assert start < found[0] < found[1]

    @given(DAYS, st.integers(1, 30))
    def test_working_days_equal_the_slow_count(self, start, value):
        end = limit_day(limit("workdays", value), start, PLAIN)

        worked = [start + timedelta(n) for n in range(1, (end - start).days + 1)]
        assert sum(day.weekday() < 5 for day in worked) == value
        assert end.weekday() < 5
