"""Reads over the dictionary of names: texts to units, paths to names, collective names."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch

from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit, UnitAlias, UnitGroup


def unit_groups(viewer: Viewer) -> list[tuple[UnitGroup, list[Unit]]]:
    """Return every group with the members ``viewer`` may see, by name. Two queries."""
    seen = Prefetch("members", Unit.objects.visible_to(viewer))
    groups = UnitGroup.objects.visible_to(viewer).prefetch_related(seen)
    return [(group, list(group.members.all())) for group in groups]


def unit_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the names of the units at ``paths``; a path without a unit is missing. One query."""
    return dict(Unit.objects.filter(path__in=set(paths)).values_list("path", "name"))


def units_named(texts: Iterable[str]) -> dict[str, Unit | UnitGroup]:
    """Return what each text names: a unit by name or alias, else a group. Three queries.

    A text that names nothing, or a name that two open units share, is missing from the answer.
    """
    wanted = set(texts)
    found: dict[str, Unit | UnitGroup] = {
        g.name: g for g in UnitGroup.objects.filter(name__in=wanted)
    }
    aliases = UnitAlias.objects.filter(text__in=wanted).select_related("unit")
    found |= {alias.text: alias.unit for alias in aliases}
    named: dict[str, list[Unit]] = {}
    for unit in Unit.objects.filter(name__in=wanted, closed_on=None):
        named.setdefault(unit.name, []).append(unit)
    return found | {name: units[0] for name, units in named.items() if len(units) == 1}
