"""Tables people hand in: workbooks (.xlsx, .xls), .csv and pasted text, as rows of cells."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from jingwei.kernel.documents.encoding import decode_text
from jingwei.kernel.documents.packages import is_encrypted, is_ole, is_zip
from jingwei.kernel.documents.sparse import refuse_far_cells
from jingwei.kernel.errors import BadInput

LISTS, NOTES = "_lists", "填写说明"
"""Sheets of our own templates that hold no rows."""
MOST_ROWS, MOST_COLUMNS = 200_000, 400
HEAD_WITHIN = 20
"""A header stands in one of the first rows."""
MOST_PARTS, MOST_UNPACKED, MOST_RATIO = 2_000, 400_000_000, 400
MOST_MERGES, MOST_COVERED = 5_000, 300_000
"""Merged ranges, and cells below them, that are filled with the value they show."""

Cells = Sequence[Any]
Score = Callable[[Cells], int]
Row = tuple[int, Cells]


@dataclass(frozen=True)
class Table:
    """A table as handed in. ``heads`` stand in ``line``, counted from 1 as office programs do.

    ``rows`` may be called again; each time it yields (line, cells) of the rows that hold anything,
    as long as ``heads`` at least. ``origin`` names the register a template was made for, else "".
    """

    name: str
    heads: tuple[str, ...]
    line: int
    rows: Callable[[], Iterator[Row]]
    origin: str = ""


def read_table(name: str, data: bytes, score: Score) -> Table:
    """Return the table in a file: of all sheets the one whose header ``score`` likes best.

    ``score`` counts the cells of a row that are known as headers.
    Raises BadInput ``file.broken``, ``file.locked``, ``file.bomb``, ``file.too_large``,
    ``file.kind``, ``file.encoding``, ``register.header``.
    """
    sheets, origin = _opened(name, data)
    return _best(name, sheets, score, origin)


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet, read again at every call; the first cell stands ``left`` of A."""

    rows: Callable[[], Iterator[Cells]]
    title: str = ""
    left: int = 0


def read_sheets(name: str, data: bytes) -> list[Sheet]:
    """Return the sheets of a file of any layout, merged cells filled.

    Raises BadInput as ``read_table`` does, but for ``register.header``.
    """
    return _opened(name, data)[0]


def _opened(name: str, data: bytes) -> tuple[list[Sheet], str]:
    if not is_zip(data) and not is_ole(data):
        return [Sheet(_text_rows(name, data))], ""
    if is_encrypted(data):
        raise BadInput("file.locked", f"文件“{name}”有打开密码。", hint="请去掉密码后再上传。")
    if is_zip(data):
        _refuse_bombs(name, data)
    refuse_far_cells(name, data, MOST_ROWS, MOST_COLUMNS)
    return _sheets(name, data)


def _best(name: str, sheets: Iterable[Sheet], score: Score, origin: str = "") -> Table:
    found = [(*_header(sheet, score), sheet) for sheet in sheets]
    known, line, heads, sheet = max(found, key=lambda one: one[0], default=(0, 0, (), None))
    if sheet is None or not known:
        raise BadInput(
            "register.header", f"在“{name}”里没有找到表头。",
            hint=f"表头应在前 {HEAD_WITHIN} 行，文字与模板一致。可以先下载模板对照。",
        )  # fmt: skip
    rows = sheet.rows
    return Table(name, heads, line, lambda: _body(name, rows(), line, len(heads)), origin)


def _header(sheet: Sheet, score: Score) -> tuple[int, int, tuple[str, ...]]:
    """Return how many heads are known, in which line, and the texts up to the last filled one."""
    best: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    for line, cells in enumerate(sheet.rows(), 1):
        if line > HEAD_WITHIN:
            break
        if (known := score(cells)) > best[0]:
            texts = [str(cell).strip() for cell in cells]
            width = max(n for n, text in enumerate(texts, 1) if text)
            best = (known, line, tuple(texts[:width]))
    return best


def _body(name: str, rows: Iterator[Cells], head: int, width: int) -> Iterator[Row]:
    for line, cells in enumerate(rows, 1):
        if line > MOST_ROWS:
            raise BadInput(
                "file.too_large", f"“{name}”超过 {MOST_ROWS} 行。", hint="请拆成几个文件分次导入。"
            )
        if line <= head:
            continue
        if any(cell not in ("", None) and str(cell).strip() for cell in cells):
            yield line, [*cells, *[""] * (width - len(cells))] if len(cells) < width else cells


def _sheets(name: str, data: bytes) -> tuple[list[Sheet], str]:
    """Return the sheets that may hold rows, and the register a hidden cell names."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        opened = [book.get_sheet_by_name(title) for title in book.sheet_names if title != NOTES]
    except (CalamineError, ValueError, OSError, OverflowError, KeyError, IndexError) as error:
        raise _broken(name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a crash inside the Rust reader
            raise
        raise _broken(name) from error
    origin = next((_origin(sheet) for sheet in opened if sheet.name == LISTS), "")
    return [_sheet(name, sheet) for sheet in opened if sheet.name != LISTS], origin


def _origin(sheet: CalamineSheet) -> str:
    first = next(iter(sheet.iter_rows()), [""])
    found = re.fullmatch(r"jingwei ([a-z0-9_.]+) \d+", str(first[0])) if first else None
    return found[1] if found else ""


def _sheet(name: str, sheet: CalamineSheet) -> Sheet:
    if sheet.total_height >= MOST_ROWS or sheet.width > MOST_COLUMNS:
        raise BadInput(
            "file.too_large",
            f"“{name}”的工作表“{sheet.name}”超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列。",
            hint="请删去多余的行列，或拆成几个文件分次导入。",
        )
    fills, left = _fills(sheet), (sheet.start or (0, 0))[1]
    if fills:
        return Sheet(lambda: _filled(sheet.iter_rows(), fills), sheet.name, left)
    return Sheet(sheet.iter_rows, sheet.name, left)


def _fills(sheet: CalamineSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for every covered cell of a merged range the cell whose value it shows."""
    ranges = sheet.merged_cell_ranges or []
    left, lowest = (sheet.start or (0, 0))[1], (sheet.end or (0, 0))[0]
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, first), (bottom, last) in ranges if len(ranges) <= MOST_MERGES else []:
        rows, columns = range(top, min(bottom, lowest) + 1), range(first, last + 1)
        if len(covered) + len(rows) * len(columns) > MOST_COVERED:
            break
        for row in rows:
            for column in columns:
                covered[row, column - left] = (top, first - left)
    return covered


def _filled(
    rows: Iterator[Cells], fills: dict[tuple[int, int], tuple[int, int]]
) -> Iterator[Cells]:
    origins, columns = set(fills.values()), sorted({column for _, column in fills})
    kept: dict[tuple[int, int], Any] = {}
    for number, cells in enumerate(rows):
        row = list(cells)
        for column in columns:
            if not 0 <= column < len(row):
                continue
            if (number, column) in origins:
                kept[number, column] = row[column]
            origin = fills.get((number, column))
            if origin in kept:
                row[column] = kept[origin]
        yield row


def _text_rows(name: str, data: bytes) -> Callable[[], Iterator[Cells]]:
    text = decode_text(name, data)
    if re.match(r"\s*<(!doctype|html|table|\?xml)", text, re.IGNORECASE):
        raise BadInput(
            "file.broken", f"“{name}”其实是网页，不是表格文件。",
            hint="请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。",
        )  # fmt: skip
    mark = _delimiter(text)
    quoted = not (mark == "\t" and _torn(text))
    return lambda: _split(name, text, mark, quoted=quoted)


def _split(name: str, text: str, mark: str, *, quoted: bool) -> Iterator[Cells]:
    options: dict[str, Any] = {} if quoted else {"quoting": csv.QUOTE_NONE}
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=mark, **options)
    except csv.Error as error:
        raise _broken(name) from error


def _delimiter(text: str) -> str:
    """Return what parts the cells of the first lines: tab, comma or semicolon."""
    head = "\n".join(text.split("\n", HEAD_WITHIN)[:HEAD_WITHIN])
    return max("\t,;", key=head.count)


def _torn(text: str) -> bool:
    """Whether a lone quotation mark would swallow cells: then quotes are only characters."""
    with suppress(csv.Error):
        cells = (cell for row in csv.reader(StringIO(text), delimiter="\t") for cell in row)
        return any("\t" in cell for cell in cells)
    return True


def _refuse_bombs(name: str, data: bytes) -> None:
    """Refuse what would fill the memory; the reader itself unpacks without a limit."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            sizes = [info.file_size for info in archive.infolist()]
            heavy = sum(sizes) > min(MOST_UNPACKED, max(len(data), 20_000) * MOST_RATIO)
            if len(sizes) > MOST_PARTS or heavy:
                raise BadInput(
                    "file.bomb", f"文件“{name}”解压后过大，不予读取。",
                    hint="请把数据复制到一个新文件中保存后再试。",
                )  # fmt: skip
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, RuntimeError) as error:
        raise _broken(name) from error


def _broken(name: str) -> BadInput:
    return BadInput(
        "file.broken", f"表格文件“{name}”打不开，可能没有传完整或者已经损坏。",
        hint="请在 Excel 或 WPS 中打开确认，另存为 .xlsx 后再试。",
    )  # fmt: skip
