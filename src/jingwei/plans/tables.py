"""The yearly tables: which numbers stand in which column, and what has to hold between them.

1=2+3      the first column is the sum of two others
4+5<=1     parts are not more than their whole
10=0       nobody is left
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

REST = "rest"
_CHECK = re.compile(r"([0-9]+(?:\+[0-9]+)*)(=|<=)([0-9]+(?:\+[0-9]+)*)")
_NOTHING = 0
"""A place that is no column: zero itself."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """An indicator by its code and the head it has here; ``part`` REST: of a share the others."""

    code: str
    label: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class TableCheck:
    """What has to hold between columns of every row, by their places from 1; 0 is nothing."""

    left: tuple[int, ...]
    relation: str
    right: tuple[int, ...]

    def sides(self, row: Sequence[int | None]) -> tuple[int, int] | None:
        """Return both sums in ``row``; None where a number is missing."""
        told = [[row[place - 1] if place else 0 for place in side] for side in self._sides]
        left, right = (None if None in side else sum(n or 0 for n in side) for side in told)
        return None if left is None or right is None else (left, right)

    def holds(self, sides: tuple[int, int]) -> bool:
        """Whether two sums stand as they should."""
        return sides[0] == sides[1] if self.relation == "=" else sides[0] <= sides[1]

    def words(self, columns: Sequence[TableColumn]) -> str:
        """Return the check as people read it: 党员 = 女 + 男."""
        left, right = (
            " + ".join(columns[place - 1].label if place else "0" for place in side)
            for side in self._sides
        )
        return f"{left} {'=' if self.relation == '=' else '≤'} {right}"

    @property
    def places(self) -> set[int]:
        """The columns it names."""
        return {*self.left, *self.right} - {_NOTHING}

    @property
    def _sides(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return self.left, self.right


@dataclass(frozen=True, slots=True)
class YearTable:
    """One table: its columns and what is checked in each of its rows."""

    code: str
    title: str
    about: str
    columns: tuple[TableColumn, ...]
    checks: tuple[TableCheck, ...]


@cache
def year_tables() -> Mapping[str, YearTable]:
    """Return the shipped tables by code, in their order; a check that is none is an error."""
    text = files("jingwei.plans").joinpath("data/tables.toml").read_text(encoding="utf-8")
    found = {}
    for row in tomllib.loads(text)["table"]:
        columns = tuple(TableColumn(*column) for column in row["columns"])
        checks = tuple(check_of(check, len(columns)) for check in row["checks"])
        found[row["code"]] = YearTable(row["code"], row["title"], row["about"], columns, checks)
    return found


def check_of(text: str, columns: int) -> TableCheck:
    """Read a check; ValueError for one that is none or names a column that is not there."""
    told = _CHECK.fullmatch(text)
    if told is None:
        raise ValueError(f"{text!r} is no check of a table")
    left, right = (tuple(map(int, side.split("+"))) for side in (told[1], told[3]))
    if max(*left, *right) > columns:
        raise ValueError(f"{text!r} names a column beyond {columns}")
    return TableCheck(left, told[2], right)
