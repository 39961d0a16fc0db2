"""Where people live and how they are reached, as far as the viewer may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.sight import Sight
from jingwei.people.models import Contact, Person

COLUMNS = ("address", "postcode", "mobile")


@dataclass(frozen=True, slots=True)
class Reached:
    """Address, postcode and telephone of a person; "" where unknown or out of sight."""

    address: str = ""
    postcode: str = ""
    mobile: str = ""


NOWHERE = Reached()


def addresses_of(viewer: Any, people: Iterable[Person]) -> dict[int, Reached]:
    """Return person pk → address, of the people and in the fields that the viewer may read.

    Without people.view_contact nobody's. A masked field is left empty, never printed as a mask.
    Two queries at most.
    """
    register, sight = register_of(Contact), Sight(viewer)
    if not viewer.has_perm(register.permission("view")):
        return {}
    clear = {name for name in COLUMNS if sight.clear(register.col(name))}
    pks = [person.pk for person in people]
    rows = Contact.objects.visible_to(viewer).filter(person_id__in=pks)
    return {
        row.person_id: Reached(*(getattr(row, n) if n in clear else "" for n in COLUMNS))
        for row in rows
    }
