"""Sheets of an .xlsx workbook as rows of text, merged cells filled."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from jingwei.kernel.documents.packages import Package
from jingwei.kernel.documents.sparse import refuse_far_cells
from jingwei.kernel.errors import BadInput

_MOST_ROWS = 20_000
_MOST_COLUMNS = 200
_REASONS = (
    CalamineError, zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError,
    EOFError, OverflowError, KeyError, IndexError,
)  # fmt: skip


@dataclass(frozen=True)
class SheetText:
    """Name and rows of one visible sheet; a merged cell repeats its text where it covers."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_xlsx(name: str, data: bytes) -> list[SheetText]:
    """Return every sheet with at least one filled cell, in workbook order.

    Raises BadInput ``file.broken``/``file.bomb`` (see Package) or ``file.too_large``.
    """
    Package(name, data)  # sizes first: the reader itself unpacks without a limit
    try:
        refuse_far_cells(name, data, _MOST_ROWS, _MOST_COLUMNS)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [_sheet(name, book.get_sheet_by_name(s)) for s in book.sheet_names]
    except _REASONS as error:
        raise _broken(name) from error
    except BadInput:
        raise
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a crash inside the Rust reader
            raise
        raise _broken(name) from error
    return [s for s in sheets if any(cell for row in s.rows for cell in row)]


def _sheet(file_name: str, sheet: CalamineSheet) -> SheetText:
    if sheet.total_height > _MOST_ROWS or sheet.total_width > _MOST_COLUMNS:
        raise BadInput(
            "file.too_large",
            f"文件“{file_name}”的工作表“{sheet.name}”超过 {_MOST_ROWS} 行或 {_MOST_COLUMNS} 列。",
            hint="请删去多余的空行空列，只保留任务分解表后再试。",
        )
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        _fill(rows, (top, left), (bottom, right))
    return SheetText(sheet.name, tuple(tuple(row) for row in rows))


def _fill(rows: list[list[str]], start: tuple[int, int], end: tuple[int, int]) -> None:
    (top, left), (bottom, right) = start, end
    if top >= len(rows) or left >= len(rows[top]):
        return
    value = rows[top][left]
    for row in rows[top : bottom + 1]:
        last = min(right + 1, len(row))
        row[left:last] = [value] * max(last - left, 0)


def _text(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def _broken(name: str) -> BadInput:
    return BadInput(
        "file.broken",
        f"表格文件“{name}”打不开，可能没有传完整或者已经损坏。",
        hint="请在 Excel 或 WPS 中打开确认，另存为 .xlsx 后再试。",
    )
