"""Rounds in numbers: what was spared, what came in time, a round as the proof of a measure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from jingwei.collection.models import Assignment, Round
from jingwei.collection.tests.answered import assignment_made, round_made
from jingwei.kernel.indicators import INDICATORS, Slice, indicator_named, indicators_seen

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
CAME = ("answers_in_time", "answers_late", "answers_returned")
JULY = date(2025, 7, 31)


def year(path, end=JULY):
    return Slice(path, date(2025, 1, 1), end)


def value(code, subject):
    return INDICATORS[f"collection.{code}"].value(subject)


def handed_in(assignment, day, *, state="submitted", returned=None):
    at, back = (datetime(2025, 7, d, 9, tzinfo=CHINA) if d else None for d in (day, returned))
    Assignment.objects.filter(pk=assignment.pk).update(
        submitted_at=at, returned_at=back, state=state
    )


@pytest.fixture
def round_(today, zzb, insider):
    """Due on 4 July."""
    return round_made(zzb, insider)


@pytest.fixture
def three(round_, jyj, gbk, zzb):
    """One answer in time, one late, one given back; a part of the first counts with its whole."""
    units = [assignment_made(round_, unit, rows=2) for unit in (jyj, gbk, zzb)]
    for one, day, state, returned in zip(
        units, (4, 7, 3), ("accepted", "submitted", "returned"), (None, None, 5), strict=True
    ):
        handed_in(one, day, state=state, returned=returned)
    return units


class TestAnswers:
    def test_in_time_late_and_given_back_are_told_apart(self, three, qinglan):
        whole = year(qinglan.path)

        assert [value(code, whole) for code in CAME] == [Decimal("33.33"), 1, 1]

    def test_stand_as_they_stood_on_the_day(self, three, qinglan):
        on = {day: value("answers_late", year(qinglan.path, date(2025, 7, day))) for day in (5, 8)}

        assert on == {5: 2, 8: 1}

    def test_a_share_of_nothing_is_none(self, round_, qinglan):
        assert value("answers_in_time", year(qinglan.path)) is None
        assert value("rounds_prefilled", year(qinglan.path)) is None


class TestRounds:
    def test_what_was_spared_is_counted(self, round_, zzb, insider, qinglan):
        Round.objects.filter(pk=round_.pk).update(
            cut_columns=["民族"], cell_count=100, filled_count=80
        )
        spared = round_made(zzb, insider)
        Round.objects.filter(pk=spared.pk).update(
            is_unneeded=True, state="withdrawn", issued_on=None, ended_on=date(2025, 6, 30)
        )
        whole = year(qinglan.path)

        codes = ("rounds", "rounds_refused", "rounds_shrunk", "rounds_prefilled", "rounds_outside")
        assert [value(code, whole) for code in codes] == [1, 1, 1, 100, 1]


class TestOneRound:
    def test_its_share_is_the_number_of_a_measure(self, three, round_, qinglan):
        found = indicator_named(f"collection.round.{round_.pk}")

        assert found is not None
        assert found.value(year(qinglan.path)) == Decimal("66.67")
        assert found.value(year(qinglan.path, date(2025, 7, 4))) == Decimal("66.67")
        assert found.value(year(three[0].unit_path)) == 100
        assert set(found.rows(year(qinglan.path))) == set(three[:2])

    def test_is_listed_to_who_sees_the_round_and_a_draft_is_none(self, round_, insider, outsider):
        code = f"collection.round.{round_.pk}"

        assert code in {one.code for one in indicators_seen(insider)}
        assert code not in {one.code for one in indicators_seen(outsider)}
        Round.objects.filter(pk=round_.pk).update(state="draft")
        assert indicator_named(code) is None
        assert indicator_named("collection.round.x") is None
