"""What tests of this room share."""

from __future__ import annotations

import pytest

from jingwei.party.tests import delegates_cast
from jingwei.procedures.tests.sample import calendar
from tests.factories import UserFactory


@pytest.fixture
def second(zzb):
    """A colleague of the insider."""
    return UserFactory(username="second", full_name="吴示例", unit=zzb, every_permission=True)


@pytest.fixture
def electing(today, zzb, insider):
    """An electing unit of delegates, nothing recorded; 2025 is a known year."""
    calendar(2025)
    return delegates_cast.opened(delegates_cast.committee(zzb), insider)


@pytest.fixture
def at(electing, insider, second):
    """Bring the electing unit to a step without a fault."""
    return lambda step: delegates_cast.brought_to(electing, step, insider, second)
