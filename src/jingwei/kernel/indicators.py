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

    ``keywords`` let the plan suggest it for a measure whose words hold one of them.
    """

    code: str
    label: str
    unit_label: str
    definition: str
    source: str
    keywords: tuple[str, ...]
    rows: Callable[[Slice], Rows]
    among: Callable[[Slice], Rows] | None = None

    def value(self, subject: Slice) -> Decimal | None:
        """Return the count, or the share in percent; None for a share of nothing."""
        count = self.rows(subject).count()
        if self.among is None:
            return Decimal(count)
        whole = self.among(subject).count()
        return round(Decimal(100 * count) / whole, 2) if whole else None


INDICATORS: dict[str, Indicator] = {}


def indicator(found: Indicator) -> Indicator:
    """Make ``found`` known under its code; codes are unique for the whole product."""
    if found.code in INDICATORS:
        raise ValueError(f"Indicator {found.code!r} is declared twice")
    INDICATORS[found.code] = found
    return found


def indicators_for(text: str) -> list[Indicator]:
    """Return the indicators one of whose keywords stands in ``text``, in order of code."""
    found = (i for i in INDICATORS.values() if any(word in text for word in i.keywords))
    return sorted(found, key=lambda i: i.code)
