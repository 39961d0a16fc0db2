"""Cut a text into nodes: which stretch is title, heading, measure, note or furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from jingwei.kernel.errors import BadInput
from jingwei.plans.outline.blocks import Block, Hint, blocks_of
from jingwei.plans.outline.clauses import Piece, Source, cut_text, note_at
from jingwei.plans.outline.front import back_begins, front_kinds
from jingwei.plans.outline.furniture import is_page_number
from jingwei.plans.outline.headings import POINT, Shape, shapes_of
from jingwei.plans.outline.lexicon import lexicon
from jingwei.plans.outline.paragraphs import masked_by_paragraph, paragraphs
from jingwei.plans.outline.script import simplified
from jingwei.plans.outline.tree import Node
from jingwei.plans.outline.units import is_note

MOST_NODES = 20_000
_EDGE = " \t　\n"
_ROW_NUMBER = re.compile(r"[^\s.]{1,8}\. ")
_CLOSERS = "。；：:！？，、"


def cut(text: str, hints: Mapping[int, Hint] | None = None) -> tuple[Node, ...]:
    """Return nodes that cover the text once, in order.

    ``hints`` says what the file knows of a line (heading style, table row), by start of line.
    Raises BadInput ``plan.too_many_numbers``.
    """
    found = paragraphs(text)
    plain = simplified(text)
    source = Source(plain, masked_by_paragraph(plain, found))
    blocks = blocks_of(source, found, hints or {})
    back = back_begins(source, blocks)
    body, rest = blocks[:back], blocks[back:]
    nodes = list(islice(_front_and_body(source, body, shapes_of(source, body)), MOST_NODES))
    if len(nodes) == MOST_NODES:
        raise BadInput(
            "plan.too_many_parts",
            f"正文分出的段落超过 {MOST_NODES} 个，不像一份工作计划。",
            hint="请只提交计划正文。",
        )
    return (*nodes, *(Node("other", b.start, b.end) for b in rest))


def _front_and_body(source: Source, blocks: list[Block], shapes: list[Shape]) -> Iterator[Node]:
    first = next((n for n, s in enumerate(shapes) if s.level or _is_row(blocks[n])), None)
    if first is None:
        first = _title_only(source, blocks)
    kinds = front_kinds(source, blocks[:first])
    yield from (Node(k, b.start, b.end) for k, b in zip(kinds, blocks[:first], strict=True))
    yield from _Body(source, blocks[first:], shapes[first:]).nodes()


def _is_row(block: Block) -> bool:
    return block.hint is not None and block.hint.kind == "row"


def _title_only(source: Source, blocks: list[Block]) -> int:
    """Return how many blocks stand before the text of a plan without any heading."""
    kinds = front_kinds(source, blocks)
    return next((n for n, kind in enumerate(kinds) if kind == "preamble"), len(blocks))


class _Body:
    """Walks the blocks after the front, keeping the heading it stands under."""

    def __init__(self, source: Source, blocks: list[Block], shapes: list[Shape]) -> None:
        self._source, self._blocks, self._shapes = source, blocks, shapes
        levels = {s.level for s in shapes if s.level and s.level != POINT}
        self._shift = 0 if max(levels, default=0) > 1 else 1  # one level: items only
        self._level = 0
        self._general_level = 0  # level of the heading whose text only states aims, 0: none
        self._following = _levels_ahead(shapes)

    def nodes(self) -> Iterator[Node]:
        for at, (block, shape) in enumerate(zip(self._blocks, self._shapes, strict=True)):
            line = self._source.raw[block.start : block.end].strip(_EDGE)
            if is_page_number(line) or (
                block.hint is not None and block.hint.kind in ("other", "title")
            ):
                yield Node("other", block.start, block.end)
            elif _is_row(block):
                yield from self._row(block)
            elif shape.level:
                yield from self._heading(block, shape)
            elif self._is_intro(at):
                yield Node("context", block.start, block.end)
            elif is_note(line):
                yield Node("note", block.start, block.end)
            else:
                yield from self._text(block.start, block.end)

    def _row(self, block: Block) -> Iterator[Node]:
        """Read one line of a table: number, task, and a note made of the other columns."""
        number = _ROW_NUMBER.match(self._source.raw, block.start, block.end)
        at = number.end() if number else block.start
        if number:
            yield Node("context", block.start, at)
        yield from self._text(at, block.end)

    def _heading(self, block: Block, shape: Shape) -> Iterator[Node]:
        level = shape.level + self._shift
        words_at = block.mark.end if block.mark else block.start
        stop = max(shape.body, words_at)
        stop = _past(self._source.raw, stop, block.end, _EDGE)
        words = self._source.raw[words_at:stop].strip(_EDGE + _CLOSERS)
        if level <= self._general_level:
            self._general_level = 0
        if not self._general_level and lexicon().general.match(words):
            self._general_level = level
        self._level = level
        kind = {1: "area", 2: "item"}.get(level, "subitem")
        number: str | None = block.mark.number if block.mark else ""
        if level > 2 and not words:
            kind, level, number = "context", 0, None
        yield Node(kind, block.start, stop, level, number)
        note = note_at(self._source, stop, block.end)
        if note > stop:
            yield Node("note", stop, note)
        yield from self._text(note, block.end)

    def _is_intro(self, at: int) -> bool:
        """Tell whether a block is the text between an area heading and its first item."""
        return self._level == 1 and self._following[at] > 1

    def _text(self, start: int, end: int) -> Iterator[Node]:
        if start >= end:
            return
        if self._general_level:
            yield Node("context", start, end)
            return
        yield from (Node(*piece) for piece in _joined(cut_text(self._source, start, end)))


def _levels_ahead(shapes: list[Shape]) -> list[int]:
    """Return for each block the level of the next heading after it, 0 if none."""
    ahead, level = [], 0
    for shape in reversed(shapes):
        ahead.append(level)
        level = shape.level or level
    return ahead[::-1]


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Drop empty pieces; the pieces cover their range in order."""
    return (piece for piece in pieces if piece[2] > piece[1])


def _past(text: str, at: int, end: int, signs: str) -> int:
    while at < end and text[at] in signs:
        at += 1
    return at
