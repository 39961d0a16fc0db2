"""The demo cases of disposal: one at every step, and exactly the planted faults."""

from __future__ import annotations

import pytest

from jingwei.party.models import Member
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.site.demo.cases import disposal
from jingwei.site.demo.cases.world import World
from tests.factories import MemberFactory, PartyOrganizationFactory, UserFactory

COUNT = len(disposal.STANDING) + len(disposal.ENDED) + len(disposal.FAULTS)


@pytest.fixture
def world(today, zzb):
    UserFactory(username=disposal.OWNER, unit=zzb, every_permission=True)
    branch = PartyOrganizationFactory(unit=zzb)
    for _ in range(COUNT):
        MemberFactory(of=zzb, organization=branch)
    made = World()
    disposal.load(made)
    return made


def found(definition):
    """Return case → what its steps in force do not meet, of the cases that have something."""
    told = {}
    for case in Case.objects.filter(definition=definition):
        records = case.records.filter(is_returned=False)
        codes = sorted({v["code"] for one in records for v in one.verdicts if v["answer"] != "met"})
        if codes:
            told[case.pk] = codes
    return told


def planted(world):
    told = {}
    for one in world.planted:
        told.setdefault(one.case, []).append(one.code)
    return {case: sorted(codes) for case, codes in told.items()}


def test_stand_at_every_step(world, today):
    steps = {step.code for step in procedure_on(disposal.CODE, today).steps}

    standing = set(Case.objects.filter(state="open").values_list("step", flat=True))

    assert standing == steps
    assert world.count == COUNT < 60


def test_have_exactly_the_faults_that_were_planted(world):
    assert found(disposal.CODE) == planted(world)
    assert len(planted(world)) == len(disposal.FAULTS)


def test_none_is_overdue(world, today):
    assert not Case.objects.filter(state="open", due_on__lt=today).exists()


def test_change_the_register_as_they_say(world):
    states = sorted(Member.objects.exclude(state="normal").values_list("state", "exit_kind"))

    assert ("left", "2") in states
    assert ("left", "23") in states
    assert ("stopped", "4") in states
