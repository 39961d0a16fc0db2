"""Which numbered blocks are headings, and on which level each stands."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from jingwei.plans.outline.blocks import Block
from jingwei.plans.outline.clauses import Source
from jingwei.plans.outline.furniture import is_page_number
from jingwei.plans.outline.tables import CLASS
from jingwei.plans.outline.units import is_note

_LONGEST = 60
_TERMINATOR = re.compile(r"[。！？]")
_TARGET = re.compile(
    r"[0-9０-９]+(?:\.[0-9]+)?(?:个|名|家|次|期|场|%|％|人|项|万|亿|支|份)|[年月]底前|年内|[0-9]月|不少于|不低于|每(?:年|季度|半年|月)"
)
_CLOSED = re.compile(r"[。；！？：;:!?]$")
_ALWAYS = ("part", "chinese", "bracket", "ordinal", "digit", "decimal")
_EDGE = " \t　\n"
POINT = 9  # level of a numbered point without a heading
_BRIEF = 12


@dataclass(frozen=True)
class Shape:
    """How a block stands: ``level`` 0 is text; the heading ends before ``body``."""

    level: int = 0
    body: int = 0


@dataclass(frozen=True)
class _Draft:
    style: str
    rank: float
    form: str  # alone, run_in, single
    body: int
    has_body: bool


def shapes_of(source: Source, blocks: list[Block]) -> list[Shape]:
    """Return the shape of every block, in order; levels count from 1, closed up without gaps."""
    drafts = _drafts(source, blocks)
    by_style: dict[str, list[_Draft]] = defaultdict(list)
    for draft in drafts:
        if draft:
            by_style[draft.style].append(draft)
    chosen = {s: group for s, group in by_style.items() if _is_structural(s, group)}
    listed = {s for s, group in chosen.items() if _is_list(group)}
    levels = _levels(chosen, listed)
    shapes = [
        _shape(draft, block, levels, listed) if draft and draft.style in chosen else Shape()
        for draft, block in zip(drafts, blocks, strict=True)
    ]
    return _closed_up(shapes)


def _closed_up(shapes: list[Shape]) -> list[Shape]:
    """Let a heading that skips a level stand directly below the one it stands under.

    Areas may number their items differently: （一） in one, 1. in the next.
    """
    closed: list[Shape] = []
    above: list[tuple[int, int]] = []  # printed level and level given, outermost first
    for shape in shapes:
        level = shape.level
        if level and level != POINT:
            while above and above[-1][0] >= level:
                above.pop()
            level = above[-1][1] + 1 if above else level
            above.append((shape.level, level))
        closed.append(replace(shape, level=level))
    return closed


def _levels(chosen: dict[str, list[_Draft]], listed: set[str]) -> dict[float, int]:
    """Number the ranks from 1; points of a list under headings stand below all of them."""
    ranks = {s: {draft.rank for draft in group} for s, group in chosen.items()}
    titled = [min(found) for s, found in ranks.items() if s not in listed]
    taken = {r for s, found in ranks.items() if s not in listed for r in found}
    points = {r for s in listed for r in ranks[s] if titled and r > min(titled)} - taken
    order = sorted({r for found in ranks.values() for r in found} - points)
    return {rank: n for n, rank in enumerate(order, 1)} | dict.fromkeys(points, POINT)


def _shape(draft: _Draft, block: Block, levels: dict[float, int], listed: set[str]) -> Shape:
    numbered_only = block.mark.end if block.mark else block.start
    if draft.form == "brief":
        return Shape(levels[draft.rank], numbered_only if draft.style in listed else draft.body)
    if draft.form == "single" or (draft.style in listed and not draft.has_body):
        return Shape(levels[draft.rank], numbered_only)
    if draft.style in listed and draft.form == "run_in" and draft.style != "chinese":
        return Shape(levels[draft.rank], numbered_only)
    return Shape(levels[draft.rank], draft.body)


def _is_structural(style: str, group: list[_Draft]) -> bool:
    if style.startswith(_ALWAYS) or style.startswith(("plain", "hint")):
        return True
    titled = sum(d.form == "run_in" or (d.form == "alone" and d.has_body) for d in group)
    return titled * 2 > len(group)


def _is_list(group: list[_Draft]) -> bool:
    """Tell whether a style numbers single demands rather than headings."""
    bare = sum(d.form in ("single", "brief") or not d.has_body for d in group)
    return bare * 2 > len(group)


def _drafts(source: Source, blocks: list[Block]) -> list[_Draft | None]:
    drafts: list[_Draft | None] = []
    opened = False
    hinted = _ranks_of_hints(blocks)
    for at, block in enumerate(blocks):
        following = _next(source, blocks, at)
        if block.hint is not None and block.hint.kind == "heading" and block.hint.level >= CLASS:
            opened = True
            drafts.append(
                _Draft("hint", block.hint.level - 100.0, "alone", block.end, has_body=True)
            )
        elif block.mark is not None:
            opened = True
            drafts.append(_numbered(source, block, following))
        elif block.hint is not None and block.hint.kind == "heading":
            rank = hinted.get(block.hint.level, block.hint.level - 100.0)
            drafts.append(_Draft("hint", rank, "alone", block.end, has_body=True))
        else:
            drafts.append(_unnumbered(source, block, following) if opened else None)
    return drafts


def _ranks_of_hints(blocks: list[Block]) -> dict[int, float]:
    """Map heading styles of the file to the rank of the numbers printed in that style."""
    return {
        b.hint.level: b.mark.rank
        for b in reversed(blocks)
        if b.hint is not None and b.hint.kind == "heading" and b.mark is not None
    }


def _numbered(source: Source, block: Block, following: Block | None) -> _Draft:
    mark = block.mark
    if mark is None:
        raise ValueError("a numbered block has a mark")
    words = source.masked[mark.end : block.end]
    follows = following is not None and (following.mark is None or following.mark.rank > mark.rank)
    match = _TERMINATOR.search(words)
    form, body = _form(words, match)
    rest = source.raw[mark.end + body : block.end].strip(_EDGE)
    has_body = follows if form == "alone" or not rest or is_note(rest) else True
    if form == "run_in" and (not rest or is_note(rest)):
        titled = follows or mark.style in ("part", "chinese")
        form = "alone" if titled else "brief" if body <= _BRIEF else "single"
    key = f"{mark.style}{mark.number.count('.') + mark.number.count('．')}"
    return _Draft(
        key if mark.style == "decimal" else mark.style, mark.rank, form, mark.end + body, has_body
    )


def _form(words: str, match: re.Match[str] | None) -> tuple[str, int]:
    """Return the form of a numbered block and the length of its heading with final sign."""
    colon = re.match(r"[^，。；：:\n]{2,30}[：:](?=[ 　]*[^\s])", words)
    if colon and not _TARGET.search(colon[0]):
        return "run_in", colon.end()
    if match is None:
        spaced = re.match(r"[^，。；：\n]{4,30}[ 　\t]+(?=[^\s（(]{12,})", words)
        if spaced:
            return "run_in", spaced.end()
        note = re.search(r"[（(][^）)]*[）)]\s*$", words)
        size = note.start() if note and note.start() > 2 else len(words)
        titled = size <= _LONGEST + 20 and not words.rstrip().endswith(("；", ";"))
        return ("alone" if titled else "single"), size
    head = words[: match.start()]
    is_title = len(head) <= _LONGEST and not _TARGET.search(head) and "；" not in head
    return ("run_in" if is_title else "single"), match.end()


def _unnumbered(source: Source, block: Block, following: Block | None) -> _Draft | None:
    """Take a short bare line in front of a number for a heading without number."""
    words = source.raw[block.start : block.end].strip(_EDGE)
    if not 2 <= len(words) <= 32 or _CLOSED.search(words) or "\n" in words or is_note(words):
        return None
    if following is None or following.mark is None or is_page_number(words):
        return None
    if following.mark.value != 1 or following.mark.style == "circle":
        return None
    return _Draft("plain", following.mark.rank - 0.05, "alone", block.end, has_body=True)


def _next(source: Source, blocks: list[Block], at: int) -> Block | None:
    """Return the next block that is neither blank, page number nor unit note."""
    for block in blocks[at + 1 : at + 6]:
        text = source.raw[block.start : block.end].strip()
        if text and not is_page_number(text) and not is_note(text):
            return block
    return None
