"""Whose rows a viewer sees: those of the people in their units and Party organizations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pytest

from jingwei.cadres.models import Cadre
from jingwei.party.models import Member
from jingwei.people.models import Education, Person
from tests.factories import (
    CadreFactory,
    EducationFactory,
    MemberFactory,
    PartyOrganizationFactory,
    PersonFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Viewer:
    """Sees what lies below its paths."""

    units: tuple[str, ...]
    organizations: tuple[str, ...]

    def unit_paths(self) -> tuple[str, ...]:
        return self.units

    def organization_paths(self) -> tuple[str, ...]:
        return self.organizations


@pytest.fixture
def places():
    """Two trees of units, whose rows SQLite finds in other ways than those of a part, and one of
    Party organizations."""
    left, right = UnitFactory(code="left"), UnitFactory(code="right")
    units = [left, UnitFactory(code="part", parent=left), right]
    top = PartyOrganizationFactory(code="top", unit=left)
    return units, [top, PartyOrganizationFactory(code="branch", parent=top, unit=left)]


@pytest.fixture
def people(places):
    """Somebody in every unit and organization, with one row of each kind, and one merged away."""
    units, organizations = places
    found = []
    for unit in units:
        for organization in organizations:
            found.append(PersonFactory(unit=unit, full_name=f"周{len(found)}"))
            MemberFactory(person=found[-1], organization=organization)
            for make in (EducationFactory, CadreFactory):
                make(person=found[-1])
    Person.objects.filter(pk=found[-1].pk).update(merged_into=found[0])
    return list(Person.objects.in_bulk([one.pk for one in found[:-1]]).values())


def viewers(units, organizations):
    for count in range(3):
        for seen in combinations([unit.path for unit in units], count):
            yield Viewer(seen, ())
            for organization in organizations:
                yield Viewer(seen, (organization.path,))


def lies_below(path, tops):
    return any(path.startswith(top) for top in tops)


def test_every_viewer_sees_rows_of_the_same_people_in_every_register(places, people):
    for viewer in viewers(*places):
        expected = {
            one.pk
            for one in people
            if lies_below(one.unit_path, viewer.units)
            or lies_below(one.organization_path, viewer.organizations)
        }

        assert set(Person.objects.visible_to(viewer).values_list("pk", flat=True)) == expected
        for model in (Education, Cadre, Member):
            rows = model.objects.visible_to(viewer).values_list("person", flat=True)
            assert (viewer, model, set(rows)) == (viewer, model, expected)
