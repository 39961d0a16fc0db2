"""The hats a person may wear, made known by the rooms that own them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from jingwei.people.models import Hat, Person


@dataclass(frozen=True)
class HatKind:
    """A hat: its word on the person page, its table, and whether a row of it is worn now."""

    code: str
    label: str
    model: type[Hat]
    is_worn: Callable[[Any], bool] = lambda row: True


HATS: dict[str, HatKind] = {}


def hat(kind: HatKind) -> HatKind:
    """Make a hat known; codes are unique."""
    if kind.code in HATS:
        raise ValueError(f"Hat {kind.code!r} is declared twice")
    HATS[kind.code] = kind
    return kind


def hats_refresh(person_pks: Iterable[int]) -> None:
    """Write which hats these people wear. One query for each kind of hat, one update."""
    people = Person.objects.in_bulk(list(person_pks))
    worn: dict[int, list[str]] = {pk: [] for pk in people}
    for kind in HATS.values():
        rows: Any = kind.model._default_manager.filter(person__in=people)
        for row in rows:
            if kind.is_worn(row):
                worn[row.person_id].append(kind.code)
    changed = [p for p in people.values() if p.hats != " ".join(worn[p.pk])]
    for person in changed:
        person.hats = " ".join(worn[person.pk])
    Person.objects.bulk_update(changed, ["hats"], batch_size=500)


def hat_paths_follow(people: Iterable[Person]) -> None:
    """Give the hats of these people the unit path of the person, after a change of unit."""
    by_path: dict[str, list[int]] = {}
    for person in people:
        by_path.setdefault(person.unit_path, []).append(person.pk)
    for path, pks in by_path.items():
        for kind in HATS.values():
            rows: Any = kind.model._default_manager.filter(person__in=pks)
            rows.exclude(unit_path=path).update(unit_path=path)


def hat_labels(person: Person) -> list[str]:
    """Return the words of the hats a person wears."""
    return [HATS[code].label for code in person.hats.split() if code in HATS]
