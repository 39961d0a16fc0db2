"""How many may hold a rank in an organ: quota, held, free, over. Pure arithmetic.

Source: rank quotas of organs at county level and below (2019), as reprinted. The base is the
approved staffing, not who is there. Rounding is not laid down nationally; the county may pool.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Share:
    """Ranks that together may take ``percent`` of the base, or of the quota of group ``within``.

    ``percent`` 0: not configured, so that no quota can be told.
    """

    code: str
    label: str
    ranks: tuple[str, ...]
    percent: float
    within: str = ""


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A group in an organ. ``quota`` None: the base or the share is not known."""

    share: Share
    quota: int | None
    held: int

    @property
    def free(self) -> int | None:
        return None if self.quota is None else max(self.quota - self.held, 0)

    @property
    def over(self) -> int:
        return 0 if self.quota is None else max(self.held - self.quota, 0)

    @property
    def sentence(self) -> str:
        """The line in words: "一级至四级主任科员职数 6，现有 7 人，超 1 人"."""
        quota = "不能计算" if self.quota is None else str(self.quota)
        over = f"，超 {self.over} 人" if self.over else ""
        return f"{self.share.label}职数 {quota}，现有 {self.held} 人{over}"


RANK_GROUPS = (
    ("share_14", "二级调研员", ("14",), ""),
    ("share_15_16", "三级、四级调研员", ("15", "16"), ""),
    ("share_15", "其中三级调研员", ("15",), "share_15_16"),
    ("share_17_1A", "一级至四级主任科员", ("17", "18", "19", "1A"), ""),
    ("share_17_18", "其中一级、二级主任科员", ("17", "18"), "share_17_1A"),
)
"""Number of the law, words, codes of ZB148, the group it is a part of. Source: 4.4."""
GRADE_GROUPS = (
    ("share_0831", "五级职员", ("0831",), ""),
    ("share_0832", "六级职员", ("0832",), ""),
    ("share_0841", "七级职员", ("0841",), ""),
    ("share_0842", "八级职员", ("0842",), ""),
)
"""Grades of staff of public institutions, codes of ZB09; the shares are for the province to set."""


def shares_of(groups: Iterable[tuple[str, str, tuple[str, ...], str]], law: Any) -> list[Share]:
    """Return the groups with the percentages that the numbers of ``law`` give by name."""
    return [Share(code, label, ranks, law.get(code) or 0, within)
            for code, label, ranks, within in groups]  # fmt: skip


def quota_lines(
    base: int | None, held: Mapping[str, int], shares: Sequence[Share], *, rounds_up: bool = False
) -> list[QuotaLine]:
    """Return a line for each share, in order; ``held`` counts people by code of rank.

    A group within another takes its percentage of that group's quota. Half a place is given away
    only if ``rounds_up``.
    """
    quotas: dict[str, int | None] = {}
    lines = []
    for share in shares:
        whole = quotas.get(share.within) if share.within else base
        quotas[share.code] = _quota(whole, share.percent, rounds_up=rounds_up)
        count = sum(held.get(rank, 0) for rank in share.ranks)
        lines.append(QuotaLine(share, quotas[share.code], count))
    return lines


def _quota(whole: int | None, percent: float, *, rounds_up: bool) -> int | None:
    if whole is None or not percent:
        return None
    exact = whole * Fraction(str(percent)) / WHOLE
    return int(exact + Fraction(1, 2)) if rounds_up else int(exact)


def moved(held: Mapping[str, int], moves: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the counts after people went from one rank to another: (from, to)."""
    after = dict(held)
    for before, to in moves:
        after[before] = after.get(before, 0) - 1
        after[to] = after.get(to, 0) + 1
    return after
