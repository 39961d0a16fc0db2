"""Numbers by unit and month: how they are counted, kept, recomputed; what one that fails does."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from conftest import TODAY
from jingwei.kernel.errors import Conflict
from jingwei.kernel.indicators import Slice
from jingwei.plans.models import IndicatorValue
from jingwei.plans.schedule import series_daily
from jingwei.plans.selectors.series import Number, kept_numbers, numbers_by_unit, paths_up, year_to
from jingwei.plans.services.series import series_keep, series_keep_due
from jingwei.plans.tests.counted import BROKEN, PEOPLE, WOMEN, declared_only
from tests.factories import PersonFactory

JUNE, MAY, START = date(2025, 6, 1), date(2025, 5, 1), date(2025, 1, 1)


def at_night(day: date) -> time_machine.travel:
    moment = datetime(day.year, day.month, day.day, 2, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def indicators(monkeypatch):
    declared_only(monkeypatch, PEOPLE, WOMEN)


@pytest.fixture
def people(indicators, zzb, gbk, gbk2, jyj):
    """Two women and a man in one section, a woman in the department itself, nobody elsewhere."""
    for unit, gender in ((gbk, "2"), (gbk, "2"), (gbk, "1"), (zzb, "2")):
        PersonFactory(unit=unit, gender=gender)


def kept(path: str, month: date = JUNE) -> list[tuple[int, int | None] | None]:
    told = [kept_numbers([path], [month]).number(one, path, month) for one in (PEOPLE, WOMEN)]
    return [number and (number.count, number.whole) for number in told]


class TestNumbersByUnit:
    def test_roll_up_the_tree_in_one_query(self, people, qinglan, django_assert_num_queries):
        with django_assert_num_queries(1):
            told = numbers_by_unit(PEOPLE, year_to("qinglan/", TODAY))

        assert {path: number.count for path, number in told.items()} == {
            "qinglan/": 4, "qinglan/zzb/": 4, "qinglan/zzb/gbk/": 3,
        }  # fmt: skip

    def test_of_a_share_keep_both_sides(self, people, django_assert_num_queries):
        with django_assert_num_queries(2):
            told = numbers_by_unit(WOMEN, year_to("qinglan/", TODAY))

        assert told["qinglan/zzb/gbk/"] == Number(START, TODAY, 2, 3)
        assert (told["qinglan/"].text, told["qinglan/"].parts) == ("75%", "3/4")

    def test_tell_of_the_unit_asked_for_even_when_there_is_nothing(self, people):
        told = numbers_by_unit(WOMEN, Slice("qinglan/jyj/", START, TODAY))

        assert told == {"qinglan/jyj/": Number(START, TODAY, 0, 0)}
        assert (told["qinglan/jyj/"].value, told["qinglan/jyj/"].text) == (None, "——")

    def test_climb_no_higher_than_asked(self):
        assert list(paths_up("a/b/c/", "a/b/")) == ["a/b/c/", "a/b/"]
        assert list(paths_up("a/b2/", "a/b/")) == []


class TestSeriesKeep:
    def test_keeps_what_is_counted_and_nothing_for_the_empty(self, today, people):
        outcome = series_keep([JUNE], on=TODAY)

        assert (outcome.indicators, outcome.rows, outcome.failed) == (2, 6, [])
        assert kept("qinglan/zzb/gbk/") == [(3, None), (2, 3)]
        assert kept("qinglan/jyj/") == [(0, None), (0, 0)]
        assert kept("qinglan/", MAY) == [None, None]

    def test_puts_a_new_computation_in_place_of_the_old(self, today, people, jyj):
        series_keep([JUNE], on=TODAY)
        PersonFactory(unit=jyj, gender="1")

        series_keep([JUNE], on=TODAY)

        assert kept("qinglan/jyj/") == [(1, None), (0, 1)]
        assert kept("qinglan/") == [(5, None), (3, 5)]

    def test_tells_of_one_that_fails_and_keeps_the_others(self, today, people, monkeypatch):
        declared_only(monkeypatch, PEOPLE, BROKEN)

        outcome = series_keep([JUNE], on=TODAY)

        assert [str(one) for one in outcome.failed] == [
            "指标“算不出的数”（tests.broken）没有算出：ZeroDivisionError: division by zero"
        ]
        assert kept("qinglan/")[0] == (4, None)

    def test_leaves_a_finished_month_as_it_was(self, people, jyj):
        with at_night(date(2025, 5, 31)):
            series_keep_due(on=date(2025, 5, 31))
        PersonFactory(unit=jyj)
        with at_night(date(2025, 6, 1)):
            series_keep_due(on=date(2025, 6, 1))
        assert kept("qinglan/", MAY)[0] == (5, None)  # the last day of May was not over before
        PersonFactory(unit=jyj)

        with at_night(date(2025, 6, 2)):
            series_keep_due(on=date(2025, 6, 2))

        assert kept("qinglan/", MAY)[0] == (5, None)
        assert kept("qinglan/", JUNE)[0] == (6, None)
        days = IndicatorValue.objects.filter(code=PEOPLE.code, unit__parent=None)
        assert dict(days.values_list("month", "day"))[JUNE] == date(2025, 6, 2)

    def test_on_the_first_days_of_a_year_finishes_december(self, people):
        with at_night(date(2026, 1, 1)):
            series_keep_due(on=date(2026, 1, 1))

        assert kept("qinglan/", date(2025, 12, 1))[0] == (4, None)


class TestSeriesDaily:
    def test_keeps_the_months_of_the_year(self, today, people):
        series_daily()

        months = IndicatorValue.objects.order_by("month").values_list("month", flat=True).distinct()
        assert list(months) == [date(2025, n, 1) for n in range(1, 7)]

    def test_ends_with_what_failed_after_keeping_the_rest(self, today, people, monkeypatch):
        declared_only(monkeypatch, PEOPLE, BROKEN)

        with pytest.raises(Conflict, match="算不出的数"):
            series_daily()

        assert kept("qinglan/")[0] == (4, None)
