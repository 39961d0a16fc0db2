"""Paragraphs of a text: lines, with hard-wrapped lines put together again."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from jingwei.plans.outline.marks import mark_at
from jingwei.plans.outline.masking import mask

_STOP = "。；！？：;!?:）)"
_INDENT = re.compile(r"(?:[ 　\t]{2,}|　|\t)\S")
FURNITURE_LINE = re.compile(
    r"[ 　\t]*(?:[—\-–－]{1,2}[ 　]*[0-9０-９]{1,4}[ 　]*[—\-–－]{1,2}"
    r"|第[ ]?[0-9]{1,4}[ ]?页(?:[，, ]?共[ ]?[0-9]{1,4}[ ]?页)?"
    r"|[0-9]{1,3}[ ]?/[ ]?[0-9]{1,3}|[0-9]{1,3})[ 　\t]*$"
)
_SHORTEST_WRAP = 18
_LONGEST_WRAP = 70


@dataclass(frozen=True)
class Paragraph:
    """A stretch [start, end) of the text; ``end`` includes the line break after it."""

    start: int
    end: int


def paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs that hold any sign, in order; blank lines go with the one before."""
    lines = _lines(text)
    width = _wrap_width(text, lines)
    merged: list[Paragraph] = []
    above: Paragraph | None = None
    for at, line in enumerate(lines):
        if above and width and _is_page_break(text, lines, at, above, width):
            merged[-1] = Paragraph(merged[-1].start, line.end)
            continue
        is_blank = not text[line.start : line.end].strip()
        goes_on = above and width and _continues(text, above, line, width)
        if merged and (is_blank or goes_on):
            merged[-1] = Paragraph(merged[-1].start, line.end)
        else:
            merged.append(line)
        above = None if is_blank else line
    return merged


def _is_page_break(
    text: str, lines: list[Paragraph], at: int, above: Paragraph, width: _Wrap
) -> bool:
    """Tell whether a page number stands inside a sentence that goes on in the next line."""
    if at + 1 >= len(lines) or not FURNITURE_LINE.match(text[lines[at].start : lines[at].end]):
        return False
    is_open = text[above.start : above.end].rstrip()[-1:] not in _STOP
    return is_open and _continues(text, above, lines[at + 1], width)


def masked_by_paragraph(text: str, found: list[Paragraph]) -> str:
    """Return the text with quotes and brackets blanked; no pair crosses a paragraph."""
    return "".join(mask(text[p.start : p.end]) for p in found)


def _lines(text: str) -> list[Paragraph]:
    lines, at = [], 0
    while at < len(text):
        stop = text.find("\n", at) + 1 or len(text)
        lines.append(Paragraph(at, stop))
        at = stop
    return lines


def _width(line: str) -> int:
    return sum(2 if ord(c) > 0x2E7F or c in "“”‘’—…" else 1 for c in line.rstrip()) // 2


@dataclass(frozen=True)
class _Wrap:
    """How wide a line must be, in Chinese characters, for the next one to go on in it."""

    full_line: int
    open_line: int


def _wrap_width(text: str, lines: list[Paragraph]) -> _Wrap | None:
    """Return the width lines were broken at, or None if every line is a paragraph.

    A line left open goes on even if it is shorter, where paragraphs are set in a good deal.
    """
    filled = [text[p.start : p.end].rstrip() for p in lines if p.end - p.start < 300]
    filled = [line for line in filled if line]
    if len(filled) < 4 or any(p.end - p.start >= 300 for p in lines):
        return None
    widths = [_width(line) for line in filled]
    open_widths = Counter(
        w
        for line, w in zip(filled, widths, strict=True)
        if line[-1] not in _STOP and w >= _SHORTEST_WRAP
    )
    widest = max(widths)
    near = sum(count for w, count in open_widths.items() if w >= widest - 3)
    enough = near >= 2 and near * 4 >= len(filled)
    if not enough or widest > _LONGEST_WRAP:
        return None
    numbered = [p for p in lines if mark_at(text, p.start, p.end)]
    inset = sum(_INDENT.match(text, p.start, p.end) is not None for p in numbered)
    is_inset = len(numbered) >= 2 and inset * 5 >= len(numbered) * 4
    return _Wrap(widest - 3, widest * 3 // 5 if is_inset else widest * 3 // 4)


def _continues(text: str, above: Paragraph, line: Paragraph, width: _Wrap) -> bool:
    """Tell whether a line goes on in the line above it, in a text broken at a fixed width."""
    last, here = text[above.start : above.end], text[line.start : line.end]
    if FURNITURE_LINE.match(here) or FURNITURE_LINE.match(last):
        return False
    is_open = last.rstrip()[-1:] not in _STOP
    least = width.open_line if is_open else width.full_line
    if _INDENT.match(here) or _width(last) < least:
        return False
    return mark_at(text, line.start, line.end) is None
