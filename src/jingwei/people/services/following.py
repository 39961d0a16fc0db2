"""People go where their unit goes when it is merged into another."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.org.models import Unit
from jingwei.org.services.trees import declare_follower
from jingwei.people.models import Person

CHUNK = 2_000


def people_follow(before: Any, after: Any, on: date, actor: Any) -> None:
    """Give everybody of the merged unit the unit it became a part of."""
    people = list(Person.objects.filter(unit=before))
    source = f"单位合并 {on}"
    for start in range(0, len(people), CHUNK):
        drafts = [Draft({"unit": after}, row=person) for person in people[start : start + CHUNK]]
        rows_save(register_of(Person), drafts, actor=actor, source=source)


declare_follower(Unit, people_follow)
