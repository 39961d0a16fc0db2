"""Which units hold the number of a measure back, as far as its target says anything of units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from jingwei.kernel.indicators import Indicator, Slice, indicator_named
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit
from jingwei.plans.models import Measure, Proof
from jingwei.plans.rules import Facts, expected_on
from jingwei.plans.selectors.proof import slice_of, unit_numbers

Wanted = tuple[Decimal, Decimal]
"""What a unit should show by the day, and its target in the end."""


@dataclass(frozen=True, slots=True)
class UnitBehind:
    """A unit short of (under a ceiling: above) what is expected of it by the day.

    ``query`` leads to the rows behind its number.
    """

    unit: Unit
    number: Decimal
    expected: Decimal
    target: Decimal
    query: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The units behind in the order of the tree. ``is_divided`` False: the target is one for all
    units together and says nothing of any of them, so none is named."""

    units: list[UnitBehind] = field(default_factory=list)
    is_divided: bool = True


def units_behind(
    measure: Measure, proof: Proof, facts: Facts, day: date, viewer: Viewer
) -> Behind | None:
    """Return the units ``viewer`` may see that are behind on ``day``; None for what is not counted.

    Of a share: units below what is expected of all by the day. Of units that each have to reach
    a number: those that did not. Of a divided target: those short of their part of the way. Of
    "none left": those that have any.
    """
    found = indicator_named(proof.indicator) if proof.counts_itself else None
    if found is None:
        return None
    wanted = _wanted(proof, found, facts, day)
    if wanted is None:
        return Behind(is_divided=False)
    subject = slice_of(measure, proof, day)
    seen = set(Unit.objects.visible_to(viewer).values_list("pk", flat=True))
    is_ceiling = found.few_is_good and proof.reading != Proof.Reading.UNITS
    named = []
    for row in unit_numbers(found, subject):
        asked = wanted(row.unit)
        if row.number is None or asked is None or row.unit.pk not in seen:
            continue
        if row.number > asked[0] if is_ceiling else row.number < asked[0]:
            named.append(UnitBehind(row.unit, row.number, *asked, _query(row.unit, subject)))
    return Behind(named)


def part_of(proof: Proof, unit: Unit) -> Decimal | None:
    """Return the part of the target that ``unit`` has; None for a unit without one."""
    text = proof.unit_targets.get(str(unit.pk))
    return None if text is None else Decimal(text)


def _wanted(
    proof: Proof, found: Indicator, facts: Facts, day: date
) -> Callable[[Unit], Wanted | None] | None:
    """Return what is wanted of each unit; None when the target says nothing of single units."""
    if proof.reading == Proof.Reading.UNITS:
        return _same_for_all(proof.per_unit or Decimal(1))
    target = proof.target or Decimal(0)
    if proof.reading == Proof.Reading.CHANGE:
        return None
    if found.is_share:
        return _same_for_all(target, expected_on(facts, day))
    if proof.unit_targets:
        return lambda unit: _own(part_of(proof, unit), facts, day)
    return _same_for_all(target) if found.few_is_good and not target else None


def _same_for_all(
    target: Decimal, expected: Decimal | None = None
) -> Callable[[Unit], Wanted | None]:
    return lambda _: (target if expected is None else expected, target)


def _own(target: Decimal | None, facts: Facts, day: date) -> Wanted | None:
    """Return how far a unit should be with its part: where it stood at the start is not kept."""
    if target is None:
        return None
    expected = expected_on(replace(facts, target=target, baseline=None), day)
    return target if expected is None else expected, target


def _query(unit: Unit, subject: Slice) -> str:
    return urlencode({"unit": unit.path, "start": subject.start, "end": subject.end})
