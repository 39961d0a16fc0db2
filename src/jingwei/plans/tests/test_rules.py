"""How a light comes about: one example for each, and what holds of any facts."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.plans.light import Light
from jingwei.plans.rules import Facts, LightVerdict, Thresholds, expected_share, light_on

LIMITS = Thresholds()
NEW_YEAR, YEAR_END = date(2025, 1, 1), date(2025, 12, 31)
MID_YEAR = date(2025, 7, 2)
"""Exactly half of the way from NEW_YEAR to YEAR_END."""
COUNTED = Facts(
    starts_on=NEW_YEAR, due_on=YEAR_END, noted_on=MID_YEAR, target=Decimal(100), unit_label="人次"
)
BARE = Facts(starts_on=NEW_YEAR, due_on=YEAR_END, noted_on=MID_YEAR)

DAYS = st.dates(date(2024, 12, 1), date(2026, 2, 1))
MAYBE_DAYS = st.none() | DAYS
NUMBERS = st.decimals(0, 10**12, places=2)
FACTS = st.builds(
    Facts,
    state=st.sampled_from(["open", "open", "open", "done", "suspended"]),
    starts_on=MAYBE_DAYS,
    due_on=MAYBE_DAYS,
    done_on=MAYBE_DAYS,
    noted_on=MAYBE_DAYS,
    target=st.none() | st.decimals("0.01", 10**12, places=2),
    actual=st.none() | NUMBERS,
    unit_label=st.sampled_from(["", "期"]),
    milestones=st.lists(st.tuples(DAYS, st.booleans()), max_size=5).map(tuple),
)
OPEN = FACTS.map(lambda facts: replace(facts, state="open"))


def milestones(*done: bool, first: date = date(2025, 2, 1)) -> Facts:
    """Facts with a milestone at the start of each month from ``first`` on."""
    stones = tuple(
        (first.replace(month=first.month + n), is_done) for n, is_done in enumerate(done)
    )
    return replace(BARE, milestones=stones)


class TestExamples:
    @pytest.mark.parametrize(
        ("light", "facts", "day", "told"),
        [
            (Light.DONE, Facts(state="done"), MID_YEAR, "已完成。"),
            (Light.SUSPENDED, Facts(state="suspended", due_on=NEW_YEAR), MID_YEAR, "已批准暂缓。"),
            (Light.NOT_STARTED, BARE, date(2024, 12, 31), "2025-01-01 启动。"),
            (Light.GREEN, BARE, MID_YEAR, "未到期，进展正常更新。"),
            (
                Light.GREEN,
                replace(COUNTED, actual=Decimal(50)),
                MID_YEAR,
                "按时间进度应达 50人次，实际 50人次，目标 100人次。",
            ),
            (
                Light.YELLOW,
                replace(COUNTED, actual=Decimal(40)),
                MID_YEAR,
                "按时间进度应达 50人次，实际 40人次，目标 100人次。",
            ),
            (
                Light.RED,
                replace(COUNTED, actual=Decimal(0)),
                MID_YEAR,
                "按时间进度应达 50人次，实际 0人次，目标 100人次。",
            ),
            (
                Light.YELLOW,
                replace(BARE, noted_on=date(2025, 5, 27)),
                MID_YEAR,
                "最近一次进展是 2025-05-27，已 36 天未更新。",
            ),
            (
                Light.YELLOW,
                replace(BARE, noted_on=None),
                date(2025, 2, 6),
                "启动以来没有进展记录，已 36 天未更新。",
            ),
            (
                Light.BLUE,
                replace(BARE, due_on=date(2025, 7, 9)),
                MID_YEAR,
                "2025-07-09 到期，还有 7 天。",
            ),
            (
                Light.RED,
                replace(BARE, due_on=date(2025, 7, 1)),
                MID_YEAR,
                "2025-07-01 到期，已超期 1 天。",
            ),
            (
                Light.RED,
                milestones(True, False, first=date(2025, 5, 1)),
                MID_YEAR,
                "到期节点 2 个，已完成 1 个。",
            ),
            (
                Light.YELLOW,
                milestones(True, True, True, True, False, first=date(2025, 2, 1)),
                MID_YEAR,
                "到期节点 5 个，已完成 4 个。",
            ),
            (
                Light.GREEN,
                milestones(True, False, first=date(2025, 7, 1)),
                MID_YEAR,
                "到期节点 1 个，已完成 1 个。",
            ),
        ],
    )
    def test_each_light_comes_with_its_reason(self, light, facts, day, told):
        verdict = light_on(facts, day, LIMITS)

        assert (verdict.light, verdict.reasons[0]) == (light, told)

    @pytest.mark.parametrize(
        ("done_on", "told"),
        [
            (date(2025, 6, 20), "2025-06-20 完成，提前 10 天。"),
            (date(2025, 6, 30), "2025-06-30 按期完成。"),
            (date(2025, 7, 3), "2025-07-03 完成，逾期 3 天。"),
        ],
    )
    def test_a_closed_measure_says_whether_it_was_in_time(self, done_on, told):
        facts = Facts(state="done", due_on=date(2025, 6, 30), done_on=done_on)

        assert light_on(facts, MID_YEAR, LIMITS) == LightVerdict(Light.DONE, (told,))

    def test_all_reasons_are_told_the_most_important_first(self):
        facts = replace(
            COUNTED, actual=Decimal(0), due_on=date(2025, 5, 1), noted_on=date(2025, 2, 1)
        )

        verdict = light_on(facts, MID_YEAR, LIMITS)

        assert [reason[:4] for reason in verdict.reasons] == ["2025", "按时间进", "最近一次"]
        assert verdict.as_json() == {
            "reasons": list(verdict.reasons),
            "expected": "100",
            "ratio": "0.000",
            "missing": [],
        }


class TestBoundaries:
    @pytest.mark.parametrize(
        ("actual", "light"),
        [(35, Light.YELLOW), ("34.97", Light.RED), (45, Light.GREEN), ("44.97", Light.YELLOW)],
    )
    def test_exactly_the_limit_of_a_ratio_is_still_inside(self, actual, light):
        facts = replace(COUNTED, actual=Decimal(actual))

        assert light_on(facts, MID_YEAR, LIMITS).light is light

    @pytest.mark.parametrize(
        ("day", "light"),
        [
            (date(2025, 12, 23), Light.GREEN),
            (date(2025, 12, 24), Light.BLUE),
            (date(2025, 12, 31), Light.BLUE),
            (date(2026, 1, 1), Light.RED),
        ],
    )
    def test_the_last_day_is_near_and_the_next_one_late(self, day, light):
        facts = replace(BARE, noted_on=date(2025, 12, 20))

        assert light_on(facts, day, LIMITS).light is light

    @pytest.mark.parametrize(("days", "light"), [(35, Light.GREEN), (36, Light.YELLOW)])
    def test_silence_counts_from_the_36th_day(self, days, light):
        facts = replace(BARE, noted_on=MID_YEAR - timedelta(days=days))

        assert light_on(facts, MID_YEAR, LIMITS).light is light

    def test_on_the_first_day_nothing_is_expected_yet(self):
        facts = replace(COUNTED, actual=Decimal(0), noted_on=None)

        verdict = light_on(facts, NEW_YEAR, LIMITS)

        assert (verdict.light, verdict.expected, verdict.ratio) == (Light.GREEN, 0, None)

    def test_a_whole_target_is_not_behind_before_a_whole_one_is_due(self):
        facts = replace(COUNTED, target=Decimal(2), actual=Decimal(0), noted_on=NEW_YEAR)
        half_way = NEW_YEAR + (facts.due_on - NEW_YEAR) / 2

        verdicts = [light_on(facts, half_way + timedelta(days=n), LIMITS) for n in (-1, 1)]

        assert [verdict.expected for verdict in verdicts] == [0, 1]
        assert [verdict.ratio for verdict in verdicts] == [None, 0]

    def test_of_a_target_with_a_fraction_one_decimal_is_expected(self):
        facts = replace(COUNTED, target=Decimal("1.5"), actual=Decimal(1))

        assert light_on(facts, MID_YEAR, LIMITS).expected == Decimal("0.8")

    def test_a_measure_of_one_day_is_expected_whole_on_that_day(self):
        assert expected_share(MID_YEAR, MID_YEAR, MID_YEAR) == 1

    def test_a_district_may_set_other_thresholds(self):
        strict = Thresholds(yellow_below=1, red_below=0.95, near_days=0, silent_days=1)
        facts = replace(COUNTED, actual=Decimal(49))

        assert light_on(facts, MID_YEAR, strict).light is Light.YELLOW


class TestMissingFacts:
    @pytest.mark.parametrize(
        ("blank", "named"),
        [
            ({"starts_on": None}, "启动时间"),
            ({"due_on": None}, "完成时限"),
            ({"target": None}, "目标值或节点"),
            ({"actual": None}, "累计完成数"),
        ],
    )
    def test_is_named_and_makes_nothing_late(self, blank, named):
        whole = replace(COUNTED, actual=Decimal(0))
        facts = replace(whole, **blank)

        verdict = light_on(facts, MID_YEAR, LIMITS)

        assert light_on(whole, MID_YEAR, LIMITS).light is Light.RED
        assert named in verdict.missing
        assert verdict.ratio is None
        assert verdict.light is Light.GREEN

    def test_a_number_nobody_reported_is_not_a_zero(self):
        verdict = light_on(replace(COUNTED, actual=None), MID_YEAR, LIMITS)

        assert verdict.reasons == ("按时间进度应达 50人次，尚无记录，目标 100人次。",)

    def test_a_measure_of_which_nothing_is_known_is_not_on_plan(self):
        verdict = light_on(Facts(), MID_YEAR, LIMITS)

        assert verdict.light is Light.NOT_STARTED
        assert verdict.reasons == ("没有启动时间，也没有进展记录，看不出是否已经启动。",)
        assert verdict.missing == ("启动时间", "完成时限", "目标值或节点")

    def test_no_limit_is_not_called_a_limit_kept(self):
        verdict = light_on(Facts(starts_on=NEW_YEAR), date(2025, 1, 10), LIMITS)

        assert verdict.reasons == ("没有完成时限，还没有进展记录。",)

    @given(OPEN, DAYS)
    def test_without_limit_and_number_nothing_is_red(self, facts, day):
        facts = replace(facts, due_on=None, target=None, milestones=())

        assert light_on(facts, day, LIMITS).light is not Light.RED

    @given(OPEN, DAYS)
    def test_a_ratio_needs_every_fact_it_is_made_of(self, facts, day):
        verdict = light_on(facts, day, LIMITS)
        known = None not in (facts.starts_on, facts.due_on, facts.target, facts.actual)

        if verdict.ratio is not None:
            assert known or facts.milestones


class TestAnyFacts:
    @given(FACTS, DAYS)
    def test_give_a_light_and_a_sentence(self, facts, day):
        verdict = light_on(facts, day, LIMITS)

        assert verdict.light in Light
        assert verdict.reasons
        assert all(reason.endswith("。") and "," not in reason for reason in verdict.reasons)

    @given(OPEN, DAYS, NUMBERS)
    def test_more_actual_never_gives_a_more_urgent_light(self, facts, day, more):
        actual = facts.actual or Decimal(0)
        less, better = replace(facts, actual=actual), replace(facts, actual=actual + more)

        lights = [light_on(f, day, LIMITS).light.urgency for f in (less, better)]

        assert lights == sorted(lights)

    @given(OPEN, DAYS)
    def test_one_more_milestone_done_never_gives_a_more_urgent_light(self, facts, day):
        done = replace(facts, milestones=tuple((on, True) for on, _ in facts.milestones))

        assert (
            light_on(done, day, LIMITS).light.urgency >= light_on(facts, day, LIMITS).light.urgency
        )

    @given(OPEN, DAYS, st.integers(0, 400))
    def test_a_later_day_of_unfinished_work_is_never_less_urgent(self, facts, day, days):
        later = day + timedelta(days=days)

        assert (
            light_on(facts, later, LIMITS).light.urgency
            <= light_on(facts, day, LIMITS).light.urgency
        )

    @given(FACTS, DAYS)
    def test_the_light_is_that_of_the_plain_definition(self, facts, day):
        assert light_on(facts, day, LIMITS).light is plainly(facts, day)

    @given(st.tuples(DAYS, DAYS).map(sorted), DAYS)
    def test_the_share_of_the_way_grows_from_0_to_1(self, way, day):
        shares = [expected_share(*way, d) for d in (way[0], day, day + timedelta(days=1), way[1])]

        assert all(0 <= share <= 1 for share in shares)
        assert shares[1] <= shares[2]
        assert shares[3] == 1


def plainly(facts: Facts, day: date) -> Light:
    """The same light, written the long way."""
    if facts.state != "open":
        return Light.DONE if facts.state == "done" else Light.SUSPENDED
    if facts.starts_on is not None and facts.starts_on > day:
        return Light.NOT_STARTED
    return plain_running(facts, day, plain_ratio(facts, day))


def plain_running(facts: Facts, day: date, ratio: Decimal | None) -> Light:
    """The light of what is neither closed nor on hold nor still to begin."""
    overdue = facts.due_on is not None and day > facts.due_on
    heard = facts.noted_on or facts.starts_on
    if overdue or (ratio is not None and ratio < Decimal("0.7")):
        return Light.RED
    if ratio is not None and ratio < Decimal("0.9"):
        return Light.YELLOW
    if heard is not None and day > heard + timedelta(days=35):
        return Light.YELLOW
    if facts.due_on is not None and facts.due_on <= day + timedelta(days=7):
        return Light.BLUE
    return Light.NOT_STARTED if heard is None and ratio is None else Light.GREEN


def plain_ratio(facts: Facts, day: date) -> Decimal | None:
    """Done milestones by due ones, else actual by expected, both to 3 places; None: unknown."""
    if facts.milestones:
        due = len([1 for on, _ in facts.milestones if on <= day])
        done = len([1 for _, is_done in facts.milestones if is_done])
        return round(min(Decimal(done) / due, Decimal(1)), 3) if due else None
    if facts.target is None or facts.starts_on is None or facts.due_on is None:
        return None
    if day >= facts.due_on:
        expected = facts.target
    elif day <= facts.starts_on:
        return None
    else:
        gone, whole = (day - facts.starts_on).days, (facts.due_on - facts.starts_on).days
        expected = round(facts.target * (Decimal(gone) / Decimal(whole)), 1)
        if facts.target % 1 == 0:
            expected = Decimal(math.floor(facts.target * (Decimal(gone) / Decimal(whole))))
    if facts.actual is None or expected == 0:
        return None
    return round(facts.actual / expected, 3)
