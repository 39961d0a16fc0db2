"""The rules on member development against slow, plain definitions."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jingwei.party.procedures.development_facts import above
from jingwei.party.rules import development as first
from jingwei.party.rules import development_admission as then

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
MAYBE = st.none() | DAYS
PEOPLE = st.none() | st.integers(1, 5)


class TestAge:
    @given(DAYS, st.integers(0, 12_000))
    def test_with_a_full_date_it_is_the_eighteenth_birthday(self, applied, lived):
        born = applied - timedelta(days=lived)

        said = first.age(f"{born:%Y%m%d}", applied, 18)

        had = (applied.month, applied.day) >= (born.month, min(born.day, 28))
        years = applied.year - born.year - (not had)
        if born.day <= 28:
            assert said.is_met == (years >= 18)

    @given(DAYS, st.integers(0, 400))
    def test_once_of_age_always_of_age(self, applied, later):
        if first.age("200006", applied, 18).is_met:
            assert first.age("200006", applied + timedelta(days=later), 18).is_met

    @given(DAYS)
    def test_a_month_alone_is_told_only_outside_the_month(self, applied):
        said = first.age("200006", applied, 18)

        assert (said.answer == "cannot_tell") == ((applied.year, applied.month) == (2018, 6) and
                                                  applied.day < 30)  # fmt: skip


class TestPeople:
    @given(PEOPLE, PEOPLE, st.frozensets(st.integers(1, 5)))
    def test_contacts_are_one_or_two_of_the_full_members(self, one, two, full):
        said = first.contacts(one, two, full, 2)

        named = {n for n in (one, two) if n}
        assert said.is_met == (one is not None and named <= full)

    @given(PEOPLE, PEOPLE, st.booleans(), st.frozensets(st.integers(1, 5)))
    def test_introducers_are_two_different_free_full_members(self, one, two, free, full):
        said = first.introducers(one, two, free, full, 2)

        named = {n for n in (one, two) if n}
        assert said.is_met == (len(named) == 2 and named <= full and free)


class TestTraining:
    @given(MAYBE, MAYBE, st.none() | st.integers(0, 60))
    def test_is_three_days_or_twenty_four_hours(self, start, end, hours):
        said = first.training(start, end, hours, 3, 24)

        is_backward = bool(start and end and end < start)
        long = bool(start and end and end - start >= timedelta(days=2))
        assert said.is_met == (not is_backward and (long or (hours or 0) >= 24))

    @given(DAYS, st.integers(0, 9), st.integers(0, 9))
    def test_more_days_never_make_it_worse(self, start, days, more):
        shorter = first.training(start, start + timedelta(days=days), 0, 3, 24)
        longer = first.training(start, start + timedelta(days=days + more), 0, 3, 24)

        assert longer.is_met >= shorter.is_met


class TestLeaving:
    @given(DAYS, st.integers(0, 200), st.integers(0, 200))
    def test_leaving_later_never_makes_it_worse(self, on, days, more):
        sooner = then.leaving("是", on + timedelta(days=days), on, 3)
        later = then.leaving("是", on + timedelta(days=days + more), on, 3)

        assert later.is_met >= sooner.is_met


class TestProbation:
    @given(DAYS)
    def test_exactly_one_end_is_right(self, meeting):
        ends = [meeting + timedelta(days=n) for n in range(360, 372)]

        right = [end for end in ends if then.probation(meeting, end, meeting, 12).is_met]

        assert len(right) == 1
        assert right[0].year == meeting.year + 1
        assert (right[0].month, right[0].day) in {
            (meeting.month, meeting.day), (meeting.month, 28)
        }  # fmt: skip

    @given(st.none() | st.integers(0, 24), st.integers(0, 3))
    def test_an_extension_is_one_of_six_to_twelve_months(self, months, before):
        said = then.extension("延长预备期", months, before, 6, 12)

        assert said.is_met == (before == 0 and months in range(6, 13))


class TestForms:
    @given(st.text("示0123", min_size=1, max_size=3), st.frozensets(st.text("示0123", max_size=3)))
    def test_a_number_is_free_or_taken(self, number, taken):
        assert then.form_unique(number, taken).is_met == (number not in taken)


class TestAbove:
    def test_is_the_committee_of_a_branch(self):
        assert above("dzz/dw/zb1/") == "dzz/dw/"

    def test_right_below_the_root_is_the_branch_itself(self):
        assert above("dzz/zb1/") == "dzz/zb1/"
