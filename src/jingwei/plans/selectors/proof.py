"""The number that proves a measure: counted over the units the plan answers for, on any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from jingwei.kernel.clock import today
from jingwei.kernel.indicators import Indicator, Slice, indicator_named, share
from jingwei.org.models import Unit, UnitKind
from jingwei.plans.models import Measure, Proof, ProofSpell
from jingwei.plans.selectors.kept import KeptEnds
from jingwei.plans.selectors.series import numbers_by_unit

HUNDRED = Decimal(100)
"""What is wanted of units when nobody said less: all of them."""


@dataclass
class Counting:
    """Values already counted, so that measures of one number ask for it once. Lives for a read."""

    known: dict[tuple[str, Slice], Decimal | None] = field(default_factory=dict)
    kept: KeptEnds = field(default_factory=KeptEnds)
    found: dict[str, Indicator | None] = field(default_factory=dict)
    units: dict[str, list[Unit]] = field(default_factory=dict)

    def value(self, found: Indicator, subject: Slice) -> Decimal | None:
        """Return the value of ``found`` over ``subject``, asked of the database at most once.

        At the end of a finished month it is the one that was kept.
        """
        key = (found.code, subject)
        if key not in self.known:
            kept = self.kept.number(found, subject)
            self.known[key] = found.value(subject) if kept is None else kept.value
        return self.known[key]

    def named(self, code: str) -> Indicator | None:
        """Return the indicator of ``code``, looked up at most once."""
        if code not in self.found:
            self.found[code] = indicator_named(code)
        return self.found[code]

    def units_below(self, path: str) -> list[Unit]:
        """Return the units directly below ``path``, or the unit itself when it has none."""
        if path not in self.units:
            below = Unit.objects.filter(parent__path=path, closed_on=None).order_by("path")
            self.units[path] = list(below) or list(Unit.objects.filter(path=path))
        return self.units[path]


@dataclass(frozen=True, slots=True)
class UnitNumber:
    """What one unit has: its own number, None where nothing could be counted."""

    unit: Unit
    number: Decimal | None


def proofs_on(measures: Iterable[Measure], day: date) -> dict[int, Proof]:
    """Return what proved each measure on ``day``, by pk; a past one is not stored as a proof.

    The first proof of a measure holds for the days before it too. One query, two for a past day.
    """
    pks = [m.pk for m in measures]
    rows = Proof.objects.filter(measure__in=pks).select_related("scope")
    found = {proof.measure_id: proof for proof in rows}
    if day < today():
        later = ProofSpell.objects.filter(measure__in=pks, until__gt=day).select_related("scope")
        found |= {spell.measure_id: spell.as_proof() for spell in later.order_by("-until")}
    return found


def scope_path(measure: Measure, proof: Proof) -> str:
    """Return the path that is counted: that of the proof, else what the plan's unit answers for.

    A department of the Party committee answers for all units of its district.
    """
    if proof.scope is not None:
        return proof.scope.path
    unit = measure.plan.unit
    parent = unit.path.rstrip("/").rpartition("/")[0]
    return f"{parent}/" if parent and unit.kind == UnitKind.PARTY_BODY else unit.path


def slice_of(measure: Measure, proof: Proof, day: date) -> Slice:
    """Return what is counted on ``day``: from the start of the measure, else of the plan's year."""
    start = measure.starts_on or date(measure.plan.year, 1, 1)
    return Slice(scope_path(measure, proof), min(start, day), day)


def number_on(
    measure: Measure, proof: Proof, day: date, counting: Counting | None = None
) -> Decimal | None:
    """Return the number of ``proof`` as its reading wants it; None when it is not defined.

    A change is told as what moved to the better: upwards, or downwards where few is good.
    """
    counting = counting or Counting()
    found = counting.named(proof.indicator)
    if found is None:
        return None
    subject = slice_of(measure, proof, day)
    if proof.reading == Proof.Reading.UNITS:
        return _share_of_units(found, subject, proof.per_unit or Decimal(1), counting)
    return number_of_value(found, proof, counting.value(found, subject))


def number_of_value(found: Indicator, proof: Proof, value: Decimal | None) -> Decimal | None:
    """Return what ``proof`` reads in a value of its indicator: itself, or what it moved by."""
    if proof.reading != Proof.Reading.CHANGE or value is None:
        return value
    if proof.baseline is None:
        return None
    return proof.baseline - value if found.few_is_good else value - proof.baseline


def baseline_of(measure: Measure, proof: Proof) -> Decimal | None:
    """Return where the number stood on the day the measure began; None for a sum or units."""
    found = indicator_named(proof.indicator)
    if found is None or proof.reading in (Proof.Reading.SUM, Proof.Reading.UNITS):
        return None
    start = measure.starts_on or date(measure.plan.year, 1, 1)
    return found.value(slice_of(measure, proof, start))


def unit_numbers(
    found: Indicator, subject: Slice, counting: Counting | None = None
) -> list[UnitNumber]:
    """Return the number of each unit directly below the slice, in order of the unit tree.

    Two queries, three for a share. A unit without anything to count has 0, of a share nothing.
    """
    counting = counting or Counting()
    units = counting.units_below(subject.path)
    kept = counting.kept.by_unit(found, subject, [unit.path for unit in units])
    told = numbers_by_unit(found, subject) if kept is None else kept
    nothing = None if found.is_share else Decimal(0)
    return [UnitNumber(u, told[u.path].value if u.path in told else nothing) for u in units]


def numbers_now(measure: Measure, proof: Proof) -> list[UnitNumber]:
    """Return the units that can have a part of the target with what they have, in tree order."""
    found = indicator_named(proof.indicator)
    if found is None:
        return [UnitNumber(one, None) for one in Counting().units_below(scope_path(measure, proof))]
    return unit_numbers(found, slice_of(measure, proof, today()))


def _share_of_units(
    found: Indicator, subject: Slice, wanted: Decimal, counting: Counting
) -> Decimal | None:
    rows = [row for row in unit_numbers(found, subject, counting) if row.number is not None]
    return share(sum(row.number is not None and row.number >= wanted for row in rows), len(rows))
