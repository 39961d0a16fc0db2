"""Values of columns: what is written into a file or an answer is read back as the same value."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel import codes
from jingwei.kernel.codes.fields import CodeField
from jingwei.kernel.encrypted import EncryptedField
from jingwei.kernel.errors import BadInput
from jingwei.kernel.partial_dates import PartialDateField
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.kinds import (
    STARS,
    ChoiceKind,
    CodeKind,
    DayKind,
    FlagKind,
    Kind,
    MomentKind,
    NumberKind,
    PartialKind,
    SecretKind,
    kind_of,
)

WHOLE = NumberKind(models.IntegerField())
DECIMAL = NumberKind(models.DecimalField(max_digits=8, decimal_places=2))
SECRET = SecretKind(EncryptedField(purpose="tests.secret"))
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"))
USED = sorted(
    {
        kind.table
        for register in REGISTERS.values()
        for col in register.columns
        if isinstance(kind := register.kind(col), CodeKind)
    }
)


def back(kind, value):
    """Return what comes back from a file or a query into which ``value`` was written."""
    return kind.parse(str(kind.write(value)))


class TestRoundTrip:
    @given(TEXTS)
    def test_of_text(self, value):
        assert back(Kind(models.CharField()), value) == value

    @given(st.integers(-2_000_000_000, 2_000_000_000))
    def test_of_whole_numbers(self, value):
        assert back(WHOLE, value) == value

    @given(st.decimals(-999_999, 999_999, places=2))
    def test_of_decimals(self, value):
        assert back(DECIMAL, value) == value

    @given(st.decimals(-999_999, 999_999, places=2))
    def test_of_decimals_as_people_see_them(self, value):
        assert DECIMAL.parse(DECIMAL.show(value)) == value

    @given(st.booleans())
    def test_of_flags(self, value):
        assert back(FlagKind(models.BooleanField()), value) is value

    @given(st.dates(date(1850, 1, 1), date(2200, 12, 31)))
    def test_of_days(self, value):
        assert back(DayKind(models.DateField()), value) == value

    @given(
        st.dates(date(1850, 1, 1), date(2200, 12, 31)).map(lambda day: f"{day:%Y%m%d}"),
        st.sampled_from((4, 6, 8)),
    )
    def test_of_months_and_other_partial_dates(self, day, length):
        assert back(PartialKind(PartialDateField()), day[:length]) == day[:length]

    @given(TEXTS)
    def test_of_secrets_in_the_history(self, value):
        assert SECRET.unplain(SECRET.plain(value)) == value

    @pytest.mark.parametrize("table", USED)
    def test_of_every_code_that_may_be_chosen(self, db, table):
        kind = CodeKind(CodeField(table=table))
        offered = [code for code, _ in codes.choices(table)]

        assert {code: back(kind, code) for code in offered} == {code: code for code in offered}

    @pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS.keys())
    def test_of_every_choice_a_register_offers(self, db, register):
        kinds = [register.kind(col) for col in register.columns]
        pairs = [
            (kind, v) for kind in kinds if isinstance(kind, ChoiceKind) for v, _ in kind.choices()
        ]

        assert [value for kind, value in pairs if back(kind, value) != value] == []


class TestRefusal:
    @pytest.mark.parametrize("text", ["二", "nan", "inf", "1e400", "3000000000", "1.5", "--1"])
    def test_of_what_is_no_whole_number(self, text):
        with pytest.raises(BadInput):
            WHOLE.parse(text)

    @pytest.mark.parametrize("text", ["2025", "2025-06", "2025-02-30", "昨天", "1e9"])
    def test_of_what_is_no_day(self, text):
        with pytest.raises(BadInput):
            DayKind(models.DateField()).parse(text)

    def test_of_a_word_outside_a_fixed_list_names_what_can_be_written(self):
        kind = ChoiceKind(models.CharField(choices=[("a", "甲"), ("b", "乙")]))

        with pytest.raises(BadInput, match="甲、乙"):
            kind.parse("丙")

    @given(st.text(max_size=30))
    def test_of_anything_else_is_never_a_crash(self, text):
        fields = [
            models.IntegerField(),
            models.DateField(),
            models.BooleanField(),
            PartialDateField(),
        ]
        for kind in [*map(kind_of, fields), DECIMAL]:
            with suppress(BadInput):
                kind.parse(text)


class TestMask:
    @given(TEXTS.filter(bool))
    def test_hides_a_plain_text_and_its_length(self, value):
        assert Kind(models.CharField()).mask(value) == STARS

    @pytest.mark.parametrize("value", [False, 0, Decimal("0"), date(2020, 1, 2)])
    def test_hides_values_that_look_like_nothing(self, value):
        assert Kind(None).mask(value) == STARS

    @pytest.mark.parametrize("value", ["", None])
    def test_leaves_nothing_as_nothing(self, value):
        assert Kind(None).mask(value) == SECRET.mask(value) == ""

    @given(st.text("0123456789X", min_size=1, max_size=18))
    def test_shows_at_most_ten_characters_of_a_number_and_never_the_whole(self, value):
        mask = SECRET.mask(value)

        shown = [char for char in mask if char != "*"]
        assert len(shown) <= 10
        assert value not in mask
        assert len(value) == 18 or len(shown) <= 2


class TestMoment:
    def test_is_shown_in_local_time(self):
        assert MomentKind(None).show(datetime(2025, 6, 30, 17, 5, tzinfo=UTC)) == "2025-07-01 01:05"
