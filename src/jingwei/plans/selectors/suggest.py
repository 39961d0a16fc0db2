"""What could prove a measure, read from its own words; a person confirms."""

from __future__ import annotations

from typing import Any

from jingwei.kernel.indicators import indicators_for
from jingwei.plans.models import Measure, Proof

COUNTED = ("min", "exact", "aim", "approx", "range", "total", "add", "share")
"""Bounds of a printed quantity that can be a target; a maximum or a change over time cannot."""


def suggested_proof(measure: Measure) -> dict[str, Any]:
    """Return the first values of the proof form for ``measure``; empty when nothing suggests one.

    A printed quantity suggests a typed number, a document or mechanism suggests milestones.
    """
    if found := indicators_for(measure.text):
        return {"kind": Proof.Kind.INDICATOR, "indicator": found[0].code, **_target(measure)}
    if target := _target(measure):
        return {"kind": Proof.Kind.TYPED, **target}
    if measure.kind in (Measure.Kind.DELIVERABLE, Measure.Kind.MECHANISM):
        return {"kind": Proof.Kind.MILESTONES}
    return {}


def _target(measure: Measure) -> dict[str, Any]:
    for quantity in measure.quantities:
        if quantity.get("bound") in COUNTED and (quantity.get("number") or 0) > 0:
            return {"target": quantity["number"], "unit_label": quantity.get("unit", "")[:20]}
    return {}
