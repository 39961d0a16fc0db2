"""The pairs of the demo: of every kind, with exactly the planted ones overdue."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction

from conftest import TODAY
from jingwei.kernel.clock import standing_on
from jingwei.liaison.models import ContactRecord, Need, Pair
from jingwei.liaison.registry import KINDS
from jingwei.liaison.selectors.pairs import pairs_quiet
from jingwei.org.models import PartyOrganization
from jingwei.site.demo.cases import liaison as demo
from jingwei.site.demo.cases.world import World
from tests.factories import (
    CadreFactory,
    MemberFactory,
    PartyOrganizationFactory,
    RetiredCadreFactory,
    TalentFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Load the pairs of a year once, for tests that only read; empty again afterwards."""
    with django_db_blocker.unblock(), transaction.atomic(), standing_on(TODAY):
        zzb = UnitFactory(code="zzb", parent=UnitFactory(code="qinglan", kind="district"))
        lgb = UnitFactory(code="lgb", parent=zzb, kind="section")
        for told in demo.ALL:
            UserFactory(username=told.owner, unit=lgb, every_permission=True)
        _cast(zzb, lgb)
        demo.load(World())
        yield zzb
        transaction.set_rollback(True)


def _cast(zzb, lgb):
    for _ in range(10):
        branch = PartyOrganizationFactory(unit=zzb)
        MemberFactory(of=zzb, organization=branch, is_mobile=True)
        UnitFactory(parent=zzb.parent)
        TalentFactory(of=zzb)
    for _ in range(12):
        RetiredCadreFactory(of=lgb)
    for _ in range(24):
        CadreFactory(of=zzb)
    PartyOrganization.objects.update(sector="community")


def test_are_of_every_kind_in_the_numbers_told(world):
    counts = Counter(Pair.objects.running().values_list("kind", flat=True))

    assert counts == {told.kind: told.count for told in demo.ALL}
    assert counts.keys() == KINDS.keys()


def test_exactly_the_planted_are_overdue(world):
    counts = Counter(Pair.objects.overdue_on(TODAY).values_list("kind", flat=True))

    assert counts == {told.kind: told.overdue for told in demo.ALL}
    assert counts.total() == 15


def test_were_met_over_twelve_months(world):
    days = ContactRecord.objects.values_list("on", flat=True)

    assert (min(days) - demo.BEGAN).days < 62
    assert (TODAY - max(days)).days < 31
    assert len({(day.year, day.month) for day in days}) >= 11


def test_leave_the_neglected_at_the_head_of_the_list(world):
    insider = UserFactory(unit=world, every_permission=True)

    quiet = pairs_quiet(insider, days=190, day=TODAY)

    assert set(Pair.objects.overdue_on(TODAY)) >= set(quiet)
    assert quiet.count() == 5


def test_have_needs_open_answered_and_closed(world):
    states = Counter(need.state for need in Need.objects.all())

    assert set(states) == {"办理中", "已答复，待确认", "已办结"}
