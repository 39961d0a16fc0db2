"""Identity numbers and social credit codes: what is accepted, what is refused and why."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jingwei.kernel.id_numbers import (
    CREDIT_ALPHABET,
    credit_check_character,
    credit_code_refusal,
    id_birth,
    id_check_character,
    id_gender,
    id_mask,
    id_number_normal,
    id_number_refusal,
)

SAMPLE = "11010519491231002X"
"""The example printed in GB 11643-1999 itself."""


@st.composite
def numbers(draw) -> str:
    region = draw(st.integers(110000, 999999))
    birth = draw(st.dates(date(1900, 1, 1), date(2030, 12, 31)))
    first = f"{region}{birth:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first + id_check_character(first)


@st.composite
def codes(draw) -> str:
    first = draw(st.text(CREDIT_ALPHABET, min_size=17, max_size=17))
    return first + credit_check_character(first)


class TestIdNumberRefusal:
    def test_accepts_the_example_of_the_standard(self):
        assert id_number_refusal(SAMPLE) == ""

    @given(numbers())
    def test_accepts_every_well_made_number_in_any_case_and_width(self, number):
        wide = "".join(chr(ord(char) + 0xFEE0) for char in number.lower())

        assert id_number_refusal(number) == ""
        assert id_number_refusal(f" {number[:6]} {number[6:]}".lower()) == ""
        assert id_number_normal(wide) == number

    @pytest.mark.parametrize("region", ["810000", "820000", "830000"])
    def test_accepts_residence_permits(self, region):
        first = f"{region}199001011"
        first += "23"

        assert id_number_refusal(first + id_check_character(first)) == ""

    @given(numbers(), st.integers(0, 16), st.integers(1, 9))
    def test_sees_one_wrong_digit(self, number, place, shift):
        digit = str((int(number[place]) + shift) % 10)

        assert id_number_refusal(number[:place] + digit + number[place + 1 :])

    @given(numbers(), st.integers(0, 15))
    def test_sees_two_digits_swapped(self, number, place):
        first, second = number[place], number[place + 1]
        assume(first != second)

        assert id_number_refusal(number[:place] + second + first + number[place + 2 :])

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("110105491231002", "18 位，现在是 15 位"),
            ("", "现在是 0 位"),
            ("11010519491231OO2X", "前 17 位应为数字"),
            ("1101051949123100XX", "前 17 位应为数字"),
            ("11010519490229002X", "不是真实的日期"),
            ("110105194912310021", "校验位不符"),
        ],
    )
    def test_says_what_is_wrong(self, text, said):
        assert said in id_number_refusal(text)

    @given(st.text(max_size=30))
    def test_answers_for_any_text(self, text):
        assert isinstance(id_number_refusal(text) + credit_code_refusal(text), str)


class TestContent:
    def test_of_a_number_is_birth_and_gender(self):
        assert (id_birth(SAMPLE), id_gender(SAMPLE)) == ("19491231", "2")

    def test_masked_keeps_six_and_four(self):
        assert id_mask(SAMPLE) == "110105********002X"

    @given(st.text("0123456789X", max_size=20))
    def test_masked_always_hides(self, text):
        shown = id_mask(text)

        assert len(shown) == len(text)
        assert shown.count("*") >= min(len(text), 5)


class TestCreditCodeRefusal:
    @given(codes())
    def test_accepts_every_well_made_code(self, code):
        assert credit_code_refusal(code) == ""
        assert credit_code_refusal(code.lower()) == ""

    @given(codes(), st.integers(0, 17), st.integers(1, 30))
    def test_sees_one_wrong_character(self, code, place, shift):
        other = CREDIT_ALPHABET[(CREDIT_ALPHABET.index(code[place]) + shift) % 31]

        assert "校验位不符" in credit_code_refusal(code[:place] + other + code[place + 1 :])

    def test_says_what_is_wrong(self):
        assert "现在是 3 位" in credit_code_refusal("911")
        assert "“IO”" in credit_code_refusal("9IO000000000000000")
