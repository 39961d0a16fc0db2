"""The columns of a new round out of a workbook that was used so far. Pure.

What the register has under the same name is taken from there; the rest become new columns whose
kind follows from what stands below their heads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.collection.columns import MOST_COLUMNS, Column, ColumnKind
from jingwei.collection.own.layout import Asked, Grid, Shape, head_names, layout_of
from jingwei.collection.workbook import head_text
from jingwei.kernel.errors import BadInput

LOOKED_AT = 200
"""Lines below the heads from which the kind of a column is told."""
NUMBERING = frozenset(("序号", "编号", "行号", "No", "NO"))
YES_NO = frozenset(("是", "否"))


@dataclass(frozen=True, slots=True)
class Guessed:
    """What a workbook asks: the columns the register has, and new ones in their order."""

    known: tuple[Column, ...]
    new: tuple[Column, ...]


def columns_guessed(grids: Sequence[Grid], offered: Sequence[Column]) -> Guessed:
    """Return the columns that the heads of a workbook ask for; ``offered`` is what is known.

    Raises BadInput ``collection.heads`` when no line looks like heads.
    """
    layout = layout_of(grids, offered, Asked(shape=Shape.TABLE))
    grid = next((one for one in grids if one.title == layout.title), Grid("", ()))
    heads = head_names(grid.cells[layout.line - 1]) if 0 < layout.line <= len(grid.cells) else {}
    if not heads:
        raise BadInput(
            "collection.heads", "表里没有找到表头。", hint="表头应在一行里，每列一个名称。"
        )
    known = [c for c in offered if c.code in layout.places and c.code not in layout.alike]
    taken = {layout.places[column.code] for column in known}
    below = grid.cells[layout.line : layout.line + LOOKED_AT]
    new = [
        Column(f"n{place}", _label(name), _kind(_cells(below, place)))
        for name, place in heads.items()
        if name not in taken and "#" not in name and name not in NUMBERING
    ]
    return Guessed(tuple(known), tuple(new[: MOST_COLUMNS - len(known)]))


def _label(name: str) -> str:
    return name[:60]


def _cells(lines: Iterable[Sequence[Any]], place: int) -> list[Any]:
    found = (line[place] if place < len(line) else "" for line in lines)
    return [cell for cell in found if not (isinstance(cell, str) and not head_text(cell))
            and cell is not None]  # fmt: skip


def _kind(cells: Sequence[Any]) -> ColumnKind:
    """Return the narrowest kind that takes all cells; text where nothing stands."""
    if not cells:
        return ColumnKind.TEXT
    if all(isinstance(cell, date) for cell in cells):
        return ColumnKind.DAY
    if all(_is_number(cell) for cell in cells):
        return ColumnKind.WHOLE if all(float(c).is_integer() for c in cells) else ColumnKind.NUMBER
    words = {cell.strip() for cell in cells if isinstance(cell, str)}
    is_flag = len(words) > 0 and words <= YES_NO and all(isinstance(c, str) for c in cells)
    return ColumnKind.FLAG if is_flag else ColumnKind.TEXT


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)
