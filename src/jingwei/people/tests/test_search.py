"""A search by an id number is recorded: the registers take one, lists beside them find nobody."""

from __future__ import annotations

import pytest

from jingwei.cadres.selectors.rank_page import RankFilter, rank_people
from jingwei.coverage.selectors.rows import RosterAsked, roster
from jingwei.coverage.tests.samples import started
from jingwei.kernel.registers.declaration import register_of
from jingwei.liaison.selectors.pairs import pairs_found
from jingwei.people.models import Person
from tests.factories import CivilServantFactory, PairFactory, PersonFactory
from tests.registers import ID_NUMBERS

pytestmark = pytest.mark.once
NAME, WHOLE = "章示范", ID_NUMBERS[0]


@pytest.fixture
def lists(today, zzb, insider):
    """How many each list finds for a text: of a person with an id number who is on all of them."""
    person = PersonFactory(full_name=NAME, unit=zzb, id_number=WHOLE)
    CivilServantFactory(person=person)
    PairFactory(unit=zzb, two_person=person)
    programme = started(zzb, insider)
    people = register_of(Person)
    return lambda text: {
        "register": people.searched(people.rows(insider), text).count(),
        "ranks": rank_people(insider, RankFilter(q=text)).count(),
        "pairs": pairs_found(insider, {"q": text}, today).count(),
        "roster": roster(programme, insider, RosterAsked(today, text=text)).count(),
    }


def test_every_list_finds_by_name(lists):
    assert lists(NAME) == {"register": 1, "ranks": 1, "pairs": 1, "roster": 1}


@pytest.mark.parametrize("text", [WHOLE, WHOLE[-4:]])
def test_only_the_register_finds_by_an_id_number(lists, text):
    assert lists(text) == {"register": 1, "ranks": 0, "pairs": 0, "roster": 0}
