"""The burden pre-check: what a round asks again, how long it takes, whether a town can bear it.

Source: rules on rectifying formalism and reducing burden (整治形式主义为基层减负若干规定, 2024),
party-and-talent §12.1 N7, N9 and §12.3 R12-3, R12-5. Plain values in, plain values out.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

KNOWN_PERCENT = 95
"""A column that the system knows for so many rows in a hundred is not asked."""
WORKING_DAYS = 3
"""A deadline nearer than so many working days needs a leader who agreed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the pre-check found; what ``blocks`` keeps the round from being issued."""

    code: str
    why: str
    hint: str = ""
    blocks: bool = True

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "why": self.why, "hint": self.hint, "blocks": self.blocks}


@dataclass(frozen=True, slots=True)
class Asked:
    """A column of a round with what the system knows of it: filled rows of all rows.

    ``label`` is its name, ``known_as`` the name of a column of the register that says the same
    though the column was entered as a new one, "" when there is none.
    """

    label: str
    is_new: bool
    check_only: bool
    filled: int = 0
    rows: int = 0
    known_as: str = ""

    @property
    def percent(self) -> int:
        """Filled rows in a hundred, rounded down; 0 without rows."""
        return 100 * self.filled // self.rows if self.rows else 0

    @property
    def is_known(self) -> bool:
        """Whether the system knows the column for nearly every row."""
        return self.rows > 0 and 100 * self.filled >= KNOWN_PERCENT * self.rows


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds a person takes: to fill a cell, to look a filled one over; minutes to begin."""

    fill: float
    check: float
    begin: float


def columns_refused(columns: Iterable[Asked]) -> list[Finding]:
    """Return why columns may not be asked, in their order; empty when all may.

    Nothing to ask at all is one finding, ``collection.nothing_new``.
    """
    columns = list(columns)
    found = [_refusal(column) for column in columns]
    refused = [finding for finding in found if finding]
    if not refused and columns and all(c.is_known for c in columns):
        return [
            Finding(
                "collection.nothing_new", f"这 {len(columns)} 列系统里都已有，没有要新填的内容。",
                "请直接使用已有数据，不再下发。",
            )
        ]  # fmt: skip
    return refused


def _refusal(column: Asked) -> Finding | None:
    if column.is_new and column.known_as:
        return Finding(
            "collection.known_column", f"“{column.label}”登记簿里已有（{column.known_as}）。",
            "请改选登记簿的这一列，不要作为新列要求填写。",
        )  # fmt: skip
    if not column.is_new and not column.check_only and column.is_known:
        return Finding(
            "collection.known_column",
            f"“{column.label}”系统已有 {column.percent}%（{column.rows} 行中 {column.filled} 行），"
            "不能再要求填写。",
            "请改为带出核对，或删去这一列。",
        )
    return None


def overlap_percent(mine: Collection[str], other: Collection[str]) -> int:
    """Return how much of ``mine`` stands in ``other``, in percent rounded down; 0 for nothing."""
    return 100 * len(set(mine) & set(other)) // len(set(mine)) if mine else 0


def minutes_estimate(rows: int, *, fill: int, check: int, speed: Speed) -> int:
    """Return the whole minutes that one recipient needs, rounded up.

    ``fill`` and ``check`` are columns; every one of ``rows`` is looked at. 0 rows cost the start.
    """
    seconds = 60 * speed.begin + rows * (fill * speed.fill + check * speed.check)
    return math.ceil(seconds / 60)


def ceiling_findings(
    borne: Mapping[str, int], added: Mapping[str, int], *, ceiling: int, signed: Collection[str]
) -> list[Finding]:
    """Return one finding for each town that would bear more than ``ceiling`` minutes this month.

    ``borne`` and ``added`` are minutes by town; ``signed`` the towns with a signed exception.
    """
    return [
        Finding(
            "collection.ceiling",
            f"{town}本月已有 {borne.get(town, 0)} 分钟，加上这次 {minutes} 分钟，"
            f"超过每月 {ceiling} 分钟的上限。",
            "请减少列或对象，或登记签批的领导。",
        )
        for town, minutes in added.items()
        if borne.get(town, 0) + minutes > ceiling and town not in signed
    ]


def deadline_findings(working_days: int | None, *, leader_named: str) -> list[Finding]:
    """Return why the deadline may not stand; ``working_days`` after today, the last one counted.

    None: the work calendar of the year is not complete, so nobody can tell.
    """
    if leader_named.strip():
        return []
    hint = "请放宽期限，或写明同意的部领导。"
    if working_days is None:
        why = "期限所在年度的工作日历还没有确认，算不出工作日。"
        return [Finding("collection.deadline", why, hint)]
    if working_days < WORKING_DAYS:
        why = f"期限只有 {working_days} 个工作日，少于 {WORKING_DAYS} 个。"
        return [Finding("collection.deadline", why, hint)]
    return []
