"""Counting ballots, the structure of a list, and the rules about delegates, without a database."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.rules import RULES, Answer
from jingwei.party.rules import delegate_vote as vote
from jingwei.party.rules import delegates as rules
from jingwei.party.rules.delegate_count import (
    Kind,
    Outcome,
    Round,
    Sheet,
    State,
    compared,
    count_faults,
    election_of,
    outcome_of,
    uneven,
)
from jingwei.party.rules.delegate_structure import (
    DIMENSIONS,
    LEAST,
    MOST,
    Line,
    Nominee,
    fulfilment,
    whole,
)

ON = date(2025, 4, 20)
ABC = ("a", "b", "c", "d")


def sheet(*approvals, **changes):
    """Ten ballots, all valid, with these approvals of a, b, c, d."""
    marks = dict(zip(ABC, approvals, strict=False))
    told = Sheet(
        10, 10, 10, 10, 0, marks, {key: 10 - found for key, found in marks.items()},
        dict.fromkeys(marks, 0),
    )  # fmt: skip
    return replace(told, **changes)


def first(seats=2, candidates=ABC, kind=Kind.FIRST):
    return Round(1, kind, candidates, seats)


class TestOutcome:
    @pytest.mark.parametrize(
        ("approvals", "seats", "said"),
        [
            ((9, 8, 3, 2), 2, Outcome(State.COMPLETE, ("a", "b"))),
            ((9, 8, 7, 6), 2, Outcome(State.COMPLETE, ("a", "b"))),
            ((9, 5, 3, 2), 2, Outcome(State.SHORT, ("a",), seats_open=1)),
            ((9, 7, 7, 2), 2, Outcome(State.TIE, ("a",), ("b", "c"), 1)),
            ((7, 7, 7, 7), 2, Outcome(State.TIE, (), ABC, 2)),
            ((9, 9, 7, 2), 2, Outcome(State.COMPLETE, ("a", "b"))),
        ],
    )
    def test_more_than_half_of_those_present_and_most_of_them(self, approvals, seats, said):
        assert outcome_of(sheet(*approvals), first(seats)) == said

    def test_half_is_not_enough(self):
        assert outcome_of(sheet(5, 5, 5, 5), first()).elected == ()

    def test_in_a_vote_among_the_tied_most_is_enough(self):
        said = outcome_of(sheet(4, 3), first(1, ("a", "b"), Kind.REVOTE))

        assert said == Outcome(State.COMPLETE, ("a",))

    def test_more_ballots_than_were_given_out_make_it_void(self):
        said = outcome_of(sheet(9, 8, 7, 6, collected=11), first())

        assert said == Outcome(State.VOID, seats_open=2)

    def test_somebody_written_in_is_counted_by_name(self):
        said = outcome_of(sheet(9, 4, 3, 2, others={"郑示例": 6}), first())

        assert said == Outcome(State.COMPLETE, ("a", "郑示例"))


class TestRounds:
    def test_after_a_tie_the_tied_are_voted_on_for_the_seats_left(self):
        election = election_of([sheet(9, 7, 7, 2)], ABC, 2)

        assert election.elected == ("a",)
        assert election.following == Round(2, Kind.REVOTE, ("b", "c"), 1)

    def test_after_too_few_the_others_are_voted_on(self):
        election = election_of([sheet(9, 5, 3, 2)], ABC, 2)

        assert election.following == Round(2, Kind.SECOND, ("b", "c", "d"), 1)

    def test_a_void_round_is_held_again(self):
        election = election_of([sheet(9, 8, 3, 2, collected=11)], ABC, 2)

        assert election.following == Round(2, Kind.FIRST, ABC, 2)
        assert election.state is State.VOID

    def test_rounds_add_up(self):
        again = Sheet(10, 10, 10, 10, 0, {"b": 4, "c": 5})

        election = election_of([sheet(9, 7, 7, 2), again], ABC, 2)

        assert (election.elected, election.following) == (("a", "c"), None)

    def test_before_any_count_the_first_round_is_held(self):
        election = election_of([], ABC, 2)

        assert (election.state, election.seats_open) == (State.NONE, 2)


MARKS = st.lists(st.sets(st.sampled_from(ABC)), min_size=1, max_size=25)


class TestAgainstTheBallots:
    """The counts of any pile of ballots say what counting them one by one says."""

    @given(ballots=MARKS, seats=st.integers(1, 3))
    def test_says_the_same_as_the_plain_definition(self, ballots, seats):
        counts = self.counts(ballots, seats)
        held = first(seats)

        said = outcome_of(counts, held)

        passed = [key for key in ABC if counts.approve[key] > len(ballots) / 2]
        sure = {
            key
            for key in passed
            if sum(counts.approve[other] >= counts.approve[key] for other in passed) <= seats
        }
        assert set(said.elected) == sure
        assert said.seats_open == seats - len(sure)
        assert (said.state is State.TIE) == (len(passed) > seats and len(sure) < seats)

    @given(ballots=MARKS, seats=st.integers(1, 3))
    def test_what_was_counted_has_no_fault(self, ballots, seats):
        counts, held = self.counts(ballots, seats), first(seats)

        assert list(count_faults(counts, held)) == []
        assert uneven(counts, held) == []

    @given(ballots=MARKS, seats=st.integers(1, 3))
    def test_no_more_are_elected_than_there_are_seats(self, ballots, seats):
        again = [self.counts(ballots, seats)] * 4

        assert len(election_of(again, ABC, seats).elected) <= seats

    @staticmethod
    def counts(ballots, seats):
        valid = [marked for marked in ballots if len(marked) <= seats]
        found = Counter(key for marked in valid for key in marked)
        approve = {key: found[key] for key in ABC}
        against = {key: len(valid) - found[key] for key in ABC}
        number = len(ballots)
        return Sheet(
            number, number, number, number, number - len(valid), approve, against,
            dict.fromkeys(ABC, 0),
        )  # fmt: skip


class TestFaults:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"present": 11}, "实到会 11 人多于有选举权的 10 人"),
            ({"issued": 11}, "发出选票 11 张多于实到会 10 人"),
            ({"invalid": 11}, "无效票 11 张多于收回的 10 张"),
            ({"others": {"郑示例": 11}}, "另选他人的得票多于有效票 10 张"),
        ],
    )
    def test_what_cannot_be_is_said(self, changes, told):
        assert told in "".join(count_faults(sheet(1, 1, 1, 1, **changes), first()))

    def test_more_approvals_than_valid_ballots_allow(self):
        faults = list(count_faults(sheet(9, 9, 9, 9), first(2)))

        assert faults == ["赞成票合计 36，多于有效票 10 张乘应选 2 名：选多了人的票应计为无效票。"]

    def test_marks_that_do_not_add_up_name_the_candidate(self):
        odd = sheet(9, 8, 3, 2, against={"a": 1, "b": 1, "c": 7, "d": 8})

        assert uneven(odd, first()) == ["b"]

    def test_two_entries_side_by_side(self):
        one, other = sheet(9, 8, 3, 2), sheet(9, 7, 3, 2, others={"郑示例": 1})

        unlike = [line.label for line in compared(one, other, {"a": "甲", "b": "乙"})
                  if not line.is_same]  # fmt: skip

        assert unlike == ["乙 赞成", "乙 不赞成", "另选他人：郑示例"]

    @given(st.builds(sheet, *(st.integers(0, 10) for _ in ABC)))
    def test_a_sheet_is_the_same_after_being_stored(self, counts):
        assert Sheet.of(counts.as_dict()) == counts


FACTS = {
    "women": ({"gender": "2"}, {"gender": "1"}),
    "minority": ({"ethnic_group": "15"}, {"ethnic_group": "01"}),
    "young": ({"birth_on": "197905"}, {"birth_on": "197904"}),
    "educated": ({"education": "31"}, {"education": "41"}),
    "frontline": ({"frontline": True}, {"frontline": False}),
    "professional": ({"professional": True}, {"professional": False}),
    "model": ({"model": True}, {"model": False}),
    "leader": ({"leader": True}, {"leader": False}),
}  # fmt: skip


def line(bound, target, seats, count, unknown, size):
    return Line("x", "示例", bound, target, seats, count, unknown, size)


class TestStructure:
    @pytest.mark.parametrize("found", DIMENSIONS, ids=lambda found: found.code)
    def test_each_dimension_counts_whom_it_says(self, found):
        yes, no = (Nominee(**told) for told in FACTS[found.code])
        lines = fulfilment([yes, no, Nominee()], {found.code: 1}, 3, ON)

        (said,) = [one for one in lines if one.code == found.code]
        assert (said.count, said.unknown, said.size) == (1, 1, 3)

    @pytest.mark.parametrize(
        ("told", "answer"),
        [
            (line(LEAST, 3, 10, 4, 0, 12), Answer.MET),
            (line(LEAST, 3, 10, 3, 0, 12), Answer.NOT_MET),
            (line(LEAST, 3, 10, 3, 1, 12), Answer.CANNOT_TELL),
            (line(LEAST, 3, 10, 3, 0, 10), Answer.MET),
            (line(MOST, 6, 10, 7, 0, 12), Answer.MET),
            (line(MOST, 6, 10, 8, 0, 12), Answer.NOT_MET),
            (line(MOST, 6, 10, 7, 1, 12), Answer.CANNOT_TELL),
            (line(LEAST, 0, 10, 0, 0, 12), Answer.MET),
            (line(LEAST, 3, 10, 0, 0, 0), Answer.CANNOT_TELL),
            (line(LEAST, None, 10, 4, 0, 12), None),
        ],
    )
    def test_shares_are_compared_and_the_unknown_never_count_as_kept(self, told, answer):
        assert told.answer is answer

    @given(
        bound=st.sampled_from((LEAST, MOST)), target=st.integers(0, 10),
        known=st.lists(st.booleans(), min_size=1, max_size=20), unknown=st.integers(0, 5),
    )  # fmt: skip
    def test_an_answer_holds_whatever_the_unknown_turn_out_to_be(
        self, bound, target, known, unknown
    ):
        size, count = len(known) + unknown, sum(known)
        said = line(bound, target, 10, count, unknown, size).answer

        ends = {line(bound, target, 10, count + n, 0, size).answer for n in range(unknown + 1)}
        assert (ends == {said}) if said is not Answer.CANNOT_TELL else len(ends) == 2

    def test_the_whole_adds_up_the_lists_that_have_a_quota(self):
        people = [Nominee(gender="2"), Nominee(gender="1")]
        asked = fulfilment(people, {"women": 1}, 2, ON)
        free = fulfilment(people, {}, 2, ON)

        (both, alone) = (whole(lists)[0] for lists in ([asked, asked, free], [free]))

        assert (both.target, both.seats, both.count, both.size) == (2, 4, 2, 4)
        assert (alone.target, alone.count) == (None, 1)

    def test_words_name_numbers_and_shares(self):
        assert line(LEAST, 3, 10, 3, 1, 12).sentence == (
            "示例3 人（25.0%），1 人信息不全，应不少于 3 名（30.0%）"
        )


class TestRules:
    def test_all_are_declared(self):
        found = {code for code in RULES if code.startswith("party.delegate_")}

        assert len(found) == 17

    @given(seats=st.integers(1, 60), more=st.integers(0, 20))
    def test_the_difference_is_a_fifth_rounded_up(self, seats, more):
        said = rules.delegate_difference(seats + more, seats, 500)

        assert said.is_met == (5 * more >= seats)

    @given(standing=st.integers(0, 30), seats=st.integers(1, 20))
    def test_one_candidate_more_never_breaks_the_difference(self, standing, seats):
        said = [rules.delegate_difference(n, seats, 500).is_met for n in (standing, standing + 1)]

        assert said != [True, False]

    @pytest.mark.parametrize(("members", "is_met"), [(6, True), (7, False)])
    def test_under_seven_full_members_may_elect_as_many_as_stand(self, members, is_met):
        assert rules.delegate_difference(2, 2, members).is_met == is_met

    @given(eligible=st.integers(1, 500), present=st.integers(0, 500))
    def test_attendance_is_four_fifths(self, eligible, present):
        said = vote.delegate_attendance(eligible, present)

        assert said.is_met == (present / eligible >= 0.8)

    @pytest.mark.parametrize("seats", [10, 7])
    def test_the_guide_names_only_what_misses_it(self, seats):
        said = rules.delegate_guide(seats, 1, seats, seats)

        assert "女代表" in said.why
        assert "领导干部" in said.why
        assert "45 岁" not in said.why

    def test_many_absent_branches_are_named_in_part(self):
        said = rules.delegate_branches(9, tuple("一二三四五六"))

        assert said.why == "一、二、三、四、五等 6 个支部没有登记参加情况。"
