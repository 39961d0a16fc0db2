"""Numbers of liaison open exactly the rows they count, on the last day of the period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jingwei.kernel.indicators import INDICATORS, Slice
from jingwei.liaison.services import contact_withdraw, need_close
from jingwei.liaison.tests.sample import MENTOR, RETIRED, met, opened
from tests.factories import PartyOrganizationFactory

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("today")]
HALF = (date(2025, 1, 1), date(2025, 6, 30))


@pytest.fixture
def pairs(zzb, insider):
    """Two retired people, one seen in June with a need; a mentor who talked in February."""
    seen = opened(zzb, kind=RETIRED, one=zzb)
    alone = opened(zzb, kind=RETIRED, one=zzb, level="close")
    mentor = opened(zzb, kind=MENTOR)
    met(seen, insider, date(2025, 5, 20), need="装扶手")
    met(mentor, insider, date(2025, 2, 20), form="talk")
    contact_withdraw(met(alone, insider, date(2025, 6, 1)), reason="没有去", actor=insider)
    return [seen, alone, mentor]


def told(unit, period=HALF):
    subject = Slice(unit.path, *period)
    found = {c: i.value(subject) for c, i in INDICATORS.items() if c.startswith("liaison.")}
    return {code.removeprefix("liaison."): number for code, number in found.items()}


def test_of_a_half_year(zzb, pairs):
    found = told(zzb)

    expected = {
        "retired_visits": 1, "talks_held": 1, "needs_raised": 1, "needs_open_long": 1,
        "mentor_pairs": 1, "quiet": 2, "branch_contacts": 0, "expert_contacts": 0,
        "village_contacts": 0, "community_reports": 0, "branch_quiet": 0,
    }  # fmt: skip
    assert {code: found[code] for code in expected} == expected
    shares = {
        "needs_settled": Decimal("0.00"), "on_rhythm": Decimal("33.33"),
        "floating_contacted": None,
    }  # fmt: skip
    assert {code: found[code] for code in shares} == shares


def test_of_an_earlier_day_know_nothing_of_later_days(zzb, pairs, insider):
    need_close(pairs[0].contacts.get().need, actor=insider)

    found = told(zzb, (date(2025, 1, 1), date(2025, 3, 31)))

    assert (found["retired_visits"], found["needs_raised"], found["quiet"]) == (0, 0, 0)
    assert found["needs_settled"] is None
    assert told(zzb)["needs_settled"] == 100


def test_count_nobody_of_another_unit_nor_who_died(zzb, jyj, pairs):
    person = pairs[0].two_person
    type(person).objects.filter(pk=person.pk).update(died_on="202506")

    assert set(filter(None, told(jyj).values())) == set()
    assert (told(zzb)["quiet"], told(zzb)["on_rhythm"]) == (2, 0)


def test_of_pairs_open_rows_without_doubles(zzb, insider):
    pair = opened(zzb, kind="party.floating_member", one=PartyOrganizationFactory(unit=zzb))
    for day in (1, 2, 3):
        met(pair, insider, date(2025, 6, day))

    contacted = INDICATORS["liaison.floating_contacted"]

    assert list(contacted.rows(Slice(zzb.path, *HALF))) == [pair]
    assert contacted.value(Slice(zzb.path, *HALF)) == 100
