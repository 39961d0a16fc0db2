"""Profiles of other platforms: their columns in their order, under their headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jingwei.collection.columns import Column
from jingwei.kernel.errors import BadInput

UNIT = "填报单位"
"""Always at hand, whatever a round asks."""
NAME = "对象"
_BETWEEN = re.compile(r"[；;\n]+")


@dataclass(frozen=True)
class Heading:
    """A heading of the other platform and our column; ``ours`` "" leaves the column empty."""

    theirs: str
    ours: str


def headings_read(text: str) -> list[Heading]:
    """Return the headings of a profile: "姓名=姓名；出生年月=出生日期；备注=".

    A part without a sign means the same words on both sides. Raises BadInput
    ``collection.profile`` for no heading, or one that stands twice.
    """
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    found = [_heading(part) for part in parts]
    names = [heading.theirs for heading in found]
    if not found:
        raise BadInput("collection.profile", "口径里没有栏目。", hint="例如：姓名=姓名；备注=。")
    if twice := sorted({name for name in names if names.count(name) > 1 or not name}):
        raise BadInput("collection.profile", f"栏名“{twice[0]}”空着或重复了。", hint="请改栏名。")
    return found


def arranged(
    headings: Sequence[Heading],
    columns: Sequence[Column],
    rows: Iterable[tuple[str, str, Mapping[str, str]]],
) -> tuple[list[list[str]], list[str]]:
    """Return the rows in the order of ``headings``, and which of our columns the round lacks.

    ``rows`` are (who answered, what the row is about, texts by column code).
    """
    codes = {column.label: column.code for column in columns}
    lacking = [h.ours for h in headings if h.ours and h.ours not in {*codes, UNIT, NAME}]
    lines = []
    for unit, name, texts in rows:
        known = {UNIT: unit, NAME: name}
        known |= {label: texts.get(code, "") for label, code in codes.items()}
        lines.append([known.get(heading.ours, "") for heading in headings])
    return lines, lacking


def _heading(part: str) -> Heading:
    theirs, sign, ours = part.replace("＝", "=").partition("=")
    return Heading(theirs.strip(), ours.strip() if sign else theirs.strip())
