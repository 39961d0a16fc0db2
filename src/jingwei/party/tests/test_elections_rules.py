"""Rules of elections: the same as a plain definition, never better for coming later."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from jingwei.party.rules import elections as rules

DAYS = st.dates(date(2020, 8, 1), date(2030, 12, 31))
LATER = st.integers(1, 400)
COUNT = st.integers(0, 40)


class TestDays:
    @given(DAYS, DAYS, LATER)
    def test_what_is_late_stays_late_a_day_further_on(self, on, due, more):
        later = on + timedelta(days=more)

        judged = (
            (rules.election_reminder(day, due, 6), rules.election_asked_in_time(day, due, 2),
             rules.election_held_in_term(day, due))
            for day in (on, later)
        )  # fmt: skip

        for early, late in zip(*judged, strict=True):
            assert early.is_met >= late.is_met

    @given(DAYS, DAYS)
    def test_a_shift_is_at_most_a_year_either_way(self, planned, due):
        met = rules.election_shift("延期", planned, due, 12).is_met

        years = abs(planned.year - due.year)
        assert met or years >= 1
        assert not met or years <= 1

    @given(DAYS, DAYS)
    def test_on_time_is_never_after_the_term(self, planned, due):
        assert not rules.election_shift("按期", planned, due, 12).is_met or planned <= due

    @given(DAYS, st.integers(-800, 800))
    def test_party_age_is_whole_years(self, full_on, days):
        on = full_on + timedelta(days=days)

        met = rules.election_secretary_party_age(on, full_on, 1).is_met

        leap = full_on.month == 2 and full_on.day == 29
        first = date(full_on.year + 1, full_on.month, 28 if leap else full_on.day)
        assert met == (on >= first)


class TestCounts:
    @given(COUNT, st.integers(1, 30), st.integers(0, 100))
    def test_differential_is_the_seats_and_their_share_more(self, candidates, seats, percent):
        least = ceil(seats * (1 + Fraction(percent, 100)))

        met = rules.election_differential(candidates, seats, "设委员会", percent).is_met

        assert met == (candidates >= least)

    @given(COUNT, COUNT)
    def test_elected_are_more_than_half(self, approve, present):
        met = rules.election_elected_majority(approve, present).is_met

        assert met == (Fraction(approve) > Fraction(present, 2))

    @given(st.lists(COUNT, min_size=1), st.lists(COUNT))
    def test_nobody_elected_has_as_few_as_somebody_who_is_not(self, elected, lost):
        most = max(lost, default=None)

        met = rules.election_elected_order(min(elected), most).is_met

        assert met == all(one > other for one in elected for other in lost)

    @given(COUNT, COUNT, st.none() | COUNT)
    def test_ballots_do_not_multiply(self, sent, back, void):
        met = rules.election_ballots(sent, back, void).is_met

        assert met == ((void or 0) <= back <= sent)

    @given(st.integers(0, 60), st.sampled_from(["设委员会", "不设委员会"]), st.integers(1, 9))
    def test_a_branch_has_a_committee_from_seven_members_on(self, members, form, seats):
        met = rules.election_committee_size(
            "党支部", members, form, seats, committee_from=7, fewest_seats=3, most_seats=7,
            most_posts=2,
        ).is_met  # fmt: skip

        fits = (3 <= seats <= 7) if form == "设委员会" else seats <= 2
        assert met == (fits and (form == "设委员会") == (members >= 7))

    @given(COUNT, COUNT, COUNT)
    def test_the_first_meeting(self, seated, present, votes):
        met = rules.election_first_meeting("设委员会", seated, present, votes).is_met

        assert met == (Fraction(present) >= Fraction(4 * seated, 5) and 2 * votes > present)
