"""What the pages about delegates show, made from the electing units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.kernel.law import law
from jingwei.party.models import BallotEntry, BranchTurnout
from jingwei.party.rules.delegate_count import (
    KINDS,
    STATES,
    Compared,
    Outcome,
    Round,
    Sheet,
    compared,
)
from jingwei.party.rules.delegate_structure import DIMENSIONS, LEAST, Line, whole
from jingwei.party.selectors.delegates import (
    LISTS,
    TELLERS,
    BranchLine,
    ElectingUnit,
    Participation,
    participation,
    units_of_congress,
)
from jingwei.procedures.models import Case, CaseSubject


@dataclass(frozen=True, slots=True)
class Board:
    """A congress: its electing units with their matrix, all of them together, the guide."""

    rows: list[tuple[ElectingUnit, tuple[Line, ...]]]
    whole: tuple[Line, ...]
    guide: list[str]

    @property
    def seats(self) -> int:
        return sum(unit.seats for unit, _ in self.rows)

    @property
    def listed(self) -> int:
        return sum(len(unit.listed) for unit, _ in self.rows)

    @property
    def elected(self) -> int:
        return sum(len(unit.elected) for unit, _ in self.rows)

    @property
    def total(self) -> int | None:
        """The size of the congress as the units were told; None when they were told otherwise."""
        told = {unit.data.get("total") for unit, _ in self.rows}
        return told.pop() if len(told) == 1 else None


def congress_board(viewer: Any, congress: str, on: date, *, of_elected: bool) -> Board:
    """Return the matrix of a congress, of the present lists or of those elected. Six queries."""
    units = units_of_congress(viewer, congress) if congress else []
    rows = [(u, u.elected_structure(on) if of_elected else u.structure(on)) for u in units]
    return Board(rows, whole([lines for _, lines in rows]), _guide(on))


def _guide(on: date) -> list[str]:
    """Return the share that the guide asks for, by dimension; "" without one."""
    numbers = law("party.delegates", on)
    told = {found.code: _percent(numbers, f"{found.code}_percent") for found in DIMENSIONS}
    return [
        f"{'≥' if found.bound == LEAST else '≤'}{told[found.code]}%" if told[found.code] else ""
        for found in DIMENSIONS
    ]


def _percent(numbers: Any, name: str) -> Any:
    try:
        return numbers.get(name)
    except AttributeError:
        return None


def matrix(unit: ElectingUnit, on: date) -> list[tuple[Line, Line]]:
    """Return by dimension the line of the present list and that of those elected."""
    return list(zip(unit.structure(on), unit.elected_structure(on), strict=True))


@dataclass(frozen=True, slots=True)
class Lists:
    """Everybody who was ever on a list, and on which of the lists that were kept."""

    heads: list[str]
    rows: list[tuple[CaseSubject, list[tuple[str, bool]]]]


def lists(unit: ElectingUnit) -> Lists:
    """Return the lists of the rounds side by side, in the order of entry."""
    kept = [(name, unit.kept_list(step)) for step, name in LISTS.items()]
    known = [(name, set(rows)) for name, rows in kept if rows is not None]
    rows = [(row, [(name, row.pk in there) for name, there in known]) for row in unit.rows]
    return Lists([name for name, _ in known], rows)


@dataclass(frozen=True, slots=True)
class Rounds:
    """The two rounds of the branches side by side."""

    taken: list[Participation]
    rows: list[tuple[BranchLine, BranchLine]]


def both_rounds(case: Case, on: date) -> Rounds:
    """Return which branches took part in recommending and in commenting. Six queries."""
    first, second = (participation(case, number, on) for number in BranchTurnout.Round.values)
    return Rounds([first, second], list(zip(first.lines, second.lines, strict=True)))


@dataclass(frozen=True, slots=True)
class RoundCount:
    """The entries of one round: who made them, side by side once both are there."""

    number: int
    title: str
    tellers: list[str]
    numbers: list[Compared]
    state: str
    is_agreed: bool
    is_mine: bool

    @property
    def waits(self) -> bool:
        """Whether a second person still has to enter the round."""
        return len(self.tellers) < TELLERS


def counts(unit: ElectingUnit, viewer: Any) -> list[RoundCount]:
    """Return the rounds held and the one under way. One entry alone is shown to nobody."""
    held = [(round_, outcome) for round_, outcome in unit.election.held]
    found = [_round(unit, round_, outcome, viewer) for round_, outcome in held]
    following = unit.election.following
    if following and unit.entries.get(following.number):
        found.append(_round(unit, following, None, viewer))
    return found


def _round(unit: ElectingUnit, held: Round, outcome: Outcome | None, viewer: Any) -> RoundCount:
    entries = unit.entries[held.number]
    return RoundCount(
        held.number, f"第 {held.number} 轮　{KINDS[held.kind]}，应选 {held.seats} 名",
        [str(row.teller) for row in entries], _compared(unit, held, entries),
        _state(unit, outcome), outcome is not None,
        any(row.teller_id == viewer.pk for row in entries),
    )  # fmt: skip


def _compared(unit: ElectingUnit, held: Round, entries: Sequence[BallotEntry]) -> list[Compared]:
    if len(entries) < TELLERS:
        return []
    one, other = (Sheet.of(row.data) for row in entries)
    return compared(one, other, {key: unit.names[key] for key in held.candidates})


def _state(unit: ElectingUnit, outcome: Outcome | None) -> str:
    """Return what came of a round in words."""
    if outcome is None:
        return ""
    elected = "、".join(unit.names.get(key, key) for key in outcome.elected)
    tied = "、".join(unit.names.get(key, key) for key in outcome.tied)
    words = [STATES[outcome.state], f"当选：{elected}" if elected else "",
             f"票数相等：{tied}" if tied else ""]  # fmt: skip
    return "；".join(word for word in words if word) + "。"
