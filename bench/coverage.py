"""What is measured of coverage, with Django loaded: a programme of 100,000 rows."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.coverage.models import Programme, RosterRow, RosterSpell
from jingwei.coverage.models.roster import State
from jingwei.coverage.selectors.figures import heading, standing
from jingwei.coverage.selectors.rows import RosterAsked, roster, roster_page
from jingwei.org.models import Unit
from jingwei.people.models import Person

DAY, BEGAN_ON = date(2025, 6, 30), date(2025, 1, 1)
VIEWER = "gaoyuanshan"
BATCH = 5_000


def coverage_measure(count: int = 100_000) -> dict[str, float]:
    """Build a roster of ``count`` rows, read its page three times; return the slowest seconds.

    A page is its share, its units and the first of the uncovered, today and on a past day.
    Everything is taken back afterwards, the people whom a smaller district lacks among it.
    """
    with transaction.atomic():
        start = time.perf_counter()
        programme = _programme(count)
        built = time.perf_counter() - start
        viewer = User.objects.get(username=VIEWER)
        today = max(_page(programme, viewer, DAY) for _ in range(3))
        past = max(_page(programme, viewer, date(2025, 3, 31)) for _ in range(3))
        transaction.set_rollback(True)
    return {"building": built, "page": today, "past": past}


def _page(programme: Programme, viewer: Any, day: date) -> float:
    start = time.perf_counter()
    asked = RosterAsked(day)
    standing(programme, viewer, asked)
    heading(programme, viewer, asked)
    roster_page(roster(programme, viewer, asked), {}, day)
    return time.perf_counter() - start


def _programme(count: int) -> Programme:
    units = list(Unit.objects.order_by("path"))
    programme = Programme.objects.create(
        title="测量", unit=units[0], owner=User.objects.get(username=VIEWER), began_on=BEGAN_ON,
        due_on=date(2025, 12, 31), register="people.person", subject="person", counts="参加一次",
        state=Programme.State.RUNNING, started_on=BEGAN_ON,
    )  # fmt: skip
    people = _people(count)
    rows = [_row(programme, units[n % len(units)], n, pk) for n, pk in enumerate(people)]
    RosterRow.objects.bulk_create(rows, batch_size=BATCH)
    spells = [RosterSpell(row=row, state=row.state, since=BEGAN_ON, why="启动") for row in rows]
    RosterSpell.objects.bulk_create(spells, batch_size=BATCH)
    return programme


def _people(count: int) -> list[int]:
    """Return the keys of ``count`` people; those the district lacks are copies of its last one."""
    found = list(Person.objects.values_list("pk", flat=True)[:count])
    last = Person.objects.order_by("-pk")[0]
    facts = {field.attname: getattr(last, field.attname) for field in last._meta.concrete_fields}
    own = {"id": None, "user_id": None, "id_hash": "", "id_tail_hash": ""}
    copies = [
        Person(**{**facts, **own, "number": f"9{nth:07d}"}) for nth in range(count - len(found))
    ]
    Person.objects.bulk_create(copies, batch_size=BATCH)
    return [*found, *(copy.pk for copy in copies)]


def _row(programme: Programme, unit: Unit, nth: int, person: int) -> RosterRow:
    covered = BEGAN_ON + timedelta(days=nth % 180) if nth % 5 < 3 else None
    return RosterRow(
        programme=programme, person_id=person, unit=unit, unit_path=unit.path,
        words=f"测量{nth:06d}", covered_on=covered,
        state=State.EXEMPT if nth % 50 == 0 else State.DUE,
    )  # fmt: skip
