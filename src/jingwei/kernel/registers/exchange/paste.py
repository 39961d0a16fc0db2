"""Rows copied from a spreadsheet and pasted into a box: the same road as a file."""

from __future__ import annotations

from typing import Any

from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import ImportBatch
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.exchange.batches import batch_open

PASTED = "粘贴的表格.txt"


def paste_open(register: Register[Any], text: str, *, clear_empty: bool, actor: Any) -> ImportBatch:
    """Keep a pasted table, cells parted by tabs, as an import to be weighed.

    Raises BadInput ``register.paste`` for an empty text, else as ``batch_open`` does.
    """
    if not text.strip():
        raise BadInput("register.paste", "还没有粘贴内容。", hint="从表格连同表头一起复制后粘贴。")
    data = text.strip("\r\n").encode()
    return batch_open(register, PASTED, data, clear_empty=clear_empty, actor=actor)
