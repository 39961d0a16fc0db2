"""Build the outline from a flat list of nodes: tree, units, limits, numbers, names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from jingwei.kernel.chinese import half_width
from jingwei.kernel.errors import BadInput
from jingwei.plans.outline.marks import mark_at
from jingwei.plans.outline.notes import Draft, apply_notes
from jingwei.plans.outline.paragraphs import FURNITURE_LINE
from jingwei.plans.outline.phrases import measure_of
from jingwei.plans.outline.tree import HEADINGS, KINDS, Area, Heading, Item, Measure, Node, Outline

_EDGE = " \t　\n。；：:！？，,;、."
_YEAR = re.compile(r"(20[0-9]{2})(?=年|[—\-–～~])|〔(20[0-9]{2})〕")
_YEAR_IN_WORDS = re.compile("二[〇零○][一二三四五六七八九〇零]{2}(?=年)")


def assemble(source_text: str, nodes: Iterable[Node]) -> Outline:
    """Return the whole outline of a text from its nodes.

    Raises BadInput ``plan.nodes`` if the nodes do not cover the text once, in order.
    """
    cover = tuple(nodes)
    check_cover(source_text, cover)
    year = _year(source_text, cover)
    drafts = apply_notes(source_text, cover)
    return Outline(
        source_text=source_text,
        nodes=cover,
        title=_stretch(source_text, cover, "title"),
        preamble=_stretch(source_text, cover, "preamble"),
        year=year,
        areas=_Tree(source_text, cover, drafts, year).areas(),
        other=tuple(_others(source_text, cover)),
    )


def check_cover(source_text: str, nodes: Sequence[Node]) -> None:
    """Raise BadInput ``plan.nodes`` unless the nodes cover the text once, in order."""
    at = 0
    for node in nodes:
        if node.start != at or node.end <= at or node.kind not in KINDS:
            raise BadInput(
                "plan.nodes", f"第 {at} 个字处的分段接不上。", hint="请撤销上一步的修改后再试。"
            )
        at = node.end
    if at != len(source_text):
        raise BadInput(
            "plan.nodes", f"第 {at} 个字之后没有分段。", hint="请撤销上一步的修改后再试。"
        )


def tight(text: str, start: int, end: int, signs: str = " \t　\n") -> tuple[int, int]:
    """Return the span without the given signs at its edges; never longer, maybe empty."""
    while start < end and text[start] in signs:
        start += 1
    while end > start and text[end - 1] in signs:
        end -= 1
    return start, end


def _stretch(text: str, nodes: Sequence[Node], kind: str) -> str:
    found = [n for n in nodes if n.kind == kind]
    if not found:
        return ""
    start, end = tight(text, found[0].start, found[0].end)
    parts = [text[start:end]]
    for before, node in pairwise(found):
        first, last = tight(text, node.start, node.end)
        gap = text[before.end : first] if before.end == node.start else ""
        parts += [gap.strip(" \t　") or "\n", text[first:last]]
    return "".join(parts)


def _others(text: str, nodes: Sequence[Node]) -> Iterable[tuple[str, tuple[int, int]]]:
    for node in nodes:
        if node.kind == "other":
            start, end = tight(text, node.start, node.end)
            if end > start:
                yield text[start:end], (start, end)
        elif "\n" in text[node.start : node.end]:
            yield from _page_numbers(text, node)


def _page_numbers(text: str, node: Node) -> Iterable[tuple[str, tuple[int, int]]]:
    """Find page numbers printed inside a sentence; they stay in its text, which is verbatim."""
    at = node.start
    for line in text[node.start : node.end].splitlines(keepends=True):
        if line.strip() and FURNITURE_LINE.match(line):
            start, end = tight(text, at, at + len(line))
            yield text[start:end], (start, end)
        at += len(line)


def _year(text: str, nodes: Sequence[Node]) -> int | None:
    title = "".join(text[n.start : n.end] for n in nodes if n.kind == "title")
    furniture = "".join(text[n.start : n.end] for n in nodes if n.kind == "other")[:2000]
    for place in (title, text[:600], furniture, text[:20_000]):
        found = _YEAR.search(half_width(place))
        if found:
            return int(found[1] or found[2])
        words = _YEAR_IN_WORDS.search(place)
        if words:
            return int(
                "".join(
                    str("〇一二三四五六七八九".index(c)) for c in re.sub("[零○]", "〇", words[0])
                )
            )
    return None


@dataclass
class _OpenItem:
    head: Heading
    subitems: list[Heading] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)


@dataclass
class _OpenArea:
    head: Heading
    items: list[_OpenItem] = field(default_factory=list)


class _Tree:
    def __init__(
        self, text: str, nodes: Sequence[Node], drafts: Sequence[Draft], year: int | None
    ) -> None:
        self._text, self._nodes, self._year = text, nodes, year
        self._drafts = {draft.at: draft for draft in drafts}
        self._areas: list[_OpenArea] = []
        self._subitem: int | None = None

    def areas(self) -> tuple[Area, ...]:
        ends = _extents(self._nodes, len(self._text))
        for at, node in enumerate(self._nodes):
            if node.kind in HEADINGS:
                self._open(node, self._heading(node, ends[at]))
            elif node.kind == "measure":
                self._measure(at)
        return tuple(_closed(area) for area in self._areas)

    def _heading(self, node: Node, end: int) -> Heading:
        mark = mark_at(self._text, node.start, node.end)
        printed = mark.number if mark else ""
        number = printed if node.number is None else node.number
        words = mark.end if mark and mark.number == number else node.start
        span = tight(self._text, words, node.end, _EDGE)
        level = node.level or {"area": 1, "item": 2}.get(node.kind, 3)
        return Heading(number, self._text[span[0] : span[1]], span, (node.start, end), level)

    def _open(self, node: Node, head: Heading) -> None:
        if node.kind == "area":
            self._areas.append(_OpenArea(head))
        elif node.kind == "item":
            self._area(node.start).items.append(_OpenItem(head))
        else:
            item = self._item(node.start)
            item.subitems.append(head)
        self._subitem = (
            len(self._areas[-1].items[-1].subitems) - 1 if node.kind == "subitem" else None
        )

    def _measure(self, at: int) -> None:
        node = self._nodes[at]
        span = tight(self._text, node.start, node.end, _EDGE)
        if span[0] == span[1]:
            return
        draft = self._drafts.get(at, Draft(at))
        measure = measure_of(self._text, span, draft, self._year)
        self._item(node.start).measures.append(replace(measure, subitem=self._subitem))

    def _area(self, start: int) -> _OpenArea:
        if not self._areas:
            self._areas.append(_OpenArea(_unnamed(start)))
        return self._areas[-1]

    def _item(self, start: int) -> _OpenItem:
        area = self._area(start)
        if not area.items:
            area.items.append(_OpenItem(_unnamed(start)))
        return area.items[-1]


def _unnamed(start: int) -> Heading:
    return Heading("", "", (start, start), (start, start))


def _extents(nodes: Sequence[Node], length: int) -> list[int]:
    """Return for each heading where the text under it ends: at the next as high, or furniture."""
    ends = [0] * len(nodes)
    last = next((n.end for n in reversed(nodes) if n.kind != "other"), length)
    open_at: dict[int, int] = {1: last, 2: last, 3: last}
    for at in range(len(nodes) - 1, -1, -1):
        level = {"area": 1, "item": 2, "subitem": 3}.get(nodes[at].kind)
        if level is not None:
            ends[at] = open_at[level]
            open_at |= dict.fromkeys(range(level, 4), nodes[at].start)
    return ends


def _closed(area: _OpenArea) -> Area:
    items = tuple(
        Item(_stretched(i.head, i.measures), tuple(i.subitems), tuple(i.measures))
        for i in area.items
    )
    measures = [m for item in items for m in item.measures]
    return Area(_stretched(area.head, measures), items or (Item(_unnamed(area.head.extent[1])),))


def _stretched(head: Heading, measures: Sequence[Measure]) -> Heading:
    """Give an unnamed heading the extent of its measures."""
    if head.heading or head.number or not measures:
        return head
    return replace(head, extent=(head.extent[0], max(measures[-1].span[1], head.extent[1])))
