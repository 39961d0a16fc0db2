"""When a pair is due: intervals, festivals, birthdays, over any course of contacts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.liaison.festivals import FIRST, LAST, festivals
from jingwei.liaison.rhythm import Course, Rhythm, dues, months_later, next_due

DAYS = st.dates(date(2023, 2, 1), date(2027, 12, 31))
RHYTHMS = st.builds(
    Rhythm,
    days=st.integers(0, 400),
    months=st.integers(0, 14),
    festivals=st.lists(st.sampled_from(sorted(festivals())), unique=True).map(tuple),
    birthdays=st.lists(st.sampled_from([70, 80, 85, 90]), unique=True).map(tuple),
    window=st.integers(0, 20),
)
BORN = st.sampled_from(["", "1945", "194501", "19450301", "19440229", "194612"])


def course(since, last=None, born=""):
    return Course(since, last, born, festivals())


class TestNextDue:
    @given(RHYTHMS, DAYS, st.none() | DAYS, BORN)
    def test_is_never_before_the_pair_began(self, rhythm, since, last, born):
        due = next_due(rhythm, course(since, last, born))

        assert due is None or due >= since

    @given(RHYTHMS, DAYS, DAYS, BORN)
    def test_is_after_any_contact(self, rhythm, since, last, born):
        due = next_due(rhythm, course(since, last, born))

        assert due is None or due > last

    @given(RHYTHMS, DAYS, DAYS, st.integers(0, 500), BORN)
    def test_is_never_brought_forward_by_a_later_contact(self, rhythm, since, last, more, born):
        later = last + timedelta(days=more)

        first, second = (next_due(rhythm, course(since, one, born)) for one in (last, later))

        assert second is None or (first is not None and first <= second)

    @given(st.integers(1, 400), DAYS, DAYS)
    def test_by_days_alone_is_that_many_days_after_the_last_contact(self, days, since, last):
        due = next_due(Rhythm(days=days), course(since, last))

        assert due == max(since, last + timedelta(days=days))

    def test_without_a_rhythm_is_never(self):
        assert next_due(Rhythm(), course(date(2025, 1, 1))) is None

    @pytest.mark.parametrize(
        ("last", "due"),
        [
            (None, date(2025, 10, 29)),
            (date(2025, 10, 13), date(2025, 10, 29)),
            (date(2025, 10, 14), date(2026, 10, 18)),
            (date(2025, 10, 29), date(2026, 10, 18)),
        ],
    )
    def test_of_a_festival_counts_the_fifteen_days_before_it(self, last, due):
        rhythm = Rhythm(festivals=("elders_day",))

        assert next_due(rhythm, course(date(2025, 6, 1), last)) == due

    @pytest.mark.parametrize(
        ("born", "due"),
        [("19450810", date(2025, 8, 10)), ("194508", date(2025, 8, 31)), ("1945", None)],
    )
    def test_of_a_birthday_is_its_day_or_the_end_of_its_month(self, born, due):
        rhythm = Rhythm(birthdays=(80,))

        assert next_due(rhythm, course(date(2025, 6, 1), born=born)) == due

    def test_of_a_leap_day_is_the_last_of_february(self):
        rhythm = Rhythm(birthdays=(70,))

        due = next_due(rhythm, course(date(2026, 1, 1), born="19560229"))

        assert due == date(2026, 2, 28)

    def test_says_what_it_is_for(self):
        rhythm = Rhythm(months=3, festivals=("july_first",), birthdays=(80, 90))
        begun = course(date(2025, 6, 1), born="19450630")

        told = [(one.day, one.festival, one.age) for one in dues(rhythm, begun)]

        assert told == [
            (date(2025, 6, 30), "", 80), (date(2025, 7, 1), "july_first", 0),
            (date(2025, 9, 1), "", 0),
        ]  # fmt: skip

    def test_is_soon_at_the_beginning_where_the_rhythm_says_so(self):
        rhythm = Rhythm(months=1, first_days=7)
        begun = date(2025, 6, 10)

        assert next_due(rhythm, course(begun, date(2025, 6, 1))) == date(2025, 6, 17)
        assert next_due(rhythm, course(begun, date(2025, 6, 12))) == date(2025, 7, 12)


class TestMonthsLater:
    @given(DAYS, st.integers(0, 30))
    def test_stays_in_the_month_it_should(self, day, months):
        later = months_later(day, months)

        assert later.year * 12 + later.month == day.year * 12 + day.month + months
        assert later.day <= day.day

    def test_of_the_31st_is_the_last_day(self):
        assert months_later(date(2025, 1, 31), 1) == date(2025, 2, 28)


class TestFestivals:
    def test_have_one_day_in_every_year(self):
        years = list(range(FIRST, LAST + 1))

        told = {code: [day.year for day in days] for code, days in festivals().items()}
        assert told == dict.fromkeys(festivals(), years)

    def test_of_the_lunar_calendar_lie_where_they_can(self):
        assert all(date(d.year, 1, 21) <= d <= date(d.year, 2, 20)
                   for d in festivals()["spring_festival"])  # fmt: skip
        assert all(date(d.year, 10, 4) <= d <= date(d.year, 11, 2)
                   for d in festivals()["elders_day"])  # fmt: skip
