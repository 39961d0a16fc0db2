"""Dates known to the month: every spelling, order in time, ages by months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel.errors import BadInput
from jingwei.kernel.partial_dates import (
    PartialDateField,
    as_first_day,
    as_last_day,
    as_partial,
    falls_between,
    full_years,
    in_force_on,
    just_after,
    months_between,
    parse_partial,
    show_partial,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
VALUES = st.builds(lambda day, length: as_partial(day)[:length], DAYS, st.sampled_from([4, 6, 8]))


class TestParsePartial:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1978.03", "197803"),
            ("1978.3", "197803"),
            ("197803", "197803"),
            ("1978-03-02", "19780302"),
            ("19780302", "19780302"),
            ("1978年3月", "197803"),
            ("1978 年 3 月 2 日", "19780302"),
            ("1978/3", "197803"),
            ("１９７８．０３", "197803"),
            ("1978年", "1978"),
            ("1978", "1978"),
            ("1978-03-02 00:00:00", "19780302"),
            ("2000.02.29", "20000229"),
            ("  ", ""),
        ],
    )
    def test_takes_every_spelling(self, text, value):
        assert parse_partial(text) == value

    @pytest.mark.parametrize(
        "text",
        [
            "1978.13",
            "1978.00",
            "1978.02.29",
            "78.03",
            "0978.03",
            "1978.3.2.1",
            "三月",
            "19783",
            "²⁰²⁰",
        ],
    )
    def test_refuses_what_no_calendar_has(self, text):
        with pytest.raises(BadInput, match=r"例如 1978\.03") as refusal:
            parse_partial(text)

        assert refusal.value.code == "kernel.partial_date"

    def test_refuses_a_bare_year_where_a_month_is_needed(self):
        with pytest.raises(BadInput, match="缺少月份"):
            parse_partial("1978", year_ok=False)

    @given(VALUES)
    def test_reads_what_is_shown(self, value):
        assert parse_partial(show_partial(value)) == value

    @given(VALUES)
    def test_leaves_a_value_as_it_is(self, value):
        assert parse_partial(value) == value


class TestOrder:
    @given(VALUES, VALUES)
    def test_of_text_is_order_in_time(self, one, other):
        first, second = sorted([one, other])

        assert as_first_day(first) <= as_first_day(second)

    @given(VALUES, VALUES)
    def test_range_end_takes_in_exactly_what_starts_before_it_ends(self, value, other):
        inside = as_first_day(other) <= as_last_day(value) if len(other) >= len(value) else None

        if inside is not None:
            assert (other < just_after(value)) == inside


class TestFullYears:
    def test_ignores_days(self):
        assert full_years("19780331", date(2025, 3, 1)) == 47
        assert full_years("197804", "202503") == 46

    @given(VALUES, DAYS, DAYS)
    def test_never_falls_as_time_goes_on(self, birth, one, other):
        earlier, later = sorted([one, other])

        assert full_years(birth, earlier) <= full_years(birth, later)

    @given(VALUES, VALUES)
    def test_months_there_and_back_cancel(self, one, other):
        assert months_between(one, other) == -months_between(other, one)


class TestPartialDateField:
    def test_stores_digits(self):
        assert PartialDateField().clean("1978年3月", None) == "197803"

    def test_may_be_blank(self):
        assert PartialDateField().clean("", None) == ""

    @pytest.mark.parametrize("text", ["1978", "1978.13", "昨天"])
    def test_refuses_plainly(self, text):
        with pytest.raises(ValidationError, match="填写年月"):
            PartialDateField().clean(text, None)

    def test_takes_a_bare_year_where_it_says_so(self):
        assert PartialDateField(year_ok=True).clean("1978", None) == "1978"

    def test_takes_a_bare_year_as_the_bound_of_a_filter(self):
        assert PartialDateField().get_prep_value("1978") == "1978"

    @pytest.mark.parametrize(
        "field",
        [PartialDateField(), PartialDateField("出生", year_ok=True, blank=False, null=True)],
    )
    def test_survives_a_migration(self, field):
        _, _, args, options = field.deconstruct()

        again = PartialDateField(*args, **options)

        assert again.deconstruct() == field.deconstruct()
        assert (again.blank, again.null, again.year_ok) == (field.blank, field.null, field.year_ok)

    def test_form_shows_a_dot_takes_a_spelling_and_sees_no_change_in_it(self):
        control = PartialDateField("出生年月").formfield()

        assert isinstance(PartialDateField(), models.CharField)
        assert control.prepare_value("197803") == "1978.03"
        assert control.clean("1978年3月") == "197803"
        assert not control.has_changed("197803", "1978/3")
        assert control.prepare_value("1978年3") == "1978年3"


def matches(found: models.Q, **row: str) -> bool:
    """Whether a row of texts meets a condition, as a database compares texts."""
    told = []
    for child in found.children:
        if isinstance(child, models.Q):
            told.append(matches(child, **row))
            continue
        name, _, how = child[0].partition("__")
        value, bound = row[name], child[1]
        told.append({"": value == bound, "gte": value >= bound, "lte": value <= bound,
                     "gt": value > bound}[how])  # fmt: skip
    return any(told) if found.connector == models.Q.OR else all(told)


class TestRanges:
    @given(value=VALUES, start=DAYS, days=st.integers(0, 800))
    def test_falls_between_two_days_when_its_first_day_does(self, value, start, days):
        end = start + timedelta(days=days)

        found = matches(falls_between("on", start, end), on=value)

        assert found == (start <= as_first_day(value) <= end)

    @given(since=VALUES, until=st.one_of(st.just(""), VALUES), day=DAYS)
    def test_in_force_from_the_first_day_to_the_eve_of_the_end(self, since, until, day):
        found = matches(in_force_on(day), since=since, until=until)

        began = as_first_day(since) <= day
        assert found == (began and (not until or as_first_day(until) > day))
