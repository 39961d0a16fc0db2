"""How years for a rank are counted, what holds back, and the answer about one person."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.cadres.rules.quotas import RANK_GROUPS, moved, quota_lines, shares_of
from jingwei.cadres.rules.rank_conditions import rank_years
from jingwei.cadres.rules.rank_counting import (
    Held,
    Measure,
    Weights,
    counted_since,
    due_of,
    month_number,
    restraint_of,
)
from jingwei.cadres.rules.ranks import RankLaw, Standing, eligibility
from jingwei.kernel.rules import RULES, Answer

DAY = date(2025, 6, 30)
WEIGHTS = Weights(6, 12)
LAW = RankLaw(
    years={
        "一级调研员": 3, "二级调研员": 2, "三级调研员": 2, "四级调研员": 2, "一级主任科员": 2,
        "二级主任科员": 2, "三级主任科员": 2, "四级主任科员": 2,
    },
    counting={
        "一级主任科员": ["乡科级正职", "二级主任科员"], "二级主任科员": ["三级主任科员"],
        "三级主任科员": ["乡科级副职", "四级主任科员"], "一级调研员": ["二级调研员"],
    },
    result_months={"优秀": -6, "不计算": 12}, first_year_counts=1,
    influence_months={"警告": 6, "记过": 12, "党内警告": 12}, most_influence_months=48,
    lowest_of_level={"乡科级正职": "二级主任科员"}, highest_rank="二级调研员",
)  # fmt: skip
RESULTS = st.sampled_from(["1", "2", "3", "5"])
MONTHS = st.builds(lambda y, m: f"{y}{m:02}", st.integers(2019, 2024), st.integers(1, 12))
WORSE = {"1": 0, "2": 1, "3": 2, "5": 2}


def standing(rank="三级主任科员", since="202306", **more):
    plain = {2023: "2", 2024: "2"}
    facts = {"level": "", "held": (Held(rank, since),), "results": plain, "measures": ()}
    return Standing(rank, **{**facts, **more})


def full(since, years, result="2"):
    return dict.fromkeys(range(int(since[:4]), years), result)


class TestExamples:
    @pytest.mark.parametrize("code", [code for code in RULES if code.startswith("cadres.rank_")])
    def test_are_answered_as_they_say(self, code):
        assert [e.answer for e, v in RULES[code].worked() if v.answer != e.answer] == []


class TestCountedSince:
    def test_begins_with_the_present_rank(self):
        held = [Held("四级主任科员", "202001", "202306"), Held("三级主任科员", "202306")]

        assert counted_since(held, ["三级主任科员"]) == "202306"

    def test_a_level_counts_beside_the_rank_without_a_gap(self):
        held = [Held("乡科级正职", "202101", "202308"), Held("二级主任科员", "202306")]

        assert counted_since(held, ["乡科级正职", "二级主任科员"]) == "202101"

    def test_a_gap_starts_it_anew(self):
        held = [Held("乡科级正职", "201901", "202201"), Held("二级主任科员", "202306")]

        assert counted_since(held, ["乡科级正职", "二级主任科员"]) == "202306"

    def test_of_nothing_held_now_is_empty_and_of_no_month_unknown(self):
        assert counted_since([Held("三级主任科员", "202001", "202306")], ["三级主任科员"]) == ""
        assert counted_since([Held("三级主任科员", "2020")], ["三级主任科员"]) is None


class TestDue:
    @given(MONTHS, st.sampled_from([2, 3, 4]), st.data())
    def test_is_the_formula_where_every_year_lies_within(self, since, years, data):
        """start + years*12 - 6*(excellent) + 12*(not counted). Source: the domain sheet, 4.3."""
        inside = range(int(since[:4]), (month_number(since) + years * 12) // 12 - 2)
        results = {year: data.draw(RESULTS) for year in inside}
        on = date(max([int(since[:4]), *(y + 1 for y in results)]), 1, 5)

        found = due_of(since, years, results, on, WEIGHTS)

        moves = sum({"1": -6, "2": 0}.get(result, 12) for result in results.values())
        assert month_number(found.sure) == month_number(since) + years * 12 + moves

    @given(MONTHS, st.data())
    def test_a_worse_result_never_makes_it_earlier(self, since, data):
        results = {year: data.draw(RESULTS) for year in range(int(since[:4]), 2025)}
        year = data.draw(st.sampled_from(sorted(results)))
        other = data.draw(RESULTS)
        worse = max(results[year], other, key=WORSE.get)
        better = min(results[year], other, key=WORSE.get)

        later = due_of(since, 2, results | {year: worse}, DAY, WEIGHTS)
        sooner = due_of(since, 2, results | {year: better}, DAY, WEIGHTS)

        assert sooner.sure <= later.sure

    @given(MONTHS, st.data())
    def test_a_missing_result_lies_between_hoped_and_sure(self, since, data):
        results = {year: data.draw(RESULTS) for year in range(int(since[:4]), 2025)}
        year = data.draw(st.sampled_from(sorted(results)))

        known = due_of(since, 2, results, DAY, WEIGHTS)
        without = {y: result for y, result in results.items() if y != year}
        unknown = due_of(since, 2, without, DAY, WEIGHTS)

        assert unknown.missing == (year,)
        assert unknown.hoped <= known.sure <= unknown.sure

    @given(MONTHS, MONTHS)
    def test_never_comes_earlier_for_who_began_later(self, one, other):
        first, later = sorted((one, other))
        plain = dict.fromkeys(range(2019, 2025), "2")

        assert (
            due_of(first, 2, plain, DAY, WEIGHTS).sure <= due_of(later, 2, plain, DAY, WEIGHTS).sure
        )

    def test_an_excellent_year_after_the_years_were_full_changes_nothing(self):
        results = full("201906", 2025) | {2023: "1", 2024: "1"}

        assert due_of("201906", 2, results, DAY, WEIGHTS).sure == "202106"


class TestRankYears:
    def judged(self, since, results, on=DAY):
        years = {"三级主任科员": 2}
        return rank_years("三级主任科员", since, results, on, years, LAW.result_months, 1)

    def test_holds_from_the_month_itself(self):
        plain = full("202306", 2025)

        assert self.judged("202306", plain, date(2025, 5, 31)).answer == "not_met"
        assert self.judged("202306", plain, date(2025, 6, 1)).answer == "met"

    def test_a_missing_year_that_matters_is_told_and_never_met(self):
        found = self.judged("202306", {2023: "2"})

        assert (found.answer, "2024 年度考核结果" in found.why) == ("cannot_tell", True)

    def test_a_missing_year_that_cannot_matter_does_not_hinder(self):
        results = full("201906", 2025)
        del results[2020]

        assert self.judged("201906", results).answer == "met"

    def test_without_years_in_the_law_it_cannot_be_told(self):
        found = rank_years("八级职员", "202001", {}, DAY, {"八级职员": 0}, LAW.result_months, 1)

        assert (found.answer, "规则未配置" in found.why) == ("cannot_tell", True)


class TestRestraint:
    def until(self, *measures, on=DAY):
        return restraint_of(measures, LAW.influence_months, on, 48)

    def test_holds_the_months_of_the_sanction(self):
        assert self.until(Measure("警告", "20250110")).until == date(2025, 7, 10)

    def test_of_a_bare_month_ends_with_the_month(self):
        assert self.until(Measure("警告", "202501")).until == date(2025, 8, 1)

    def test_one_taken_back_holds_nobody(self):
        assert self.until(Measure("记过", "202501", "20250301")).until is None

    def test_two_that_overlap_may_add_up_and_so_cannot_be_told(self):
        found = self.until(Measure("警告", "20241001"), Measure("记过", "20250101"))

        assert found.until == date(2026, 1, 1)
        assert found.doubtful_until == date(2026, 4, 1)

    def test_one_of_unknown_length_cannot_be_told(self):
        found = self.until(Measure("留党察看", "20240101"))

        assert (found.until, found.doubtful_until) == (None, date(2028, 1, 1))

    def test_a_day_the_month_lacks_is_its_last(self):
        assert self.until(Measure("警告", "20240831")).until == date(2025, 2, 28)


class TestEligibility:
    def test_everything_met(self):
        found = eligibility(standing(), LAW, DAY)

        assert (found.answer, found.next_rank, found.due) == ("met", "二级主任科员", "202506")
        assert found.blockers == []

    def test_too_early_names_the_month_and_the_article(self):
        found = eligibility(standing(since="202310"), LAW, DAY)

        (blocker,) = found.blockers
        assert (found.answer, found.due) == ("not_met", "202510")
        assert "第十八条" in str(blocker.citation)

    def test_a_missing_result_is_neither_met_nor_hidden(self):
        found = eligibility(standing(results={2024: "2"}), LAW, DAY)

        assert (found.answer, found.due, found.is_earliest) == ("cannot_tell", "202412", True)

    @pytest.mark.parametrize("result", ["3", "4"])
    def test_a_bad_year_both_lengthens_and_bars(self, result):
        found = eligibility(standing(results={2023: "2", 2024: result}), LAW, DAY)

        assert [v.code for v in found.blockers] == ["cadres.rank_years", "cadres.rank_appraisal"]
        assert found.is_blocked

    def test_an_influence_period_bars_though_the_years_are_full(self):
        found = eligibility(standing(measures=(Measure("记过", "202501"),)), LAW, DAY)

        assert (found.answer, found.due, found.is_blocked) == ("not_met", "202506", True)

    def test_who_may_not_read_sanctions_cannot_be_told_that_all_is_well(self):
        assert eligibility(standing(measures=None), LAW, DAY).answer == "cannot_tell"

    def test_without_a_rank_nobody_can_tell(self):
        found = eligibility(standing(rank="", level="乡科级正职"), LAW, DAY)

        assert (found.answer, found.next_rank) == ("cannot_tell", "")

    def test_above_what_a_county_sets_is_for_the_leading_team(self):
        person = standing(rank="二级调研员", since="202001", results=full("202001", 2025))
        found = eligibility(person, LAW, DAY)

        assert (found.answer, found.blockers[0].code) == ("cannot_tell", "cadres.rank_is_set")

    def test_the_highest_rank_has_none_above(self):
        assert eligibility(standing(rank="一级调研员"), LAW, DAY).answer == "not_met"

    @given(MONTHS, st.integers(0, 3))
    def test_once_met_stays_met_while_nothing_bad_is_entered(self, since, later):
        person = standing(since=since, results=full("201901", 2030))
        on = date(2025, 6, 30)

        if eligibility(person, LAW, on).answer is Answer.MET:
            assert eligibility(person, LAW, on.replace(year=2025 + later)).answer is Answer.MET


PERCENT = {"share_14": 2, "share_15_16": 10, "share_15": 40, "share_17_1A": 60, "share_17_18": 50}
SHARES = shares_of(RANK_GROUPS, PERCENT)


class TestQuotaLines:
    def quotas(self, base, **how):
        return [line.quota for line in quota_lines(base, {}, SHARES, **how)]

    def test_shares_of_a_hundred_posts(self):
        assert self.quotas(100) == [2, 10, 4, 60, 30]

    def test_parts_of_a_place_are_dropped_or_rounded(self):
        assert self.quotas(45) == [0, 4, 1, 27, 13]
        assert self.quotas(45, rounds_up=True) == [1, 5, 2, 27, 14]

    def test_without_a_base_or_a_share_there_is_no_quota(self):
        assert set(self.quotas(None)) == {None}
        unset = shares_of(RANK_GROUPS, {})
        assert {line.quota for line in quota_lines(50, {}, unset)} == {None}

    def test_held_free_and_over(self):
        lines = quota_lines(10, {"17": 2, "1A": 5}, SHARES)

        assert [(line.held, line.free, line.over) for line in lines[3:]] == [(7, 0, 1), (2, 1, 0)]
        assert lines[3].sentence == "一级至四级主任科员职数 6，现有 7 人，超 1 人"

    @given(st.integers(0, 400), st.integers(0, 400))
    def test_more_posts_never_mean_fewer_places(self, one, other):
        small, large = sorted((one, other))

        for less, more in zip(self.quotas(small), self.quotas(large), strict=True):
            assert less <= more

    def test_a_move_takes_and_gives(self):
        assert moved({"19": 1}, [("19", "18")]) == {"19": 0, "18": 1}
