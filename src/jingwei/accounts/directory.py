"""What the paths of units are called. Accounts know paths only; the room of units fills this in."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jingwei.kernel.scoping import Viewer

Labels = Callable[[Viewer], list[tuple[str, str]]]
Names = Callable[[Iterable[str]], dict[str, str]]
_sources: dict[str, tuple[Labels, Names]] = {}


def declare_directory(labels: Labels, names: Names) -> None:
    """Make the two reads known: the units a viewer may choose from, and the names of paths."""
    _sources["units"] = labels, names


def unit_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Return (path, indented name) of the open units ``viewer`` may see, as a tree."""
    return _sources["units"][0](viewer)


def unit_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the names of the units at ``paths``; a path without a unit is missing. One query."""
    return _sources["units"][1](paths)
