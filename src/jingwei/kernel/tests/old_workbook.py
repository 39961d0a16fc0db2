"""The smallest .xls that a reader takes: BIFF8 in an OLE container, one sheet, texts and numbers.

Source: [MS-CFB] 2.2–2.6, [MS-XLS] 2.4.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR, FREE, END, FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SHORTEST = 4096
"""Streams that are shorter would lie in the container of small ones."""
Cell = tuple[int, int, str | float]


def xls(
    rows: Sequence[Sequence[str | float]], far: Sequence[Cell] = (), *, is_locked: bool = False
) -> bytes:
    """Return a workbook with one sheet; ``far`` are more cells: row, column from 0, value."""
    stream = _workbook(rows, far, is_locked=is_locked).ljust(SHORTEST, b"\0")
    stream += b"\0" * (-len(stream) % SECTOR)
    count = len(stream) // SECTOR
    chain = [FAT, END, *range(3, count + 2), END]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    header = struct.pack(
        "<8s16x5H6x3I4xI5I", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, SHORTEST, END, 0, END, 0, 0,
    )  # fmt: skip
    return (
        header + struct.pack("<108I", *[FREE] * 108) + fat + directory.ljust(SECTOR, b"\0") + stream
    )


def small_xls(far: Sequence[Cell]) -> bytes:
    """Return a workbook so short that it lies in the container of small streams."""
    stream = _workbook([], far, is_locked=False)
    held = stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0")
    sectors, pieces = len(held) // SECTOR, -(-len(stream) // 64)
    chain = [FAT, END, END, *range(4, sectors + 3), END]
    tables = [
        struct.pack(f"<{len(numbers)}I", *numbers).ljust(SECTOR, b"\xff")
        for numbers in (chain, [*range(1, pieces), END])
    ]
    directory = _entry("Root Entry", 5, 3, len(held), child=1)
    directory += _entry("Workbook", 2, 0, len(stream))
    header = struct.pack(
        "<8s16x5H6x3I4xI5I", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, SHORTEST, 2, 1, END, 0, 0,
    )  # fmt: skip
    parts = (header, struct.pack("<108I", *[FREE] * 108), tables[0])
    return b"".join((*parts, directory.ljust(SECTOR, b"\0"), tables[1], held))


def _workbook(
    rows: Sequence[Sequence[str | float]], far: Sequence[Cell], *, is_locked: bool
) -> bytes:
    begin = _record(0x809, struct.pack("<4H2I", 0x600, 5, 0, 0, 0, 6))
    begin += _record(0x2F, b"\0" * 6) if is_locked else b""
    name = _record(0x85, struct.pack("<IBBBB", 0, 0, 0, 1, 0) + b"A")
    end = _record(0x0A, b"")
    offset = len(begin) + len(name) + len(end)
    name = _record(0x85, struct.pack("<IBBBB", offset, 0, 0, 1, 0) + b"A")
    cells = b"".join(
        _cell(row, column, value)
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
    )
    cells += b"".join(_cell(*one) for one in far)
    sheet = _record(0x809, struct.pack("<4H2I", 0x600, 0x10, 0, 0, 0, 6))
    return begin + name + end + sheet + cells + end


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<3H", row, column, 0)
    if isinstance(value, float):
        return _record(0x203, place + struct.pack("<d", value))
    text = value.encode("utf-16-le")
    return _record(0x204, place + struct.pack("<HB", len(value), 1) + text)


def _record(code: int, data: bytes) -> bytes:
    return struct.pack("<2H", code, len(data)) + data


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = f"{name}\0".encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack(
        "<HBB3I16x4x16xIQ", len(text), kind, 1, FREE, FREE, child, start, size
    )
