"""The picture of a page in fewer bytes: the same pixels without filters made for photographs."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = 8
DEPTH = 3
"""Bytes of a pixel: red, green, blue, as Chromium writes them."""


def repacked(png: bytes) -> bytes:
    """Return the 8-bit RGB picture ``png`` anew. Source: PNG specification, sections 9, 10."""
    chunks = list(_chunks(png))
    width, height = struct.unpack(">II", chunks[0][1][:8])
    packed = b"".join(body for kind, body in chunks if kind == b"IDAT")
    lines = _lines(zlib.decompress(packed), width * DEPTH, height)
    data = zlib.compress(b"".join(b"\0" + line for line in lines), 9)
    return png[:SIGNATURE] + b"".join(
        _chunk(kind, body) for kind, body in (chunks[0], (b"IDAT", data), (b"IEND", b""))
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = SIGNATURE
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _lines(raw: bytes, size: int, height: int) -> Iterator[bytes]:
    above = bytes(size)
    for n in range(height):
        start = n * (size + 1)
        above = _unfiltered(raw[start], raw[start + 1 : start + 1 + size], above)
        yield above


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    """Undo a line filter: 0 none, 1 left, 2 above, 3 mean of both, 4 the nearest of three."""
    if kind == 0:
        return line
    out = bytearray(DEPTH) + line
    corner = bytes(DEPTH) + above
    for n in range(DEPTH, len(out)):
        out[n] = (out[n] + _guess(kind, out[n - DEPTH], corner[n], corner[n - DEPTH])) & 255
    return bytes(out[DEPTH:])


def _guess(kind: int, left: int, up: int, before: int) -> int:
    if kind < 4:
        return (left, up, (left + up) // 2)[kind - 1]
    near = left + up - before
    return min((left, up, before), key=lambda value: abs(near - value))
