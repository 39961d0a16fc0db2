"""Influence periods: by the law table, by example, and against a slow plain definition."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.cadres.models import SupervisionMeasure
from jingwei.cadres.rules.influence import (
    influence_grade,
    influence_inspection,
    influence_post,
    influence_rank,
)
from jingwei.cadres.rules.supervision import (
    EXCELLENT,
    HEAVIER,
    INSPECTION,
    NO_GRADE,
    OPEN,
    POST,
    RANK,
    Imposed,
    Period,
    Standing,
    appraisal_years,
    merged,
    span_of,
    spans_of,
    standing_on,
)
from jingwei.cadres.selectors.influence import Law
from jingwei.kernel.rules import Answer
from jingwei.procedures.limits import add_months

Kind = SupervisionMeasure.Kind
DAY = date(2025, 3, 1)
MOST = 48
MONTHS = {
    "admonition": 6, "party_warning": 12, "party_serious": 18, "party_removal": 24,
    "party_expulsion": 60, "state_warning": 6, "state_demerit": 12, "state_major": 18,
    "state_downgrade": 24, "state_dismissal": 24, "reassignment": 12, "ordered_resignation": 24,
    "removal": 24, "demotion": 24, "staff_warning": 6, "staff_demerit": 12, "staff_downgrade": 24,
}  # fmt: skip
PROBATIONS = ("party_probation_one", "party_probation_two")
WITHOUT = {"reminder", "inquiry", "suspension", "state_expulsion"}
"""Kinds that bar nothing for a time."""
KINDS = st.sampled_from([*MONTHS, *PROBATIONS, *WITHOUT])
DAYS = st.dates(date(2021, 4, 1), date(2028, 12, 31))


def measures(number: int):
    return st.builds(
        Imposed, number=st.just(number), kind=KINDS, since=DAYS, restored_on=st.none() | DAYS,
        lifted_on=st.none() | DAYS,
    )  # fmt: skip


SEVERAL = st.tuples(measures(1), measures(2), measures(3))


def law():
    return Law().period_of


def span(kind, **days):
    one = Imposed(1, kind, DAY, **days)
    return span_of(one, law()(one))


class TestLawTable:
    def test_knows_every_kind_or_says_that_it_bars_nothing(self):
        assert {*MONTHS, *PROBATIONS, *WITHOUT} == set(Kind.values)

    @pytest.mark.parametrize(("kind", "months"), MONTHS.items())
    def test_counts_from_the_day_of_effect(self, kind, months):
        assert span(kind).until == add_months(DAY, months)

    @pytest.mark.parametrize("kind", sorted(WITHOUT))
    def test_of_a_kind_without_influence_bars_nothing(self, kind):
        assert span(kind) is None

    @pytest.mark.parametrize("kind", PROBATIONS)
    def test_of_a_probation_is_open_until_rights_are_restored(self, kind):
        assert span(kind).until == OPEN
        assert span(kind, restored_on=date(2026, 3, 1)).until == date(2028, 3, 1)

    @pytest.mark.parametrize("kind", [k for k in MONTHS if k != "party_expulsion"])
    def test_bars_being_inspected_whatever_the_kind(self, kind):
        assert INSPECTION in span(kind).bars

    def test_of_a_removal_bars_a_leading_post_for_one_year_and_a_higher_one_for_two(self):
        bars = span("removal").bars

        assert bars["担任领导职务"] == date(2026, 3, 1)
        assert bars["任高于原层次的职务"] == date(2027, 3, 1)

    @pytest.mark.parametrize(
        ("kind", "years"),
        [
            ("admonition", {2025: EXCELLENT}),
            ("state_demerit", {2025: NO_GRADE}),
            ("state_major", {2025: NO_GRADE, 2026: NO_GRADE}),
            ("party_probation_two", {2025: "不称职", 2026: NO_GRADE, 2027: NO_GRADE}),
            ("inquiry", {}),
        ],
    )
    def test_says_what_the_appraisal_suffers(self, kind, years):
        assert appraisal_years([Imposed(1, kind, DAY)], law()) == years

    def test_says_only_effects_the_rules_can_weigh(self):
        effects = {
            effect
            for kind in Kind.values
            for effect in (Law().period_on(kind, DAY) or Period()).years
        }

        assert effects == set(HEAVIER)

    def test_of_a_day_before_any_known_law_is_unknown(self):
        assert Law().period_on("party_warning", date(2010, 1, 1)) is None


class TestSpan:
    def test_ends_where_the_organ_set_it_and_shorter_bars_stay_shorter(self):
        bars = span("removal", until_set=date(2026, 9, 1)).bars

        assert bars["担任领导职务"] == date(2026, 3, 1)
        assert bars[RANK] == date(2026, 9, 1)

    def test_ends_the_day_before_it_is_lifted(self):
        assert span("admonition", lifted_on=date(2025, 5, 1)).until == date(2025, 4, 30)

    def test_lifted_late_is_no_longer(self):
        assert span("admonition", lifted_on=date(2026, 5, 1)).until == date(2025, 9, 1)


class TestSeveral:
    def test_sanctions_of_the_state_add_up(self):
        first = Imposed(1, "state_demerit", date(2025, 1, 1))
        second = Imposed(2, "state_warning", date(2025, 7, 1))

        spans = list(spans_of([second, first], law(), MOST))

        left = date(2026, 1, 1) - date(2025, 7, 1)
        assert [s.until for s in spans] == [date(2026, 1, 1), date(2026, 1, 1) + left]

    def test_never_to_more_than_four_years(self):
        first = Imposed(1, "state_dismissal", date(2025, 1, 1))
        second = Imposed(2, "state_dismissal", date(2025, 1, 2))
        third = Imposed(3, "state_dismissal", date(2025, 1, 3))

        *_, last = spans_of([first, second, third], law(), MOST)

        assert last.until == date(2029, 1, 3)

    def test_of_a_sanction_and_a_measure_the_longer_counts(self):
        both = [Imposed(1, "state_warning", DAY), Imposed(2, "removal", DAY)]

        assert standing_on(both, law(), DAY, most=MOST).until == date(2027, 3, 1)

    def test_merged_says_the_later_end_and_nothing_where_nothing_is_left(self):
        new = Imposed(0, "state_warning", date(2025, 7, 1))
        running = Imposed(1, "state_demerit", date(2025, 1, 1))
        over = Imposed(1, "state_warning", date(2024, 1, 1))

        assert merged(new, [running], law(), MOST) == date(2026, 7, 4)
        assert merged(new, [over], law(), MOST) is None

    @given(KINDS, DAYS, DAYS, st.none() | DAYS)
    def test_bar_what_counting_months_one_by_one_bars(self, kind, since, day, lifted):
        one = Imposed(1, kind, since, lifted_on=lifted)
        period = law()(one)

        standing = standing_on([one], law(), day, most=MOST)

        begun = since <= day and (lifted is None or day < lifted)
        plain = {bar for bar, months in period.bars.items() if begun and (
            period.from_restored or is_within(since, day, months))}  # fmt: skip
        assert set(standing.bars) == plain

    @given(SEVERAL, DAYS)
    def test_one_more_never_ends_an_influence_sooner(self, several, day):
        fewer = standing_on(several[:2], law(), day, most=MOST)
        more = standing_on(several, law(), day, most=MOST)

        assert all(more.bars[bar] >= until for bar, until in fewer.bars.items())

    @given(SEVERAL, DAYS)
    def test_standing_is_the_same_in_any_order(self, several, day):
        there = standing_on(several, law(), day, most=MOST)
        back = standing_on(several[::-1], law(), day, most=MOST)

        assert there.bars == back.bars

    @given(measures(1), DAYS, st.integers(0, 400))
    def test_what_is_over_stays_over(self, one, day, later):
        begun = one.since <= day
        now = standing_on([one], law(), day, most=MOST)
        then = standing_on([one], law(), day + timedelta(later), most=MOST)

        assert not begun or now or not then


def is_within(since: date, day: date, months: int) -> bool:
    """Whether ``day`` is not later than the same day ``months`` later, clamped to its month."""
    passed = (day.year - since.year) * 12 + day.month - since.month
    clamped = min(since.day, monthrange(day.year, day.month)[1])
    return passed < months or (passed == months and day.day <= clamped)


class TestInfluenceRules:
    @pytest.mark.parametrize("rule", [influence_post, influence_rank, influence_inspection])
    def test_say_the_row_and_the_day_but_not_what_was_decided(self, rule):
        one = Imposed(7, "party_warning", DAY)

        verdict = rule(standing_on([one], law(), date(2025, 6, 30), most=MOST))

        assert verdict.answer is Answer.NOT_MET
        assert "至 2026-03-01" in verdict.why
        assert "第 7 号记录" in verdict.why
        assert "警告" not in verdict.why + str(verdict.facts)

    def test_of_a_measure_whose_law_is_not_known_cannot_tell(self):
        one = Imposed(7, "party_warning", date(2015, 6, 1))

        verdict = influence_rank(standing_on([one], law(), date(2016, 6, 1), most=MOST))

        assert verdict.answer is Answer.CANNOT_TELL

    def test_of_a_shorter_bar_that_is_over_are_met_though_another_runs_on(self):
        bars = standing_on([Imposed(7, "removal", DAY)], law(), date(2026, 6, 1), most=MOST).bars

        assert "担任领导职务" not in bars
        assert RANK in bars

    def test_of_nobody_are_met(self):
        assert influence_post(Standing()).is_met

    @given(st.sampled_from(HEAVIER))
    def test_no_measure_leaves_an_excellent_year(self, effect):
        assert not influence_grade(2025, "优秀", {2025: effect}).is_met
        assert influence_grade(2024, "优秀", {2025: effect}).is_met

    def test_a_post_is_barred_on_the_last_day_and_free_on_the_next(self):
        one = Imposed(7, "admonition", DAY)
        days = (date(2025, 9, 1), date(2025, 9, 2))

        answers = [POST in standing_on([one], law(), day, most=MOST).bars for day in days]

        assert answers == [True, False]
