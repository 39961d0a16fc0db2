"""Careers of those in post: stints without a gap, posts with document numbers, levels, ranks."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from jingwei.site.demo import told
from jingwei.site.demo.drafts import Draft, work_month
from jingwei.site.demo.faults import Faults
from jingwei.site.demo.months import NOW, month
from jingwei.site.demo.streams import Stream, apportioned
from jingwei.site.demo.teams import LADDER
from jingwei.site.demo.units import Part, UnitAt

RANKS_FROM = month(2019, 6)
"""Ranks beside posts exist since 2019-06-01. Source: cadres-and-civil-servants 4."""
CLOSED_FROM = month(2022, 3)
LEVELS = {
    ("civil", "chief"): "1A41", ("civil", "deputy"): "1A42",
    ("reference", "chief"): "1A41", ("reference", "deputy"): "1A42",
    ("manager", "chief"): "0841", ("manager", "deputy"): "0842",
}  # fmt: skip
STAGES = {"staff": 0, "head": 1, "deputy": 2, "chief": 3}
SHORTEST = 7
"""Months that a stint lasts at least, on average of all."""


@dataclass(slots=True)
class Stint:
    """A line of the résumé in months; ``ended`` 0 while it lasts."""

    began: int
    ended: int
    kind: str
    text: str


@dataclass(slots=True)
class Post:
    """A post with its papers; ``until`` 0 while it is held."""

    unit: UnitAt
    title: str
    stage: str
    is_main: bool
    since: int
    until: int
    document: str
    removal: str
    removal_kind: str


@dataclass(slots=True)
class Level:
    """A level ("0") or a rank ("1"), from its approval on."""

    kind: str
    code: str
    since: int
    until: int
    document: str


@dataclass(slots=True)
class Career:
    """What somebody did since school."""

    work: int
    service: int
    in_unit: int
    stints: list[Stint] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)


@dataclass(slots=True)
class _Step:
    """A stint of work being made."""

    stage: str
    unit: UnitAt
    titles: tuple[str, ...]
    began: int
    ended: int = 0


def career_of(draft: Draft, seed: int, part: Part, faults: Faults) -> Career:
    """Return the career of somebody in post, from school to the day of the demo."""
    stream = Stream(seed, "career", draft.pk)
    work = work_month(draft)
    steps = _steps(draft, part, work, stream)
    is_before = draft.role == "head" and steps[-1].began < CLOSED_FROM
    if is_before and faults.due("people.post_in_closed_unit", draft.number):
        steps[-1].unit = part.closed
    is_late = draft.pk % 6 == 0 and len(steps) > 1  # one in six came from outside the service
    own = next(n for n in range(len(steps)) if _stays(steps[n:], draft))
    career = Career(work, steps[1].began if is_late else work, steps[own].began)
    career.stints = [*_school(draft), *_lines(steps)]
    _posts(career, steps, stream)
    _levels(career, draft, steps, stream, faults)
    _ranks(career, draft, stream)
    _breaks(career, draft, faults)
    return career


def _stays(steps: list[_Step], draft: Draft) -> bool:
    """Whether all these steps were in the unit of the last one."""
    return all(step.unit.pk in {draft.unit.pk, steps[-1].unit.pk} for step in steps)


def _steps(draft: Draft, part: Part, work: int, stream: Stream) -> list[_Step]:
    """Return the stints of work from the first to the present one."""
    months = NOW - work
    count = _count(draft, months, stream)
    stages = _stages(draft.role, count, stream)
    shares = [10 + stream.below(30) for _ in range(count)]
    lengths = apportioned(months - count * 5, shares)
    steps: list[_Step] = []
    began, unit = work, _origin(draft, part, count, stream)
    for place, (stage, length) in enumerate(zip(stages, lengths, strict=True)):
        left = count - place
        if left == 1 or (left < 3 and stream.chance(0.6)):
            unit = draft.unit
        elif place and (stage != stages[place - 1] or stream.chance(0.3)):
            unit = _next(unit, part, stream)
        titles = draft.title if left == 1 and draft.title else _titles(draft, stage, unit, stream)
        steps.append(_Step(stage, unit, titles, began))
        began += length + 5
        steps[-1].ended = began if left > 1 else 0
    return steps


def _count(draft: Draft, months: int, stream: Stream) -> int:
    """Return how many stints: eight lines and more after ten years of service."""
    least = {"chief": 8, "deputy": 7, "head": 5, "staff": 3}[draft.role or "staff"]
    if months >= 240:
        least = max(least, 7)
    most = 20 if draft.role in {"chief", "deputy"} else 11
    wanted = stream.between(least, max(least, min(most, months // 14)))
    return max(1, min(wanted, months // SHORTEST))


def _stages(role: str, count: int, stream: Stream) -> list[str]:
    """Return the stage of each stint, rising to the present one."""
    top = STAGES[role or "staff"]
    later: list[str] = []
    for stage in ("chief", "deputy", "head"):
        if STAGES[stage] <= top:
            later += [stage] * stream.between(1, 3 if STAGES[stage] < 3 else 2)
    later = later[: max(1, count - 1)] if top else []
    return ["staff"] * (count - len(later)) + later[::-1]


def _origin(draft: Draft, part: Part, count: int, stream: Stream) -> UnitAt:
    return draft.unit if count < 3 else _next(draft.unit, part, stream)


def _next(unit: UnitAt, part: Part, stream: Stream) -> UnitAt:
    """Return a unit people come from or go to, by kinds (a chain of Markov)."""
    kinds = told("careers")["steps"][unit.kind]
    return stream.pick(part.by_kind[stream.pick(kinds)])


def _titles(draft: Draft, stage: str, unit: UnitAt, stream: Stream) -> tuple[str, ...]:
    staff = told("staff")
    known = staff["kind"][unit.kind] | staff["unit"].get(unit.code, {})
    if stage == "chief":
        return tuple(known["chief"][0])
    if stage in {"deputy", "head"}:
        return (stream.pick(known[stage]),)
    titles = told("careers")["titles"]
    if unit.kind == "company":
        return (stream.pick(titles["company"]),)
    if unit.kind == "school_hospital":
        return (stream.pick(titles["hospital" if draft.place.sector == "hospital" else "school"]),)
    return (stream.pick(titles["staff"]),)


def _school(draft: Draft) -> list[Stint]:
    """Return the full-time studies as lines; a month between two of them is filled by the next."""
    found = [one for one in draft.studies if one.kind == "1" and one.education not in {"71", "81"}]
    lines = [
        Stint(
            one.began,
            one.ended,
            "study",
            f"{one.school}{one.major}{'专业' if one.major else ''}学习",
        )
        for one in found
    ]
    for first, second in itertools.pairwise(lines):
        first.ended = second.began
    if lines:
        lines[-1].ended = work_month(draft)
    return lines


def _lines(steps: list[_Step]) -> list[Stint]:
    return [
        Stint(step.began, step.ended, "work", f"{step.unit.name}{'、'.join(step.titles)}")
        for step in steps
    ]


def _posts(career: Career, steps: list[_Step], stream: Stream) -> None:
    for place, step in enumerate(steps):
        if step.stage == "staff":
            continue
        following = steps[place + 1] if place + 1 < len(steps) else None
        rises = following is not None and STAGES[following.stage] > STAGES[step.stage]
        ended = step.ended
        document = document_no(step.began, stream)
        removal = document_no(ended, stream) if ended else ""
        for nth, title in enumerate(step.titles):
            career.posts.append(Post(
                step.unit, title, step.stage, nth == 0, step.began, ended, document, removal,
                ("1" if rises else "3") if ended else "",
            ))  # fmt: skip


def document_no(at: int, stream: Stream) -> str:
    """Return the number of an appointment paper: "青组任〔2025〕12号"."""
    return f"青组任〔{at // 12}〕{stream.between(1, 98)}号"


def _levels(
    career: Career, draft: Draft, steps: list[_Step], stream: Stream, faults: Faults
) -> None:
    """Write each level from the first post of it; it ends where the next begins."""
    firsts: dict[str, int] = {}
    for step in steps:
        if step.stage in {"deputy", "chief"}:
            firsts.setdefault(step.stage, step.began)
    found = [(LEVELS[draft.traits.group, stage], since) for stage, since in firsts.items()]
    if draft.unit.kind == "company" or not found:
        return
    if steps[-1].began + 3 <= NOW and faults.due("people.level_after_post", draft.number):
        found[-1] = (found[-1][0], steps[-1].began + 3)
    two = len(found) > 1 and faults.due("people.two_levels", draft.number)
    for place, (code, since) in enumerate(found):
        until = found[place + 1][1] if place + 1 < len(found) and not two else 0
        career.levels.append(Level("0", code, since, until, document_no(since, stream)))


def _ranks(career: Career, draft: Draft, stream: Stream) -> None:
    """Write the ranks up to the present one, two years apart at least."""
    if not draft.rank:
        return
    first = max(RANKS_FROM, career.service + 12)
    at = LADDER.index(draft.rank)
    steps = min(at, stream.below(3), max(0, (NOW - first - 3) // 26))
    room = max(0, NOW - first - 3 - steps * 24)
    since = [first]
    for _ in range(steps):
        more = stream.below(room // (steps + 1) + 1)
        since.append(since[-1] + 24 + more)
    for place, begun in enumerate(since):
        until = since[place + 1] if place < steps else 0
        code = LADDER[at - steps + place]
        career.levels.append(Level("1", code, begun, until, document_no(begun, stream)))


def _breaks(career: Career, draft: Draft, faults: Faults) -> None:
    """Break the résumé where a fault is planted: between two stints of the middle."""
    if len(career.stints) < 6:
        return
    middle = career.stints[len(career.stints) // 2 - 1]
    if middle.ended - middle.began < 9:
        return
    if faults.due("people.resume_gap", draft.number):
        middle.ended -= 3
    elif faults.due("people.resume_overlap", draft.number):
        career.stints[len(career.stints) // 2 - 1].ended += 3
