"""Numbers about talents in a planted district, with the edges of the period and of scope."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jingwei.kernel.indicators import INDICATORS, Slice
from jingwei.liaison.models import ContactRecord, Pair
from tests.factories import TalentFactory

YEAR, MIDDLE = date(2025, 1, 1), date(2025, 6, 30)


def number(code, unit, end=MIDDLE, start=YEAR):
    return INDICATORS[f"talent.{code}"].value(Slice(unit.path, start, end))


def numbers(unit, expected, end=MIDDLE):
    """Return the numbers of the expected codes."""
    return {code: number(code, unit, end) for code in expected}


@pytest.fixture
def talents(today, zzb, jyj):
    """Five of them: three of the bureau, one of those selected a day after the period."""
    return [
        TalentFactory(of=zzb, category="4", origin="introduced", selected_on=YEAR,
                      valid_until=MIDDLE),
        TalentFactory(of=zzb, category="5", origin="returned", selected_on=date(2024, 12, 31),
                      rural_class="51", verified_on=date(2024, 7, 1),
                      valid_until=date(2025, 6, 29)),
        TalentFactory(of=jyj, category="5", origin="flexible", selected_on=MIDDLE,
                      verified_on=date(2024, 6, 30)),
        TalentFactory(of=jyj, category="3", rural_class="55", verified_on=date(2025, 7, 1),
                      person__political_status="01"),
        TalentFactory(of=jyj, category="1", origin="returned", selected_on=date(2025, 7, 1)),
    ]  # fmt: skip


class TestTheRegister:
    def test_is_counted_by_kind_and_day(self, qinglan, jyj, talents):
        expected = {
            "registered": 4, "category_4": 1, "category_1": 0, "selected": 2, "introduced": 1,
            "returned": 0, "flexible": 1, "run_out": 1, "members": 25,
        }  # fmt: skip

        assert numbers(qinglan, expected) == expected
        assert number("registered", jyj) == 2
        assert number("registered", jyj, date(2025, 6, 29)) == 1
        assert number("returned", qinglan, date(2025, 7, 1)) == 1

    def test_of_rural_talents_is_classified_and_verified_within_a_year(self, zzb, talents):
        district = zzb.parent
        expected = {
            "rural": 3, "rural_classified": Decimal("66.67"), "rural_verified": Decimal("33.33"),
        }  # fmt: skip

        assert numbers(district, expected) == expected
        assert number("rural_verified", zzb) == 100
        assert number("rural_verified", zzb, date(2025, 7, 1)) == 0


class TestExperts:
    def test_are_met_by_contacts_that_stand(self, qinglan, zzb, talents):
        told = {"kind": "talent.expert", "one_words": "林示例", "unit": zzb, "unit_path": zzb.path}
        pairs = [
            Pair.objects.create(two_person=row.person, since=YEAR, open_key=str(n), **told)
            for n, row in enumerate(talents[:3])
        ]
        Pair.objects.filter(pk=pairs[2].pk).update(until=MIDDLE)
        for pair, more in (
            (pairs[0], {}), (pairs[0], {}),
            (pairs[1], {"withdrawn_on": MIDDLE, "why_withdrawn": "记错了"}), (pairs[2], {}),
        ):  # fmt: skip
            ContactRecord.objects.create(pair=pair, on=date(2025, 3, 4), topic="看望", **more)

        assert (number("experts", qinglan), number("experts_met", qinglan)) == (2, 50)
        assert number("experts_met", qinglan, start=date(2025, 3, 5)) == 0
        assert number("experts", qinglan, date(2025, 6, 29)) == 2
        assert number("experts_met", talents[3].person.unit) is None
