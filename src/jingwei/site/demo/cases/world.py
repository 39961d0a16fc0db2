"""What the modules of the demo cases share: who acts, whom it is about, how time passes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from jingwei.accounts.models import User
from jingwei.kernel.clock import standing_on, today
from jingwei.procedures.entries import Opening, StepEntry
from jingwei.procedures.models import Case
from jingwei.procedures.services import case_open, step_record

REASON = "按实际情况办理"
LOOKED_AT = 4000
"""Rows of a register a story chooses from: a large district has enough among the first."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Something wrong on purpose: the case, and the code of the rule or limit that finds it."""

    case: int
    code: str


@dataclass
class World:
    """The cases begun so far and the faults planted in them. Every day is before ``today``."""

    planted: list[Planted] = field(default_factory=list)
    count: int = 0

    @cached_property
    def today(self) -> date:
        return today()

    def user(self, username: str) -> User:
        """Return a demo account."""
        return User.objects.get(username=username)

    def begin(self, opening: Opening, entries: Iterable[StepEntry], *, late: bool = False) -> Case:
        """Open a case and take its steps, each on its own day; return it as stored.

        ``late``: everything is entered today, so that what is older than a month is 补录. A step
        that needs a reason and has none is given a plain one.
        """
        with standing_on(self.today if late else opening.opened_on):
            case = case_open(opening, actor=opening.owner)
        for entry in entries:
            self.take(case, entry, late=late)
        self.count += 1
        return case

    def take(self, case: Case, entry: StepEntry, *, late: bool = False) -> None:
        """Take the next step of a case on the day of the entry."""
        with standing_on(self.today if late else entry.happened_on):
            told = replace(entry, reason=entry.reason or REASON)
            step_record(case, told, seen=case.version, actor=case.owner)
        case.refresh_from_db()

    def plant(self, case: Case, *codes: str) -> None:
        """Note what is wrong in a case, as the rules and limits will call it."""
        self.planted += [Planted(case.pk, code) for code in codes]
