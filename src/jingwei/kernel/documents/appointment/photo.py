"""Photos of appointment forms: what kind, how large, and without the notes a camera leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jingwei.kernel.errors import BadInput

MOST_PHOTO_BYTES = 4 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_SCAN, _END = 0xDA, 0xD9
_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_BEHIND_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def photo_kind(data: bytes) -> str:
    """Return "jpeg", "png", "bmp" by the content, or "" for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(_PNG):
        return "png"
    return "bmp" if data.startswith(b"BM") and len(data) > 26 else ""


def clean_photo(data: bytes) -> bytes:
    """Return the photo without EXIF, thumbnails and comments (JPEG); b"" for none.

    Only the JPEG segments that decode and colour the picture stay; pixels are untouched.
    Raises BadInput ``kernel.photo`` for a photo over 4 MB, of another kind or damaged.
    """
    if not data:
        return b""
    if len(data) > MOST_PHOTO_BYTES:
        raise _refusal("照片超过 4 MB", "请压缩或裁剪照片后再试。")
    if not photo_kind(data):
        raise _refusal("照片不是 JPG、PNG 或 BMP 图片", "请换一张照片后再试。")
    photo_size(data)
    if photo_kind(data) != "jpeg":
        return data
    kept = [part for marker, part in _segments(data) if _is_needed(marker, part)]
    return b"\xff\xd8" + b"".join(kept) + b"\xff\xd9"


def photo_size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels; BadInput ``kernel.photo`` for a damaged photo."""
    if data.startswith(_PNG):
        size = data[16:20], data[20:24]
        width, height = (int.from_bytes(part) for part in size)
    elif data.startswith(b"BM"):
        size = data[18:22], data[22:26]
        width, height = (abs(int.from_bytes(part, "little", signed=True)) for part in size)
    else:
        width, height = _jpeg_size(data)
    if not width or not height:
        raise _damaged()
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    markers = dict(_segments(data))
    frames = [part for marker, part in markers.items() if marker in _SIZES and len(part) > 9]
    if not frames or _SCAN not in markers:
        raise _damaged()
    return int.from_bytes(frames[0][7:9]), int.from_bytes(frames[0][5:7])


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and bytes of each segment; a scan includes its compressed pixels."""
    at = 2
    while at + 4 <= len(data) and data[at + 1] != _END:
        if data[at] != 0xFF:
            raise _damaged()
        if data[at + 1] == 0xFF:  # fill byte
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if data[at + 1] == _SCAN:
            behind = _BEHIND_SCAN.search(data, end)
            end = behind.start() if behind else len(data)
        if end > len(data):
            raise _damaged()
        yield data[at + 1], data[at:end]
        at = end


def _is_needed(marker: int, part: bytes) -> bool:
    """Tell whether a decoder needs the segment: no APPn but JFIF, ICC and Adobe, no comment."""
    if marker == 0xE0:
        return part[4:8] == b"JFIF"
    if marker == 0xE2:
        return part[4:15] == b"ICC_PROFILE"
    return marker == 0xEE or not (0xE1 <= marker <= 0xEF or marker == 0xFE)


def _damaged() -> BadInput:
    return _refusal("照片已损坏，打不开", "请换一张照片后再试。")


def _refusal(what: str, hint: str) -> BadInput:
    return BadInput("kernel.photo", f"{what}。", hint=hint)
