"""Two rows of people that are one: the case of either is the case of one person."""

from __future__ import annotations

import pytest

from jingwei.kernel.errors import RuleViolation
from jingwei.people.services.merging import person_merge
from jingwei.procedures.tests import sample
from tests.factories import PersonFactory


@pytest.fixture
def kept(zzb):
    return PersonFactory(unit=zzb, full_name="林示例")


def test_a_case_goes_on_about_the_person_that_stays(case, person, kept, insider):
    person_merge(kept, person, take=[], reason="同一人", actor=insider)

    case.refresh_from_db()
    assert case.person == kept


def test_while_both_are_in_the_same_running_procedure_they_stay_two(case, person, kept, insider):
    sample.opened(kept, insider)

    with pytest.raises(RuleViolation) as refusal:
        person_merge(kept, person, take=[], reason="同一人", actor=insider)

    person.refresh_from_db()
    assert (refusal.value.code, person.merged_into) == ("procedures.two_cases", None)
