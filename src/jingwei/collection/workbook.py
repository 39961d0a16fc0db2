"""The workbook a round is answered in: written with what is known, read back by its heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from jingwei.collection.cells import from_cell, is_locked, offered, told
from jingwei.collection.columns import Column
from jingwei.kernel.chinese import half_width
from jingwei.kernel.crypto import keyed_hash
from jingwei.kernel.documents.official_text import clean_text
from jingwei.kernel.errors import BadInput, Conflict
from jingwei.kernel.registers.exchange.export import sheet_name
from jingwei.kernel.registers.exchange.reading_files import LISTS, NOTES, Table, read_table

LABEL = "对象"
"""Head of the first column: what the row is about; only to look at."""
KEY = "行标识"
"""Head of the hidden column that says which row of which assignment a line is."""
FIRST = 2
"""Place of the first asked column, behind the key and the label."""
HEAD_LINE = 2
"""Lines above the heads: title and guide."""
SPARE = 500
"""Empty lines below the known rows in which choices are offered."""
_KEY = re.compile(r"([0-9]+)\.([0-9]+)\.([0-9a-f]{8})")
_PROTECTED = {
    "format_cells": True, "format_columns": True, "format_rows": True, "insert_rows": True,
    "delete_rows": True, "sort": True, "autofilter": True,
}  # fmt: skip
_RULES = (
    "第一行的表头文字不要改；列的先后可以调整。",
    "灰底的列是系统已有、用来认人认事的，只供核对；白底的列可以改。",
    "没有变化的格子不用动，改过的格子上传后会标出来。",
    "身份证号、电话保持“文本”格式，否则末几位会被表格软件改掉。",
    "整行删去不会删掉系统里的记录；上传只改写表里有的行。",
    "上传后还可以在网页上接着改，核对无误再提交。",
)


@dataclass(frozen=True)
class Known:
    """A row as it goes out: its number, what it is about, code → text."""

    row: int
    label: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """What the workbook of an assignment is made of.

    ``rows``: what is known; ``may_add``: lines without a key are new rows.
    """

    assignment: int
    title: str
    guide: str
    columns: tuple[Column, ...]
    rows: Sequence[Known]
    may_add: bool = False


@dataclass(frozen=True)
class Line:
    """A line as it was read. ``row`` is None for one without a key; ``texts`` by code."""

    line: int
    row: int | None
    texts: dict[str, str]


@dataclass(frozen=True)
class Fault:
    """A line, or one cell of it, that was not taken."""

    line: int
    label: str
    why: str


@dataclass(frozen=True)
class Read:
    """A workbook as read. ``unknown``: heads that are no columns; ``missing``: labels not there."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def row_key(assignment: int, row: int) -> str:
    """Return what names a row of an assignment in a file, with a checksum."""
    return f"{assignment}.{row}.{_sum(assignment, row)}"


def key_assignment(key: str) -> int:
    """Return the assignment that a mark in a file is of, 0 for what is no mark."""
    found = _KEY.fullmatch(key)
    return int(found[1]) if found else 0


def head_text(text: object) -> str:
    """Return a head as it is compared: without blanks, marks of duty and width of letters."""
    return re.sub(r"[\s*＊]|（必填）|\(必填\)", "", half_width(str(text or "")))


def workbook_write(sheet: Sheet) -> bytes:
    """Return the workbook: title, guide line, heads, known rows, choices as named ranges."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet(sheet_name(sheet.title))
        styles = _styles(book)
        _set_up(page, sheet, styles)
        for number, known in enumerate(sheet.rows, HEAD_LINE + 1):
            page.write_string(number, 0, row_key(sheet.assignment, known.row), styles["key"])
            page.write_string(number, 1, clean_text(known.label), styles["locked"])
            for place, column in enumerate(sheet.columns, FIRST):
                style = styles["locked" if is_locked(column) else "open"]
                text = clean_text(known.values.get(column.code, ""))
                page.write_string(number, place, text, style)
        _write_notes(book, sheet)
        lists = book.add_worksheet(LISTS)
        lists.very_hidden()
        last = HEAD_LINE + len(sheet.rows) + SPARE
        for place, column in enumerate(sheet.columns, FIRST):
            _offer(book, (page, lists), place, column, last)
    return out.getvalue()


def workbook_read(name: str, data: bytes, sheet: Sheet) -> Read:
    """Return the lines of a filled workbook, .xls, .csv or pasted table.

    Columns are found by their heads, whatever their order; a locked column is read only to know
    a line without its key. Raises BadInput as ``read_table`` does, and ``collection.foreign`` for
    a workbook of another assignment.
    """
    known = {head_text(column.label): column for column in sheet.columns}
    table = read_table(name, data, lambda cells: sum(head_text(c) in known for c in cells))
    heads = [head_text(text) for text in table.heads]
    if twice := [text for text, count in Counter(heads).items() if count > 1 and text in known]:
        raise BadInput(
            "collection.head_twice",
            f"表头“{twice[0]}”出现了两次。",
            hint="请删去多余的一列再上传。",
        )
    lines, faults = _lines(table, heads, known, sheet)
    unknown = [text for text in table.heads if text and head_text(text) not in {*known, KEY, LABEL}]
    missing = [c.label for c in sheet.columns if head_text(c.label) not in heads]
    return Read(tuple(lines), tuple(faults), tuple(unknown), tuple(missing))


def _lines(
    table: Table, heads: list[str], known: dict[str, Column], sheet: Sheet
) -> tuple[list[Line], list[Fault]]:
    lines: list[Line] = []
    faults: list[Fault] = []
    rows = RowFinder(sheet)
    for number, cells in table.rows():
        texts: dict[str, str] = {}
        for head, cell in zip(heads, cells, strict=False):
            if column := known.get(head):
                cell_read(column, cell, number, texts, faults)
        told_of = {head: str(cell or "").strip() for head, cell in zip(heads, cells, strict=False)}
        try:
            row = rows.of(told_of.get(KEY, ""), told_of.get(head_text(LABEL), ""), texts)
        except Conflict as error:
            faults.append(Fault(number, "", str(error)))
        else:
            lines.append(Line(number, row, texts))
    return lines, faults


def cell_read(
    column: Column, cell: Any, line: int, texts: dict[str, str], faults: list[Fault]
) -> None:
    """Put the text of a cell into ``texts``, or into ``faults`` why it cannot be taken."""
    try:
        texts[column.code] = from_cell(column, cell)
    except BadInput as error:
        faults.append(Fault(line, column.label, str(error)))


class RowFinder:
    """Finds the row a line means, each once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.known = {known.row for known in sheet.rows}
        self.locked = [column.code for column in sheet.columns if is_locked(column)]
        self.by_words: dict[tuple[str, ...], list[int]] = {}
        for known in sheet.rows:
            words = (known.label, *(known.values.get(code, "") for code in self.locked))
            self.by_words.setdefault(words, []).append(known.row)
        self.taken: set[int] = set()

    def of(self, key: str, label: str, texts: Mapping[str, str]) -> int | None:
        """Return the row, None for a new one. Raises Conflict for none or one that was read."""
        row = self._keyed(key) if key else self.worded(label, texts)
        if row in self.taken:
            raise Conflict("collection.twice", "和前面某一行是同一条记录，没有读取。")
        self.taken |= {row} if row else set()
        return row

    def _keyed(self, key: str) -> int:
        found = _KEY.fullmatch(key)
        if not found or found[3] != _sum(int(found[1]), int(found[2])):
            raise Conflict("collection.key", "行标识被改动过。请从下载的工作簿填起。")
        if int(found[1]) != self.sheet.assignment:
            raise BadInput(
                "collection.foreign", "这个工作簿不是这次填报的，或是下发给别的单位的。",
                hint="请在本页重新下载工作簿，把内容复制过去。",
            )  # fmt: skip
        if int(found[2]) not in self.known:
            raise Conflict("collection.gone", "这条记录已不在本次填报中。")
        return int(found[2])

    def worded(self, label: str, texts: Mapping[str, str]) -> int | None:
        """Return the only row of that label, told apart by the locked columns."""
        words = (label, *(texts.get(code, "") for code in self.locked))
        rows = self.by_words.get(words) or self._labelled(label)
        if len(rows) == 1:
            return rows[0]
        if not rows and self.sheet.may_add and any(texts.values()):
            return None
        why = "同名的记录不止一条" if rows else "没有这条记录"
        raise Conflict("collection.unknown", f"“{label}”{why}。请从下载的工作簿填起。")

    def _labelled(self, label: str) -> list[int]:
        return [row for words, rows in self.by_words.items() if words[0] == label for row in rows]


def _sum(assignment: int, row: int) -> str:
    return keyed_hash("collection row", f"{assignment}.{row}")[:8]


def _styles(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "border_color": "#D8DCE2", "num_format": "@", "valign": "top"}
    head = {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "guide": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#57606A"}),
        "head": book.add_format({**head, "bg_color": "#E7EBF0"}),
        "asked": book.add_format({**head, "bg_color": "#C3D4EA"}),
        "locked": book.add_format({**cell, "bg_color": "#EEF0F3", "text_wrap": True}),
        "open": book.add_format({**cell, "locked": False, "text_wrap": True}),
        "key": book.add_format({"font_color": "#7A828E", "num_format": "@"}),
    }


def _set_up(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    """Title, guide line and heads stand still; the key column is hidden, known columns locked."""
    page.set_column(0, 0, 12, styles["open"], {"hidden": True})
    page.write_string(0, 1, clean_text(sheet.title), styles["title"])
    width = len(sheet.columns) + 1
    page.merge_range(1, 1, 1, width, clean_text(sheet.guide), styles["guide"])
    page.set_row(1, 32)
    page.set_row(HEAD_LINE, 28)
    for place, text in enumerate((KEY, LABEL)):
        page.write_string(HEAD_LINE, place, text, styles["head"])
    page.set_column(1, 1, 20, styles["open"])
    for place, column in enumerate(sheet.columns, FIRST):
        style = styles["head" if is_locked(column) else "asked"]
        page.set_column(place, place, _width(column, sheet.rows), styles["open"])
        page.write_string(HEAD_LINE, place, column.label, style)
        if words := told(column):
            size = {"x_scale": 1.6, "y_scale": 1.1, "author": "", "font_size": 9}
            page.write_comment(HEAD_LINE, place, f"{column.label}\n{words}", size)
    page.freeze_panes(HEAD_LINE + 1, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_LINE)
    page.protect("", _PROTECTED)


def _width(column: Column, rows: Iterable[Known]) -> int:
    longest = max((len(known.values.get(column.code, "")) for known in rows), default=0)
    return min(44, 2 * max(4, min(20, longest), min(10, len(column.label))) + 2)


def _write_notes(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(NOTES)
    bold = book.add_format({"bold": True, "bg_color": "#E7EBF0", "border": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for place, width in enumerate((24, 60)):
        page.set_column(place, place, width)
    lines = [f"{sheet.title}　填写说明", *_RULES]
    for number, line in enumerate(lines):
        page.write_string(number, 0, clean_text(line))
    top = len(lines) + 1
    for place, text in enumerate(("列", "写法")):
        page.write_string(top, place, text, bold)
    for number, column in enumerate(sheet.columns, top + 1):
        page.write_string(number, 0, column.label, cell)
        page.write_string(number, 1, told(column), cell)


def _offer(book: Any, pages: tuple[Any, Any], place: int, column: Column, last: int) -> None:
    """Put the words of a column on the hidden sheet and offer them in its cells by a name."""
    page, lists = pages
    words = offered(column)
    if not words or is_locked(column):
        return
    for number, text in enumerate(words):
        lists.write_string(number, place, clean_text(text))
    letter = xl_col_to_name(place, col_abs=True)
    name = f"list_{place}"
    book.define_name(name, f"={lists.get_name()}!{letter}$1:{letter}${len(words)}")
    page.data_validation(
        HEAD_LINE + 1, place, last, place,
        {
            "validate": "list", "source": f"={name}", "error_type": "warning",
            "error_title": "不在列表中", "error_message": "请从下拉列表中选。",
        },
    )  # fmt: skip
