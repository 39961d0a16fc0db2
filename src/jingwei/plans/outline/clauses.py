"""Cut running text into measures: the smallest runs of clauses that demand one action."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from jingwei.plans.outline.grammar import role_of
from jingwei.plans.outline.lexicon import Lexicon, Role, lexicon
from jingwei.plans.outline.marks import inner_mark
from jingwei.plans.outline.units import is_note, is_unit_clause

_SENTENCE = re.compile(r"[。；！？;!?]+[”’」』\"]?")
_COMMA = re.compile(r"[，,：:]+")
_BLANK = " \t　\n"
_EDGE = _BLANK + "，。；！？,;!?：:、"
_BRIEFEST = 6  # signs of a clause that may hold a demand without a known verb
_MOST_CLAUSES = 400
_MOST_READ = 3_000  # signs of one sentence that are looked at
_BRACKETED = "（）()【】□"
_BRACKETS = {"（": "）", "(": ")", "【": "】", "〔": "〕"}

Piece = tuple[str, int, int]


@dataclass(frozen=True)
class Source:
    """A text and the same text with the inside of quotes and brackets blanked."""

    raw: str
    masked: str


@dataclass(frozen=True)
class _Clause:
    start: int
    role: Role
    demands: bool


def cut_text(source: Source, start: int, end: int) -> Iterator[Piece]:
    """Yield (kind, start, end) pieces covering [start, end): measure, context, note; in order."""
    words, is_context = lexicon(), False
    for first, last in _sentences(source, start, end):
        shown = source.raw[first : min(last, first + 40)].lstrip(_BLANK)
        if words.context_label.match(shown):
            is_context = True
        elif words.work_label.match(shown):
            is_context = False
        if is_context:
            yield "context", first, last
        else:
            yield from _cut_sentence(source, first, last)


def note_at(source: Source, at: int, end: int) -> int:
    """Return where a bracketed note that begins at a place (blanks skipped) ends, or the place."""
    begin = at
    while begin < end and source.raw[begin] in _BLANK:
        begin += 1
    closer = _BRACKETS.get(source.masked[begin]) if begin < end else None
    stop = source.masked.find(closer, begin, end) if closer else -1
    if stop < 0 or not is_note(source.raw[begin : stop + 1]):
        return at
    return _past(source, stop + 1, end, _BLANK + "。；;")


def _past(source: Source, at: int, end: int, signs: str) -> int:
    while at < end and source.masked[at] in signs:
        at += 1
    return at


def _sentences(source: Source, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while at < end:
        stop = note_at(source, at, end)
        if stop == at:
            match = _SENTENCE.search(source.masked, at, end)
            stop = _past(source, match.end(), end, _BLANK) if match else end
        yield at, stop
        at = stop


def _cut_sentence(source: Source, start: int, end: int) -> list[Piece]:
    if note_at(source, start, end) == end or is_note(source.raw[start:end].strip()):
        return [("note", start, end)]
    note = _closing_note(source, start, end)
    if note is not None:
        return [*_cut_marked(source, start, note), ("note", note, end)]
    return _cut_marked(source, start, end)


def _closing_note(source: Source, start: int, end: int) -> int | None:
    """Return where a bracketed note that closes the sentence begins, or None."""
    stop = end
    while stop > start and source.masked[stop - 1] in _BLANK + "。；;":
        stop -= 1
    if stop == start or source.masked[stop - 1] not in _BRACKETS.values():
        return None
    opening = max(source.masked.rfind(c, start, stop) for c in _BRACKETS)
    if opening <= start or not is_note(source.raw[opening:stop]):
        return None
    return opening


def _cut_marked(source: Source, start: int, end: int) -> list[Piece]:
    """Cut at lead-ins with a colon and at marks (一是, ①) inside a sentence."""
    pieces: list[Piece] = []
    at = start
    mark = inner_mark(source.raw, at, end)
    if mark > at:
        pieces, at = [("context", at, mark)], mark
    for match in _COMMA.finditer(source.masked, start, end):
        mark = inner_mark(source.raw, match.end(), end)
        if mark == match.end() or match.start() < at:
            continue
        is_lead_in = match[0][-1] in "：:"
        head = (
            [("context", at, match.end())] if is_lead_in else _cut_clauses(source, at, match.end())
        )
        pieces += [*head, ("context", match.end(), mark)]
        at = mark
    if source.masked[at:end].rstrip().endswith(("：", ":")):
        return [*pieces, ("context", at, end)]
    return pieces + _cut_clauses(source, at, end)


def _cut_clauses(source: Source, start: int, end: int) -> list[Piece]:
    bare = source.masked[start:end].strip(_EDGE).replace("\n", "")
    if start >= end:
        return []
    words = lexicon()
    if is_unit_clause(source.raw[start:end].strip(_EDGE)):
        return [("note", start, end)]
    if not bare.strip(_BRACKETED) or words.fact.search(bare[:_MOST_READ]):
        return [("context", start, end)]
    clauses = list(_clauses(source, start, end, words))
    if words.attitude.search(bare[:_MOST_READ]) and all(c.role != "act" for c in clauses):
        return [("context", start, end)]
    cuts = _measure_starts(clauses)
    if not cuts and _only_tells(clauses, bare[:_MOST_READ], words):
        return [("context", start, end)]
    edges = [start, *cuts[1:], end]
    pieces = [("measure", a, b) for a, b in pairwise(edges)]
    return _without_unit_tail(source, pieces)


def _without_unit_tail(source: Source, pieces: list[Piece]) -> list[Piece]:
    """Split off trailing clauses that only name units (由…牵头，…配合)."""
    kind, start, end = pieces[-1]
    for match in _COMMA.finditer(source.masked, max(start, end - 200), end):
        tail = source.raw[match.end() : end].strip(_EDGE)
        if match.end() < end and is_unit_clause(tail):
            return [*pieces[:-1], (kind, start, match.start()), ("note", match.start(), end)]
    return pieces


def _only_tells(clauses: list[_Clause], bare: str, words: Lexicon) -> bool:
    """Tell whether a sentence without an action holds no demand: it tells, or has no body.

    To lose a demand is worse than to show a sentence too many, so all others are measures.
    """
    if _demands_something(clauses, bare, words):
        return False
    brief = max(map(len, _COMMA.split(bare))) < _BRIEFEST
    return brief or words.told.search(bare) is not None


def _demands_something(clauses: list[_Clause], bare: str, words: Lexicon) -> bool:
    if any(clause.demands for clause in clauses) or words.demand_inside.search(bare):
        return True
    found = words.inner_strong.search(bare)
    return bool(found and len(bare) - found.end() >= 2 and found.start() <= 24)


def _clauses(source: Source, start: int, end: int, words: Lexicon) -> Iterator[_Clause]:
    at, first, count, before = start, True, 0, ""
    while at < end:
        comma = _COMMA.search(source.masked, at, end) if count < _MOST_CLAUSES else None
        stop = comma.end() if comma and comma.end() < end else end
        text = source.masked[at : min(stop, at + 300)].strip(_EDGE).replace("\n", "")
        role, demands = role_of(text, before, words, first=first)
        yield _Clause(at, role, demands)
        first, before = first and not text, text
        at, count = stop, count + 1


def _measure_starts(clauses: list[_Clause]) -> list[int]:
    """Return where each measure begins; leads go with the action after them."""
    starts: list[int] = []
    waiting: _Clause | None = None
    for clause in clauses:
        if clause.role == "act":
            starts.append(waiting.start if waiting else clause.start)
            waiting = None
        elif clause.role != "tail":
            waiting = waiting or clause
        else:
            starts += _stands_alone(waiting or clause, is_first=not starts)
            waiting = None
    return starts + (_stands_alone(waiting, is_first=False) if waiting else [])


def _stands_alone(clause: _Clause, *, is_first: bool) -> list[int]:
    """Return the start of a lead that no action followed, if it is itself what is demanded."""
    return [clause.start] if is_first or clause.role == "means" else []
