"""What an answer does to a value: nothing, a change, or a conflict somebody must settle. Pure.

Three texts meet in a cell: what was handed out, what stands now, what came back. The same rule
serves the merge into a register and the return of an offline package.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

STANDING = "now"
"""The choice of a conflict that leaves what stands."""


class Verdict(StrEnum):
    """What becomes of a cell."""

    SAME = "same"
    CHANGE = "change"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Answer:
    """One answer to a cell: ``was`` went out, ``said`` came back; ``by`` names the answer."""

    by: int
    was: str
    said: str

    @property
    def is_claim(self) -> bool:
        """Whether somebody changed the cell; an untouched one claims nothing."""
        return self.said != self.was


@dataclass(frozen=True)
class Cell:
    """A column of a subject: what stands, and the answers that would change it."""

    subject: int
    column: str
    now: str
    claims: tuple[Answer, ...]

    @property
    def key(self) -> str:
        """The name of the cell in a form."""
        return f"{self.subject}:{self.column}"

    @property
    def offers(self) -> tuple[str, ...]:
        """The different values that came back, in the order of the answers."""
        return tuple(dict.fromkeys(claim.said for claim in self.claims))

    @property
    def verdict(self) -> Verdict:
        """A change when one new value meets what was handed out; else nothing, or a conflict."""
        if all(said == self.now for said in self.offers):
            return Verdict.SAME
        if len(self.offers) == 1 and any(claim.was == self.now for claim in self.claims):
            return Verdict.CHANGE
        return Verdict.CONFLICT

    def chosen(self, choice: str) -> Answer | None:
        """Return the answer that holds: of a conflict the one that ``choice`` names by its number.

        None when what stands is kept. An undecided conflict keeps what stands.
        """
        if self.verdict is Verdict.SAME:
            return None
        if self.verdict is Verdict.CHANGE:
            return self.claims[0]
        return next((claim for claim in self.claims if str(claim.by) == choice), None)

    def is_settled(self, choice: str) -> bool:
        """Whether nothing is left to decide."""
        is_open = self.verdict is Verdict.CONFLICT
        return not is_open or choice == STANDING or self.chosen(choice) is not None


def compared(
    subject: int,
    standing: Mapping[str, str],
    answers: Sequence[tuple[int, Mapping[str, str], Mapping[str, str]]],
) -> list[Cell]:
    """Return the cells of a subject that somebody changed, in the order of ``standing``.

    ``answers`` are (number, what was handed out, what came back); columns that are missing from
    what came back were not answered.
    """
    cells = []
    for column, now in standing.items():
        told = [
            Answer(by, was.get(column, ""), said[column])
            for by, was, said in answers
            if column in said
        ]
        if claims := tuple(answer for answer in told if answer.is_claim):
            cells.append(Cell(subject, column, now, claims))
    return cells


def counted(cells: Iterable[Cell]) -> Counter[Verdict]:
    """Return how many cells there are of each verdict."""
    return Counter(cell.verdict for cell in cells)


def by_column(cells: Iterable[Cell]) -> dict[str, Counter[Verdict]]:
    """Return the counts of each column that anything was said of."""
    found: dict[str, Counter[Verdict]] = {}
    for cell in cells:
        found.setdefault(cell.column, Counter())[cell.verdict] += 1
    return found
