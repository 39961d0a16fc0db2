"""What one measure says: names, numbers, limits, rhythm, doers, kind of work."""

from __future__ import annotations

import re

from jingwei.plans.outline.masking import mask_names, quoted
from jingwei.plans.outline.notes import Draft
from jingwei.plans.outline.quantities import quantities_in
from jingwei.plans.outline.script import simplified
from jingwei.plans.outline.times import limit_day, limits_in, rhythm_in
from jingwei.plans.outline.tree import Deadline, Measure, Units
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
    plain = simplified(words)
    hidden = mask_names(plain)
    note = draft.nearest()
    rhythm = rhythm_in(words, hidden)
    limits = limits_in(words, hidden, year)
    taken = [place for place, _ in limits] + ([rhythm] if rhythm else [])
    deadlines = [limit for _, limit in limits] or _noted(note, year)
    return Measure(
        text=words,
        span=span,
        units=_units(words, note),
        deadline=deadlines[-1].text if deadlines else None,
        deadline_on=deadlines[-1].on if deadlines else None,
        deadlines=tuple(deadlines),
        quantities=tuple(quantities_in(words, hidden, taken)),
        names=tuple(_names(words)),
        frequency=words[rhythm[0] : rhythm[1]] if rhythm else None,
        kind=kind_of(hidden),
        leader=note.leader,
        owner=note.owner,
    )


def kind_of(text: str) -> str:
    """Guess the kind of work: coverage, deliverable, mechanism, activity or ongoing."""
    return next((kind for kind, pattern in _KINDS if re.search(pattern, text)), "ongoing")


def _units(words: str, note: Note) -> Units:
    own = own_units(words)
    return own if own.lead and not note.units.lead else note.units


def _noted(note: Note, year: int | None) -> list[Deadline]:
    return [Deadline(note.deadline, limit_day(note.deadline, year))] if note.deadline else []


def _names(words: str) -> list[str]:
    found = []
    for start, end in quoted(words):
        is_day = _FEAST.search(words[start:end]) and words[end + 1 : end + 2] == "前"
        if not is_day:
            found.append(words[start:end])
    return found
