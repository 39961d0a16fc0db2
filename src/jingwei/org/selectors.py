"""Reads over units: the tree as of a day, names to units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit, UnitAlias, UnitGroup, UnitSpell


def unit_tree(viewer: Viewer, *, on: date) -> list[UnitSpell]:
    """Return the units ``viewer`` may see as they were named on ``on``, in path order."""
    spells = UnitSpell.objects.visible_to(viewer).on(on).select_related("unit", "parent")
    return list(spells.order_by("unit__path"))


def units_named(texts: Iterable[str]) -> dict[str, Unit | UnitGroup]:
    """Return what each text names: a unit by name or alias, else a group. Three queries.

    A text that names nothing, or a name that two open units share, is missing from the answer.
    """
    wanted = set(texts)
    found: dict[str, Unit | UnitGroup] = {g.name: g for g in UnitGroup.objects.filter(name__in=wanted)}
    aliases = UnitAlias.objects.filter(text__in=wanted).select_related("unit")
    found |= {alias.text: alias.unit for alias in aliases}
    named: dict[str, list[Unit]] = {}
    for unit in Unit.objects.filter(name__in=wanted, closed_on=None):
        named.setdefault(unit.name, []).append(unit)
    return found | {name: units[0] for name, units in named.items() if len(units) == 1}
