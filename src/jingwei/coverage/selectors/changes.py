"""What the audience is today beside the frozen roster: proposals that a person takes or leaves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from jingwei.coverage.models import Programme, RosterRow
from jingwei.coverage.models.programme import Subject
from jingwei.coverage.models.roster import State
from jingwei.coverage.selectors.audience import Member, audience, sees
from jingwei.org.models import Unit

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


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal as its page lists it; ``row`` is None for whoever was never on the roster."""

    pick: str
    act: str
    words: str
    unit: str
    why: str
    row: RosterRow | None
    is_picked: bool


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


def change_lines(found: Proposals, picked: Collection[str]) -> list[Line]:
    """Return the proposals as lines, those in ``picked`` ticked. One query."""
    keys = {one.unit for one in found.joins} | {one.member.unit for one in found.moves}
    keys |= {row.unit_id for row in (*found.leaves, *(one.row for one in found.moves))}
    units = {pk: unit.name for pk, unit in Unit.objects.in_bulk(keys).items()}
    told: list[tuple[str, str, str, str, str, RosterRow | None]] = [
        (f"join:{one.key}", "加入", one.words, units[one.unit], "现在符合条件，不在名单里", None)
        for one in found.joins
    ]
    for row in found.leaves:
        covered = f"，{row.covered_on} 已覆盖" if row.covered_on else ""
        why = f"现在不符合条件{covered}"
        told.append((f"leave:{row.pk}", "退出", row.words, units[row.unit_id], why, row))
    for one in found.moves:
        row, unit = one.row, units[one.member.unit]
        why = f"现在在{unit}，改由该单位统计"
        told.append((f"move:{row.pk}", "换单位", row.words, units[row.unit_id], why, row))
    return [Line(*line, is_picked=line[0] in picked) for line in told]
