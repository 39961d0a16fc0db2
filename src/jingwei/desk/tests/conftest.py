"""Somebody with something waiting in every room."""

from __future__ import annotations

import pytest

from jingwei.collection.tests.answered import assignment_made, round_made
from jingwei.desk.tests.sample import corrected
from jingwei.liaison.tests.sample import opened as pair_opened
from jingwei.plans.services.measure import measures_assign
from tests.browser.development import applicant, applied
from tests.browser.estate import branch
from tests.factories import PersonFactory, PlanFactory, UserFactory


@pytest.fixture
def work(today, zzb, jyj, insider):
    """A line of the insider's from every room but the branch; two rounds to answer."""
    measures_assign(PlanFactory(unit=zzb).measures.all(), fields={"owner": insider}, actor=insider)
    applied(applicant(zzb), branch(zzb), insider)
    issued = round_made(jyj, UserFactory(unit=jyj))
    assignment_made(issued, zzb)
    assignment_made(round_made(jyj, issued.owner), zzb, rows=2)
    pair_opened(zzb, keeper=insider)
    corrected(PersonFactory(unit=zzb), insider)
