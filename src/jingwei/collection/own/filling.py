"""Somebody's own workbook, filled in: only the cells that are meant change, all else stays.

The parts of the file are edited as they are; formulas, formats, other sheets are left alone.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from lxml import etree
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from jingwei.collection.cells import kind_of
from jingwei.collection.columns import Column
from jingwei.collection.own.layout import Grid, Layout, head_names, placed
from jingwei.collection.own.reading import key_in, own_read
from jingwei.collection.workbook import Known, Sheet, row_key
from jingwei.kernel.documents.official_text import clean_text
from jingwei.kernel.documents.packages import Package
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.kinds import NumberKind

BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
EXACT_DIGITS, FAR = 15, 60
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_LINK = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_BEFORE_CALC = ("sheets", "functionGroups", "externalReferences", "definedNames")


@dataclass(frozen=True)
class Edit:
    """What a cell shall say: ``line`` from 1, ``place`` from 0."""

    line: int
    place: int
    text: str
    is_number: bool = False


def table_edits(grid: Grid, layout: Layout, sheet: Sheet) -> list[Edit]:
    """Return what fills the rows of a round into a table.

    A row goes to the line that names it already, else to the next empty one; other lines stay.
    """
    head = placed(layout, grid) or layout.line
    names = head_names(grid.cells[head - 1])
    columns = {names[layout.places[c.code]]: c for c in sheet.columns if c.code in layout.places}
    read = own_read([grid], layout, sheet)
    lines = {line.row: line.line for line in read.lines if line.row}
    free = _free_lines(grid, head, set(columns))
    mark = key_place(grid)
    edits = [Edit(number, mark, "") for number, cells in enumerate(grid.cells, 1) if key_in(cells)]
    for known in sheet.rows:
        line = lines.get(known.row) or next(free)
        edits += [_edit(line, place, column, known) for place, column in columns.items()]
        edits.append(Edit(line, mark, row_key(sheet.assignment, known.row)))
    return edits


def form_edits(grid: Grid, layout: Layout, sheet: Sheet, known: Known) -> list[Edit]:
    """Return what fills one row of a round into a form."""
    edits = [Edit(1, key_place(grid), row_key(sheet.assignment, known.row))]
    for column in sheet.columns:
        if address := layout.places.get(column.code):
            line, place = xl_cell_to_rowcol(address)
            edits.append(_edit(line + 1, place, column, known))
    return edits


def key_place(grid: Grid) -> int:
    """Return the column of our marks: where they stand already, else far behind the sheet.

    Cells with nothing but a format are not seen, and must not be hidden with the marks.
    """
    for cells in grid.cells:
        if key := key_in(cells):
            return cells.index(key)
    return max(grid.width + 1, FAR)


def _free_lines(grid: Grid, head: int, places: set[int]) -> Iterator[int]:
    """Yield the lines below the heads that hold nothing but perhaps a running number, then more."""
    last = head
    for number, cells in enumerate(grid.cells[head:], head + 1):
        held = [(place, cell) for place, cell in enumerate(cells) if cell not in ("", None)]
        is_numbered = len(held) == 1 and str(held[0][1]).removesuffix(".0").isdecimal()
        last = number
        if not held or (is_numbered and held[0][0] not in places):
            yield number
    while True:
        last += 1
        yield last


def _edit(line: int, place: int, column: Column, known: Known) -> Edit:
    text = known.values.get(column.code, "")
    return Edit(line, place, text, isinstance(kind_of(column), NumberKind) and _is_exact(text))


def _is_exact(text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and len(number.as_tuple().digits) <= EXACT_DIGITS


def filled(name: str, data: bytes, grid: Grid, edits: Sequence[Edit]) -> bytes:
    """Return the workbook with ``edits`` in the sheet ``grid`` and the column of marks hidden.

    A cell with a formula is left alone. Raises BadInput ``file.broken``, ``file.bomb``, and
    ``collection.own_kind`` for a file that is no .xlsx.
    """
    if not data.startswith(b"PK"):
        raise _other_kind(name)
    package = Package(name, data)
    book, links = package.xml(BOOK), package.xml(LINKS)
    part = _part_of(book, links, grid.title) if book is not None and links is not None else ""
    sheet = package.xml(part) if part else None
    if book is None or sheet is None:
        raise _other_kind(name)
    try:
        _SheetPart(sheet).edit(edits, hidden=key_place(grid))
        _recalculate(book)
    except (AttributeError, IndexError, TypeError, ValueError) as error:
        raise package.broken() from error  # no cells, no sheets, or addresses that are none
    return _with_parts(package, {part: sheet, BOOK: book})


def _other_kind(name: str) -> BadInput:
    return BadInput(
        "collection.own_kind", f"“{name}”不是 .xlsx 工作簿，不能在原表上预填。",
        hint="请用 WPS 或 Excel 另存为 .xlsx 后再上传。",
    )  # fmt: skip


def _part_of(book: Any, links: Any, title: str) -> str:
    """Return the part of the package that holds a sheet; the first one's for an unknown title."""
    sheets = {one.get("name"): one for one in book.iter("{*}sheet")}
    one = sheets.get(title, next(iter(sheets.values()), None))
    if one is None:
        return ""
    wanted = one.get(_LINK) or one.get(_STRICT_LINK)
    target = next((ref.get("Target") for ref in links if ref.get("Id") == wanted), "")
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") if target else ""


def _recalculate(book: Any) -> None:
    """Let the office program work its formulas out anew when the file is opened."""
    calc = book.find("{*}calcPr")
    if calc is None:
        names = {f"{{{etree.QName(book).namespace}}}{name}" for name in _BEFORE_CALC}
        after = [child for child in book if child.tag in names]
        calc = etree.Element(f"{{{etree.QName(book).namespace}}}calcPr")
        after[-1].addnext(calc)
    calc.set("fullCalcOnLoad", "1")


def _with_parts(package: Package, parts: Mapping[str, Any]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in package.parts:
            root = parts.get(name)
            new.writestr(name, package.content(name) if root is None else _written(root))
    return out.getvalue()


def _written(root: Any) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


class _SheetPart:
    """The part of a package that holds a sheet."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.space = etree.QName(root).namespace
        self.data = root.find(self._tag("sheetData"))
        self.rows = self._numbered()
        self.cells = {line: self._placed(row) for line, row in self.rows.items()}

    def edit(self, edits: Sequence[Edit], *, hidden: int) -> None:
        """Set the cells and hide a column."""
        for found in self.root.findall(self._tag("dimension")):
            self.root.remove(found)
        for edit in edits:
            self._set(edit)
        self._hide(hidden)

    def _tag(self, name: str) -> str:
        return f"{{{self.space}}}{name}"

    def _numbered(self) -> dict[int, Any]:
        """Return the rows by line, each with its number written on it."""
        found: dict[int, Any] = {}
        last = 0
        for row in self.data:
            last = int(row.get("r", last + 1))
            row.set("r", str(last))
            found[last] = row
        return found

    def _placed(self, row: Any) -> dict[int, Any]:
        found: dict[int, Any] = {}
        last = -1
        for cell in row.findall(self._tag("c")):
            address = cell.get("r")
            last = xl_cell_to_rowcol(address)[1] if address else last + 1
            found[last] = cell
        return found

    def _set(self, edit: Edit) -> None:
        cell = self._cell(edit.line, edit.place)
        if cell.find(self._tag("f")) is not None:
            return
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if edit.is_number and edit.text:
            etree.SubElement(cell, self._tag("v")).text = edit.text
        elif edit.text:
            cell.set("t", "inlineStr")
            inner = etree.SubElement(cell, self._tag("is"))
            text = etree.SubElement(inner, self._tag("t"))
            text.text = clean_text(edit.text)
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _cell(self, line: int, place: int) -> Any:
        row, cells = self._row(line), self.cells[line]
        if place not in cells:
            cell = etree.Element(self._tag("c"), r=xl_rowcol_to_cell(line - 1, place))
            if style := self._style_above(line, place):
                cell.set("s", style)
            before = max((n for n in cells if n < place), default=None)
            if before is None:
                row.insert(0, cell)
            else:
                cells[before].addnext(cell)
            row.attrib.pop("spans", None)
            cells[place] = cell
        return cells[place]

    def _row(self, line: int) -> Any:
        if line not in self.rows:
            row = etree.Element(self._tag("row"), r=str(line))
            before = max((n for n in self.rows if n < line), default=None)
            if before is None:
                self.data.insert(0, row)
            else:
                self.rows[before].addnext(row)
            self.rows[line], self.cells[line] = row, {}
        return self.rows[line]

    def _style_above(self, line: int, place: int) -> str:
        """Return the format of the cell right above, so that added lines look like the others."""
        above = self.cells.get(line - 1, {}).get(place)
        return "" if above is None else str(above.get("s", ""))

    def _hide(self, place: int) -> None:
        """Hide a column, cutting short the settings that reach over it."""
        number = place + 1
        cols = self.root.find(self._tag("cols"))
        if cols is None:
            cols = etree.Element(self._tag("cols"))
            self.data.addprevious(cols)
        for col in list(cols):
            if int(col.get("min")) >= number:
                cols.remove(col)
            elif int(col.get("max")) >= number:
                col.set("max", str(number - 1))
        told = {"min": str(number), "max": str(number), "width": "9", "hidden": "1"}
        etree.SubElement(cols, self._tag("col"), told)
