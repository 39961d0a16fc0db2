"""What a person may read of themselves: every register row about them, unmasked."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from jingwei.kernel.registers.declaration import REGISTERS, Register, children_of, register_of
from jingwei.people.models import Correction, Person
from jingwei.people.selectors.person_page import hat_rows


def own_person(user: Any) -> Person | None:
    """Return the person whose account ``user`` is."""
    return Person.objects.filter(user=user, merged_into=None).first()


def own_rows(person: Person) -> list[tuple[Register[Any], list[Any]]]:
    """Return every register row about a person: their own, hats, children. A query for each."""
    found: list[tuple[Register[Any], list[Any]]] = [(register_of(Person), [person])]
    found += [(REGISTERS[code], [row]) for code, row in hat_rows(person)]
    for relation, register in children_of(Person):
        rows = list(register.model._default_manager.filter(**{relation: person}))
        if rows:
            found.append((register, rows))
    return found


def corrections_of(person: Person) -> QuerySet[Correction]:
    """Return the requests of a person, open ones first."""
    return Correction.objects.filter(person=person).select_related("answered_by")
