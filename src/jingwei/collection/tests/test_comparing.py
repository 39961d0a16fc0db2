"""What an answer does to a value: the three texts of a cell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jingwei.collection.comparing import (
    STANDING,
    Answer,
    Cell,
    Verdict,
    by_column,
    compared,
    counted,
)

TEXTS = st.sampled_from(("", "甲", "乙", "丙"))


def cell(now, *answers):
    told = [(n, {"a": was}, {"a": said}) for n, (was, said) in enumerate(answers, 1)]
    return compared(7, {"a": now}, told)


class TestVerdict:
    def test_an_untouched_cell_claims_nothing(self):
        assert cell("乙", ("甲", "甲")) == []

    def test_a_new_value_over_what_went_out_is_a_change(self):
        assert cell("甲", ("甲", "乙"))[0].verdict is Verdict.CHANGE

    def test_a_register_that_moved_meanwhile_is_a_conflict(self):
        assert cell("丙", ("甲", "乙"))[0].verdict is Verdict.CONFLICT

    def test_a_register_that_moved_to_the_same_value_is_no_conflict(self):
        assert cell("乙", ("甲", "乙"))[0].verdict is Verdict.SAME

    def test_two_answers_that_differ_are_a_conflict(self):
        assert cell("甲", ("甲", "乙"), ("甲", "丙"))[0].verdict is Verdict.CONFLICT

    def test_two_answers_that_agree_are_a_change(self):
        assert cell("甲", ("甲", "乙"), ("甲", "乙"))[0].verdict is Verdict.CHANGE

    def test_a_column_that_was_not_answered_is_left_alone(self):
        assert compared(7, {"a": "甲", "b": "甲"}, [(1, {"a": "甲"}, {"a": "甲"})]) == []

    @given(TEXTS, TEXTS, TEXTS)
    def test_no_single_answer_is_lost_silently(self, now, was, said):
        found = cell(now, (was, said))

        if said != was and said != now:
            assert found[0].verdict in (Verdict.CHANGE, Verdict.CONFLICT)
        if found and found[0].verdict is Verdict.CHANGE:
            assert now == was


class TestChosen:
    def test_of_a_conflict_nothing_holds_before_somebody_chose(self):
        contested = cell("丙", ("甲", "乙"))[0]

        assert contested.chosen("") is None
        assert not contested.is_settled("")

    def test_of_a_conflict_the_named_answer_holds(self):
        contested = cell("丙", ("甲", "乙"), ("甲", "丁"))[0]

        assert contested.chosen("2") == Answer(2, "甲", "丁")
        assert contested.is_settled("2")

    def test_what_stands_may_be_kept(self):
        contested = cell("丙", ("甲", "乙"))[0]

        assert contested.chosen(STANDING) is None
        assert contested.is_settled(STANDING)


def test_counts_are_by_verdict_and_by_column():
    cells = [
        Cell(1, "a", "甲", (Answer(1, "甲", "乙"),)),
        Cell(2, "a", "丙", (Answer(2, "甲", "乙"),)),
        Cell(2, "b", "乙", (Answer(2, "甲", "乙"),)),
    ]

    assert counted(cells) == {Verdict.CHANGE: 1, Verdict.CONFLICT: 1, Verdict.SAME: 1}
    assert by_column(cells)["a"] == {Verdict.CHANGE: 1, Verdict.CONFLICT: 1}
