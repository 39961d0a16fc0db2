"""Every indicator keeps these promises. A new one is covered by being declared.

Here in a small district with a few rows of every register; test_demo_cases does it again with
everything the demo holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from conftest import TODAY, signed_in
from jingwei.accounts.models import User
from jingwei.kernel.clock import standing_on
from jingwei.kernel.indicators import INDICATORS, Slice
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.org.models import UnitKind
from tests import indicators as promises
from tests.factories import UnitFactory, UserFactory
from tests.registers import make

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)
DISTRICT, DEPARTMENT = "qinglan/", "qinglan/zzb/"
LEAST = 70
"""How many indicators the plan asks for at least."""


@pytest.fixture(scope="module")
def keeper(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """Two rows of every register in three units, and somebody who sees two of them."""
    with django_db_blocker.unblock(), transaction.atomic(), standing_on(TODAY):
        district = UnitFactory(code="qinglan", name="青岚区", kind=UnitKind.DISTRICT)
        department = UnitFactory(code="zzb", name="区委组织部", parent=district)
        below = [UnitFactory(code=code, parent=department) for code in ("gbk", "gbk2")]
        units = [*below, UnitFactory(code="jyj", name="区教育局", parent=district)]
        for register in REGISTERS.values():
            for unit in units:
                make(register, unit, 2)
        yield UserFactory(unit=department, every_permission=True)
        transaction.set_rollback(True)


class TestDeclarations:
    def test_say_in_chinese_what_is_counted_and_whence(self):
        faults = [fault for one in INDICATORS.values() for fault in promises.wording_faults(one)]

        assert faults == []

    def test_carry_the_name_of_their_room(self):
        assert list(promises.room_faults()) == []

    def test_are_as_many_as_the_plan_needs(self):
        assert len(INDICATORS) >= LEAST


class TestNumbers:
    def test_are_those_of_their_rows_by_unit_and_whole(self, keeper):
        subject, faults = Slice(DISTRICT, START, TODAY), []
        for one in promises.all_indicators():
            faults += promises.number_faults(one, subject)
            faults += promises.unit_faults(one, subject)

        assert faults == []

    def test_of_nothing_are_none_for_shares_and_zero_for_counts(self, keeper):
        nowhere = Slice("haizhou/", START, TODAY)

        faults = [
            fault
            for one in promises.all_indicators()
            for fault in promises.emptiness_faults(one, nowhere)
        ]

        assert faults == []


@pytest.mark.once
class TestRows:
    def test_of_every_kind_are_listed_behind_their_number(self, keeper):
        browser, subject = signed_in(keeper), Slice(DEPARTMENT, START, TODAY)

        faults = [
            fault
            for one in promises.examples(subject)
            for fault in promises.page_faults(one, subject, browser)
        ]

        assert faults == []
