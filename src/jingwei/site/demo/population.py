"""Who there is: how many of which group, age and sex, so that the shares come out exactly.

Counts are those of one part of the district (``shares.toml`` times the scale of a part). A place
in a group is turned into an age and the rest by shuffles, so that no list of people is needed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from jingwei.site.demo import told
from jingwei.site.demo.streams import apportioned, filled, shuffled

BANDS = ((20, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, 93))
"""Ages of the columns, both ends included."""
STAGES = ("", "applicant", "activist", "target")


@dataclass(frozen=True, slots=True)
class Traits:
    """What the plan says of one person; ``kind`` is the period of joining or the stage."""

    group: str
    band: int
    is_member: bool
    is_woman: bool
    is_minority: bool
    is_college: bool
    kind: int
    works: str
    place: int
    """The place among all of the group: for quotas of the group."""


@dataclass(slots=True)
class Cell:
    """People of one group and age."""

    count: int
    women: int = 0
    minority: int = 0
    college: int = 0
    kinds: tuple[int, ...] = ()
    """How many joined by the end of each period, added up."""


class Group:
    """People who share what they do, with their cells by age."""

    def __init__(self, told: dict[str, Any], *, is_member: bool, scale: float) -> None:
        self.code: str = told["code"]
        self.is_member = is_member
        self.where: dict[str, float] = told["where"]
        self.told = told
        total = round(sum(told["ages"]) * scale)
        self.cells = [Cell(n) for n in apportioned(total, told["ages"])]
        self.count = total
        self._ends = list(accumulate(cell.count for cell in self.cells))
        self._works = self._work_codes(scale)
        stages = told.get("stages", [])
        self._stages = list(accumulate(apportioned(total, stages))) if stages else []

    def nth(self, place: int) -> Traits:
        """Return the traits of the person at ``place`` (0 … count-1)."""
        mixed = shuffled(place, self.count)
        band = bisect_right(self._ends, mixed)
        cell = self.cells[band]
        n = mixed - (self._ends[band] - cell.count)
        return Traits(
            self.code, band, self.is_member,
            shuffled(n, cell.count, 0.4142) < cell.women,
            shuffled(n, cell.count, 0.7320) < cell.minority,
            shuffled(n, cell.count, 0.2360) < cell.college,
            self._kind(cell, n, mixed), self._work(mixed), mixed,
        )  # fmt: skip

    def _kind(self, cell: Cell, n: int, mixed: int) -> int:
        """Return the stage of an outsider, for members the period of joining, which has an age."""
        if self._stages:
            return bisect_right(self._stages, shuffled(mixed, self.count, 0.2679))
        return bisect_right(cell.kinds, shuffled(n, cell.count, 0.2679))

    def _work_codes(self, scale: float) -> tuple[str, str, int]:
        works = self.told.get("works", [""])
        if len(works) == 1:
            return works[0], works[0], self.count
        return works[0], works[1], round(works[2] * scale)

    def _work(self, mixed: int) -> str:
        first, second, count = self._works
        return first if shuffled(mixed, self.count, 0.3027) < count else second


def groups(scale: float) -> list[Group]:
    """Return all groups of a part of the district, members first."""
    shares = told("shares")
    members = [Group(one, is_member=True, scale=scale) for one in shares["group"]]
    outside = [Group(one, is_member=False, scale=scale) for one in shares["outside"]]
    for band in range(len(BANDS)):
        _fill_members(members, shares["member"], band)
    for group in outside:
        _fill_outside(group)
    return [*members, *outside]


def _fill_members(members: list[Group], totals: dict[str, Any], band: int) -> None:
    """Share women, college and the periods of joining of an age out among the groups."""
    cells = [group.cells[band] for group in members]
    counts = [cell.count for cell in cells]
    scale = sum(counts) / max(1, sum(g["ages"][band] for g in told("shares")["group"]))
    women = [_women_weight(group, band) for group in members]
    college = [group.told.get("college", 1) for group in members]
    for name, weights in (("women", women), ("college", college)):
        given = filled(round(totals[name][band] * scale), counts, weights)
        for cell, share in zip(cells, given, strict=True):
            setattr(cell, name, share)
    everybody = sum(sum(g["ages"]) for g in told("shares")["group"])
    share = totals["minorities"] / everybody
    for cell, n in zip(cells, apportioned(round(sum(counts) * share), counts), strict=True):
        cell.minority = n
    _fill_joined(cells, [row[band] for row in totals["joined"]])


def _women_weight(group: Group, band: int) -> float:
    """Women cadres retire before 56: none in post at that age, all the retired are women."""
    if band == 6 and group.code in {"civil", "reference", "manager"}:
        return 0
    if band == 6 and group.code == "retired_cadre":
        return 1000
    return float(group.told.get("women", 1))


def _fill_joined(cells: list[Cell], wanted: list[int]) -> None:
    """Give every cell its part of each period; rounding is carried from cell to cell."""
    whole, used, seen = sum(wanted), [0] * len(wanted), 0
    for cell in cells:
        seen += cell.count
        aims = apportioned(sum(c.count for c in cells), wanted)
        due = [aim * seen / max(1, sum(aims)) for aim in aims] if whole else [0.0] * len(wanted)
        given = apportioned(cell.count, [max(0.0, d - u) for d, u in zip(due, used, strict=True)])
        cell.kinds = tuple(accumulate(given))
        used = [u + g for u, g in zip(used, given, strict=True)]


def _fill_outside(group: Group) -> None:
    for band, cell in enumerate(group.cells):
        women = _outside_women(group, band)
        cell.women = min(cell.count, round(cell.count * women))
        cell.college = round(cell.count * group.told["college"])
        cell.minority = round(cell.count * 0.077)


def _outside_women(group: Group, band: int) -> float:
    if band == 6 and group.code in {"civil", "reference", "manager"}:
        return 0.0
    return 1.0 if band == 6 and group.code == "retired_cadre" else float(group.told["women"])
