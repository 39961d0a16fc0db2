"""Dossiers of many people: a fixed number of queries for a thousand of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from jingwei.kernel.models import RowChange
from jingwei.kernel.scoping import subtree
from jingwei.people.checks.dossier import APPRAISED_YEARS, Dossier, Twin
from jingwei.people.hats import HATS
from jingwei.people.models import (
    Appraisal,
    CareerStint,
    DistinctPair,
    Education,
    FamilyMember,
    LevelHeld,
    Person,
    PostHeld,
)

CHUNK = 1_000
WHOLE_DAY = 8
KINDS: dict[str, type[Any]] = {
    "posts": PostHeld, "levels": LevelHeld, "studies": Education, "stints": CareerStint,
    "appraisals": Appraisal, "family": FamilyMember,
}  # fmt: skip


def people_below(path: str) -> QuerySet[Person]:
    """Return the people of the units at ``path`` and below, everybody for ""; merged rows not."""
    people = Person.objects.filter(merged_into=None)
    return people.filter(subtree("unit_path", path)) if path else people


def dossier_chunks(
    people: QuerySet[Person], on: date, *, years: int = APPRAISED_YEARS
) -> Iterator[list[Dossier]]:
    """Yield the dossiers of ``people`` as of ``on``, a thousand at a time, in the order of keys."""
    rows, last = people.order_by("pk").select_related("unit__parent"), 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield dossiers_of(chunk, on, years=years)
        last = chunk[-1].pk


def dossiers_of(people: list[Person], on: date, *, years: int = APPRAISED_YEARS) -> list[Dossier]:
    """Return the dossiers of at most CHUNK people. Eleven queries and one for each kind of hat."""
    keys = [person.pk for person in people]
    rows = {name: _rows(model, keys) for name, model in KINDS.items()}
    hats = {code: _rows(kind.model, keys) for code, kind in HATS.items()}
    changes, twins = _verified_changes(people), _twins(people)
    return [
        Dossier(
            person, on,
            **{name: tuple(found[person.pk]) for name, found in rows.items()},
            hats={code: found[person.pk][0] for code, found in hats.items() if found[person.pk]},
            twins=tuple(twins[person.pk]),
            verified_changes=tuple(changes[person.pk]),
            years=years,
        )
        for person in people
    ]  # fmt: skip


def _rows(model: type[Any], keys: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = model._default_manager.filter(person__in=keys)
    if model is PostHeld:
        rows = rows.select_related("unit__parent")
    for row in rows:
        found[row.person_id].append(row)
    return found


def _verified_changes(people: list[Person]) -> dict[int, list[str]]:
    """Return the birth dates written after the day's verification, by person."""
    keys = [person.pk for person in people if person.birth_verified]
    found: dict[int, list[str]] = defaultdict(list)
    if not keys:
        return found
    said = Q(after__has_key="birth_on") | Q(after__has_key="birth_verified")
    verified: set[int] = set()
    rows = RowChange.objects.filter(said, register="people.person", row__in=keys).order_by("pk")
    for change in rows.only("row", "act", "before", "after"):
        if change.row in verified and change.act == "change" and "birth_on" in change.after:
            found[change.row].append(str(change.after["birth_on"]))
        told = change.after.get("birth_verified")
        if told is not None:
            (verified.add if told in (True, "是") else verified.discard)(change.row)
    return found


def _twins(people: list[Person]) -> dict[int, list[Twin]]:
    """Return for everybody without an id number those born on the same day who have one or not.

    Pairs that somebody found to be two people stay out.
    """
    asked = [p for p in people if not p.id_hash and len(p.birth_on) == WHOLE_DAY]
    found: dict[int, list[Twin]] = defaultdict(list)
    if not asked:
        return found
    by_day = _born_on({person.birth_on for person in asked})
    apart = _apart([person.pk for person in asked])
    for person in asked:
        for other, twin in by_day[person.birth_on]:
            if other != person.pk and frozenset((other, person.pk)) not in apart:
                found[person.pk].append(twin)
    return found


def _born_on(days: Iterable[str]) -> dict[str, list[tuple[int, Twin]]]:
    found: dict[str, list[tuple[int, Twin]]] = defaultdict(list)
    rows = Person.objects.filter(merged_into=None, birth_on__in=days)
    for pk, day, name, pinyin in rows.values_list("pk", "birth_on", "full_name", "name_pinyin"):
        found[day].append((pk, Twin(name, pinyin)))
    return found


def _apart(keys: list[int]) -> set[frozenset[int]]:
    pairs = DistinctPair.objects.filter(Q(first__in=keys) | Q(second__in=keys))
    return {frozenset(pair) for pair in pairs.values_list("first", "second")}
