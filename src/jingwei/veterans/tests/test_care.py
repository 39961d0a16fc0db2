"""Visits follow the level of care that the register tells."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.liaison.models import Pair
from jingwei.liaison.tests.sample import RETIRED, opened
from jingwei.veterans.models import RetiredCadre
from tests.factories import RetiredCadreFactory

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def cadre(zzb):
    """Lives with a spouse and is visited each quarter."""
    row = RetiredCadreFactory(of=zzb, living="spouse", care="self")
    opened(zzb, kind=RETIRED, one=zzb, two=row.person)
    return row


def told(cadre, insider, **values):
    """Return level and next day of the pair once the register says ``values``."""
    row = RetiredCadre.objects.get(pk=cadre.pk)
    rows_save(register_of(RetiredCadre), [Draft(values, row=row)], actor=insider, source="表单")
    pair = Pair.objects.get()
    return pair.level, pair.next_due


def test_a_stay_in_hospital_asks_for_a_visit_within_a_week_and_so_does_its_end(cadre, insider):
    stay = told(cadre, insider, is_in_hospital=True)
    back = told(cadre, insider, is_in_hospital=False)
    kept = told(cadre, insider, living="children")

    assert [level for level, _ in (stay, back, kept)] == ["hospital", "discharged", "discharged"]
    assert all(due <= date(2025, 7, 7) for _, due in (stay, back, kept))


def test_living_alone_asks_for_more_visits_and_other_columns_for_none(cadre, insider):
    assert told(cadre, insider, note="爱下棋")[0] == "usual"
    assert told(cadre, insider, living="alone")[0] == "close"
    assert told(cadre, insider, living="spouse")[0] == "usual"
