"""The editor of cuts: the source text in marked stretches beside the outline they give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jingwei.kernel.errors import BadInput
from jingwei.org.selectors import units_named
from jingwei.plans.models import PlanVersion
from jingwei.plans.outline import Measure, Node, Outline, assemble, split
from jingwei.plans.outline.marks import Mark
from jingwei.plans.outline.tree import HEADINGS, Heading
from jingwei.plans.selectors.versions import version_nodes

KIND_WORDS = {
    "area": "板块",
    "item": "任务",
    "subitem": "小项",
    "measure": "举措",
    "context": "说明",
    "note": "责任注",
    "title": "标题",
    "preamble": "导语",
    "other": "其他",
}
LONG = 120
"""A measure of more characters than this probably holds several."""
KEYS = {"area": "1", "item": "2", "subitem": "3", "measure": "m", "context": "c", "note": "n"}
"""The key that marks a node as this kind."""
_PLACE = re.compile(r"[，；。：！？,;:!?]+[”’」』\"]?\s*|\n+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text from ``at``; ``place`` counts the possible cuts from 1, 0 for the first run."""

    at: int
    text: str
    place: int


@dataclass(slots=True)
class Cut:
    """A node as the editor shows it. ``ordinal`` counts headings and measures of a kind from 1."""

    kind: str
    start: int
    end: int
    text: str
    ordinal: int = 0
    measure: Measure | None = None
    heading: Heading | None = None
    leads: list[tuple[str, bool]] = field(default_factory=list)
    supports: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def label(self) -> str:
        word = KIND_WORDS[self.kind]
        return f"{word} {self.ordinal}" if self.kind == "measure" and self.ordinal else word

    @property
    def kinds(self) -> list[tuple[str, str, str]]:
        """What the node may be marked as: kind, word, key."""
        return [(kind, word, KEYS.get(kind, "")) for kind, word in KIND_WORDS.items()]

    @property
    def has_facts(self) -> bool:
        m = self.measure
        if m is None:
            return False
        people = m.units.lead or m.units.support or m.leader or m.owner
        return bool(people or m.deadline or m.frequency or m.quantities or m.names)

    @property
    def is_heading(self) -> bool:
        return self.kind in HEADINGS

    @property
    def shown(self) -> str:
        """The text without the line ends after it; offsets from ``start`` still hold."""
        return self.text.rstrip("\n")

    @property
    def pieces(self) -> list[Piece]:
        """The text in runs, each but the first beginning at a possible cut."""
        edges = [0, *(m.end() for m in _PLACE.finditer(self.shown) if m.end() < len(self.shown))]
        ends = [*edges[1:], len(self.shown)]
        return [
            Piece(self.start + a, self.shown[a:b], n)
            for n, (a, b) in enumerate(zip(edges, ends, strict=True))
        ]


@dataclass(slots=True)
class Section:
    """A heading of an area or item with all that stands under it up to the next one."""

    kind: str
    cuts: list[Cut] = field(default_factory=list)

    @property
    def head(self) -> Cut | None:
        return self.cuts[0] if self.cuts[0].kind == self.kind else None

    @property
    def entries(self) -> list[Cut]:
        """What the outline lists: subitems and measures."""
        return [cut for cut in self.cuts if cut.kind == "subitem" or cut.measure]

    @property
    def measures(self) -> list[Cut]:
        return [cut for cut in self.cuts if cut.measure]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at; ``start`` names the node."""

    kind: str
    words: str
    start: int


@dataclass(slots=True)
class Editor:
    """All that the page of a draft shows."""

    outline: Outline
    sections: list[Section]
    doubts: list[Doubt]

    @property
    def cuts(self) -> Iterator[Cut]:
        return (cut for section in self.sections for cut in section.cuts)

    @property
    def counts(self) -> dict[str, int]:
        return node_counts(self.outline.nodes)

    @property
    def told(self) -> str:
        return counts_told(self.counts)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds that occur, in fixed order, with their words."""
        present = {node.kind for node in self.outline.nodes}
        return [(kind, word) for kind, word in KIND_WORDS.items() if kind in present]

    @property
    def doubt_groups(self) -> list[tuple[str, list[Doubt]]]:
        groups: dict[str, list[Doubt]] = {}
        for doubt in self.doubts:
            groups.setdefault(doubt.kind, []).append(doubt)
        return list(groups.items())

    def cut_at(self, start: int | None) -> Cut | None:
        """Return the cut that holds the character ``start``, or None."""
        return next((c for c in self.cuts if start is not None and c.start <= start < c.end), None)

    def heading_ends(self, cut: Cut) -> list[tuple[int, str]]:
        """Return where a heading may end: place, and the words up to there. Empty for others."""
        if not cut.is_heading:
            return []
        following = next((c for c in self.cuts if c.start == cut.end), None)
        pieces = list(cut.pieces)
        if following and not following.is_heading:
            pieces += following.pieces[:4]
        text = self.outline.source_text
        ends = [p.at + len(p.text) for p in pieces]
        return [(end, text[cut.start : end].strip()) for end in dict.fromkeys(ends)]


def editor_of(version: PlanVersion) -> Editor:
    """Return the cuts of ``version`` with what they give and what is doubtful. Three queries."""
    nodes = version_nodes(version)
    outline = assemble(version.source_text, nodes)
    cuts = _cuts(outline)
    _resolve(cuts)
    sections = _sections(cuts)
    return Editor(outline, sections, [*_number_doubts(outline), *_cut_doubts(sections)])


def node_counts(nodes: Iterable[Node]) -> dict[str, int]:
    """Return how many areas, items and measures the nodes mark, by the Chinese word."""
    kinds = [node.kind for node in nodes]
    return {KIND_WORDS[kind]: kinds.count(kind) for kind in ("area", "item", "measure")}


def counts_told(counts: Mapping[str, int]) -> str:
    """Return the counts of node_counts as words: 5 个板块、22 个任务、155 条举措."""
    return "、".join(f"{n} {'条' if word == '举措' else '个'}{word}" for word, n in counts.items())


def heading_end(nodes: Sequence[Node], index: int, at: int) -> tuple[Node, ...]:
    """Let the heading ``index`` end before the character ``at``.

    What it loses becomes a measure, what it gains leaves the node after it. Raises BadInput
    ``plan.edit`` when the node is no heading, or ``at`` is neither in it nor in the next.
    """
    node = nodes[index]
    after = nodes[index + 1] if index + 1 < len(nodes) else None
    reach = after.end if after and after.kind not in HEADINGS else node.end
    if node.kind not in HEADINGS or not node.start < at <= reach:
        raise BadInput("plan.edit", "标题不能在这里结束。", hint="请刷新页面后再试。")
    if after is None or at <= node.end:
        return split(nodes, at)
    rest = [replace(after, start=at)] if at < after.end else []
    return (*nodes[:index], replace(node, end=at), *rest, *nodes[index + 2 :])


def _cuts(outline: Outline) -> list[Cut]:
    text = outline.source_text
    headings = {(head.level, head.extent[0]): head for head in _headings(outline)}
    waiting = iter(outline.measures)
    measure = next(waiting, None)
    cuts, ordinal = [], 0
    for node in outline.nodes:
        cut = Cut(node.kind, node.start, node.end, text[node.start : node.end])
        if cut.is_heading:
            level = node.level or HEADINGS.index(node.kind) + 1
            cut.heading = headings.get((level, node.start))
        elif node.kind == "measure" and measure and node.start <= measure.span[0] < node.end:
            ordinal += 1
            cut.ordinal, cut.measure = ordinal, measure
            measure = next(waiting, None)
        cuts.append(cut)
    return cuts


def _headings(outline: Outline) -> Iterator[Heading]:
    for area in outline.areas:
        yield area.head
        for item in area.items:
            yield item.head
            yield from item.subitems


def _resolve(cuts: Sequence[Cut]) -> None:
    """Tell of each printed unit whether the dictionary of names knows it. Three queries."""
    printed = [(cut, cut.measure.units) for cut in cuts if cut.measure]
    known = units_named({text for _, units in printed for text in (*units.lead, *units.support)})
    for cut, units in printed:
        cut.leads = [(text, text in known) for text in units.lead]
        cut.supports = [(text, text in known) for text in units.support]


def _sections(cuts: Iterable[Cut]) -> list[Section]:
    sections: list[Section] = []
    for cut in cuts:
        if cut.kind in ("area", "item"):
            sections.append(Section(cut.kind))
        elif not sections:
            sections.append(Section("front"))
        sections[-1].cuts.append(cut)
    return sections


def _cut_doubts(sections: Iterable[Section]) -> Iterator[Doubt]:
    sections = list(sections)
    for section in sections:
        if section.kind == "item" and section.head and not section.measures:
            yield Doubt("没有举措的任务", _short(section.head.text), section.head.start)
    measures = [cut for section in sections for cut in section.measures]
    for cut in measures:
        if len(cut.shown.strip()) > LONG:
            words = f"{cut.label}，{len(cut.shown.strip())} 字：{_short(cut.text)}"
            yield Doubt(f"超过 {LONG} 字的举措", words, cut.start)
    yield from _name_doubts(measures)


def _name_doubts(measures: Iterable[Cut]) -> Iterator[Doubt]:
    first: dict[str, tuple[int, int]] = {}
    for cut in measures:
        for text, known in (*cut.leads, *cut.supports):
            if not known:
                start, count = first.get(text, (cut.start, 0))
                first[text] = start, count + 1
    for text, (start, count) in first.items():
        yield Doubt("没认出的单位名称", f"{text}（{count} 条举措）", start)


def _number_doubts(outline: Outline) -> Iterator[Doubt]:
    areas = [area.head for area in outline.areas]
    yield from _row_doubts(areas, restarts=())
    first = {area.items[0].head.extent[0] for area in outline.areas if area.items}
    items = [item.head for area in outline.areas for item in area.items]
    yield from _row_doubts(items, restarts=first)
    for area in outline.areas:
        for item in area.items:
            for level in sorted({sub.level for sub in item.subitems}):
                heads = [sub for sub in item.subitems if sub.level == level]
                first = {sub.extent[0] for sub in _after_higher(item.subitems, level)}
                yield from _row_doubts(heads, restarts=first)


def _after_higher(subitems: Sequence[Heading], level: int) -> Iterator[Heading]:
    """Yield the headings of ``level`` that come first under a higher one."""
    fresh = True
    for sub in subitems:
        if sub.level == level and fresh:
            yield sub
        fresh = sub.level < level or (fresh and sub.level != level)


def _row_doubts(heads: Sequence[Heading], *, restarts: Iterable[int]) -> Iterator[Doubt]:
    """Yield the headings whose number is missing, repeated or out of order."""
    numbered, previous = any(head.number for head in heads), 0
    for head in heads:
        value = Mark("", head.number, 0).value if head.number else None
        wanted = {previous + 1, 1} if head.extent[0] in restarts else {previous + 1}
        if value is None and numbered and head.heading:
            yield Doubt("序号缺失、重复或跳号", f"没有序号：{_short(head.heading)}", head.extent[0])
        elif value is not None and value not in wanted:
            words = f"上一个是 {previous}，这里是 {value}：{_short(head.heading)}"
            yield Doubt("序号缺失、重复或跳号", words, head.extent[0])
        previous = previous + 1 if value is None else value


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 24 else f"{text[:23]}…"


@dataclass(frozen=True, slots=True)
class Part:
    """A run of the printed text; ``measure`` is the stored one it belongs to."""

    kind: str
    text: str
    measure: int | None


def text_parts(
    outline: Outline, links: Mapping[int, int], extents: Sequence[tuple[int, int]] | None
) -> list[Part]:
    """Return the text in parts; a phrase under an item that no measure answers for is "uncovered".

    ``links`` gives the stored measure by the first character of its text. With ``extents`` only
    the nodes inside of one are told, else the parts join to the whole text.
    """
    starts = {m.span: links.get(m.span[0]) for m in outline.measures}
    waiting, inside, parts = list(starts.items())[::-1], False, []
    for node in outline.nodes:
        inside = inside or node.kind in ("item", "measure")
        text, pk = outline.source_text[node.start : node.end], None
        if node.kind == "measure" and waiting and waiting[-1][0][0] < node.end:
            pk = waiting.pop()[1]
        bare = node.kind == "context" and inside and bool(text.strip(" \n　。;；,，"))
        if extents is None or any(a <= node.start < b for a, b in extents):
            parts.append(Part("uncovered" if bare else node.kind, text, pk))
    return parts
