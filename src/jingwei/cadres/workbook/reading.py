"""The national workbook as handed in: its sheets by name, their rows by head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from jingwei.cadres.workbook.sheets import BY_NAME, ID_NUMBER, NAME, UNIT_NAME, UNITS, Sheet
from jingwei.kernel.documents.packages import Package, is_encrypted, is_ole, is_zip
from jingwei.kernel.documents.sparse import refuse_far_cells
from jingwei.kernel.errors import BadInput

MOST_ROWS, MOST_COLUMNS = 100_000, 200
HEAD_WITHIN = 10
_NOTHING = ("", None, 0)
"""The template's empty rows carry zeros in the columns of numbers."""
Cells = Sequence[Any]


@dataclass(frozen=True)
class Row:
    """One row of a sheet: its line as office programs count, and the cells by head."""

    line: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Filled:
    """A sheet of the file: what it is, its rows, the heads the template does not have."""

    sheet: Sheet
    rows: list[Row]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def workbook_read(name: str, data: bytes) -> dict[str, Filled]:
    """Return the sheets of a file by name, .xlsx or .xls; those that are not ours stay out.

    Raises BadInput ``file.broken``, ``file.locked``, ``file.bomb``, ``file.too_large``,
    ``cadres.workbook_sheets`` without any of the ten, ``cadres.workbook_heads`` without its keys.
    """
    book = _opened(name, data)
    named = {_plain(title): title for title in book.sheet_names}
    found = {}
    for sheet in BY_NAME.values():
        if title := named.get(_plain(sheet.name)):
            found[sheet.name] = _filled(name, sheet, _rows(name, book, title))
    if not found:
        raise BadInput(
            "cadres.workbook_sheets",
            f"“{name}”里没有“{'”“'.join(list(BY_NAME)[:3])}”等工作表。",
            hint="请使用公务员管理信息系统的信息采集表（V2018.11），工作表名称不要改动。",
        )  # fmt: skip
    return found


def _opened(name: str, data: bytes) -> CalamineWorkbook:
    if is_encrypted(data):
        raise BadInput("file.locked", f"文件“{name}”有打开密码。", hint="请去掉密码后再上传。")
    if not (is_zip(data) or is_ole(data)):
        raise _broken(name)
    if is_zip(data):
        Package(name, data)  # sizes first: the reader itself unpacks without a limit
    refuse_far_cells(name, data, MOST_ROWS, MOST_COLUMNS)
    try:
        return CalamineWorkbook.from_filelike(BytesIO(data))
    except (CalamineError, ValueError, OSError, OverflowError, KeyError, IndexError) as error:
        raise _broken(name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a crash inside the Rust reader
            raise
        raise _broken(name) from error


def _rows(name: str, book: CalamineWorkbook, title: str) -> Iterator[tuple[int, Cells]]:
    sheet = book.get_sheet_by_name(title)
    if sheet.total_height > MOST_ROWS or sheet.width > MOST_COLUMNS:
        raise BadInput(
            "file.too_large", f"“{name}”的工作表“{title}”超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列。",
            hint="请删去多余的行列，或按单位分几次导入。",
        )  # fmt: skip
    first = (sheet.start or (0, 0))[0]
    return enumerate(sheet.to_python(skip_empty_area=True), first + 1)


def _filled(name: str, sheet: Sheet, rows: Iterator[tuple[int, Cells]]) -> Filled:
    known = {_plain(head): head for head in sheet.heads}
    keys = {UNIT_NAME} if sheet is UNITS else {NAME, ID_NUMBER}
    for _, cells in zip(range(HEAD_WITHIN), rows, strict=False):
        texts = [str(cell) for cell in cells[1]]
        places = {n: known[_plain(t)] for n, t in enumerate(texts) if _plain(t) in known}
        if keys <= set(places.values()):
            unknown = [t.strip() for n, t in enumerate(texts) if t.strip() and n not in places]
            missing = [head for head in sheet.heads if head not in places.values()]
            return Filled(sheet, list(_body(rows, places)), tuple(unknown), tuple(missing))
    raise BadInput(
        "cadres.workbook_heads",
        f"“{name}”的工作表“{sheet.name}”没有找到表头“{'”“'.join(sorted(keys))}”。",
        hint="表头文字应与信息采集表一致。",
    )


def _body(rows: Iterator[tuple[int, Cells]], places: dict[int, str]) -> Iterator[Row]:
    for line, cells in rows:
        mine = {head: cells[n] for n, head in places.items() if n < len(cells)}
        if any(cell not in _NOTHING and str(cell).strip() for cell in mine.values()):
            yield Row(line, mine)


def _plain(text: str) -> str:
    """Return a head or a sheet name as it is compared: without blanks, brackets alike."""
    return "".join(text.split()).replace("(", "（").replace(")", "）")


def _broken(name: str) -> BadInput:
    return BadInput(
        "file.broken", f"表格文件“{name}”打不开，可能没有传完整或者已经损坏。",
        hint="请在 Excel 或 WPS 中打开确认，另存为 .xlsx 后再试。",
    )  # fmt: skip
