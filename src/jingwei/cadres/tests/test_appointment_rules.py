"""What holds of the rules of appointment for any values: plain definitions, no step backwards."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jingwei.cadres.procedures.appointment_rows import meant
from jingwei.cadres.rules.appointment import notice_days, probation, quota
from jingwei.cadres.rules.appointment_people import (
    MONTHS,
    influence,
    months_covered,
    years,
)
from jingwei.kernel.rules import Answer
from jingwei.kernel.workdays import WorkCalendar
from jingwei.people.models import PostHeld

DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 1))
CALENDAR = WorkCalendar(frozenset({2025}), {date(2025, 10, 1): False, date(2025, 9, 28): True})
NUMBERS = range(2015 * 12, 2026 * 12)
ON = date(2025, 6, 30)


def partial(number):
    return f"{number // 12:04d}{number % 12 + 1:02d}"


SPELL = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)).map(sorted)


class TestNotice:
    @given(DAYS, st.integers(0, 20), st.integers(1, 12))
    def test_is_met_when_counting_day_by_day_gives_enough(self, first, span, least):
        last = first + timedelta(days=span)
        days = [first + timedelta(days=n) for n in range(span + 1)]
        worked = sum(bool(CALENDAR.works_on(day)) for day in days)

        assert notice_days(first, last, CALENDAR, least).is_met == (worked >= least)

    @given(DAYS, st.integers(0, 15), st.integers(0, 10))
    def test_a_longer_notice_is_never_worse(self, first, span, more):
        shorter = notice_days(first, first + timedelta(days=span), CALENDAR, 5)
        longer = notice_days(first, first + timedelta(days=span + more), CALENDAR, 5)

        assert longer.is_met or not shorter.is_met


class TestMonthsCovered:
    @given(st.lists(SPELL, max_size=6))
    def test_equals_the_months_that_any_spell_holds(self, pairs):
        spells = [("乡科级副职", partial(a), partial(b)) for a, b in pairs]
        today = 2025 * 12 + 5

        slow = {n for a, b in pairs for n in range(a, min(b, today))}

        assert months_covered(spells, ON) == len(slow)

    def test_an_open_spell_runs_until_the_day(self):
        assert months_covered([("乡科级副职", "202401", "")], ON) == 17

    @given(st.sampled_from(NUMBERS), DAYS, DAYS)
    def test_years_once_reached_stay_reached(self, since, one, two):
        first, later = sorted([one, two])
        spells = (("乡科级副职", partial(since), ""),)

        before, after = (years("乡科级正职", spells, day, **MONTHS) for day in (first, later))

        assert after.is_met or not before.is_met


class TestInfluence:
    @given(st.sampled_from(NUMBERS), DAYS, DAYS)
    def test_once_over_stays_over(self, since, one, two):
        first, later = sorted([one, two])
        sanctions = (("党内警告", partial(since)),)

        before, after = (influence(sanctions, day, {"党内警告": 12}) for day in (first, later))

        assert after.is_met or not before.is_met

    def test_ends_with_the_month_a_year_later(self):
        said = [
            influence((("党内警告", "202405"),), day, {"党内警告": 12}).is_met
            for day in (date(2025, 4, 30), date(2025, 5, 1))
        ]

        assert said == [False, True]


class TestProbation:
    @given(DAYS, st.integers(-30, 30))
    def test_is_over_on_the_same_day_a_year_later(self, office, shift):
        same = date(office.year + 1, office.month, min(office.day, 28))
        on = same + timedelta(days=shift)

        met = probation(office.replace(day=same.day), on, 12).is_met

        assert met == (on >= same)


class TestQuota:
    @given(st.integers(0, 9), st.integers(0, 9))
    def test_is_met_as_long_as_there_is_a_seat(self, seats, after):
        assert quota("副职", seats, after).is_met == (after <= seats)

    @given(st.none() | st.integers(0, 9))
    def test_no_approved_number_is_never_met(self, after):
        assert quota("正职", None, after).answer is Answer.CANNOT_TELL


class TestPostsMeant:
    """Posts without a unit of their own; what people write in a form."""

    def test_a_title_with_a_mark_of_its_own_is_one_post(self):
        both = PostHeld(pk=1, unit_text="镇", title="党委委员、纪委书记")
        other = PostHeld(pk=2, unit_text="镇", title="副镇长")

        assert meant(["党委委员", "纪委书记", "副镇长"], [both, other]) == ([both, other], [])

    def test_a_name_that_two_posts_bear_means_none(self):
        twins = [PostHeld(pk=n, unit_text=f"{n}局", title="副局长") for n in (1, 2)]

        assert meant(["副局长"], twins) == ([], ["副局长"])
        assert meant(["2局副局长"], twins) == ([twins[1]], [])
