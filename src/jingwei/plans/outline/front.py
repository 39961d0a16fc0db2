"""The part of a text before its first heading and after its last: title, preamble, furniture."""

from __future__ import annotations

import re

from jingwei.plans.outline import furniture
from jingwei.plans.outline.blocks import Block
from jingwei.plans.outline.clauses import Source

_LONGEST_TITLE = 60
_LONGEST_WITH_COMMA = 24
_WORD = re.compile("[一-龥A-Za-z0-9]")
_NOTICE = re.compile("(?:.{2,30})?关于.{2,50}的(?:通知|意见|函|报告|请示)$")
_YEARS = re.compile(r"[（(][0-9〇零一二三四五六七八九—–～~至\-]{4,9}年(?:度)?[）)]$")


def _line(source: Source, block: Block) -> str:
    return source.raw[block.start : block.end].strip()


def back_begins(source: Source, blocks: list[Block]) -> int:
    """Return the index of the first block of the furniture after the text, or the block count."""
    total = sum(b.mark is not None for b in blocks)
    seen = 0
    for at, block in enumerate(blocks):
        if block.mark is not None:
            seen += 1
        elif seen * 2 > total and _opens_back(source, blocks, at):
            return at
    return len(blocks)


def _opens_back(source: Source, blocks: list[Block], at: int) -> bool:
    line = _line(source, blocks[at])
    if furniture.is_annex(line) or furniture.is_closing(line) or furniture.is_date_line(line):
        return True
    following = [_line(source, b) for b in blocks[at + 1 : at + 3]]
    return furniture.is_signature(line) and any(map(furniture.is_date_line, following))


def front_kinds(source: Source, blocks: list[Block]) -> list[str]:
    """Return title, preamble or other for each block before the first heading."""
    lines = [_line(source, b) for b in blocks]
    kinds = [_front_kind(line, b) for line, b in zip(lines, blocks, strict=True)]
    for at, line in enumerate(lines):
        dated = at + 1 < len(lines) and furniture.is_date_line(lines[at + 1])
        if _YEARS.match(line) and at and kinds[at - 1] == "title":
            kinds[at] = "title"
        if kinds[at] == "title" and dated and furniture.is_signature(line):
            kinds[at] = "other"
    return _one_title(lines, kinds)


def _front_kind(line: str, block: Block) -> str:
    if block.hint is not None and block.hint.kind in ("title", "other"):
        return block.hint.kind
    if not _WORD.search(line) or furniture.is_page_number(line) or furniture.is_head(line):
        return "other"
    if furniture.is_addressee(line) or furniture.is_forwarding(line) or furniture.is_annex(line):
        return "other"
    if furniture.is_closing(line) or re.match(r"[（(].{2,40}[）)]$", line):
        return "other"
    if (
        block.mark is None
        and len(line) <= _LONGEST_TITLE
        and not re.search("[。；：:！？，]$|。", line)
        and not ("，" in line and len(line) > _LONGEST_WITH_COMMA)
    ):
        return "title"
    return "preamble"


def _one_title(lines: list[str], kinds: list[str]) -> list[str]:
    """Keep one run of title lines: the last that reads like a plan's, else the first."""
    runs: list[list[int]] = []
    for at, kind in enumerate(kinds):
        if kind == "title" and runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        elif kind == "title":
            runs.append([at])
    if not runs:
        return kinds
    planned = [r for r in runs if furniture.PLAN_WORDS.search("".join(lines[i] for i in r))]
    own = [r for r in planned if not lines[r[-1]].endswith("通知")]
    notices = [r for r in runs if _NOTICE.match("".join(lines[i] for i in r))]
    best = set((own or planned or notices or runs[:1])[-1])
    return [
        "other" if kind == "title" and at not in best else kind for at, kind in enumerate(kinds)
    ]
