"""Working days: counted where the year is known, never guessed where it is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import AuditEntry, CalendarDay, CalendarYear
from jingwei.kernel.workdays import (
    WorkCalendar,
    calendar_day_set,
    calendar_seed,
    calendar_year_confirm,
    calendar_year_reopen,
    days_between,
    shipped_years,
    work_calendar,
)

YEARS = frozenset(year.year for year in shipped_years())
SHIPPED = WorkCalendar(YEARS, {day: works for y in shipped_years() for day, works, _ in y.days})
KNOWN = st.dates(date(2018, 1, 1), date(2026, 12, 31))
STEP = timedelta(days=1)
HOLIDAY = date(2027, 1, 1)


FREE = {day for year in shipped_years() for day, works, _ in year.days if not works}
WORKED = {day for year in shipped_years() for day, works, _ in year.days if works}


def slow_count(first: date, last: date) -> int:
    """Count day by day what the published days say."""
    found, day = 0, first
    while day <= last:
        if day in WORKED or (day.isoweekday() <= 5 and day not in FREE):
            found += 1
        day += STEP
    return found


class TestShippedYears:
    def test_are_2018_to_2026(self):
        assert sorted(YEARS) == list(range(2018, 2027))

    @pytest.mark.parametrize(
        ("year", "count"),
        [(2018, 250), (2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251),
         (2025, 248), (2026, 248)],
    )  # fmt: skip
    def test_have_the_working_days_the_library_counts(self, year, count):
        assert SHIPPED.count(date(year, 1, 1), date(year, 12, 31)) == count

    def test_hold_only_days_of_their_year_that_differ_from_their_weekday(self):
        wrong = [
            day
            for year in shipped_years()
            for day, works, _ in year.days
            if day.year != year.year or works == (day.isoweekday() <= 5)
        ]

        assert wrong == []


class TestWorksOn:
    @pytest.mark.parametrize(
        ("day", "works"),
        [
            (date(2025, 6, 2), False),
            (date(2025, 4, 27), True),
            (date(2025, 6, 30), True),
            (date(2025, 6, 29), False),
        ],
    )
    def test_follows_holidays_then_make_up_days_then_the_weekday(self, day, works):
        assert SHIPPED.works_on(day) is works

    def test_is_unknown_in_an_unknown_year_even_where_a_day_is_entered(self):
        calendar = WorkCalendar(YEARS, {HOLIDAY: False})

        assert calendar.works_on(HOLIDAY) is None
        assert calendar.works_on(date(2017, 12, 29)) is None


class TestCount:
    def test_includes_both_ends(self):
        assert SHIPPED.count(date(2025, 6, 27), date(2025, 6, 30)) == 2

    def test_of_a_period_that_ends_before_it_begins_is_zero(self):
        assert SHIPPED.count(date(2025, 6, 30), date(2025, 6, 29)) == 0

    @given(KNOWN, st.integers(0, 60))
    def test_equals_the_slow_plain_definition(self, first, span):
        last = min(first + span * STEP, date(2026, 12, 31))

        assert SHIPPED.count(first, last) == slow_count(first, last)

    @given(KNOWN, KNOWN, KNOWN)
    def test_never_falls_when_the_period_grows(self, one, two, three):
        first, middle, last = sorted([one, two, three])

        assert SHIPPED.count(first, middle) <= SHIPPED.count(first, last)

    @given(KNOWN, KNOWN, KNOWN)
    def test_of_two_halves_is_the_count_of_the_whole(self, one, two, three):
        first, middle, last = sorted([one, two, three])

        halves = SHIPPED.count(first, middle) + SHIPPED.count(middle + STEP, last)

        assert halves == SHIPPED.count(first, last)

    @given(KNOWN, st.integers(0, 300))
    def test_cannot_be_told_when_one_day_lies_in_an_unknown_year(self, first, span):
        last = date(2027, 1, 1) + span * STEP

        found = SHIPPED.count(max(first, date(2020, 1, 1)), last)

        assert found is None

    def test_of_more_than_ten_years_is_refused(self):
        with pytest.raises(BadInput, match="超过十年"):
            SHIPPED.count(date(2010, 1, 1), date(2025, 1, 1))

    def test_looks_at_each_day_once(self):
        days = list(days_between(date(2025, 6, 28), date(2025, 7, 1)))

        assert days == [date(2025, 6, 28) + n * STEP for n in range(4)]


class TestAfter:
    def test_skips_weekends_and_holidays(self):
        assert SHIPPED.after(date(2025, 5, 30), 1) == date(2025, 6, 3)

    def test_of_no_days_is_the_start(self):
        assert SHIPPED.after(date(2025, 6, 29), 0) == date(2025, 6, 29)

    @given(st.dates(date(2018, 1, 1), date(2025, 12, 31)), st.integers(1, 60))
    def test_is_the_inverse_of_counting(self, start, days):
        end = SHIPPED.after(start, days)

        assert SHIPPED.works_on(end)
        assert SHIPPED.count(start + STEP, end) == days

    @given(st.dates(date(2018, 1, 1), date(2025, 12, 31)), st.integers(0, 60))
    def test_one_day_more_is_later(self, start, days):
        assert SHIPPED.after(start, days) < SHIPPED.after(start, days + 1)

    def test_cannot_be_told_beyond_the_known_years(self):
        assert SHIPPED.after(date(2026, 12, 30), 5) is None

    def test_of_a_negative_number_is_an_error_of_the_caller(self):
        with pytest.raises(ValueError, match="-1 working days"):
            SHIPPED.after(date(2025, 6, 30), -1)


class TestSeed:
    def test_stores_the_shipped_calendar(self, db):
        added = calendar_seed()

        assert added == 9
        assert work_calendar() == SHIPPED

    def test_twice_changes_nothing(self, db):
        calendar_seed()

        added = calendar_seed()

        assert added == 0
        assert work_calendar() == SHIPPED

    def test_leaves_alone_a_year_somebody_edited(self, insider):
        calendar_seed()
        calendar_day_set(date(2025, 6, 2), is_working=True, reason="本区值班", actor=insider)

        calendar_seed()

        assert work_calendar().works_on(date(2025, 6, 2)) is True

    def test_leaves_alone_a_year_that_was_begun_or_reopened(self, insider):
        CalendarDay.objects.create(day=date(2025, 10, 1), is_working=False, note="国庆节")

        added = calendar_seed()

        assert added == 8
        assert work_calendar().works_on(date(2025, 6, 30)) is None


class TestCalendarDaySet:
    def test_makes_a_weekday_free_and_leaves_a_trace(self, insider):
        calendar_day_set(HOLIDAY, is_working=False, reason="元旦放假", actor=insider)

        entry = AuditEntry.objects.get(act="calendar.day")
        assert CalendarDay.objects.get().is_working is False
        assert entry.actor == insider
        assert entry.data == {
            "day": "2027-01-01", "before": "上班", "after": "休息", "reason": "元旦放假",
        }  # fmt: skip

    def test_back_to_what_the_weekday_says_keeps_no_row(self, insider):
        calendar_day_set(HOLIDAY, is_working=False, reason="元旦放假", actor=insider)

        calendar_day_set(HOLIDAY, is_working=True, reason="录错", actor=insider)

        assert not CalendarDay.objects.exists()
        assert AuditEntry.objects.filter(act="calendar.day").count() == 2

    @pytest.mark.parametrize(
        ("day", "is_working", "reason", "code"),
        [
            (HOLIDAY, True, "上班", "calendar.same"),
            (date(2027, 1, 2), False, "周末", "calendar.same"),
            (HOLIDAY, False, "  ", "calendar.reason"),
            (date(1888, 1, 2), False, "元旦", "calendar.year"),
        ],
    )
    def test_refuses_what_says_nothing(self, insider, day, is_working, reason, code):
        with pytest.raises(BadInput) as refusal:
            calendar_day_set(day, is_working=is_working, reason=reason, actor=insider)

        assert refusal.value.code == code
        assert not CalendarDay.objects.exists()


class TestCalendarYear:
    @pytest.fixture
    def entered(self, insider):
        calendar_day_set(HOLIDAY, is_working=False, reason="元旦放假", actor=insider)

    def test_confirmed_can_be_counted_in(self, entered, insider):
        before = work_calendar().count(HOLIDAY, date(2027, 1, 8))

        calendar_year_confirm(2027, source="放假通知", actor=insider)

        assert before is None
        assert work_calendar().count(HOLIDAY, date(2027, 1, 8)) == 5

    def test_without_a_free_weekday_cannot_be_confirmed(self, insider):
        with pytest.raises(BadInput) as refusal:
            calendar_year_confirm(2027, source="放假通知", actor=insider)

        assert refusal.value.code == "calendar.empty"
        assert not CalendarYear.objects.exists()

    def test_without_a_source_cannot_be_confirmed(self, entered, insider):
        with pytest.raises(BadInput, match="来源"):
            calendar_year_confirm(2027, source=" ", actor=insider)

    def test_reopened_cannot_be_counted_in(self, entered, insider):
        calendar_year_confirm(2027, source="放假通知", actor=insider)

        calendar_year_reopen(2027, reason="漏了调休", actor=insider)

        assert work_calendar().works_on(HOLIDAY) is None
        assert AuditEntry.objects.filter(act="calendar.reopen").get().data["reason"] == "漏了调休"

    def test_that_is_open_cannot_be_reopened(self, insider):
        with pytest.raises(BadInput) as refusal:
            calendar_year_reopen(2027, reason="漏了调休", actor=insider)

        assert refusal.value.code == "calendar.open"
