"""What a person may read of themselves, unmasked, and what they ask to be put right."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, QuerySet, When

from jingwei.kernel.registers.declaration import (
    P3,
    REGISTERS,
    Register,
    children_of,
    register_of,
)
from jingwei.kernel.registers.kinds import STARS
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
    """Return the requests of a person, open ones first, then the newest."""
    rows = Correction.objects.filter(person=person).select_related("answered_by", "file")
    is_open = Case(When(state=Correction.State.OPEN, then=0), default=1)
    return rows.order_by(is_open, "-asked_on", "-pk")


def askable_registers() -> list[Register[Any]]:
    """Return the registers in which a person may find that a record about them is missing."""
    found = [register for _, register in children_of(Person)]
    return [one for one in found if one.app == Person._meta.app_label]


def corrections_for(viewer: Any) -> QuerySet[Correction]:
    """Return the requests ``viewer`` may answer: about people they see, in registers they keep."""
    kept = [code for code, one in REGISTERS.items() if viewer.has_perm(one.permission("change"))]
    return Correction.objects.visible_to(viewer).filter(register__in=kept)


def correction_label(correction: Correction) -> str:
    """Return what a request is about: 籍贯, or 缺少的学历学位."""
    register = REGISTERS[correction.register]
    if correction.column == Correction.NEW_ROW:
        return f"缺少的{register.title}"
    label = register.label_of(register.col(correction.column))
    return label if register.model is Person else f"{register.title}的{label}"


def is_restricted(correction: Correction) -> bool:
    """Whether a request is about what few may read: its words are masked in a list."""
    register = REGISTERS[correction.register]
    if register.secrecy == P3 or correction.column == Correction.NEW_ROW:
        return register.secrecy == P3
    return register.col(correction.column).secrecy == P3


def proposed_masked(correction: Correction) -> str:
    """Return what is proposed as a list shows it; a restricted value is only on its own page."""
    if not is_restricted(correction):
        return correction.proposed
    if correction.column == Correction.NEW_ROW:
        return STARS
    register = REGISTERS[correction.register]
    return register.kind(register.col(correction.column)).mask(correction.proposed)
