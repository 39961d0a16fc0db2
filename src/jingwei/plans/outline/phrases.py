"""What one measure says: names, numbers, limits, rhythm, doers, kind of work."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jingwei.plans.outline.masking import mask_names, quoted
from jingwei.plans.outline.notes import Draft
from jingwei.plans.outline.paragraphs import FURNITURE_LINE
from jingwei.plans.outline.quantities import quantities_in
from jingwei.plans.outline.script import simplified
from jingwei.plans.outline.times import limits_in, rhythm_in
from jingwei.plans.outline.tree import Deadline, Measure, Quantity, Units
from jingwei.plans.outline.units import Note, own_units

_FEAST = re.compile(r"[七八五十]一$")
_KINDS: tuple[tuple[str, str], ...] = (
    (
        "coverage",
        "覆盖率?|应[一-龥]{1,2}尽|参训率|参与率|合格率|完成率|全员|所有|每个?[村社支党镇乡]",
    ),
    (
        "deliverable",
        "^.{0,12}(?:制定|制订|编制|编写|编印|印发|出台|起草|修订|拟定|公布|建成|建立.{0,20}(?:台账|信息库|清单|数据库|档案|名册))",
    ),
    (
        "mechanism",
        "(?:建立|健全|完善|落实|构建|优化|探索|实行|推行).*(?:机制|制度|体系|体制|办法|规范|标准|责任制|规定|意见)",
    ),
    (
        "activity",
        "开展|举办|召开|组织|培训|轮训|走访|慰问|评选|选派|检查|督查|督导|宣讲|调研|实施|打造|创建|培育",
    ),
)


def measure_of(text: str, span: tuple[int, int], draft: Draft, year: int | None) -> Measure:
    """Return the measure printed at a span with all that its words and notes say."""
    words = text[span[0] : span[1]]
    flat = Flat.of(words)
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
        names=tuple(_names(words)),
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


def kind_of(text: str) -> str:
    """Guess the kind of work: coverage, deliverable, mechanism, activity or ongoing."""
    return next((kind for kind, pattern in _KINDS if re.search(pattern, text)), "ongoing")


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
        is_day = _FEAST.search(words[start:end]) and words[end + 1 : end + 2] == "前"
        if not is_day:
            found.append(words[start:end])
    return found
