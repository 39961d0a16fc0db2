"""Blocks of a text: paragraphs, taken apart where a new number begins inside a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jingwei.kernel.errors import BadInput
from jingwei.plans.outline.clauses import Source
from jingwei.plans.outline.marks import Mark, mark_at
from jingwei.plans.outline.paragraphs import Paragraph

MOST_NUMBERS = 5_000
_BREAK = re.compile(
    r"[。；！？][”’」』\"]?[ \t　\n]*|[ \t　]+"
    r"|[）)](?=[0-9０-９一二三四五六七八九十（(])|(?=[（(]一[）)])"
)
_REMARK = re.compile(r"[ \t　]*(?:备注|填表说明|注)[ 　]*[：:]")
_HEADING_STYLES = ("chinese", "bracket", "digit", "decimal")


@dataclass(frozen=True)
class Hint:
    """What the file itself says of a line: heading (with level), title, row, other."""

    kind: str
    level: int = 0


@dataclass(frozen=True)
class Block:
    """A paragraph or the part of it under one number."""

    start: int
    end: int
    mark: Mark | None
    hint: Hint | None = None


def blocks_of(source: Source, found: list[Paragraph], hints: Mapping[int, Hint]) -> list[Block]:
    """Return the blocks in order; hints are keyed by the start of a line.

    Raises BadInput ``plan.too_many_numbers`` beyond 5,000 numbers: no plan has so many.
    """
    blocks: list[Block] = []
    numbers = 0
    for paragraph in found:
        hint = hints.get(paragraph.start)
        is_whole = hint is not None and hint.kind in ("row", "title", "other")
        if is_whole or _REMARK.match(source.raw, paragraph.start, paragraph.end):
            blocks.append(Block(paragraph.start, paragraph.end, None, hint))
            continue
        for block in _split(source, paragraph, hint):
            numbers += block.mark is not None
            blocks.append(block)
        if numbers > MOST_NUMBERS:
            raise BadInput(
                "plan.too_many_numbers",
                f"文中编号超过 {MOST_NUMBERS} 个，不像一份工作计划。",
                hint="请只提交计划正文。",
            )
    return blocks


def _split(source: Source, paragraph: Paragraph, hint: Hint | None) -> Iterator[Block]:
    start, end = paragraph.start, paragraph.end
    mark = mark_at(source.masked, start, end)
    for match in _BREAK.finditer(source.masked, start, end):
        at = match.end()
        if at >= end or at <= (mark.end if mark else start):
            continue
        following = mark_at(source.masked, at, end)
        if following and following.end < end and _begins(match[0], mark, following):
            yield Block(start, at, mark, hint)
            start, mark, hint = at, following, None
    yield Block(start, end, mark, hint)


def _begins(before: str, mark: Mark | None, following: Mark) -> bool:
    """Tell whether a number inside a line opens a new block rather than a point of a sentence."""
    if before[:1] in ("。", "！", "？"):
        return True
    if following.style not in _HEADING_STYLES or mark is None:
        return False
    goes_on = following.style == mark.style and following.value == (mark.value or 0) + 1
    if before[:1] == "；":
        return goes_on
    return goes_on or (following.value == 1 and following.rank > mark.rank)
