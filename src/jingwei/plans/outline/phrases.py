"""What one measure says: names, numbers, limits, rhythm, doers, kind of work."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jingwei.plans.outline.kinds import kind_of
from jingwei.plans.outline.masking import mask_names, quoted
from jingwei.plans.outline.notes import Draft
from jingwei.plans.outline.paragraphs import FURNITURE_LINE
from jingwei.plans.outline.quantities import quantities_in
from jingwei.plans.outline.script import simplified
from jingwei.plans.outline.times import limits_in, rhythm_in
from jingwei.plans.outline.tree import Deadline, Measure, Quantity, Units
from jingwei.plans.outline.units import Note, own_units

_MOST_READ = 3_000  # signs of one measure that are looked at; no sentence is as long
_FEAST = re.compile(r"[七八五六十]一$|^(?:五四|三八)$|节$|元旦$|春节$|中秋$|国庆$")
_VILLAGE = re.compile("(?:村|社区|居|（社区）)$")
_DAY_AFTER = re.compile("前|当天|期间|节|、[^，。]{0,12}(?:节|前|期间)")


def measure_of(text: str, span: tuple[int, int], draft: Draft, year: int | None) -> Measure:
    """Return the measure printed at a span with all that its words and notes say."""
    words = text[span[0] : span[1]]
    flat = Flat.of(words[:_MOST_READ])
    plain = simplified(flat.text)
    hidden = mask_names(plain)
    note = draft.nearest()
    rhythm = rhythm_in(flat.text, hidden)
    limits = limits_in(flat.text, hidden, year)
    taken = [place for place, _ in limits] + ([rhythm] if rhythm else [])
    noted, noted_rhythm = _noted(note, year)
    deadlines = [replace(limit, text=flat.printed(place)) for place, limit in limits] or noted
    return Measure(
        text=words,
        span=span,
        units=_units(flat.text, note),
        deadline=deadlines[-1].text if deadlines else None,
        deadline_on=deadlines[-1].on if deadlines else None,
        deadlines=tuple(deadlines),
        quantities=tuple(flat.quantities(hidden, taken)),
        names=tuple(_names(words[:_MOST_READ])),
        frequency=flat.printed(rhythm) if rhythm else noted_rhythm,
        kind=kind_of(hidden),
        leader=note.leader,
        owner=note.owner,
    )


@dataclass(frozen=True)
class Flat:
    """Words without line breaks and page numbers, and where each sign stands in print."""

    text: str
    places: tuple[int, ...]
    source: str

    @classmethod
    def of(cls, words: str) -> Flat:
        """Return the words of a measure in one line."""
        places: list[int] = []
        at = 0
        for line in words.splitlines(keepends=True):
            if line is not words and FURNITURE_LINE.match(line.rstrip("\n")) and at:
                at += len(line)
                continue
            bare = line.strip()
            begin = at + line.find(bare) if bare else at
            places += range(begin, begin + len(bare))
            at += len(line)
        return cls("".join(words[p] for p in places), tuple(places), words)

    def printed(self, span: tuple[int, int]) -> str:
        """Return a stretch of the flat text as it is printed."""
        return self.source[self.places[span[0]] : self.places[span[1] - 1] + 1]

    def quantities(self, hidden: str, taken: list[tuple[int, int]]) -> list[Quantity]:
        """Return the numbers to reach, their words as printed."""
        found = quantities_in(self.text, hidden, taken)
        return [replace(q, text=self.printed(place)) for place, q in found]


def _units(words: str, note: Note) -> Units:
    own = own_units(words)
    return own if own.lead and not note.units.lead else note.units


def _noted(note: Note, year: int | None) -> tuple[list[Deadline], str | None]:
    """Return the last limit a note or table row names, or else the rhythm."""
    words = note.deadline
    rhythm = rhythm_in(words, words)
    if rhythm:
        return [], words[rhythm[0] : rhythm[1]]
    limits = [limit for _, limit in limits_in(words, words, year)]
    return limits[-1:] or ([Deadline(words, None)] if words else []), None


def _names(words: str) -> list[str]:
    found = []
    for start, end in quoted(words):
        is_day = _FEAST.search(words[start:end]) and _DAY_AFTER.match(words, end + 1)
        is_unit = words[start:end] == "两委" and _VILLAGE.search(words, 0, start - 1)
        if not is_day and not is_unit:
            found.append(words[start:end])
    return found
