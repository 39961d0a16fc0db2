"""What could prove a measure: suggestions from its own words, each with a target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from jingwei.kernel.indicators import FAMILIES, INDICATORS, Indicator, Slice
from jingwei.plans.models import Measure, Proof
from jingwei.plans.selectors.named import Opening, is_missing, opening_of
from jingwei.plans.selectors.proof import HUNDRED, Counting, scope_path
from jingwei.plans.suggestions import (
    Found,
    Standard,
    item_kind,
    marked,
    shipped,
    standards_for,
    yearly,
)

MOST = 3
COUNTED = ("min", "exact", "aim", "approx", "range", "total", "add", "share")
"""Bounds of a printed quantity that can be a target; a maximum or a change over time cannot."""
POINTS = ("%", "个百分点", "百分点")
SAME_UNIT = 9
"""Points for counting in the unit that the measure prints: 人次 for 人次, a share for a share."""
PERCENT = (Proof.Reading.SHARE, Proof.Reading.UNITS)
FALLBACK = Decimal(1)

WAYS = {
    "indicator": "指标",
    "programme": "覆盖项目",
    "procedure": "程序",
    "round": "填报与台账",
    "milestones": "节点",
    "typed": "填报数",
}
_PREFIXES = {
    "coverage.programme.": "programme",
    "coverage.named.": "programme",
    "procedures.case.": "procedure",
    "collection.round.": "round",
    "collection.ledger.": "round",
    "collection.named.": "round",
}


Runs = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A proof as it could be stored. ``way`` is a key of WAYS; ``text`` is the measure in runs,
    those that led here marked; ``opens`` names what has to be opened before there is a number."""

    kind: str
    way: str
    code: str
    label: str
    reading: str
    target: Decimal | None
    per_unit: Decimal | None
    unit_label: str
    milestones: tuple[str, ...]
    text: Runs
    points: int
    opens: str = ""

    @property
    def key(self) -> str:
        """What a form sends back to name this suggestion."""
        return self.code or self.kind

    @property
    def opening(self) -> Opening | None:
        """Where what has to be there first is opened."""
        text = "".join(words for words, _ in self.text)
        return opening_of(self.code, text) if self.opens else None

    @property
    def words(self) -> list[str]:
        """The words of the measure that led here."""
        return list(dict.fromkeys(words for words, is_reason in self.text if is_reason))

    @property
    def reading_label(self) -> str:
        """How the number is read, in the words of the form."""
        return str(Proof.Reading(self.reading).label)

    @property
    def way_label(self) -> str:
        """What kind of record proves, for a reader."""
        return WAYS[self.way]


def way_of(proof: Proof | None) -> str:
    """Return what kind of record proves: a key of WAYS, "none" without a proof."""
    if proof is None:
        return "none"
    if proof.kind != Proof.Kind.INDICATOR:
        return str(proof.kind)
    return way_of_code(proof.indicator)


def way_of_code(code: str) -> str:
    """Return "programme", "procedure" or "round" for the codes of those rooms, else "indicator"."""
    return next((way for prefix, way in _PREFIXES.items() if code.startswith(prefix)), "indicator")


def suggestions_for(
    measures: Iterable[Measure], *, viewer: Any = None
) -> dict[int, list[Suggested]]:
    """Return up to three suggestions for each measure by pk, the best first.

    ``viewer`` adds the programmes, rounds and ledgers that person may see. The measures carry
    their ``item__area`` and ``plan__unit``. Some queries for each indicator suggested.
    """
    more, counting = [*_declared(), *_rows_seen(viewer)], Counting()
    found: dict[int, list[Suggested]] = {}
    for measure in measures:
        kind = item_kind(str(measure.item.heading))
        fitting = standards_for(measure.text, kind, more, work=measure.kind)
        told = (_suggested(measure, one, counting) for one in fitting[: 2 * MOST])
        known = [one for one in told if one is not None]
        known.sort(key=lambda one: -one.points - SAME_UNIT * _fits_first(measure, one))
        found[measure.pk] = known[:MOST]
    return found


def suggested_proof(measure: Measure) -> dict[str, Any]:
    """Return the first values of the proof form for ``measure``; empty when nothing suggests one.

    Without a suggestion a printed quantity is a typed number.
    """
    (found,) = suggestions_for([measure]).values()
    if not found:
        return {"kind": Proof.Kind.TYPED, **typed} if (typed := _typed(measure)) else {}
    best = found[0]
    return {
        "kind": best.kind, "indicator": best.code, "reading": best.reading,
        "target": best.target, "per_unit": best.per_unit, "unit_label": best.unit_label,
    }  # fmt: skip


def _declared() -> list[Standard]:
    """The keywords that indicators were declared with, read as the shipped file reads them."""
    known = {standard.code: standard for standard in shipped().standards}
    return [
        replace(
            known.get(code, Standard(code, ())),
            words=found.keywords,
            items=found.items,
            is_stock=_is_stock(found),
        )
        for code, found in sorted(INDICATORS.items())
        if found.keywords
    ]


def _is_stock(found: Indicator) -> bool:
    return found.is_level and not found.is_share and not found.few_is_good


def _rows_seen(viewer: Any) -> list[Standard]:
    families = FAMILIES.values() if viewer is not None else ()
    made = (one for family in families for one in family.listed(viewer))
    return [Standard(one.code, one.keywords, items=one.items) for one in made if one.keywords]


def _suggested(measure: Measure, found: Found, counting: Counting) -> Suggested | None:
    standard, text = found.standard, tuple(marked(measure.text, found.spans))
    if standard.milestones:
        return _without_number(measure, found, text)
    declared = counting.named(standard.code)
    if declared is None:
        return None
    reading = standard.reading or _reading(declared)
    unit = "%" if reading in PERCENT else standard.unit or declared.unit_label
    target = _printed(measure, unit, reading) or _standing(measure, standard, reading, counting)
    opens = standard.opens if is_missing(declared) else ""
    return Suggested(
        kind=Proof.Kind.INDICATOR, way=way_of_code(standard.code), code=standard.code,
        label=opens or declared.label, reading=reading, target=target,
        per_unit=standard.per_unit, unit_label=unit, milestones=(), text=text,
        points=found.points, opens=opens,
    )  # fmt: skip


def _without_number(measure: Measure, found: Found, text: Runs) -> Suggested:
    """Milestones; a printed number of what is done or set up is better typed than forgotten."""
    typed = _typed(measure) if found.standard.milestones in ("activity", "built") else {}
    steps = () if typed else shipped().steps[found.standard.milestones]
    kind = Proof.Kind.TYPED if typed else Proof.Kind.MILESTONES
    target = Decimal(str(typed["target"])) if typed else None
    return Suggested(
        kind=kind, way=str(kind), code="", label="、".join(steps) or "按期填报累计数",
        reading=Proof.Reading.SUM, target=target, per_unit=None,
        unit_label=typed.get("unit_label", ""), milestones=steps, text=text, points=found.points,
    )  # fmt: skip


def _reading(found: Indicator) -> str:
    if found.is_share:
        return Proof.Reading.SHARE
    return Proof.Reading.LEVEL if found.is_level else Proof.Reading.SUM


def _printed(measure: Measure, unit: str, reading: str) -> Decimal | None:
    """The target that the measure itself prints: a share for a share, a number of its unit."""
    in_percent = reading in PERCENT
    for quantity in measure.quantities:
        printed, number = quantity.get("unit", ""), quantity.get("number") or 0
        if number <= 0 or quantity.get("bound") not in (*COUNTED, "delta"):
            continue
        if (printed in POINTS) == in_percent and (in_percent or _same_unit(printed, unit)):
            return Decimal(str(number))
    return yearly(measure.frequency_text) if reading == Proof.Reading.SUM else None


def _fits_first(measure: Measure, one: Suggested) -> bool:
    """Whether the first number the measure prints is of the unit that is counted."""
    units = [q.get("unit", "") for q in measure.quantities if q.get("bound") in COUNTED]
    if not units or one.kind != Proof.Kind.INDICATOR:
        return False
    in_percent = one.reading in PERCENT
    return (units[0] in POINTS) == in_percent and (
        in_percent or _same_unit(units[0], one.unit_label)
    )


def _same_unit(printed: str, declared: str) -> bool:
    """Whether a printed unit of measure means the declared one: 名 and 人, 期 and 个."""
    people, things = set("人名位"), set("个家支处件项期份次场批轮条")
    heads = (printed[:1], declared[:1])
    return heads[0] == heads[1] or any(set(heads) <= same for same in (people, things))


def _standing(
    measure: Measure, standard: Standard, reading: str, counting: Counting
) -> Decimal | None:
    """The target nobody printed: that of the suggestion, all of a share, else what stood before.

    Of a sum what the same months of last year brought, of a level what stands today: not to
    fall behind. At least 1.
    """
    if standard.target is not None:
        return standard.target
    found = counting.named(standard.code)
    if found is None:
        return None
    if found.few_is_good:
        return Decimal(0)
    if reading in PERCENT:
        return HUNDRED
    return max(counting.value(found, _before(measure)) or FALLBACK, FALLBACK)


def _before(measure: Measure) -> Slice:
    last = measure.plan.year - 1
    return Slice(scope_path(measure, Proof()), date(last, 1, 1), date(last, 12, 31))


def _typed(measure: Measure) -> dict[str, Any]:
    for quantity in measure.quantities:
        if quantity.get("bound") in COUNTED and (quantity.get("number") or 0) > 0:
            return {"target": quantity["number"], "unit_label": quantity.get("unit", "")[:20]}
    return {}
