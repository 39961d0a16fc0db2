"""What changed between two versions of a plan: which measure is which. Pure, no Django."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

ALIKE = 0.6
"""Texts this similar (share of common characters, 0..1) are the same measure, reworded."""


class Fate(StrEnum):
    """What became of a measure."""

    KEPT = "kept"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"

    @property
    def label(self) -> str:
        return {"kept": "未变", "changed": "改动", "new": "新增", "gone": "删去"}[self.value]


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure as the comparison sees it: any key, the heading of its item, its words."""

    key: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """An old and a new entry that are the same measure; one side is None for new and gone."""

    fate: Fate
    old: Entry | None
    new: Entry | None


def compare(old: Sequence[Entry], new: Sequence[Entry]) -> list[Pair]:
    """Pair the entries: equal words first, then alike ones of the same item, then of any item.

    Every entry stands in exactly one pair. Order: that of ``new``, then what is gone.
    """
    partner = _equal(old, new)
    partner |= _alike(old, new, partner, same_item=True)
    partner |= _alike(old, new, partner, same_item=False)
    pairs = [_pair(partner.get(entry.key), entry) for entry in new]
    taken = {entry.key for entry in partner.values()}
    return pairs + [Pair(Fate.GONE, entry, None) for entry in old if entry.key not in taken]


def changed_runs(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield ("same" | "out" | "in", text) runs that turn ``old`` into ``new``."""
    for op, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield "same", old[a:b]
            continue
        if b > a:
            yield "out", old[a:b]
        if d > c:
            yield "in", new[c:d]


def _pair(old: Entry | None, new: Entry) -> Pair:
    if old is None:
        return Pair(Fate.NEW, None, new)
    return Pair(Fate.KEPT if _words(old.text) == _words(new.text) else Fate.CHANGED, old, new)


def _equal(old: Sequence[Entry], new: Sequence[Entry]) -> dict[int, Entry]:
    waiting: dict[str, list[Entry]] = {}
    for entry in old:
        waiting.setdefault(_words(entry.text), []).append(entry)
    found: dict[int, Entry] = {}
    for entry in new:
        if same := waiting.get(_words(entry.text)):
            at_home = next((o for o in same if o.heading == entry.heading), same[0])
            same.remove(at_home)
            found[entry.key] = at_home
    return found


def _alike(
    old: Sequence[Entry], new: Sequence[Entry], partner: dict[int, Entry], *, same_item: bool
) -> dict[int, Entry]:
    taken = {entry.key for entry in partner.values()}
    free = [entry for entry in old if entry.key not in taken]
    scored = [
        (score, -n, o, entry)
        for n, entry in enumerate(new)
        if entry.key not in partner
        for o in free
        if (o.heading == entry.heading) is same_item
        if (score := _likeness(o.text, entry.text)) >= ALIKE
    ]
    found: dict[int, Entry] = {}
    used: set[int] = set()
    for _, _, o, entry in sorted(
        scored, key=lambda row: (row[0], row[1], -row[2].key), reverse=True
    ):
        if entry.key not in found and o.key not in used:
            found[entry.key] = o
            used.add(o.key)
    return found


def _likeness(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def _words(text: str) -> str:
    return re.sub(r"\s+", "", text)
