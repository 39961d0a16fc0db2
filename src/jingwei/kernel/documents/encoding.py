"""Bytes of a text file into text."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from jingwei.kernel.errors import BadInput

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def decode_text(name: str, data: bytes) -> str:
    """Return the text of a .txt file with ``\\n`` line ends and without byte order mark.

    Reads UTF-8 with and without mark, UTF-16 with mark, GBK and GB18030.
    Raises BadInput ``file.encoding`` if the bytes are none of these.
    """
    for codec in _codecs(data):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return plain_lines(text)
    raise BadInput(
        "file.encoding",
        f"文件“{name}”不是能读的文本，可能已损坏，或者不是文本文件。",
        hint="请用记事本打开，另存为 UTF-8 编码后再试。",
    )


def plain_lines(text: str) -> str:
    """Return the text with ``\\n`` line ends and without byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _codecs(data: bytes) -> tuple[str, ...]:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return ("utf-16",)
    if data.startswith(BOM_UTF8):
        return ("utf-8-sig",)
    return ("utf-8", "gb18030")
