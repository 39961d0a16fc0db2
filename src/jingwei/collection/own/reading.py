"""The records in somebody's own workbook: which row of the round each line is, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_cell_to_rowcol

from jingwei.collection.cells import refusals
from jingwei.collection.columns import Column
from jingwei.collection.own.layout import Grid, Layout, Shape, head_names, placed
from jingwei.collection.workbook import (
    Fault,
    Known,
    Line,
    Read,
    RowFinder,
    Sheet,
    cell_read,
    key_assignment,
)
from jingwei.kernel.errors import Conflict

Record = tuple[int, str, dict[str, str]]
"""Line (of a form: the number of its sheet), our mark in it, text by column code."""


def own_read(grids: Sequence[Grid], layout: Layout, sheet: Sheet) -> Read:
    """Return the lines that say something of a row of the round, and what could not be placed.

    A line is known by the mark we put into a filled copy, else by the name of its row. Without a
    mark an empty cell says nothing; with it, it says that the cell is empty. Marks of other rounds
    are passed over.
    """
    columns = {column.code: column for column in sheet.columns}
    lines: list[Line] = []
    faults: list[Fault] = []
    finder = OwnRows(sheet, layout.places)
    for number, key, texts in _records(grids, layout, columns, faults):
        known = key if key_assignment(key) == sheet.assignment else ""
        said = texts if known else {code: text for code, text in texts.items() if text}
        if not known and (not said or finder.is_aside(said)):
            continue
        try:
            lines.append(Line(number, finder.of(known, "", said), said))
        except Conflict as error:
            faults.append(Fault(number, "", str(error)))
    missing = [column.label for column in sheet.columns if column.code not in layout.places]
    return Read(tuple(lines), tuple(faults), tuple(_unknown(grids, layout)), tuple(missing))


def _records(
    grids: Sequence[Grid], layout: Layout, columns: Mapping[str, Column], faults: list[Fault]
) -> Iterator[Record]:
    if layout.shape is Shape.SINGLE:
        yield from _forms(grids, layout, columns, faults)
    for grid in grids:
        line = placed(layout, grid)
        if layout.shape is Shape.TABLE and line:
            yield from _below(grid, line, layout, columns, faults)
            return


def _below(
    grid: Grid, head: int, layout: Layout, columns: Mapping[str, Column], faults: list[Fault]
) -> Iterator[Record]:
    names = head_names(grid.cells[head - 1])
    places = {names[name]: columns[code] for code, name in layout.places.items() if code in columns}
    for number, cells in enumerate(grid.cells[head:], head + 1):
        texts: dict[str, str] = {}
        for place, column in places.items():
            cell_read(column, cells[place] if place < len(cells) else "", number, texts, faults)
        yield number, key_in(cells), texts


def _forms(
    grids: Sequence[Grid], layout: Layout, columns: Mapping[str, Column], faults: list[Fault]
) -> Iterator[Record]:
    for number, grid in enumerate(grids, 1):
        if placed(layout, grid) is None:
            continue
        texts: dict[str, str] = {}
        for code, address in layout.places.items():
            if code in columns:
                line = xl_cell_to_rowcol(address)[0] + 1
                cell_read(columns[code], grid.at(address), line, texts, faults)
        key = next(filter(None, map(key_in, grid.cells)), "")
        yield number, key, texts


def key_in(cells: Sequence[Any]) -> str:
    """Return the mark we put into a line of a filled copy, "" without one."""
    return next((c for c in reversed(cells) if isinstance(c, str) and key_assignment(c)), "")


def _unknown(grids: Sequence[Grid], layout: Layout) -> list[str]:
    """Return the heads of a table that mean no column."""
    for grid in grids:
        if layout.shape is Shape.TABLE and (line := placed(layout, grid)):
            known = set(layout.places.values())
            return [name for name in head_names(grid.cells[line - 1]) if name not in known]
    return []


class OwnRows(RowFinder):
    """Finds the row that a line without a mark means: by its name, then by what else agrees."""

    def __init__(self, sheet: Sheet, places: Mapping[str, str]) -> None:
        super().__init__(sheet)
        self.by_name: dict[str, list[Known]] = {}
        for known in sheet.rows:
            for name in names_of(known):
                self.by_name.setdefault(name, []).append(known)
        naming = [code for code in places if _is_naming(code, sheet.rows)]
        self.is_named = bool(naming)
        self.naming = naming or list(places)

    def worded(self, label: str, texts: Mapping[str, str]) -> int | None:
        """Return the only row that fits, None for a new one. Raises Conflict."""
        if len(self.sheet.rows) == 1 and not self.sheet.may_add:
            return self.sheet.rows[0].row
        names = [texts[code] for code in self.naming if texts.get(code)]
        rows = list({k.row: k for name in names for k in self.by_name.get(name, ())}.values())
        if best := _nearest(rows, texts):
            return best.row
        if not rows and self.sheet.may_add and self._is_record(texts):
            return None
        what = next(iter(names), next(iter(texts.values()), ""))
        why = "和不止一条记录对得上" if rows else "和这次填报的哪条记录都对不上"
        raise Conflict("collection.unknown", f"“{what}”这一行{why}，没有读取。")

    def is_aside(self, texts: Mapping[str, str]) -> bool:
        """Whether a line without a mark names nothing and fills one cell: a sum, a word below."""
        named = any(texts.get(code) for code in self.naming)
        return self.is_named and not named and len(texts) == 1

    def _is_record(self, texts: Mapping[str, str]) -> bool:
        """Whether a line is a row of its own and not a word below the table."""
        own = [column for column in self.sheet.columns if column.code in texts]
        return len(set(texts.values())) > 1 and not refusals(own, texts)


def names_of(known: Known) -> set[str]:
    """Return what a row may be called: "周示例（0001）" and "周示例"."""
    return {known.label, known.label.partition("（")[0]} - {""}


def _is_naming(code: str, rows: Sequence[Known]) -> bool:
    told = [(known.values.get(code, ""), names_of(known)) for known in rows]
    return bool(told) and all(text in names for text, names in told)


def _nearest(rows: Sequence[Known], texts: Mapping[str, str]) -> Known | None:
    """Return the row with which most cells agree; None when there are two such."""
    scores = [
        sum(known.values.get(code, "") == text for code, text in texts.items()) for known in rows
    ]
    best = [known for known, score in zip(rows, scores, strict=True) if score == max(scores)]
    return best[0] if len(best) == 1 else None
