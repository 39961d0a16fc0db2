"""The demo cases of rectification: one at every step, few in a small district, the faults."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.org.models import CommitteeSeat, PartyOrganization
from jingwei.party.models import WeakSpell
from jingwei.party.tests.test_disposal_demo import found, planted
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.site.demo.cases import rectification
from jingwei.site.demo.cases.world import World
from tests.factories import PartyOrganizationFactory, UserFactory


def district(unit, count):
    """Give ``unit`` so many branches with a secretary and load the cases."""
    UserFactory(username=rectification.OWNER, unit=unit, every_permission=True)
    for number in range(count):
        branch = PartyOrganizationFactory(unit=unit)
        branch.sector = "village" if number % 2 else "organ"
        branch.save()
        CommitteeSeat.objects.create(
            organization=branch, holder_name="李示例", post="secretary", since=date(2021, 3, 1)
        )
    world = World()
    rectification.load(world)
    return world


@pytest.fixture
def small(today, zzb):
    return district(zzb, 30)


def test_stand_at_every_step(small, today):
    steps = {step.code for step in procedure_on(rectification.CODE, today).steps}

    standing = set(Case.objects.filter(state="open").values_list("step", flat=True))

    assert standing == steps
    assert small.count == len(rectification.CASES)


def test_have_exactly_the_faults_that_were_planted(small):
    assert found(rectification.CODE) == planted(small)
    assert len(planted(small)) > 5


def test_none_is_overdue(small, today):
    late = Case.objects.filter(state="open", due_on__lt=today)

    assert [(case.step, case.due_words) for case in late] == []


def test_take_villages_first(small):
    taken = Case.objects.filter(definition=rectification.CODE)

    assert set(taken.values_list("organization__sector", flat=True)) == {"village"}


def test_whole_district_has_14_that_were_weak_and_6_of_them_closed(today, zzb, monkeypatch):
    monkeypatch.setattr(rectification, "WHOLE", 40)

    district(zzb, 40)

    spells = WeakSpell.objects.order_by("organization", "identified_on")
    last = {spell.organization_id: spell for spell in spells}
    assert len(last) == 14
    assert sum(spell.closed_on is not None for spell in last.values()) == 6
    assert PartyOrganization.objects.filter(weak_spells__result="relapsed").count() == 1
