"""Threshold formulas of votes, at the very edge of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.procedures.votes import VOTES, Counted


def passes(code, **counts):
    found = {"eligible": 10, "due": 10, "present": 10, "approve": 0} | counts
    return VOTES[code].verdict(Counted(**found)).is_met


class TestThresholds:
    @pytest.mark.parametrize(
        ("code", "counts", "passed"),
        [
            ("present_more_than_half", {"present": 5}, False),
            ("present_more_than_half", {"present": 6}, True),
            ("majority_of_due", {"approve": 5}, False),
            ("majority_of_due", {"approve": 6, "present": 6}, True),
            ("majority_of_due", {"approve": 6, "present": 5, "written": 1}, True),
            ("majority_of_present", {"present": 8, "approve": 4}, False),
            ("majority_of_present", {"present": 8, "approve": 5}, True),
            ("two_thirds_present", {"due": 9, "present": 6}, True),
            ("two_thirds_present", {"due": 10, "present": 6}, False),
            ("four_fifths_present", {"present": 8}, True),
            ("four_fifths_present", {"present": 7}, False),
            ("two_thirds_present_and_half_of_due", {"present": 7, "approve": 6}, True),
            ("two_thirds_present_and_half_of_due", {"present": 6, "approve": 6}, False),
            ("two_thirds_present_and_half_of_due", {"present": 7, "approve": 5}, False),
        ],
    )
    def test_is_exact_at_the_edge(self, code, counts, passed):
        assert passes(code, **counts) is passed

    @pytest.mark.parametrize("code", sorted(VOTES))
    def test_of_nobody_nothing_is_passed(self, code):
        assert not passes(code, eligible=0, due=0, present=0, approve=0)

    @pytest.mark.parametrize("code", sorted(VOTES))
    def test_an_unchecked_source_does_not_block(self, code):
        verdict = VOTES[code].verdict(Counted(10, 10, 1, approve=0, against=1))

        assert verdict.asks_reason
        assert not verdict.blocks

    @pytest.mark.parametrize("code", sorted(VOTES))
    @given(due=st.integers(1, 60), approve=st.integers(0, 60))
    def test_one_more_approval_never_undoes_a_pass(self, code, due, approve):
        before, after = (
            passes(code, eligible=due, due=due, present=due, approve=min(n, due))
            for n in (approve, approve + 1)
        )

        assert after or not before


class TestCounts:
    @pytest.mark.parametrize(
        ("counts", "told"),
        [
            (Counted(9, 10, 8, 1), "应到会 10 人多于有表决权的 9 人。"),
            (Counted(10, 10, 10, 1, written=1), "实到会 10 人加书面意见 1 份多于应到会 10 人。"),
            (Counted(10, 10, 8, 7, 1, 1), "赞成、反对、弃权共 9 票，多于实到会和书面意见共 8 人。"),
        ],
    )
    def test_what_cannot_be_is_said(self, counts, told):
        assert counts.faults == [told]
