"""The number that proves a measure: counted over the units the plan answers for, on any day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from jingwei.kernel.indicators import Indicator, Slice, indicator_named, share
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit, UnitKind
from jingwei.plans.models import Measure, Proof
from jingwei.plans.selectors.series import numbers_by_unit

HUNDRED = Decimal(100)
"""What is wanted of units when nobody said less: all of them."""


@dataclass
class Counting:
    """Values already counted, so that measures of one number ask for it once. Lives for a read."""

    known: dict[tuple[str, Slice], Decimal | None] = field(default_factory=dict)
    found: dict[str, Indicator | None] = field(default_factory=dict)
    units: dict[str, list[Unit]] = field(default_factory=dict)

    def value(self, found: Indicator, subject: Slice) -> Decimal | None:
        """Return the value of ``found`` over ``subject``, asked of the database at most once."""
        key = (found.code, subject)
        if key not in self.known:
            self.known[key] = found.value(subject)
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
    value = counting.value(found, subject)
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
    told = numbers_by_unit(found, subject)
    nothing = None if found.is_share else Decimal(0)
    units = (counting or Counting()).units_below(subject.path)
    return [UnitNumber(u, told[u.path].value if u.path in told else nothing) for u in units]


def units_behind(measure: Measure, proof: Proof, day: date, viewer: Viewer) -> list[UnitNumber]:
    """Return the units ``viewer`` may see that hold the number back, in order of the unit tree.

    Of a share and of units: those below what is wanted; of a number with a ceiling: those that
    have any; of any other: those that have none. No order of merit.
    """
    found = indicator_named(proof.indicator)
    if found is None or proof.kind != Proof.Kind.INDICATOR:
        return []
    seen = set(Unit.objects.visible_to(viewer).values_list("pk", flat=True))
    rows = unit_numbers(found, slice_of(measure, proof, day))
    return [row for row in rows if row.unit.pk in seen and _is_behind(row.number, found, proof)]


def _is_behind(number: Decimal | None, found: Indicator, proof: Proof) -> bool:
    if number is None:
        return False
    if proof.reading == Proof.Reading.UNITS:
        return number < (proof.per_unit or 1)
    wanted = proof.target if found.is_share and proof.target is not None else None
    if found.few_is_good:
        return number > (wanted or 0)
    return number < wanted if wanted is not None else number == 0


def _share_of_units(
    found: Indicator, subject: Slice, wanted: Decimal, counting: Counting
) -> Decimal | None:
    rows = [row for row in unit_numbers(found, subject, counting) if row.number is not None]
    return share(sum(row.number is not None and row.number >= wanted for row in rows), len(rows))
