"""Counting the ballots of an election with more candidates than seats, round by round. Pure.

Source: party-and-talent §7.3. Candidates are named by keys; whoever is written in besides them is
named in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

HEADS = {
    "eligible": "有选举权人数", "present": "实到会有选举权人数", "issued": "发出选票",
    "collected": "收回选票", "invalid": "无效票",
}  # fmt: skip
MARKS = {"approve": "赞成", "against": "不赞成", "abstain": "弃权"}


class Kind(StrEnum):
    """Why a round is held."""

    FIRST = "first"
    REVOTE = "revote"
    SECOND = "second"


class State(StrEnum):
    """What came of a round, and of the election so far."""

    NONE = ""
    VOID = "void"
    TIE = "tie"
    SHORT = "short"
    COMPLETE = "complete"


KINDS = {Kind.FIRST: "选举", Kind.REVOTE: "票数相等者再次投票", Kind.SECOND: "不足名额另行选举"}
STATES = {
    State.NONE: "还没有一致的计票", State.VOID: "收回多于发出，选举无效",
    State.TIE: "票数相等，须再次投票", State.SHORT: "当选人不足应选名额",
    State.COMPLETE: "已选满",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """The counts of one round. ``others`` are people written in, by name.

    Of a valid ballot each candidate is marked approve, against or abstain; blank is abstain.
    """

    eligible: int
    present: int
    issued: int
    collected: int
    invalid: int = 0
    approve: Mapping[str, int] = field(default_factory=dict)
    against: Mapping[str, int] = field(default_factory=dict)
    abstain: Mapping[str, int] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Sheet:
        """Return the sheet that ``as_dict`` gave."""
        return cls(**data)

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as JSON keeps them."""
        return asdict(self)

    @property
    def valid(self) -> int:
        return self.collected - self.invalid

    @property
    def is_void(self) -> bool:
        """Whether more ballots came back than were given out."""
        return self.collected > self.issued


@dataclass(frozen=True, slots=True)
class Round:
    """A round to be held, or held: who can be elected, into how many seats."""

    number: int
    kind: Kind
    candidates: tuple[str, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one round says: who is elected, by the order of approvals; who is tied at the border."""

    state: State
    elected: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    seats_open: int = 0


@dataclass(frozen=True, slots=True)
class Election:
    """The rounds held with their outcomes, and the round to be held next, None when seats are full.

    ``elected`` are all elected so far, round after round.
    """

    held: tuple[tuple[Round, Outcome], ...]
    following: Round | None

    @property
    def elected(self) -> tuple[str, ...]:
        return tuple(key for _, outcome in self.held for key in outcome.elected)

    @property
    def state(self) -> State:
        return self.held[-1][1].state if self.held else State.NONE

    @property
    def tied(self) -> tuple[str, ...]:
        return self.held[-1][1].tied if self.held else ()

    @property
    def seats_open(self) -> int:
        return self.following.seats if self.following else 0


def count_faults(sheet: Sheet, held: Round) -> Iterator[str]:
    """Yield what cannot be in the counts of a round, as sentences. A void count may be written."""
    if sheet.present > sheet.eligible:
        yield f"实到会 {sheet.present} 人多于有选举权的 {sheet.eligible} 人。"
    if sheet.issued > sheet.present:
        yield f"发出选票 {sheet.issued} 张多于实到会 {sheet.present} 人。"
    if sheet.invalid > sheet.collected:
        yield f"无效票 {sheet.invalid} 张多于收回的 {sheet.collected} 张。"
        return
    if held.kind is Kind.REVOTE and sheet.others:
        yield "再次投票只在票数相等的人中进行，不能另选他人。"
    marked = (*sheet.approve.values(), *sheet.others.values())
    most = sum(marked)
    if most > held.seats * sheet.valid:
        yield (
            f"赞成票合计 {most}，多于有效票 {sheet.valid} 张乘应选 {held.seats} 名："
            "选多了人的票应计为无效票。"
        )
    if any(found > sheet.valid for found in sheet.others.values()):
        yield f"另选他人的得票多于有效票 {sheet.valid} 张。"


def uneven(sheet: Sheet, held: Round) -> list[str]:
    """Return the candidates whose marks do not add up to the valid ballots."""
    marks = (sheet.approve, sheet.against, sheet.abstain)
    sums = {key: sum(mark.get(key, 0) for mark in marks) for key in held.candidates}
    return [key for key, found in sums.items() if found != sheet.valid]


def outcome_of(sheet: Sheet, held: Round) -> Outcome:
    """Return what the counts of a round say.

    Elected is who has more approvals than half of those present; of more than the seats, those
    with most; nobody of those equal at the border. In a vote among the tied most is enough.
    """
    if sheet.is_void:
        return Outcome(State.VOID, seats_open=held.seats)
    named = {key: sheet.approve.get(key, 0) for key in held.candidates} | dict(sheet.others)
    least = 0 if held.kind is Kind.REVOTE else sheet.present
    passed = {key: found for key, found in named.items() if 2 * found > least}
    order = sorted(passed, key=lambda key: -passed[key])
    if len(order) <= held.seats:
        left = held.seats - len(order)
        return Outcome(State.SHORT if left else State.COMPLETE, tuple(order), seats_open=left)
    border = passed[order[held.seats]]
    if passed[order[held.seats - 1]] > border:
        return Outcome(State.COMPLETE, tuple(order[: held.seats]))
    above = tuple(key for key in order if passed[key] > border)
    tied = tuple(key for key in order if passed[key] == border)
    return Outcome(State.TIE, above, tied, held.seats - len(above))


def election_of(sheets: Sequence[Sheet], candidates: Sequence[str], seats: int) -> Election:
    """Return how an election went over its accepted counts, in order.

    After a tie the tied are voted on again, after too few elected whoever is not elected, after a
    void vote all of them. Counts beyond the last round are left out.
    """
    held: list[tuple[Round, Outcome]] = []
    now: Round | None = Round(1, Kind.FIRST, tuple(candidates), seats)
    for sheet in sheets:
        if now is None:
            break
        outcome = outcome_of(sheet, now)
        held.append((now, outcome))
        now = _following(now, outcome)
    return Election(tuple(held), now)


def _following(held: Round, outcome: Outcome) -> Round | None:
    number, left = held.number + 1, outcome.seats_open
    if outcome.state is State.COMPLETE:
        return None
    if outcome.state is State.VOID:
        return Round(number, held.kind, held.candidates, held.seats)
    if outcome.state is State.TIE:
        return Round(number, Kind.REVOTE, outcome.tied, left)
    rest = tuple(key for key in held.candidates if key not in outcome.elected)
    return Round(number, Kind.SECOND, rest, left)


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of two entries side by side."""

    label: str
    one: int
    other: int

    @property
    def is_same(self) -> bool:
        return self.one == self.other


def compared(one: Sheet, other: Sheet, names: Mapping[str, str]) -> list[Compared]:
    """Return every number of two entries, in the order of the form. ``names`` are by key."""
    found = [
        Compared(label, getattr(one, head), getattr(other, head)) for head, label in HEADS.items()
    ]
    for key, name in names.items():
        found += [
            Compared(
                f"{name} {word}", getattr(one, mark).get(key, 0), getattr(other, mark).get(key, 0)
            )
            for mark, word in MARKS.items()
        ]
    written = dict.fromkeys((*one.others, *other.others))
    found += [
        Compared(f"另选他人：{name}", one.others.get(name, 0), other.others.get(name, 0))
        for name in written
    ]
    return found
