"""Pictures of nobody: a head and shoulders in plain colours, as PNG. No faces."""

from __future__ import annotations

import zlib
from struct import pack

WIDTH, HEIGHT = 376, 460
GROUNDS = ((214, 226, 240), (222, 232, 222), (236, 228, 214), (228, 222, 236))
COATS = ((52, 68, 92), (74, 74, 82), (40, 60, 56), (88, 60, 64))
SKINS = ((224, 196, 172), (212, 182, 156))
HAIR = (48, 44, 44)


def silhouette(number: int, *, is_woman: bool) -> bytes:
    """Return a PNG of 376 × 460 pixels; the same for the same number."""
    colours = [
        GROUNDS[number % 4], COATS[number // 4 % 4], SKINS[number // 16 % 2], HAIR,
        (number % 251, number // 251 % 251, 9),
    ]  # fmt: skip
    rows = bytearray()
    for y in range(HEIGHT):
        rows += b"\0" + _row(y, is_woman)
    palette = b"".join(bytes(colour) for colour in colours)
    head = pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", head),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(bytes(rows), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _row(y: int, is_woman: bool) -> bytes:
    """Return the colours of a line: ground, coat, skin, hair over the skin."""
    line = bytearray(WIDTH)
    middle = WIDTH // 2
    _span(line, middle, _half(y, 470, 150, 175), 1)
    if 250 <= y < 320:
        _span(line, middle, 34, 2)
    _span(line, middle, _half(y, 180, 112 if is_woman else 100, 92 if is_woman else 84), 3)
    _span(line, middle, _half(y, 196, 92, 72), 2)
    return bytes(line)


def _half(y: int, centre: int, high: int, wide: int) -> int:
    """Return half the width of an ellipse at a line, 0 outside."""
    inside = 1 - ((y - centre) / high) ** 2
    return int(wide * inside**0.5) if inside > 0 else 0


def _span(line: bytearray, middle: int, half: int, colour: int) -> None:
    line[middle - half : middle + half] = bytes([colour]) * (2 * half)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
