"""Reads over units: the tree as of a day, one unit's surroundings, staffing as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from jingwei.accounts.models import DataScope, User
from jingwei.kernel.scoping import Viewer, subtree
from jingwei.kernel.spelling import is_read_so
from jingwei.org.models import Staffing, Unit, UnitKind, UnitSpell
from jingwei.org.selectors.trees import in_tree_order

_KINDS = {kind.value: place for place, kind in enumerate(UnitKind)}


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
        for unit, depth in in_tree_order(units, _sibling_order)
    )
    return [row for row in rows if _wanted(row, asked)]


def _spells(viewer: Viewer, asked: TreeFilter) -> list[UnitSpell]:
    day = asked.on
    present = Q(until=None) | Q(until__gt=day)
    closed = Q(unit__closed_on__lte=day, until=F("unit__closed_on"))
    rows = UnitSpell.objects.visible_to(viewer).filter(present | closed, since__lte=day)
    return list(rows.select_related("unit", "parent").prefetch_related("unit__aliases"))


def _wanted(row: UnitRow, asked: TreeFilter) -> bool:
    closed = row.unit.closed_on is not None and row.unit.closed_on <= asked.on
    if asked.state != "all" and closed != (asked.state == "closed"):
        return False
    if asked.kind and row.unit.kind != asked.kind:
        return False
    names = (row.spell.name, row.unit.short_name, row.unit.code, *row.aliases)
    named = any(asked.text in name for name in names)
    return not asked.text or named or is_read_so(row.unit.spelling, asked.text)


def _sibling_order(unit: Unit) -> tuple[int, int, str]:
    return unit.position, _KINDS[unit.kind], unit.path


def staffing_on(unit: Unit, day: date) -> Staffing | None:
    """Return the staffing and posts that hold on ``day``; None when none was laid down by then."""
    return unit.staffing.filter(since__lte=day).order_by("-since").first()


def unit_labels(viewer: Viewer) -> list[tuple[str, str]]:
    """Return (path, indented name) of the open units ``viewer`` may see, as a tree. One query."""
    units = Unit.objects.visible_to(viewer).filter(closed_on=None)
    tree = in_tree_order({unit: unit.parent_id for unit in units}, _sibling_order)
    return [(unit.path, "　" * depth + unit.name) for unit, depth in tree]


def tree_effects(unit: Unit) -> tuple[int, int, int]:
    """Return how many open units below, accounts in use and data scopes go with ``unit``."""
    return (
        Unit.objects.within(unit.path).filter(closed_on=None).exclude(pk=unit.pk).count(),
        User.objects.filter(subtree("home_path", unit.path), is_active=True).count(),
        DataScope.objects.filter(subtree("path", unit.path)).count(),
    )
