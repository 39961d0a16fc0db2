"""Indicators: named, sourced numbers over a unit subtree and a period, with their rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

Rows = models.QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Slice:
    """The subject of a calculation: everything under ``path``, ``start``..``end`` inclusive."""

    path: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Indicator:
    """A registered indicator: its value is the number of ``rows``, or their share of ``among``.

    ``keywords`` let the plan suggest it for a measure whose words hold one of them; ``items``
    are the items of a plan (1 to 22) it was made for. ``is_level``: what stands at the end of
    the period whatever its beginning, not what happened in it. ``few_is_good``: gaps and delays.
    """

    code: str
    label: str
    unit_label: str
    definition: str
    source: str
    keywords: tuple[str, ...]
    rows: Callable[[Slice], Rows]
    among: Callable[[Slice], Rows] | None = None
    items: tuple[int, ...] = ()
    is_level: bool = False
    few_is_good: bool = False

    @property
    def is_share(self) -> bool:
        """Whether the value is a percentage, which does not add up over units."""
        return self.among is not None

    def value(self, subject: Slice) -> Decimal | None:
        """Return the count, or the share in percent; None for a share of nothing."""
        count = self.rows(subject).count()
        if self.among is None:
            return Decimal(count)
        return share(count, self.among(subject).count())


@dataclass(frozen=True, slots=True)
class Family:
    """Indicators that are made for rows (a programme, a ledger, a round), not declared in code.

    ``named`` takes a code that begins with ``prefix`` and gives None for a row that is not
    there; ``listed`` takes a viewer and gives those of the rows the viewer may see.
    """

    prefix: str
    named: Callable[[str], Indicator | None]
    listed: Callable[[Any], list[Indicator]]


INDICATORS: dict[str, Indicator] = {}
FAMILIES: dict[str, Family] = {}


def indicator(found: Indicator) -> Indicator:
    """Make ``found`` known under its code; codes are unique for the whole product."""
    if found.code in INDICATORS:
        raise ValueError(f"Indicator {found.code!r} is declared twice")
    INDICATORS[found.code] = found
    return found


def indicator_family(found: Family) -> Family:
    """Make the indicators of ``found`` known under its prefix."""
    if found.prefix in FAMILIES:
        raise ValueError(f"Indicators {found.prefix!r} are declared twice")
    FAMILIES[found.prefix] = found
    return found


def indicator_named(code: str) -> Indicator | None:
    """Return the indicator of ``code``, declared or of a family; None for an unknown one."""
    if code in INDICATORS:
        return INDICATORS[code]
    family = next((f for f in FAMILIES.values() if code.startswith(f.prefix)), None)
    return family.named(code) if family else None


def indicators_seen(viewer: Any) -> list[Indicator]:
    """Return all declared indicators in order of code, then those of rows ``viewer`` may see."""
    made = (one for family in FAMILIES.values() for one in family.listed(viewer))
    return [*(INDICATORS[code] for code in sorted(INDICATORS)), *made]


def words_in(found: Indicator, text: str) -> list[str]:
    """Return the keywords of ``found`` that stand in ``text``, the longest first."""
    return sorted((word for word in found.keywords if word in text), key=lambda w: (-len(w), w))


def share(count: int, whole: int) -> Decimal | None:
    """Return ``count`` of ``whole`` in percent, two decimals; None of nothing."""
    return round(Decimal(100 * count) / whole, 2) if whole else None
