"""Who may be asked: units and Party organizations found by filter, and those a round names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from jingwei.collection.models import Round
from jingwei.kernel.scoping import ScopedQuerySet, Viewer, subtree
from jingwei.kernel.spelling import reads
from jingwei.org.models import PartyOrganization, Unit, UnitKind

TOWNS = (UnitKind.TOWN, UnitKind.SUBDISTRICT)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A unit or a Party organization that answers; ``path`` is the one in its own tree."""

    kind: str
    pk: int
    name: str
    unit_path: str
    organization_path: str = ""

    @property
    def path(self) -> str:
        return self.organization_path or self.unit_path


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter on recipients: below which path of units, of which kinds and sectors, named how."""

    below: str = ""
    kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    text: str = ""


def candidates(viewer: Viewer, kind: str, wanted: Wanted) -> ScopedQuerySet[Any]:
    """Return the open units or organizations that ``viewer`` sees and the filter finds, by path."""
    is_unit = kind == Round.RecipientKind.UNIT
    model: Any = Unit if is_unit else PartyOrganization
    rows: ScopedQuerySet[Any] = model.objects.visible_to(viewer).filter(closed_on=None)
    if wanted.below:
        rows = rows.filter(subtree("path" if is_unit else "unit_path", wanted.below))
    if wanted.kinds:
        rows = rows.filter(kind__in=wanted.kinds)
    if wanted.sectors and not is_unit:
        rows = rows.filter(sector__in=wanted.sectors)
    if wanted.text:
        rows = rows.filter(Q(name__icontains=wanted.text) | reads("spelling", wanted.text))
    return rows.order_by("path", "pk")


def recipients_of(round_: Round, viewer: Viewer) -> list[Recipient]:
    """Return the open recipients of a round that ``viewer`` sees, by path. One query."""
    rows = candidates(viewer, round_.recipient_kind, Wanted()).filter(pk__in=round_.recipients)
    return [recipient(row) for row in rows]


def recipient(row: Unit | PartyOrganization) -> Recipient:
    """Return a unit or an organization as one that answers."""
    if isinstance(row, Unit):
        return Recipient("unit", row.pk, row.written, row.path)
    return Recipient("organization", row.pk, row.name, row.unit_path, row.path)


def towns() -> dict[str, Unit]:
    """Return the open towns and subdistricts by path. One query."""
    return {town.path: town for town in Unit.objects.filter(kind__in=TOWNS, closed_on=None)}


def nearest(path: str, places: Iterable[str] | dict[str, Any]) -> str:
    """Return the longest of ``places`` that ``path`` is at or below, "" when there is none."""
    return next((above for above in upwards(path) if above in places), "")


def upwards(path: str) -> Iterator[str]:
    """Yield ``path`` and every path above it, the longest first."""
    parts = path.rstrip("/").split("/")
    return ("/".join(parts[:n]) + "/" for n in range(len(parts), 0, -1))
