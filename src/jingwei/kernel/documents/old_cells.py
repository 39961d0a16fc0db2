"""How far the cells of an old workbook (.xls) reach, told before the reader lays them out.

Source: [MS-CFB] 2.1–2.6 (the container), [MS-XLS] 2.3–2.4 (records).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from jingwei.kernel.documents.boxes import Box
from jingwei.kernel.errors import BadInput

STREAMS = ("workbook", "book")
BEGIN, END, SHEET, LOCK, SIZE, NUMBERS = 0x809, 0x0A, 0x85, 0x2F, 0x200, 0xBD
CELLS = frozenset((0x203, 0x204, 0xFD, 0xD6, 0x27E, 0x205, 0x06, 0x206, 0x406))
"""Records that fill one cell: numbers, texts, truth values, formulas."""
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 1_000, 65_536, 256
LAST = 0xFFFFFFFA
"""Numbers from here on mark sectors that hold no data."""


def old_boxes(name: str, data: bytes) -> Iterator[Box]:
    """Yield the rectangle of every sheet; nothing for a container that holds no workbook.

    Raises BadInput ``file.broken`` and, for one with a password, ``file.locked``.
    """
    try:
        for stream in _streams(data):
            for start in _sheet_starts(name, stream):
                yield _box(name, stream, start)
    except (struct.error, IndexError) as error:
        raise _broken(name) from error


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Yield (kind, where its data begin, their size) from ``start`` to the end of the part."""
    depth, at = 0, start
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        yield kind, at + 4, size
        depth += (kind == BEGIN) - (kind == END)
        if kind == END and depth <= 0:
            return
        at += 4 + size


def _sheet_starts(name: str, stream: bytes) -> list[int]:
    found = []
    for kind, at, _ in _records(stream, 0):
        if kind == LOCK:
            raise BadInput("file.locked", f"文件“{name}”有打开密码。", hint="请去掉密码后再上传。")
        if kind == SHEET:
            found.append(struct.unpack_from("<I", stream, at)[0])
    if len(found) > MOST_SHEETS:
        raise _broken(name)
    return found


def _box(name: str, stream: bytes, start: int) -> Box:
    box = Box()
    for kind, at, size in _records(stream, start):
        if kind in CELLS or kind == NUMBERS:
            row, column = struct.unpack_from("<2H", stream, at)
            box.take(row + 1, column + 1)
            if kind == NUMBERS:
                box.take(row + 1, struct.unpack_from("<H", stream, at + size - 2)[0] + 1)
        elif kind == SIZE and not _is_sheet_sized(stream, at, size):
            raise _broken(name)  # the reader sets memory aside for what is announced here
    return box


def _is_sheet_sized(stream: bytes, at: int, size: int) -> bool:
    """Whether the announced size is one that a sheet of this format can have."""
    form = "<4x I 2x H" if size >= 14 else "<2x H 2x H"
    rows, columns = struct.unpack_from(form, stream, at)
    return bool(rows <= MOST_ROWS and columns <= MOST_COLUMNS)


class _Container:
    """The sectors of the file and the chains they form."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
        self.table = self._numbers(self._table_sectors())

    def sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        return self.data[start : start + self.size]

    def chain(self, first: int, table: list[int]) -> Iterator[int]:
        """Yield the sectors from ``first`` on; a ring ends where it would begin again."""
        for _ in range(len(table)):
            if first >= LAST:
                return
            yield first
            first = table[first]

    def read(self, first: int) -> bytes:
        return b"".join(self.sector(number) for number in self.chain(first, self.table))

    def _table_sectors(self) -> list[int]:
        """Return the sectors of the table of chains: 109 are named in the header."""
        named = list(struct.unpack_from("<109I", self.data, 76))
        more, count = struct.unpack_from("<2I", self.data, 68)
        for _ in range(min(count, len(self.data) // self.size)):
            if more >= LAST:
                break
            *found, more = self._numbers([more])
            named += found
        return [number for number in named if number < LAST]

    def _numbers(self, sectors: list[int]) -> list[int]:
        whole = b"".join(self.sector(number) for number in sectors)
        return list(struct.unpack(f"<{len(whole) // 4}I", whole[: len(whole) // 4 * 4]))


def _streams(data: bytes) -> Iterator[bytes]:
    """Yield the streams of a container that hold a workbook."""
    container = _Container(data)
    entries = container.read(struct.unpack_from("<I", data, 48)[0])
    cutoff, small_first = struct.unpack_from("<2I", data, 56)
    small: tuple[bytes, list[int]] = (b"", [])
    for at in range(0, len(entries) - 127, 128):
        length, kind = struct.unpack_from("<HB", entries, at + 64)
        first, size = struct.unpack_from("<2I", entries, at + 116)
        if kind == 5:
            table = container.read(small_first)
            numbers = list(struct.unpack(f"<{len(table) // 4}I", table))
            small = container.read(first), numbers
        name = entries[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
        if kind == 2 and name.lower() in STREAMS:
            found = _small(container, small, first) if size < cutoff else container.read(first)
            yield found[:size]


def _small(container: _Container, small: tuple[bytes, list[int]], first: int) -> bytes:
    """Return a short stream: its sectors of 64 bytes lie in a stream of their own."""
    held, table = small
    return b"".join(held[n * 64 : n * 64 + 64] for n in container.chain(first, table))


def _broken(name: str) -> BadInput:
    return BadInput(
        "file.broken", f"表格文件“{name}”打不开，可能没有传完整或者已经损坏。",
        hint="请在 Excel 或 WPS 中打开确认，另存为 .xlsx 后再试。",
    )  # fmt: skip
