"""What a page shows of the proof of a measure: number, expected, trend, who is behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from jingwei.kernel.indicators import Indicator, indicator_named
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit
from jingwei.plans.models import Measure, Proof
from jingwei.plans.rules import Facts, expected_on
from jingwei.plans.selectors.facts import facts_on
from jingwei.plans.selectors.months import last_day
from jingwei.plans.selectors.proof import (
    Counting,
    UnitNumber,
    number_on,
    slice_of,
    units_behind,
)

WIDTH, HEIGHT, MARGIN = 240, 56, 6


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The number at the end of a month, or on the day while it runs; its place in the picture."""

    day: date
    number: Decimal | None
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class Trend:
    """The months from the start of a measure to the day, drawn in a box of fixed size."""

    points: list[TrendPoint]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def line(self) -> str:
        """The corners of the line as a picture wants them, of the months with a number."""
        return " ".join(f"{p.x},{p.y}" for p in self.points if p.number is not None)


@dataclass(frozen=True, slots=True)
class ProofShown:
    """The proof of a measure as a page shows it. ``indicator`` is None for what is typed or gone.

    ``where`` names the unit whose subtree is counted; ``query`` carries it with the days to the
    rows behind the number.
    """

    proof: Proof
    facts: Facts
    expected: Decimal | None
    indicator: Indicator | None = None
    where: str = ""
    query: str = ""
    trend: Trend | None = None
    behind: list[UnitNumber] = field(default_factory=list)

    @property
    def is_ceiling(self) -> bool:
        """Whether the target is not to be passed."""
        return self.facts.few_is_good and self.facts.reading != Proof.Reading.CHANGE


def proofs_shown(measures: Iterable[Measure], day: date) -> dict[int, ProofShown]:
    """Return what a list shows of each proven measure by pk, without trends and units."""
    found = [m for m in measures if hasattr(m, "proof")]
    facts = facts_on(found, day)
    units = {unit.path: unit.name for unit in Unit.objects.filter(path__in=_paths(found, day))}
    return {m.pk: _shown(m, facts[m.pk], day, units) for m in found}


def proof_shown(measure: Measure, day: date, viewer: Viewer) -> ProofShown | None:
    """Return all a measure's own page shows of its proof; None without one.

    Two queries for each month of the trend, some for the units behind.
    """
    found = proofs_shown([measure], day).get(measure.pk)
    if found is None or found.indicator is None:
        return found
    return ProofShown(
        proof=found.proof,
        facts=found.facts,
        expected=found.expected,
        indicator=found.indicator,
        where=found.where,
        query=found.query,
        trend=trend_of(measure, found.proof, day),
        behind=units_behind(measure, found.proof, day, viewer),
    )


def trend_of(measure: Measure, proof: Proof, day: date) -> Trend:
    """Return the number at the end of each month of the plan's year up to ``day``."""
    first = measure.starts_on or date(measure.plan.year, 1, 1)
    ends = [end for end in _month_ends(measure.plan.year, day) if end >= first]
    counting = Counting()
    numbers = [number_on(measure, proof, end, counting) for end in ends]
    return Trend(_placed(ends, numbers))


def _month_ends(year: int, day: date) -> list[date]:
    """The last day of each month of ``year`` before ``day``, and the day reached."""
    ends = (last_day(date(year, month, 1)) for month in range(1, 13))
    last = min(day, date(year, 12, 31))
    return [*(end for end in ends if end < last), last]


def _placed(ends: list[date], numbers: list[Decimal | None]) -> list[TrendPoint]:
    known = [number for number in numbers if number is not None]
    top, low = max(known, default=Decimal(0)), min([*known, Decimal(0)])
    span, steps = (top - low) or Decimal(1), max(len(ends) - 1, 1)
    inner_width, inner_height = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    return [
        TrendPoint(
            end, number, MARGIN + inner_width * n // steps,
            HEIGHT - MARGIN - int(inner_height * ((number or Decimal(0)) - low) / span),
        )
        for n, (end, number) in enumerate(zip(ends, numbers, strict=True))
    ]  # fmt: skip


def _paths(measures: list[Measure], day: date) -> set[str]:
    return {slice_of(m, m.proof, day).path for m in measures if m.proof.counts_itself}


def _shown(measure: Measure, facts: Facts, day: date, units: dict[str, str]) -> ProofShown:
    proof, expected = measure.proof, expected_on(facts, day)
    found = indicator_named(proof.indicator) if proof.counts_itself else None
    if found is None:
        return ProofShown(proof, facts, expected)
    subject = slice_of(measure, proof, day)
    asked = {"unit": subject.path, "start": subject.start, "end": subject.end}
    return ProofShown(
        proof, facts, expected, found, where=units.get(subject.path, ""), query=urlencode(asked)
    )
