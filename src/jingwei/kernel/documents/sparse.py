"""Cells far out in a sheet: the reader lays out the whole rectangle and would take all memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import IO
from xml.parsers import expat

from jingwei.kernel.documents.boxes import Box
from jingwei.kernel.documents.old_cells import old_boxes
from jingwei.kernel.documents.packages import is_ole
from jingwei.kernel.errors import BadInput

MOST_CELLS = 12_000_000
"""Cells of all rectangles together; each takes about 30 bytes in the reader, filled or not."""
BLOCK = 4_000_000
OTHER_KINDS = ("xl/workbook.bin", "content.xml")
"""Parts of packages that are workbooks of other kinds, whose cells nobody has counted."""
PLAIN = b'<c r="'
_OTHERWISE = re.compile(rb'<c(?! r=")[\s/>]'), re.compile(rb":c[\s/>]")
_WIDE = re.compile(rb'<c r="([A-Za-z]{2,})[0-9]')
_LONG = re.compile(rb'<c r="[A-Za-z]+([0-9]{5,})"')
_WRITTEN = re.compile(r"([A-Za-z]{1,3})([0-9]+)")
Part = Callable[[], IO[bytes]]


def refuse_far_cells(name: str, data: bytes, rows: int, columns: int) -> None:
    """Raise BadInput ``file.too_large`` for a workbook whose filled cells lie too far apart.

    Too far is beyond ``rows`` or ``columns``, or more than MOST_CELLS in all rectangles; a cell
    that only carries a format is no filled one. Old workbooks (.xls) are looked at too. Raises
    ``file.broken``, ``file.locked``, ``file.kind`` as well. A second or two for 100 MB of sheet.
    """
    if is_ole(data):
        _refuse(name, old_boxes(name, data), rows, columns)
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _refuse_package(name, archive, rows, columns)
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, RuntimeError) as error:
        raise _broken(name) from error
    except (expat.ExpatError, ValueError, zlib.error) as error:
        raise _broken(name) from error


def _refuse_package(name: str, archive: zipfile.ZipFile, rows: int, columns: int) -> None:
    if any(part in archive.namelist() for part in OTHER_KINDS):
        raise BadInput(
            "file.kind", f"“{name}”不是 .xlsx 工作簿。",
            hint="请在 WPS 或 Excel 中打开，另存为 .xlsx 后再上传。",
        )  # fmt: skip
    parts = [_part(archive, info) for info in archive.infolist() if _may_hold_cells(info.filename)]
    if _why([_guessed(part) or _read(part) for part in parts], rows, columns):
        _refuse(name, (_read(part) for part in parts), rows, columns)


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Part:
    return lambda: archive.open(info)


def _may_hold_cells(part: str) -> bool:
    """Whether a part may be a sheet: which ones are is written in the package, not in names."""
    return not part.lower().startswith(("xl/media/", "docprops/", "customxml/"))


def _refuse(name: str, boxes: Iterable[Box], rows: int, columns: int) -> None:
    if why := _why(boxes, rows, columns):
        raise BadInput(
            "file.too_large", f"“{name}”{why}。",
            hint="请删去远处的行列，只保留名单后再上传；行数确实很多的，拆成几个文件分次导入。",
        )  # fmt: skip


def _why(boxes: Iterable[Box], rows: int, columns: int) -> str:
    """Return what is too far or too much, "" for nothing."""
    cells = 0
    for box in boxes:
        if box.bottom > rows or box.right > columns:
            return f"在第 {rows} 行或第 {columns} 列以外还有内容"
        cells += box.cells
        if cells > MOST_CELLS:
            return f"的表格跨越超过 {MOST_CELLS:,} 个单元格"
    return ""


def _guessed(part: Part) -> Box | None:
    """Return a rectangle that is large enough for the cells of a part, formats counted as cells.

    None where a cell does not say its place as office programs do. Fast: no element is looked at.
    """
    box = Box()
    with part() as stream:
        for text in _tags(stream):
            if len(text) > 2 * BLOCK or any(form.search(text) for form in _OTHERWISE):
                return None
            if PLAIN in text:
                wide, long = set(_WIDE.findall(text)), _LONG.findall(text)
                box.take(1, 1)
                box.take(max(map(_row_number, long), default=9_999), _widest(wide))
    return box


def _row_number(digits: bytes) -> int:
    return int(digits[:9])


def _widest(wide: set[bytes]) -> int:
    return max(map(column_number, wide), default=26)


def _tags(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a part in pieces that end with a tag."""
    kept = b""
    while block := stream.read(BLOCK):
        text = kept + block
        end = text.rfind(b">") + 1
        if not end and len(text) <= 2 * BLOCK:
            kept = text
            continue
        kept = text[end:] if end else b""
        yield text[: end or None]
    if kept:
        yield kept


def _read(part: Part) -> Box:
    """Return the rectangle of the filled cells of a part, each element looked at."""
    with part() as stream:
        if not stream.read(100).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            return Box()
    reader = _Reader()
    with part() as stream:
        reader.parser.ParseFile(stream)
    return reader.box


class _Reader:
    """Follows rows and cells; one that does not say its place comes after the one before."""

    def __init__(self) -> None:
        self.box, self.row, self.column = Box(), 0, 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begin
        self.parser.StartDoctypeDeclHandler = _refuse_entities

    def _begin(self, name: str, marks: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in ("v", "is"):
            self.box.take(self.row, self.column)
        elif local == "c":
            self._cell(marks.get("r", ""))
        elif local == "row":
            told = marks.get("r", "")
            self.row = int(told[:9]) if told.isdecimal() else self.row + 1
            self.column = 0

    def _cell(self, place: str) -> None:
        if found := _WRITTEN.fullmatch(place):
            self.column, self.row = column_number(found[1].encode()), int(found[2][:9])
        else:
            self.column += 1


def _refuse_entities(*declared: object) -> None:
    raise ValueError("no sheet declares entities")


def column_number(letters: bytes) -> int:
    """Return the number of a column, 1 for A."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _broken(name: str) -> BadInput:
    return BadInput(
        "file.broken", f"表格文件“{name}”打不开，可能没有传完整或者已经损坏。",
        hint="请在 Excel 或 WPS 中打开确认，另存为 .xlsx 后再试。",
    )  # fmt: skip
