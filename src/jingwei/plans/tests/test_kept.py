"""A finished month is told as it was kept; every other day is counted."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import TODAY
from jingwei.kernel.indicators import Slice
from jingwei.plans.models import IndicatorValue
from jingwei.plans.selectors.proof import Counting, unit_numbers
from jingwei.plans.services.series import series_keep
from jingwei.plans.tests.counted import PEOPLE, RELATIVES, declared_only
from jingwei.plans.tests.test_series import at_night
from tests.factories import PersonFactory

MAY_END, START = date(2025, 5, 31), date(2025, 1, 1)
DISTRICT = "qinglan/"


@pytest.fixture
def kept(monkeypatch, today, zzb, jyj):
    """Two people when May was kept, in the night after it; a third one since, dated nowhere."""
    declared_only(monkeypatch, PEOPLE, RELATIVES)
    for unit in (zzb, jyj):
        PersonFactory(unit=unit)
    with at_night(date(2025, 6, 1)):
        series_keep([date(2025, 5, 1)], on=date(2025, 6, 1))
    PersonFactory(unit=zzb)


def value(day, *, start=START, found=PEOPLE):
    return Counting().value(found, Slice(DISTRICT, start, day))


class TestKeptEnds:
    def test_the_end_of_a_finished_month_is_as_it_was_kept(self, kept, django_assert_num_queries):
        counting = Counting()

        with django_assert_num_queries(1):
            found = counting.value(PEOPLE, Slice(DISTRICT, START, MAY_END))
            counting.value(RELATIVES, Slice(DISTRICT, START, MAY_END))

        assert found == 2

    def test_any_other_day_is_counted(self, kept):
        assert [value(day) for day in (date(2025, 5, 30), TODAY)] == [3, 3]

    def test_what_was_computed_before_the_month_was_over_is_not_taken(self, kept):
        IndicatorValue.objects.update(computed_at="2025-05-31T02:30:00+08:00")

        assert value(MAY_END) == 3

    def test_another_beginning_is_taken_only_where_none_is_asked_for(self, kept):
        later = date(2025, 3, 1)
        IndicatorValue.objects.filter(code=RELATIVES.code).update(count=9)

        assert value(MAY_END, start=later) == 2  # what stands on a day
        assert value(MAY_END, start=later, found=RELATIVES) == 0  # what came together since

    def test_units_are_told_the_same(self, kept, zzb, jyj):
        told = unit_numbers(PEOPLE, Slice(DISTRICT, START, MAY_END))

        assert {row.unit: row.number for row in told} == {zzb: 1, jyj: 1}
