"""Proof by numbers that count themselves: readings, ceilings, scope, and the look-back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.clock import standing_on
from jingwei.kernel.errors import Conflict
from jingwei.kernel.indicators import INDICATORS, Indicator, Slice
from jingwei.kernel.parameters import parameter_change
from jingwei.org.models import Unit
from jingwei.plans.light import Light
from jingwei.plans.models import IndicatorValue, Measure, MeasureChange, Milestone, Proof
from jingwei.plans.rules import Facts, Thresholds, expected_on, is_reached, light_on
from jingwei.plans.selectors.agenda import agenda_of
from jingwei.plans.selectors.behind import units_behind
from jingwei.plans.selectors.facts import facts_on
from jingwei.plans.selectors.named import is_missing
from jingwei.plans.selectors.proof import scope_path
from jingwei.plans.selectors.proof_page import months_of, proof_shown
from jingwei.plans.selectors.suggest import suggestions_for
from jingwei.plans.services import measure as services
from jingwei.plans.services.dispatch import meeting_hold, meeting_open
from jingwei.plans.services.light import lights_refresh
from jingwei.plans.services.proof import (
    measures_look_back,
    milestone_days,
    proof_accept,
    proof_divide,
)
from tests.factories import MeasureFactory, UnitFactory

NEW_YEAR, YEAR_END, TODAY = date(2025, 1, 1), date(2025, 12, 31), date(2025, 6, 30)
HALF_WAY = date(2025, 7, 2)
LIMITS = Thresholds()
NUMBERS = st.decimals(0, 10**6, places=0)
DAYS = st.dates(NEW_YEAR, YEAR_END)
READINGS = st.sampled_from(["level", "share", "units"])


def counted(reading="sum", *, few=False, **numbers):
    """Facts of a year's work that counts itself."""
    decimals = {name: Decimal(value) for name, value in numbers.items()}
    return Facts(
        starts_on=NEW_YEAR, due_on=YEAR_END, reading=reading, few_is_good=few,
        counts_itself=True, **decimals,
    )  # fmt: skip


class TestReadings:
    @pytest.mark.parametrize(
        ("facts", "expected", "light"),
        [
            (counted(target=100, actual=50), 50, Light.GREEN),
            (counted("level", target=600, actual=545, baseline=500), 550, Light.GREEN),
            (counted("level", target=600, actual=600, baseline=700), 600, Light.GREEN),
            (counted("share", target=90, actual=40), 45, Light.YELLOW),
            (counted("change", target=4, actual=1, baseline=30), 2, Light.RED),
            (counted(few=True, target=0, actual=3), 0, Light.RED),
            (counted(few=True, target=0, actual=0), 0, Light.GREEN),
            (counted("level", few=True, target=0, actual=6, baseline=10), 5, Light.YELLOW),
            (counted("change", few=True, target=4, actual=2, baseline=10), 2, Light.GREEN),
        ],
    )
    def test_each_expects_what_it_means_half_way(self, facts, expected, light):
        verdict = light_on(facts, HALF_WAY, LIMITS)

        assert (verdict.expected, verdict.light) == (expected, light)

    def test_a_ceiling_is_told_as_one(self):
        verdict = light_on(counted(few=True, target=2, actual=5), HALF_WAY, LIMITS)

        assert verdict.reasons[0] == "按时间进度应不超过 2，实际 5，目标不超过 2。"

    def test_what_counts_itself_is_never_silent(self):
        facts = counted(target=100, actual=90)

        assert light_on(facts, HALF_WAY, LIMITS).light is Light.GREEN
        assert light_on(replace(facts, counts_itself=False), HALF_WAY, LIMITS).light is Light.YELLOW

    @given(READINGS, st.booleans(), NUMBERS, st.none() | NUMBERS, DAYS)
    def test_a_level_is_expected_between_its_start_and_its_target(
        self, reading, few, target, baseline, day
    ):
        facts = replace(counted(reading, few=few, target=target), baseline=baseline)

        expected = expected_on(facts, day)

        start = (target if few else Decimal(0)) if baseline is None else baseline
        assert min(start, target) <= expected <= max(start, target)
        assert expected_on(facts, YEAR_END) == target

    @given(READINGS | st.just("sum"), NUMBERS, NUMBERS, NUMBERS, DAYS)
    def test_under_a_ceiling_fewer_are_never_more_urgent(self, reading, target, actual, more, day):
        facts = counted(reading, few=True, target=target, actual=actual)
        worse = replace(facts, actual=actual + more)

        assert is_reached(facts) or not is_reached(worse)
        lights = [light_on(one, day, LIMITS).light.urgency for one in (worse, facts)]
        assert lights == sorted(lights)


@pytest.fixture
def numbers(monkeypatch):
    """An indicator whose rows are the units named in the set, and their share of all units."""
    held: set[str] = set()

    def rows(subject: Slice):
        return Unit.objects.within(subject.path).filter(code__in=held)

    def all_units(subject: Slice):
        return Unit.objects.within(subject.path).exclude(path=subject.path)

    plain = Indicator("test.held", "开过会的单位", "个", "虚构", "测试", ("开会",), rows)
    shared = replace(plain, code="test.share", unit_label="%", among=all_units)
    few = replace(plain, code="test.few", few_is_good=True, is_level=True)
    for one in (plain, shared, few):
        monkeypatch.setitem(INDICATORS, one.code, one)
    return held


@pytest.fixture
def bureaus(qinglan):
    """Four units of the district beside the department."""
    return [
        UnitFactory(code=code, name=f"{code.upper()}局", parent=qinglan)
        for code in ("a", "b", "c", "d")
    ]


@pytest.fixture
def measure(today, zzb, bureaus):
    return MeasureFactory(unit=zzb)


def proven(measure, insider, code="test.held", target=4, **fields):
    services.proof_set(
        measure, kind="indicator", indicator=code, target=Decimal(target), reason="调整",
        actor=insider, **fields,
    )  # fmt: skip
    return Measure.objects.select_related("plan__unit", "proof").get(pk=measure.pk)


def actual(measure, day=TODAY):
    return facts_on([measure], day)[measure.pk].actual


class TestNumber:
    def test_of_a_department_counts_the_whole_district(self, measure, insider, numbers, gbk):
        numbers |= {"a", "b"}
        found = proven(measure, insider)

        assert (scope_path(found, found.proof), actual(found)) == ("qinglan/", 2)
        inside = proven(measure, insider, scope=gbk)
        assert (scope_path(inside, inside.proof), actual(inside)) == (gbk.path, 0)

    def test_of_units_is_the_share_of_those_that_reached_theirs(self, measure, insider, numbers):
        numbers |= {"a", "b", "c"}

        found = proven(measure, insider, target=100, reading="units", per_unit=Decimal(1))

        assert actual(found) == 60  # three of a, b, c, d and the department

    def test_of_a_change_is_what_moved_since_the_start(self, measure, insider, numbers):
        numbers |= {"a"}
        rising = proven(measure, insider, reading="change", target=2)
        numbers |= {"b", "c"}
        assert (rising.proof.baseline, actual(rising)) == (1, 2)

        falling = proven(measure, insider, "test.few", reading="change", target=2)
        numbers -= {"c"}
        assert (falling.proof.baseline, actual(falling)) == (3, 1)

    def test_is_unknown_of_a_programme_nobody_opened(self, measure, insider):
        found = proven(measure, insider, "coverage.named.轮训", target=100, reading="share")
        shown = proof_shown(found, TODAY, insider)

        assert actual(found) is None
        assert shown.indicator is not None
        assert is_missing(shown.indicator)

    def test_six_measures_of_one_number_ask_for_it_once(
        self, measure, insider, numbers, django_assert_num_queries
    ):
        numbers |= {"a"}
        several = [proven(measure, insider)]
        several += [
            proven(MeasureFactory(plan=measure.plan), insider, reading="level") for _ in range(5)
        ]

        with django_assert_num_queries(5):
            facts_on(several, TODAY)


def behind(found, path="qinglan/"):
    """The units behind that a viewer of ``path`` is told, each with its three numbers."""
    facts = facts_on([found], TODAY)[found.pk]
    told = units_behind(found, found.proof, facts, TODAY, _Seeing(path))
    return [(row.unit.code, row.number, row.expected, row.target) for row in told.units]


class TestUnitsBehind:
    def test_of_those_that_each_have_to_reach_a_number_are_named_in_order_of_the_tree(
        self, measure, insider, numbers
    ):
        numbers |= {"b", "d"}
        found = proven(measure, insider, target=100, reading="units", per_unit=Decimal(1))

        assert [code for code, *_ in behind(found)] == ["a", "c", "zzb"]
        assert [code for code, *_ in behind(found, "qinglan/c/")] == ["c"]

    def test_of_a_target_for_all_together_are_nobody(self, measure, insider, numbers):
        found = proven(measure, insider)
        facts = facts_on([found], TODAY)[found.pk]

        told = units_behind(found, found.proof, facts, TODAY, _Seeing("qinglan/"))

        assert (told.units, told.is_divided) == ([], False)

    def test_of_a_divided_target_are_short_of_their_own_part_of_the_way(
        self, measure, insider, numbers
    ):
        numbers |= {"a"}
        found = proven(measure, insider, target=8)
        parts = {Unit.objects.get(code=code): Decimal(4) for code in ("a", "c")}

        found.proof = proof_divide(found, parts, actor=insider)

        assert behind(found) == [("c", 0, 1, 4)]
        again = proven(measure, insider, target=9)
        assert behind(again) == [("c", 0, 1, 4)]
        assert proven(measure, insider, "test.few", target=9).proof.unit_targets == {}

    def test_of_a_share_are_below_what_is_expected_by_now(
        self, measure, insider, numbers, monkeypatch, gbk
    ):
        numbers |= {"a", "b", "d", "gbk"}  # half of the department
        whole = replace(
            INDICATORS["test.share"], code="test.whole",
            among=lambda subject: Unit.objects.within(subject.path),
        )  # fmt: skip
        monkeypatch.setitem(INDICATORS, whole.code, whole)

        found = proven(measure, insider, whole.code, target=90, reading="share", baseline=0)

        assert [code for code, *_ in behind(found)] == ["c"]

    def test_of_none_left_are_those_that_have_any(self, measure, insider, numbers):
        numbers |= {"d"}

        found = proven(measure, insider, "test.few", target=0, reading="level")

        assert behind(found) == [("d", 1, 0, 0)]


class TestMonths:
    def test_that_are_over_stand_as_they_were_kept(self, measure, insider, numbers, qinglan):
        numbers |= {"a"}
        found = proven(measure, insider)
        may = {"month": date(2025, 5, 1), "day": date(2025, 5, 31), "computed_at": now()}
        IndicatorValue.objects.create(code="test.held", unit=qinglan, count=7, **may)

        months = months_of(found, found.proof, TODAY)

        assert [one.number for one in months] == [1, 1, 1, 1, 7, 1]


class _Seeing:
    """A viewer of one path."""

    def __init__(self, path):
        self.path = path

    def unit_paths(self):
        return (self.path,)

    def organization_paths(self):
        return ()


class TestAccept:
    def test_stores_what_was_suggested_with_its_steps(self, measure, insider):
        Measure.objects.update(text="5月底前印发党史学习教育工作办法", kind="deliverable")
        found = Measure.objects.select_related("plan__unit", "item__area").get()
        best = suggestions_for([found])[found.pk][0]

        proof_accept(found, best, actor=insider)

        stones = list(Milestone.objects.values_list("name", "due_on"))
        assert Proof.objects.get().kind == "milestones"
        assert stones == milestone_days(found, ("形成初稿", "征求意见", "审定印发"))
        assert stones[-1][1] == YEAR_END
        with pytest.raises(Conflict, match="已经有佐证方式"):
            proof_accept(found, best, actor=insider)


class TestLookBack:
    @pytest.fixture
    def closed(self, measure, insider, numbers):
        """Closed with its target of two reached; no note was ever written."""
        numbers |= {"a", "b"}
        found = proven(measure, insider, target=2)
        services.measure_close(found, on=TODAY, statement="两个单位都已开会", actor=insider)
        return found

    def look(self, day):
        with standing_on(day):
            rows = Measure.objects.issued().filter(state="done").select_related("plan__unit")
            return measures_look_back(rows, on=day)

    def test_opens_again_what_fell_back_with_both_numbers_told(self, closed, numbers, insider):
        held = meeting_open(closed.plan, month=date(2025, 6, 1), on=TODAY, actor=insider)
        meeting_hold(held, actor=insider)
        later = TODAY + timedelta(days=20)
        assert self.look(later) == []
        numbers -= {"b"}

        assert self.look(later) == [closed]
        assert self.look(later) == []

        change = MeasureChange.objects.filter(field="state").latest("pk")
        assert (change.before, change.after, change.by) == ("done", "open", None)
        assert "销号时 2，2025-07-20 为 1，目标 2" in change.reason
        with standing_on(later):
            lights_refresh(Measure.objects.select_related("plan__unit"), on=later)
            july = meeting_open(closed.plan, month=date(2025, 7, 1), on=later, actor=insider)
            assert [(e.topic, e.measure) for e in agenda_of(july)] == [("reopened", closed.pk)]

    def test_leaves_alone_what_is_outside_the_window_or_was_never_reached(
        self, closed, numbers, insider
    ):
        parameter_change("plans.look_back_days", 10, actor=insider, reason="本区只看十天")
        numbers.clear()

        assert self.look(TODAY + timedelta(days=11)) == []
        Proof.objects.update(closed_with=Decimal(1))
        assert self.look(TODAY + timedelta(days=5)) == []
