"""What the tests of the procedures share."""

from __future__ import annotations

import pytest

from jingwei.procedures.tests import sample
from jingwei.procedures.tests.sample import APPLIED, TALKED, taken
from tests.factories import PersonFactory


@pytest.fixture
def definition():
    with sample.shelved() as found:
        yield found


@pytest.fixture
def person(zzb):
    return PersonFactory(unit=zzb, full_name="林示例")


@pytest.fixture
def case(definition, today, person, insider):
    """The sample procedure about one person, at its first step; 2025 is a known year."""
    sample.calendar(2025)
    return sample.opened(person, insider)


@pytest.fixture
def stepped(case, insider):
    """Applied and talked with; stands at the inspection."""
    return taken(case, APPLIED, TALKED, actor=insider)
