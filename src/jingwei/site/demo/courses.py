"""The way of a demo case through its steps, in days after its opening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from jingwei.org.models import PartyOrganization
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry, VoteGiven
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.votes import Counted
from jingwei.site.demo.cases.world import World

LATEST = date(2025, 6, 24)
"""The day of the last step of a case, where nothing else is said."""
DAYS = ("_on", "_from", "_to", "_until", "_since")
"""Facts whose names end so are days, told in days after the opening."""


@dataclass(frozen=True, slots=True)
class Move:
    """A step taken ``after`` days: how it ended, its papers, facts, counts of a vote."""

    after: int
    way: str = ""
    papers: str = ""
    data: tuple[tuple[str, Any], ...] = ()
    vote: Counted | None = None

    def entry(self, opened: date) -> StepEntry:
        """Return the step as somebody would record it in a case opened on ``opened``."""
        day = opened + timedelta(days=self.after)
        data = {name: _told(name, value, opened) for name, value in self.data}
        papers = [PaperGiven(code, made_on=day) for code in self.papers.split()]
        votes = [VoteGiven(self.vote)] if self.vote else []
        return StepEntry(day, self.way, data, papers, votes)


def _told(name: str, value: Any, opened: date) -> Any:
    is_day = name.endswith(DAYS) and isinstance(value, int)
    return opened + timedelta(days=value) if is_day else value


def move(
    after: int, way: str = "", papers: str = "", *, vote: Counted | None = None, **data: Any
) -> Move:
    """Return a step of a course."""
    return Move(after, way, papers, tuple(data.items()), vote)


def told(course: Sequence[Move], at: int, **data: Any) -> tuple[Move, ...]:
    """Return a course whose move number ``at`` (from 0) tells other facts; "" tells nothing."""
    kept = {name: value for name, value in (dict(course[at].data) | data).items() if value != ""}
    return other(course, at, data=tuple(kept.items()))


def other(course: Sequence[Move], at: int, **changes: Any) -> tuple[Move, ...]:
    """Return a course whose move number ``at`` (from 0) is otherwise."""
    return (*course[:at], replace(course[at], **changes), *course[at + 1 :])


@dataclass(frozen=True, slots=True)
class Office:
    """Who runs a procedure in the demo."""

    world: World
    code: str
    owner: str

    def begin(
        self, subject: Person | PartyOrganization, course: Sequence[Move], *, ago: int = 0
    ) -> Case:
        """Begin a case that has come as far as ``course``, its last step ``ago`` days ago."""
        last = course[-1].after if course else 0
        opened = LATEST - timedelta(days=ago + last)
        owner = self.world.user(self.owner)
        opening = Opening(procedure_on(self.code, opened), owner, opened, subject=subject)
        return self.world.begin(opening, [one.entry(opened) for one in course])
