"""Writes a workbook (.xlsx) from plain values.

    rows = [("001", "建成示范点", date(2025, 6, 30), 12)]
    heads = (Column("编号", kind="id"), Column("任务", 20), Column("时限", kind="date"),
             Column("数量", kind="number"))
    content = workbook_bytes([Sheet("台账", heads, rows)], notes=[Note("数量", "已建成的个数")])

No value ever becomes a formula. Equal calls give equal bytes (with one xlsxwriter and zlib).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter

from jingwei.kernel.documents.official_text import clean_text, text_width
from jingwei.kernel.errors import BadInput

Kind = Literal["text", "id", "date", "number", "percent"]
Value = str | int | float | Decimal | date | bool | None

_MAXIMUM_ROWS = 1_048_576  # of one sheet, the head included
_MAXIMUM_CELL = 32_767  # UTF-16 units in one cell, else the library drops the text
_CUT = "……（本格过长，已截断）"
_MAXIMUM_EXACT = 10**15  # a workbook number keeps 15 digits
_FIRST_DAY = date(1900, 3, 1)  # the workbook calendar has a 1900-02-29 and nothing before 1900
_GUARDED = ("=", "+", "-", "@")  # would turn into a formula when a user edits the cell
_WIDTHS = {"text": 14, "id": 10, "date": 6, "number": 6, "percent": 5}
_FORMATS: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "id": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "number": {"align": "right"},
    "percent": {"num_format": "0.0%", "align": "right"},
    "head": {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7EBF0"},
    "caption": {"bold": True, "align": "center", "font_size": 16},
}


@dataclass(frozen=True)
class Column:
    """``width`` in Chinese characters, 0 for the width usual for the kind."""

    label: str
    width: float = 0
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    """One sheet; a row has one value per head. ``caption`` is an optional first row."""

    title: str
    heads: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    caption: str = ""


@dataclass(frozen=True)
class Note:
    """What a number means: definition, filter and data time, printed on the sheet 口径."""

    name: str
    definition: str
    scope: str = ""
    moment: str = ""


def workbook_bytes(
    sheets: Iterable[Sheet],
    *,
    notes: Sequence[Note] = (),
    day: date = date(2000, 1, 1),
    constant_memory: bool = False,
) -> bytes:
    """The finished file; ``day`` is its creation day and must not be the clock's.

    ``constant_memory`` writes row by row for large exports (a little slower). Raises BadInput when
    a sheet has more rows than a workbook holds, ValueError when a row does not fit its heads.
    """
    out = io.BytesIO()
    options = {"constant_memory": constant_memory}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime.combine(day, time(), UTC)})
        formats = _formats(book)
        taken: set[str] = set()
        for sheet in (*sheets, *_notes_sheet(notes)):
            _write_sheet(book.add_worksheet(_sheet_name(sheet.title, taken)), sheet, formats)
    return out.getvalue()


def _notes_sheet(notes: Sequence[Note]) -> Iterable[Sheet]:
    if notes:
        heads = (
            Column("指标或栏目", 14),
            Column("口径", 36),
            Column("筛选条件", 24),
            Column("数据时间", 12),
        )
        yield Sheet("口径", heads, [(n.name, n.definition, n.scope, n.moment) for n in notes])


def _formats(book: Any) -> dict[str, Any]:
    """Every format by name; "=text" and the like are the guarded twins of the kinds."""
    common = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    result = {}
    for name, properties in _FORMATS.items():
        border = {} if name == "caption" else {"border": 1}
        result[name] = book.add_format({**common, **border, **properties})
        result[f"={name}"] = book.add_format(
            {**common, **border, **properties, "quote_prefix": True}
        )
    return result


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name the format allows: 31 characters, none of []:*?/\\, unique without regard to case."""
    allowed = "".join(char for char in clean_text(title) if char not in "[]:*?/\\\n\t")
    base = _within(allowed.strip(" '"), 31).strip(" '") or "表"
    name, count = base, 1
    while name.casefold() in taken or name.casefold() == "history":
        count += 1
        name = f"{_within(base, 30 - len(str(count)))}_{count}"
    taken.add(name.casefold())
    return name


def _write_sheet(target: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    top = 1 if sheet.caption else 0
    _set_up_page(target, sheet.heads, top)
    if sheet.caption:
        _write_caption(target, sheet, formats["caption"])
    for place, head in enumerate(sheet.heads):
        target.write_string(top, place, clean_text(head.label), formats["head"])
    last = top
    for last, row in enumerate(sheet.rows, top + 1):
        _write_row(target, last, sheet, row, formats)
    target.autofilter(top, 0, last, len(sheet.heads) - 1)


def _set_up_page(target: Any, heads: Sequence[Column], top: int) -> None:
    """Frozen head; printed on A4 landscape, as wide as the page, head and page number repeated."""
    for place, head in enumerate(heads):
        width = head.width or max(_WIDTHS[head.kind], text_width(head.label) + 2)
        target.set_column(place, place, width * 2 + 1)
    target.freeze_panes(top + 1, 0)
    target.set_landscape()
    target.set_paper(9)
    target.fit_to_pages(1, 0)
    target.repeat_rows(0, top)
    target.set_footer("&C第 &P 页，共 &N 页")


def _write_caption(target: Any, sheet: Sheet, style: Any) -> None:
    text = clean_text(sheet.caption)
    target.set_row(0, 28)
    if len(sheet.heads) > 1:
        target.merge_range(0, 0, 0, len(sheet.heads) - 1, "", style)
    target.write_string(0, 0, text, style)


def _write_row(
    target: Any, number: int, sheet: Sheet, row: Sequence[Value], formats: dict[str, Any]
) -> None:
    if number >= _MAXIMUM_ROWS:
        raise BadInput(
            "kernel.workbook",
            f"“{sheet.title}”超过一张工作表能放的 {_MAXIMUM_ROWS - 1} 行。",
            hint="请缩小筛选范围，分几次导出。",
        )
    for place, (head, value) in enumerate(zip(sheet.heads, row, strict=True)):
        _write_cell(target, (number, place), value, head.kind, formats)


def _write_cell(
    target: Any, place: tuple[int, int], value: Value, kind: Kind, formats: dict[str, Any]
) -> None:
    if kind == "date" and isinstance(value, date) and _day(value) >= _FIRST_DAY:
        target.write_datetime(*place, _day(value), formats[kind])
    elif kind in ("number", "percent") and _is_number(value):
        target.write_number(*place, value, formats[kind])
    else:
        text = _cell_text(value)
        guarded = "=" if text.startswith(_GUARDED) else ""
        target.write_string(*place, text, formats[guarded + kind])


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _is_number(value: Value) -> bool:
    """False for what a workbook number would change: endless, very long, yes or no."""
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return -_MAXIMUM_EXACT < value < _MAXIMUM_EXACT


def _cell_text(value: Value) -> str:
    """Text of any value; too long a text ends in a remark, since the format would drop it whole."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = clean_text(str(value))
    if _within(text, _MAXIMUM_CELL) == text:
        return text
    return _within(text, _MAXIMUM_CELL - len(_CUT)) + _CUT


def _within(text: str, units: int) -> str:
    """The beginning of the text that takes at most so many UTF-16 units, which limits count."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
