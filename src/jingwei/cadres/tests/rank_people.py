"""Civil servants for the tests of ranks, made as people would enter them."""

from __future__ import annotations

from datetime import date

from jingwei.org.services import staffing_add
from tests import factories as make


def servant(unit, rank="19", since="202306", results=None, **fields):
    """Return a civil servant with a rank, and 称职 in every year since unless told otherwise."""
    person = make.PersonFactory(unit=unit, **fields)
    make.CivilServantFactory(person=person, registered_on="201001")
    if rank:
        make.LevelHeldFactory(person=person, kind="1", level="", rank=rank, since=since)
    plain = dict.fromkeys(range(int(since[:4]), 2025), "2")
    for year, result in (plain | (results or {})).items():
        if result:
            make.AppraisalFactory(person=person, year=year, result=result)
    person.refresh_from_db()
    return person


def staffed(unit, posts, actor):
    """Lay down the administrative staffing of a unit."""
    staffing_add(
        unit, since=date(2023, 1, 1), basis="编办", numbers={"admin_staffing": posts}, actor=actor
    )
