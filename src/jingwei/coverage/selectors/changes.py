"""What the audience is today beside the frozen roster: proposals that a person takes or leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jingwei.coverage.models import Programme, RosterRow
from jingwei.coverage.models.programme import Subject
from jingwei.coverage.models.roster import State
from jingwei.coverage.selectors.audience import Member, audience, sees

KEYS = {Subject.PERSON: "person", Subject.ORGANIZATION: "organization", Subject.UNIT: "unit"}


@dataclass(frozen=True, slots=True)
class Moved:
    """A row that counts for another unit now."""

    row: RosterRow
    member: Member


@dataclass(frozen=True, slots=True)
class Proposals:
    """Who the filter finds and the roster lacks, whom it no longer finds, who moved."""

    joins: list[Member]
    leaves: list[RosterRow]
    moves: list[Moved]

    @property
    def count(self) -> int:
        return len(self.joins) + len(self.leaves) + len(self.moves)


def row_key(programme: Programme, row: RosterRow) -> int:
    """Return the key of the subject of a row."""
    key: int = getattr(row, f"{KEYS[Subject(programme.subject)]}_id")
    return key


def proposals(programme: Programme, viewer: Any) -> Proposals:
    """Compare the filter of today with the roster, as far as ``viewer`` sees.

    Three queries; errors as ``audience``. Who is exempt stays so while the filter finds them;
    who left is proposed to join again.
    """
    now = audience(programme)
    counting = programme.rows.exclude(state=State.LEFT).order_by("unit_path", "words", "pk")
    standing = {row_key(programme, row): row for row in counting}
    visible = RosterRow.objects.visible_to(viewer).filter(programme=programme)
    shown = set(visible.values_list("pk", flat=True))
    joins = [one for key, one in now.items() if key not in standing and sees(viewer, one)]
    leaves = [row for key, row in standing.items() if key not in now and row.pk in shown]
    moves = [
        Moved(row, now[key]) for key, row in standing.items()
        if key in now and row.pk in shown and row.unit_id != now[key].unit
        and sees(viewer, now[key])
    ]  # fmt: skip
    return Proposals(
        sorted(joins, key=lambda one: (one.unit_path, one.words, one.key)), leaves, moves
    )
