"""What paths are called. Accounts know paths only; the rooms of units and organizations fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jingwei.accounts.models import Tree
from jingwei.kernel.scoping import Viewer

Labels = Callable[[Viewer], list[tuple[str, str]]]
Names = Callable[[Iterable[str]], dict[str, str]]
_sources: dict[str, tuple[Labels, Names]] = {}


def declare_directory(labels: Labels, names: Names, tree: str = Tree.UNIT) -> None:
    """Make the two reads of a tree known: what a viewer may choose from, and the names of paths."""
    _sources[tree] = labels, names


def unit_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Return (path, indented name) of the open units ``viewer`` may see, as a tree."""
    return _sources[Tree.UNIT][0](viewer)


def unit_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the names of the units at ``paths``; a path without a unit is missing. One query."""
    return _sources[Tree.UNIT][1](paths)


def organization_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Return (path, indented name) of the Party organizations ``viewer`` may see, as a tree.

    Empty where the product runs without them.
    """
    return _sources[Tree.ORGANIZATION][0](viewer) if Tree.ORGANIZATION in _sources else []


def organization_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the names of the organizations at ``paths``, as ``unit_names``. One query."""
    return _sources[Tree.ORGANIZATION][1](paths) if Tree.ORGANIZATION in _sources else {}
