"""Two rows of people that are one: their pairs become one person's, none twice."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.kernel.models import RowChange
from jingwei.liaison.models import Pair, Party
from jingwei.liaison.tests.sample import met, opened
from jingwei.people.services.merging import person_merge
from tests.factories import PersonFactory

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def two(zzb):
    return [PersonFactory(unit=zzb, full_name="单小明") for _ in range(2)]


def merged(two, actor):
    kept, gone = two
    return person_merge(kept, gone, take=[], reason="同一人", actor=actor)


def test_pairs_of_either_are_those_of_the_one_that_stays(zzb, two, insider):
    one, other = opened(zzb, one=two[1]), opened(zzb, two=two[1])

    kept = merged(two, insider)

    assert list(kept.pairs_kept.all()) == [one]
    assert list(kept.pairs.all()) == [other]
    assert RowChange.objects.filter(register="liaison.pair", act="merge").count() == 2


def test_of_two_that_are_the_same_the_older_goes_on_with_all_contacts(zzb, two, insider):
    mentor = Party.of(PersonFactory(unit=zzb))
    older = opened(zzb, one=mentor, two=two[1])
    younger = opened(zzb, one=mentor, two=two[0], since=date(2025, 3, 3))
    met(younger, insider, date(2025, 6, 10))

    merged(two, insider)

    older.refresh_from_db(), younger.refresh_from_db()
    assert (older.until, older.last_on, older.next_due) == (
        None, date(2025, 6, 10), date(2025, 8, 10),
    )  # fmt: skip
    assert (younger.until, younger.next_due) == (date(2025, 6, 30), None)
    assert older.contacts.count() == 1


def test_somebody_paired_with_themselves_is_so_no_longer(zzb, two, insider):
    opened(zzb, one=two[0], two=two[1])

    merged(two, insider)

    assert not Pair.objects.running().exists()
