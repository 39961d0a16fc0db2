"""Reads over units: the tree as of a day, one unit's surroundings, names to units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, Q

from jingwei.accounts.models import DataScope, User
from jingwei.kernel.scoping import Viewer, subtree
from jingwei.org.models import Unit, UnitAlias, UnitGroup, UnitKind, UnitSpell


@dataclass(frozen=True, slots=True)
class TreeFilter:
    """What a reader asks of the tree: ``state`` is "" (existing), "closed" or "all"."""

    on: date
    text: str = ""
    kind: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as it was on a day, ``depth`` steps below the topmost unit the viewer sees."""

    unit: Unit
    spell: UnitSpell
    depth: int
    aliases: tuple[str, ...]

    @property
    def indent(self) -> str:
        """Full-width blanks: they indent on screen, in print, in a copy and in a file alike."""
        return "　" * self.depth


def unit_rows(viewer: Viewer, asked: TreeFilter) -> list[UnitRow]:
    """Return the units that ``asked`` wants, in the order of the tree of that day. Two queries.

    A unit keeps its depth when a filter hides what stands above it.
    """
    spells = {spell.unit_id: spell for spell in _spells(viewer, asked)}
    units = {spell.unit: spell.parent_id for spell in spells.values()}
    rows = (
        UnitRow(unit, spells[unit.pk], depth, tuple(alias.text for alias in unit.aliases.all()))
        for unit, depth in _in_tree_order(units)
    )
    return [row for row in rows if _wanted(row, asked)]


def _spells(viewer: Viewer, asked: TreeFilter) -> list[UnitSpell]:
    day = asked.on
    present = Q(until=None) | Q(until__gt=day)
    closed = Q(unit__closed_on__lte=day, until=F("unit__closed_on"))
    rows = UnitSpell.objects.visible_to(viewer).filter(present | closed, since__lte=day)
    return list(rows.select_related("unit", "parent").prefetch_related("unit__aliases"))


def _in_tree_order(units: Mapping[Unit, int | None]) -> Iterator[tuple[Unit, int]]:
    """Yield each unit with its depth; siblings in the usual order of kinds, then by code.

    ``units`` says which unit each is under; one whose parent is not among them stands on top.
    """
    kinds, seen = list(UnitKind), {unit.pk for unit in units}
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in sorted(units, key=lambda unit: (kinds.index(UnitKind(unit.kind)), unit.path)):
        below[units[unit] if units[unit] in seen else None].append(unit)
    waiting = [(unit, 0) for unit in reversed(below[None])]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        waiting += [(child, depth + 1) for child in reversed(below[unit.pk])]


def _wanted(row: UnitRow, asked: TreeFilter) -> bool:
    closed = row.unit.closed_on is not None and row.unit.closed_on <= asked.on
    if asked.state != "all" and closed != (asked.state == "closed"):
        return False
    if asked.kind and row.unit.kind != asked.kind:
        return False
    names = (row.spell.name, row.unit.code, *row.aliases)
    return not asked.text or any(asked.text in name for name in names)


def unit_labels(viewer: Viewer) -> list[tuple[str, str]]:
    """Return (path, indented name) of the open units ``viewer`` may see, as a tree. One query."""
    units = Unit.objects.visible_to(viewer).filter(closed_on=None)
    tree = _in_tree_order({unit: unit.parent_id for unit in units})
    return [(unit.path, "　" * depth + unit.name) for unit, depth in tree]


def tree_effects(unit: Unit) -> tuple[int, int, int]:
    """Return how many open units below, accounts in use and data scopes go with ``unit``."""
    return (
        Unit.objects.within(unit.path).filter(closed_on=None).exclude(pk=unit.pk).count(),
        User.objects.filter(subtree("home_path", unit.path), is_active=True).count(),
        DataScope.objects.filter(subtree("path", unit.path)).count(),
    )


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
