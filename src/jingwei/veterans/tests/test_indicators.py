"""Numbers about retired cadres in a planted district: who lived, who was seen, how lately."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jingwei.kernel.indicators import INDICATORS, Slice
from jingwei.liaison.models import ContactRecord, Pair
from tests.factories import RetiredCadreFactory

YEAR, MIDDLE = date(2025, 1, 1), date(2025, 6, 30)


def number(code, unit, end=MIDDLE, start=YEAR):
    return INDICATORS[f"veterans.{code}"].value(Slice(unit.path, start, end))


@pytest.fixture
def retired(today, zzb, jyj):
    """Three who live, in two units; one who died, one who retires next month."""
    return [
        RetiredCadreFactory(of=jyj, living="alone", person__birth_on="194506", checked_year=2025),
        RetiredCadreFactory(of=jyj, living="alone", person__birth_on="194507", kind="veteran"),
        RetiredCadreFactory(of=zzb, lives_elsewhere=True, checked_year=2024),
        RetiredCadreFactory(of=zzb, living="alone", person__died_on="202506"),
        RetiredCadreFactory(of=zzb, retired_on="202507"),
    ]


@pytest.fixture
def pairs(retired, zzb):
    """All of them are looked after by the department."""
    told = {"kind": "veterans.retired_cadre", "one_unit": zzb, "unit": zzb, "unit_path": zzb.path}
    return [
        Pair.objects.create(two_person=row.person, since=YEAR, open_key=str(row.pk), **told)
        for row in retired
    ]


def met(pair, day, form="visit", **more):
    ContactRecord.objects.create(pair=pair, on=day, form=form, topic="看望", **more)


def test_the_register_counts_who_lives_and_has_retired(qinglan, zzb, retired):
    expected = {"retired": 3, "veterans": 1, "checked": Decimal("33.33")}

    assert {code: number(code, qinglan) for code in expected} == expected
    assert number("retired", zzb, date(2025, 5, 31)) == 2
    assert number("kept", qinglan) == 0
    assert number("elsewhere_seen", retired[0].person.unit) is None


def test_contacts_count_where_the_person_is_whoever_keeps_the_pair(qinglan, jyj, zzb, pairs):
    Pair.objects.filter(pk=pairs[2].pk).update(until=MIDDLE)
    met(pairs[0], date(2025, 5, 30))
    met(pairs[0], MIDDLE, form="call")
    met(pairs[1], date(2025, 5, 29))
    met(pairs[2], date(2025, 2, 1), withdrawn_on=MIDDLE, why_withdrawn="记错了")
    expected = {
        "kept": Decimal("66.67"), "seen": Decimal("66.67"), "alone_seen": 50, "old_seen": 100,
        "elsewhere_seen": 0,
    }  # fmt: skip

    assert {code: number(code, qinglan) for code in expected} == expected
    assert (number("seen", jyj), number("seen", zzb)) == (100, 0)
    assert number("alone_seen", qinglan, date(2025, 6, 29)) == 100
    assert number("old_seen", qinglan, date(2025, 5, 31)) is None
