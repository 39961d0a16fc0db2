"""Which heads or cells of somebody's own workbook mean which column of a round. Pure.

A sheet is a table (a row for each record below a line of heads) or a form (one record, a value
cell beside each label). What is not recognised is said by hand once and kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from jingwei.collection.columns import Column
from jingwei.collection.workbook import head_text
from jingwei.kernel.registers.exchange.reading_files import HEAD_WITHIN, read_sheets

MOST_LINES, FORM_LINES = 5_000, 200
"""Lines of a sheet that are read at all, and among which the labels of a form are looked for."""
LONGEST_HEAD = 40
ADDRESS = re.compile(r"[A-Z]{1,2}[1-9][0-9]{0,3}")
_NOTE = re.compile(r"[(\[{【〔《（][^)\]}】〕》）]*[)\]}】〕》）]")
_SIGNS = re.compile(r"[:：,，;；、.。/\\|_·\-—]+")


class Shape(StrEnum):
    """How a sheet holds records."""

    TABLE = "table"
    SINGLE = "single"


SHAPE_WORDS = (
    (Shape.TABLE.value, "一行一条（有一行表头）"),
    (Shape.SINGLE.value, "一表一条（填空式的表）"),
)


@dataclass(frozen=True)
class Grid:
    """A sheet: lines of cells as read, each from column A on."""

    title: str
    cells: tuple[tuple[Any, ...], ...]

    @property
    def width(self) -> int:
        return max((len(line) for line in self.cells), default=0)

    def at(self, address: str) -> Any:
        """Return what stands in a cell ("C4"), "" outside the sheet."""
        line, place = xl_cell_to_rowcol(address)
        inside = line < len(self.cells) and place < len(self.cells[line])
        return self.cells[line][place] if inside else ""


@dataclass(frozen=True)
class Layout:
    """How a sheet is read. ``places``: column code → name of its head, or address of its cell.

    ``line`` is the line of heads, 0 in a form; ``anchors``: address → label, by which a form is
    known again. ``alike`` are the codes whose head only resembles the name of the column.
    """

    shape: Shape
    title: str = ""
    line: int = 0
    places: Mapping[str, str] = field(default_factory=dict)
    anchors: Mapping[str, str] = field(default_factory=dict)
    alike: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asked:
    """What a person said about a sheet that was not recognised; "" and 0 leave it open."""

    shape: str = ""
    title: str = ""
    line: int = 0


def grids_read(name: str, data: bytes) -> list[Grid]:
    """Return the sheets of a file. Raises BadInput as ``read_sheets`` does."""
    return [
        Grid(sheet.title, tuple(_lines(sheet.rows(), sheet.left)))
        for sheet in read_sheets(name, data)
    ]


def _lines(rows: Iterator[Sequence[Any]], left: int) -> Iterator[tuple[Any, ...]]:
    for number, cells in enumerate(rows):
        if number >= MOST_LINES:
            return
        yield (*[""] * left, *cells)


def head_names(cells: Sequence[Any]) -> dict[str, int]:
    """Return name → place of the heads in a line; of two alike the second is called "x#2"."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        text = head_text(cell) if isinstance(cell, str) else ""
        if not text or len(text) > LONGEST_HEAD:
            continue
        count = sum(name.partition("#")[0] == text for name in found)
        found[f"{text}#{count + 1}" if count else text] = place
    return found


def plain(text: str) -> str:
    """Return a head without notes in brackets and signs."""
    return _SIGNS.sub("", _NOTE.sub("", head_text(text)))


def recognised(
    names: Iterable[str], columns: Iterable[Column], *, loosely: bool
) -> tuple[dict[str, str], frozenset[str]]:
    """Return column code → name of a head, and which of them only resemble; each head once.

    ``loosely``: also where one name holds the other and no other head does.
    """
    names, columns = list(names), list(columns)
    found: dict[str, str] = {}
    alike: set[str] = set()
    ways: list[Callable[[str, str], bool]] = [_says, _means]
    for way in [*ways, _holds] if loosely else ways:
        for column in columns:
            left = [name for name in names if name not in found.values()]
            fits = [name for name in left if way(name, column.label)]
            if column.code not in found and (len(fits) == 1 or (fits and way is _says)):
                found[column.code] = fits[0]
                alike |= {column.code} if way is _holds else set()
    return found, frozenset(alike)


def _says(name: str, label: str) -> bool:
    return name == head_text(label)


def _means(name: str, label: str) -> bool:
    return plain(name) == plain(label) != ""


def _holds(name: str, label: str) -> bool:
    short, long = sorted((plain(name), plain(label)), key=len)
    return len(short) > 1 and short in long


def layout_of(grids: Sequence[Grid], columns: Sequence[Column], asked: Asked) -> Layout:
    """Return how the sheets are best read: the one that knows most columns, else the first.

    All columns that stand in one line make it a table. What ``asked`` says goes before.
    """
    wanted = [grid for grid in grids if asked.title in ("", grid.title)] or list(grids)
    found = []
    for grid in wanted:
        line, in_line = _head_line(grid, columns, asked.line)
        labels, _ = recognised(_labels(grid), columns, loosely=False)
        shape = asked.shape or (Shape.SINGLE if len(labels) > in_line else Shape.TABLE)
        found.append((max(len(labels), in_line), grid, line, Shape(shape)))
    if not found:
        return Layout(Shape.TABLE)
    _, grid, line, shape = max(found, key=lambda one: one[0])
    return _form(grid, columns) if shape is Shape.SINGLE else _table(grid, columns, line)


def _head_line(grid: Grid, columns: Sequence[Column], asked: int) -> tuple[int, int]:
    """Return the line of heads and how many columns are known in it; the fullest if none is."""
    if asked:
        return min(asked, max(len(grid.cells), 1)), 0
    lines = [head_names(cells) for cells in grid.cells[:HEAD_WITHIN]]
    scores = [
        (len(recognised(names, columns, loosely=False)[0]), _different(names), -number)
        for number, names in enumerate(lines, 1)
    ]
    known, _, number = max(scores, default=(0, 0, -1))
    return -number, known


def _different(names: Iterable[str]) -> int:
    """Return how many heads there are; a title merged over all columns is one."""
    return len({name.partition("#")[0] for name in names})


def _table(grid: Grid, columns: Sequence[Column], line: int) -> Layout:
    heads = head_names(grid.cells[line - 1]) if line <= len(grid.cells) else {}
    names = [name for name in heads if "#" not in name]
    places, alike = recognised(names, columns, loosely=True)
    return Layout(Shape.TABLE, grid.title, line, places, alike=alike)


def _labels(grid: Grid) -> dict[str, tuple[int, int]]:
    """Return the texts of a form with the first cell of each."""
    found: dict[str, tuple[int, int]] = {}
    for line, cells in enumerate(grid.cells[:FORM_LINES]):
        for place, cell in enumerate(cells):
            text = head_text(cell) if isinstance(cell, str) else ""
            if text and len(text) <= LONGEST_HEAD:
                found.setdefault(text, (line, place))
    return found


def _form(grid: Grid, columns: Sequence[Column]) -> Layout:
    labels = _labels(grid)
    known, _ = recognised(labels, columns, loosely=False)
    taken = {labels[name] for name in known.values()}
    places = {code: _beside(grid, labels[name], taken) for code, name in known.items()}
    return Layout(Shape.SINGLE, grid.title, 0, places, anchors_of(grid, places.values()))


def _beside(grid: Grid, label: tuple[int, int], labels: set[tuple[int, int]]) -> str:
    """Return the address of the cell a label is about: on its right, below when that is another."""
    line, place = label
    cells, text = grid.cells[line], head_text(grid.cells[line][place])
    right = place + 1
    while right < len(cells) and head_text(cells[right]) == text:
        right += 1
    is_head = (line, right) in labels or (right >= grid.width and (line, place - 1) in labels)
    below = (line + 1, place)
    spot = below if is_head and below not in labels else (line, right)
    return str(xl_rowcol_to_cell(*spot))


def anchors_of(grid: Grid, addresses: Iterable[str]) -> dict[str, str]:
    """Return the labels of a form: for each cell the nearest text on its left, else above it."""
    found: dict[str, str] = {}
    for address in addresses:
        line, place = xl_cell_to_rowcol(address)
        left = [(line, n) for n in range(place - 1, -1, -1)]
        above = [(n, place) for n in range(line - 1, -1, -1)]
        for spot in (*left, *above):
            if text := head_text(grid.at(where := xl_rowcol_to_cell(*spot))):
                found[where] = text
                break
    return found


def placed(kept: Layout, grid: Grid) -> int | None:
    """Return the line of heads of a sheet laid out like ``kept``, 0 in a form, None for another."""
    if not kept.places:
        return None
    if kept.shape is Shape.SINGLE:
        same = all(head_text(grid.at(where)) == text for where, text in kept.anchors.items())
        return 0 if same and kept.anchors else None
    wanted = set(kept.places.values())
    lines = enumerate(grid.cells[:HEAD_WITHIN], 1)
    return next((line for line, cells in lines if wanted <= head_names(cells).keys()), None)
