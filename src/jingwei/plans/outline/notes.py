"""Whom each measure belongs to: notes after a sentence, a paragraph, a heading, on a line alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jingwei.plans.outline.tree import HEADINGS, Node, Units
from jingwei.plans.outline.units import Note, parse_note

_POINT = re.compile(
    r"[ \t　]*(?:[0-9０-９一二三四五六七八九十]{1,3}[.．、]|[（(][0-9０-９]{1,2}[）)]"
    r"|[①-⑳]|[^\s.]{1,8}\. $)"
)
_BEHIND, _HEADING = range(2)


@dataclass
class Draft:
    """The notes that reach the measure at a place in the node list, nearest first when sorted."""

    at: int
    notes: list[tuple[int, Note]] = field(default_factory=list)

    def nearest(self) -> Note:
        """Return the nearest word on each point: units, leader, owner, limit."""
        ranked = [note for _, note in sorted(self.notes, key=lambda pair: pair[0])]
        behind = [note.units for nearness, note in self.notes if nearness == _BEHIND]
        named = [_together(behind), *(n.units for n in ranked)]
        return Note(
            units=next((u for u in named if u.lead or u.support), Units()),
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
    """Goes through the nodes once; ``_open`` are the measures no note has reached yet."""

    def __init__(self, text: str, nodes: Sequence[Node]) -> None:
        self._text, self._nodes = text, nodes
        self.drafts: list[Draft] = []
        self._open: list[Draft] = []
        self._point = 0  # where the measures of the present numbered point begin among these
        self._noted: list[Draft] = []
        self._standing: dict[int, Note] = {}

    def step(self, at: int, node: Node) -> None:
        """Take one node in; notes reach back to measures before them, or on from a heading."""
        if node.kind in HEADINGS:
            level = _level(node)
            self._open, self._noted, self._point = [], [], 0
            self._standing = {k: v for k, v in self._standing.items() if k < level}
        elif node.kind == "measure":
            draft = Draft(at, [(_HEADING + 9 - k, v) for k, v in self._standing.items()])
            self.drafts.append(draft)
            self._open.append(draft)
        elif node.kind == "note":
            self._note(at, node)
        elif self._begins_line(node) and _POINT.match(self._text, node.start, node.end):
            self._point = len(self._open)

    def _note(self, at: int, node: Node) -> None:
        note = parse_note(self._text[node.start : node.end])
        before = self._nodes[at - 1] if at else None
        if before is not None and before.kind in HEADINGS:
            self._standing[_level(before)] = note
            return
        # notes in a row (整改时限：…, then （责任单位：…）) speak of the same measures
        # a note that closes a numbered point or a table row speaks of that alone
        begin = 0 if self._begins_line(node) else min(self._point, len(self._open))
        reached = self._open[begin:] or self._noted
        for draft in reached:
            draft.notes.append((_BEHIND, note))
        self._open, self._noted = self._open[:begin], reached

    def _begins_line(self, node: Node) -> bool:
        """Tell whether a node stands at the head of a line."""
        at = node.start
        while at < node.end and self._text[at] in " \t　":
            at += 1
        before = self._text[max(0, at - 80) : at].rstrip(" \t　")
        return self._text[at : at + 1] == "\n" or not before or before.endswith("\n")


def _together(found: list[Units]) -> Units:
    """Join the units of notes in a row: the first lead leads, the others support."""
    leads = [name for units in found for name in units.lead]
    helpers = [name for units in found for name in units.support]
    others = dict.fromkeys(name for name in (*leads[1:], *helpers) if name not in leads[:1])
    return Units(tuple(leads[:1]), tuple(others), any(units.open_set for units in found))


def _level(node: Node) -> int:
    return node.level or {"area": 1, "item": 2}.get(node.kind, 3)
