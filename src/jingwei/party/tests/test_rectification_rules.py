"""The rules of rectification hold for every day and every number, not for examples alone."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.rules import Answer
from jingwei.party.rules.rectification import (
    weak_cause,
    weak_four_ones,
    weak_items_left,
    weak_plan,
    weak_plan_period,
    weak_satisfaction,
    weak_steps_of_check,
    weak_undeveloped,
    weak_vacant,
)

DAYS = st.dates(date(2018, 11, 1), date(2030, 12, 31))
LATER = st.integers(0, 900).map(lambda n: timedelta(days=n))
TICK = st.none() | st.booleans()
NAME = st.none() | st.sampled_from(["", "周示例"])


class TestCauses:
    @given(st.tuples(*[TICK] * 6, NAME))
    def test_any_one_is_enough_and_none_is_not(self, told):
        assert weak_cause(*told).is_met == any(told)

    @given(DAYS, DAYS, LATER, st.integers(1, 12))
    def test_vacancy_once_long_enough_stays_so(self, since, on, later, months):
        if weak_vacant(True, "", since, on, months).is_met:
            assert weak_vacant(True, "", since, on + later, months).is_met

    @given(st.none() | DAYS, DAYS)
    def test_vacancy_is_never_met_with_a_secretary(self, since, on):
        assert weak_vacant(True, "周示例", since, on, 3).answer is Answer.NOT_MET

    @given(st.none() | DAYS, DAYS, LATER, st.integers(12, 36))
    def test_no_development_once_long_enough_stays_so(self, joined, on, later, months):
        if weak_undeveloped(True, joined, on, months).is_met:
            assert weak_undeveloped(True, joined, on + later, months).is_met


class TestPlan:
    @given(st.tuples(NAME, NAME, NAME, NAME))
    def test_four_are_four(self, told):
        assert weak_four_ones(*told).is_met == all(told)

    @given(st.tuples(NAME, NAME, NAME))
    def test_three_lists_are_three(self, told):
        assert weak_plan(*told).is_met == all(told)

    @given(DAYS, DAYS, LATER, st.integers(3, 24))
    def test_sooner_is_no_worse(self, until, identified, less, months):
        if weak_plan_period(until, identified, months).is_met:
            assert weak_plan_period(until - less, identified, months).is_met


class TestAcceptance:
    @given(DAYS, DAYS, DAYS)
    def test_comes_after_the_town(self, applied, checked, on):
        met = weak_steps_of_check(applied, checked, on).is_met
        assert met == ([applied, checked, on] == sorted([applied, checked, on]))

    @given(st.integers(0, 99), st.integers(0, 9))
    def test_fewer_items_left_and_more_satisfaction_are_no_worse(self, percent, left):
        assert weak_items_left(left).is_met == (left == 0)
        if weak_satisfaction(percent, 60).is_met:
            assert weak_satisfaction(percent + 1, 60).is_met
