"""What a member owes: the table of rates at its edges, and how the money of a month ties."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.party.rules.dues import (
    Line,
    Rates,
    assumed_kind,
    dues_owed,
    percent_of,
    tie,
    unsettled,
)

RATES = Rates(
    salaried=(
        (Decimal(3000), Decimal("0.5")), (Decimal(5000), Decimal(1)),
        (Decimal(10000), Decimal("1.5")), (None, Decimal(2)),
    ),
    retired=((Decimal(5000), Decimal("0.5")), (None, Decimal(1))),
    farmer=Decimal("0.2"),
    relief=Decimal("0.2"),
)  # fmt: skip
BASES = st.decimals(0, 99_999, places=2)
BANDED = st.sampled_from(["salaried", "retired"])


def slowly(kind: str, base: Decimal) -> Decimal:
    """The table of the text, written out."""
    if kind == "retired":
        rate = "0.005" if base <= 5000 else "0.01"
    elif base <= 3000:
        rate = "0.005"
    elif base <= 5000:
        rate = "0.01"
    elif base <= 10000:
        rate = "0.015"
    else:
        rate = "0.02"
    return (base * Decimal(rate)).quantize(Decimal("0.01"), ROUND_HALF_UP)


class TestOwed:
    @pytest.mark.parametrize(
        ("kind", "base", "owed"),
        [
            ("salaried", 3000, "15.00"), ("salaried", "3000.01", "30.00"),
            ("salaried", 5000, "50.00"), ("salaried", "5000.01", "75.00"),
            ("salaried", 10000, "150.00"), ("salaried", "10000.01", "200.00"),
            ("retired", 5000, "25.00"), ("retired", "5000.01", "50.00"),
            ("farmer", None, "0.2"), ("student", None, "0.2"), ("relief", 9000, "0.2"),
        ],
    )  # fmt: skip
    def test_at_the_edges_of_the_table(self, kind, base, owed):
        found = dues_owed(kind, None if base is None else Decimal(base), RATES)

        assert found == Decimal(owed)

    @given(BANDED, BASES)
    def test_is_what_the_table_says_written_out(self, kind, base):
        assert dues_owed(kind, base, RATES) == slowly(kind, base)

    @given(BANDED, BASES, BASES)
    def test_never_falls_as_the_base_grows(self, kind, one, other):
        low, high = sorted((one, other))

        assert dues_owed(kind, low, RATES) <= dues_owed(kind, high, RATES)

    @given(BANDED, BASES)
    def test_is_never_more_than_two_percent(self, kind, base):
        assert dues_owed(kind, base, RATES) <= base * Decimal("0.02") + Decimal("0.01")

    @given(BANDED)
    def test_is_unknown_without_a_base_and_never_nothing(self, kind):
        assert dues_owed(kind, None, RATES) is None
        assert percent_of(kind, None, RATES) is None

    @pytest.mark.parametrize(
        ("occupation", "kind"),
        [("2", "farmer"), ("6", "student"), ("7", "retired"), ("5", "salaried"), ("", "salaried")],
    )
    def test_of_whom_no_base_is_known_go_by_the_occupation(self, occupation, kind):
        assert assumed_kind(occupation) == kind


def line(name: str, due: str | None, paid: str | None, reason: str = "") -> Line:
    amounts = [None if one is None else Decimal(one) for one in (due, paid)]
    return Line(name, *amounts, reason)


MONEY = st.one_of(st.none(), st.decimals(0, 500, places=2))
LINES = st.lists(
    st.builds(Line, st.text("甲乙丙", min_size=1, max_size=2), MONEY, MONEY), max_size=9
)


class TestTie:
    @given(LINES, st.decimals(0, 5000, places=2))
    def test_difference_is_the_slip_less_what_was_paid(self, lines, slip):
        found = tie(lines, slip)

        assert found.paid + found.difference == slip
        assert found.is_even == (found.words == "")

    @given(LINES)
    def test_names_nobody_when_the_money_is_the_same(self, lines):
        assert tie(lines, tie(lines, Decimal(0)).paid).who == ()

    @given(LINES, st.decimals(0, 5000, places=2))
    def test_names_only_people_of_the_month(self, lines, slip):
        assert set(tie(lines, slip).who) <= {one.name for one in lines}

    def test_names_the_one_whose_amount_is_the_difference(self):
        lines = [
            line("甲", "15", "15"),
            line("乙", "30", None, "外出"),
            line("丙", "8", None, "外出"),
        ]

        assert tie(lines, Decimal(45)).who == ("乙",)
        assert tie(lines, Decimal(0)).who == ("甲",)

    def test_says_how_much_and_who(self):
        lines = [line("甲", "15", "15"), line("乙", "30", "20", "困难减交")]

        words = tie(lines, Decimal("33.5")).words

        assert words == "银行回单比登记的实交合计 35 元少 1.5 元。请核对：乙。"

    @pytest.mark.parametrize(
        ("told", "settled"),
        [
            (("15", "15", ""), True), (("15", None, ""), False), (("15", None, "外出"), True),
            (("15", "0", "减免"), True), ((None, None, ""), False), ((None, "5", "基数待核"), True),
        ],
    )  # fmt: skip
    def test_is_settled_by_payment_or_by_reason(self, told, settled):
        assert unsettled([line("甲", *told)]) == (() if settled else ("甲",))
