"""Whom each measure belongs to: notes after a sentence, a paragraph, a heading, on a line alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jingwei.plans.outline.paragraphs import paragraphs
from jingwei.plans.outline.tree import HEADINGS, Node
from jingwei.plans.outline.units import Note, parse_note

_SENTENCE, _PARAGRAPH, _LINE, _HEADING = range(4)
_STOPS = "。；！？;!"


@dataclass
class Draft:
    """The notes that reach the measure at a place in the node list, nearest first when sorted."""

    at: int
    notes: list[tuple[int, Note]] = field(default_factory=list)

    def nearest(self) -> Note:
        """Return the nearest word on each point: units, leader, owner, limit."""
        ranked = [note for _, note in sorted(self.notes, key=lambda pair: pair[0])]
        named = (n.units for n in ranked if n.units.lead or n.units.support)
        return Note(
            units=next(named, Note().units),
            leader=next((n.leader for n in ranked if n.leader), ""),
            owner=next((n.owner for n in ranked if n.owner), ""),
            deadline=next((n.deadline for n in ranked if n.deadline), ""),
            target="；".join(dict.fromkeys(n.target for n in ranked if n.target)),
        )


def apply_notes(text: str, nodes: Sequence[Node]) -> list[Draft]:
    """Return one draft per measure node, in order, with the notes that apply to it."""
    walk = _Walk(text, nodes)
    for at, node in enumerate(nodes):
        walk.step(at, node)
    return walk.drafts


class _Walk:
    def __init__(self, text: str, nodes: Sequence[Node]) -> None:
        self._text, self._nodes = text, nodes
        self._ends = [p.end for p in paragraphs(text)]
        self._paragraph = 0
        self.drafts: list[Draft] = []
        self._in_paragraph: list[Draft] = []
        self._in_item: list[Draft] = []
        self._standing: dict[int, Note] = {}

    def step(self, at: int, node: Node) -> None:
        """Take one node in; notes reach back to measures before them, or on from a heading."""
        self._advance(node)
        if node.kind in HEADINGS:
            level = _level(node)
            self._in_paragraph = []
            self._in_item = self._in_item if level > 2 else []
            self._standing = {k: v for k, v in self._standing.items() if k < level}
        elif node.kind == "measure":
            draft = Draft(at, [(_HEADING + 9 - k, v) for k, v in self._standing.items()])
            self.drafts.append(draft)
            self._in_paragraph.append(draft)
            self._in_item.append(draft)
        elif node.kind == "note":
            self._note(at, node)

    def _advance(self, node: Node) -> None:
        """Start a new paragraph when the node's first sign lies behind the end of the last."""
        start = node.start
        while start < node.end - 1 and self._text[start] in " \t　\n":
            start += 1
        moved = False
        while self._paragraph < len(self._ends) and start >= self._ends[self._paragraph]:
            self._paragraph += 1
            moved = True
        if moved:
            self._in_paragraph = []

    def _note(self, at: int, node: Node) -> None:
        note = parse_note(self._text[node.start : node.end])
        before = self._nodes[at - 1] if at else None
        if before is not None and before.kind in HEADINGS:
            self._standing[_level(before)] = note
        elif not self._in_paragraph:
            _give(self._in_item, _LINE, note)
            self._in_item = []
        elif self._is_inside(at, node):
            _give(self._sentence(), _SENTENCE, note)
        else:
            _give(self._sentence(), _SENTENCE, note)
            _give(self._in_paragraph, _PARAGRAPH, note)

    def _is_inside(self, at: int, node: Node) -> bool:
        """Tell whether measures of the same paragraph follow the note."""
        following = next((n for n in self._nodes[at + 1 : at + 4] if n.kind != "context"), None)
        if following is None or following.kind != "measure":
            return False
        return following.start < self._ends[min(self._paragraph, len(self._ends) - 1)]

    def _sentence(self) -> list[Draft]:
        """Return the measures of the sentence the note closes."""
        found: list[Draft] = []
        for draft in reversed(self._in_paragraph):
            node = self._nodes[draft.at]
            closed = self._text[node.start : node.end].rstrip()[-1:] in _STOPS
            if found and (closed or self._nodes[draft.at + 1].kind == "note"):
                break
            found.append(draft)
        return found


def _level(node: Node) -> int:
    return node.level or {"area": 1, "item": 2}.get(node.kind, 3)


def _give(drafts: list[Draft], nearness: int, note: Note) -> None:
    """Attach a note; one from further away is kept but ranks behind nearer ones."""
    for draft in drafts:
        draft.notes.append((nearness, note))
