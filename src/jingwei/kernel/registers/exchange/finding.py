"""Which stored row a row of a file means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.exchange.cells import stored_text
from jingwei.kernel.registers.kinds import Kind, PartialKind, RelatedKind, SecretKind
from jingwei.kernel.scoping import Viewer

Way = tuple[str, ...]
Key = tuple[Any, ...]
Found = dict[Key, list[Any]]


@dataclass(frozen=True)
class Named:
    """A related row that is known by its text alone: it may be out of sight."""

    text: str


def rows_found(register: Register[Any], way: Way, keys: Iterable[Key], viewer: Viewer) -> Found:
    """Return key → the visible rows that have it. ``keys`` hold values, not texts, of ``way``.

    One or two queries. An encrypted column alone is asked of ``by_texts`` of the rows, which
    knows the keyed hash; beside other columns it is compared in clear.
    """
    wanted = set(keys)
    kinds = [register.kind(register.col(name)) for name in way]
    if all(isinstance(kind, SecretKind) for kind in kinds) and wanted:
        found: dict[str, list[Any]] = register.rows(viewer).by_texts([key[0] for key in wanted])  # type: ignore[attr-defined]
        return {(text,): matches for text, matches in found.items()}
    asked = _conditions(way, kinds, wanted)
    return _grouped(register.rows(viewer).filter(**asked), way, kinds, wanted) if asked else {}


def comparable(value: Any) -> Any:
    """Return a value as it stands in a key: of a related row its primary key."""
    return getattr(value, "pk", value)


def is_consistent(one: str, other: str) -> bool:
    """Whether two dates can be the same, one of them perhaps known to the month only."""
    if not (one and other):
        return one == other
    return one.startswith(other) or other.startswith(one)


def _conditions(way: Way, kinds: list[Kind], wanted: set[Key]) -> dict[str, Any]:
    """Return what narrows the rows down: columns that can be asked for all keys at once."""
    asked = {}
    for place, (name, kind) in enumerate(zip(way, kinds, strict=True)):
        values = {key[place] for key in wanted}
        special = any(value is None or isinstance(value, Named) for value in values)
        if values and not special and not isinstance(kind, SecretKind | PartialKind):
            asked[f"{name}__in"] = values
    return asked


def _grouped(rows: QuerySet[Any], way: Way, kinds: list[Kind], wanted: set[Key]) -> Found:
    """Return the rows by key; where one has exactly the dates of the key, it alone."""
    alike: dict[Key, list[Key]] = defaultdict(list)
    for key in wanted:
        alike[_without_dates(key, kinds)].append(key)
    by_name = any(isinstance(part, Named) for key in wanted for part in key)
    found: Found = defaultdict(list)
    exact: Found = defaultdict(list)
    for row in rows:
        for own in _keys_of(row, way, kinds, by_name=by_name):
            for key in alike.get(_without_dates(own, kinds), ()):
                if key == own:
                    exact[key].append(row)
                elif all(map(is_consistent, _dates(key, kinds), _dates(own, kinds))):
                    found[key].append(row)
    return {**found, **exact}


def _keys_of(row: Any, way: Way, kinds: list[Kind], *, by_name: bool) -> Iterator[Key]:
    yield tuple(getattr(row, row._meta.get_field(name).attname) for name in way)
    if by_name:
        yield tuple(_named(row, *pair) for pair in zip(way, kinds, strict=True))


def _named(row: Any, name: str, kind: Kind) -> Any:
    value = getattr(row, name)
    return Named(stored_text(value, kind)) if isinstance(kind, RelatedKind) else value


def _dates(key: Key, kinds: list[Kind]) -> list[str]:
    return [v for v, kind in zip(key, kinds, strict=True) if isinstance(kind, PartialKind)]


def _without_dates(key: Key, kinds: list[Kind]) -> Key:
    pairs = zip(key, kinds, strict=True)
    return tuple(v for v, kind in pairs if not isinstance(kind, PartialKind))
