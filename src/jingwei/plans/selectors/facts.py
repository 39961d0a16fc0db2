"""What was known of measures on a day: the input of the light rule, today or in the past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from jingwei.kernel.parameters import parameter, parameter_values
from jingwei.plans.models import AnnualPlan, Measure, MeasureChange, Milestone, ProgressNote, Proof
from jingwei.plans.rules import Facts, LightVerdict, Thresholds, light_on
from jingwei.plans.selectors.proof import Counting, number_on, proofs_on

OWN = "默认方案，本区可改"
YELLOW = parameter(
    "plans.yellow_below",
    "低于应达进度的比例时预警",
    default=0.9,
    bounds=(0, 1),
    unit="",
    source=OWN,
)
RED = parameter(
    "plans.red_below", "低于应达进度的比例时滞后", default=0.7, bounds=(0, 1), unit="", source=OWN
)
NEAR = parameter(
    "plans.near_days", "到期前提示天数", default=7, bounds=(0, 90), unit="天", source=OWN
)
SILENT = parameter(
    "plans.silent_days", "多少天未更新即预警", default=35, bounds=(1, 366), unit="天", source=OWN
)


def thresholds() -> Thresholds:
    """Return the thresholds in force. One query."""
    values = parameter_values()
    return Thresholds(
        yellow_below=float(values[YELLOW.code]),
        red_below=float(values[RED.code]),
        near_days=int(values[NEAR.code]),
        silent_days=int(values[SILENT.code]),
    )


@dataclass
class _Known:
    """The dated rows of one measure up to the day."""

    noted_on: date | None = None
    value: Decimal | None = None
    milestones: list[tuple[date, bool]] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)


def verdicts_on(measures: Iterable[Measure], day: date) -> dict[int, LightVerdict]:
    """Return the light of each measure on ``day`` by pk. Five queries plus those of indicators.

    Six for a past day.
    """
    limits = thresholds()
    return {pk: light_on(facts, day, limits) for pk, facts in facts_on(measures, day).items()}


def facts_on(
    measures: Iterable[Measure], day: date, proofs: dict[int, Proof] | None = None
) -> dict[int, Facts]:
    """Return what was known of each measure on ``day``, by pk. Four queries plus indicators.

    Five for a past day. ``proofs`` are those of the day where somebody has read them already.
    """
    found = list(measures)
    known = _known([m.pk for m in found], day)
    proofs, counting = proofs_on(found, day) if proofs is None else proofs, Counting()
    return {m.pk: _facts(m, proofs.get(m.pk), known[m.pk], day, counting) for m in found}


def _known(pks: list[int], day: date) -> dict[int, _Known]:
    known: dict[int, _Known] = defaultdict(_Known)
    notes = ProgressNote.objects.filter(
        Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), measure__in=pks, on__lte=day
    )
    for pk, on, value in notes.order_by("on", "pk").values_list("measure", "on", "value"):
        known[pk].noted_on = on
        known[pk].value = known[pk].value if value is None else value
    for pk, name, before in (
        MeasureChange.objects.filter(measure__in=pks, on__gt=day)
        .order_by("-on", "-pk")
        .values_list("measure", "field", "before")
    ):
        known[pk].before[name] = before
    for stone in Milestone.objects.filter(measure__in=pks):
        row = known[stone.measure_id]
        due_on = _day(row.before.get(f"milestone.{stone.pk}")) or stone.due_on
        done_on = _day(row.before.get(f"milestone_done.{stone.pk}")) or stone.done_on
        row.milestones.append((due_on, done_on is not None and done_on <= day))
    return known


def _facts(
    measure: Measure, proof: Proof | None, known: _Known, day: date, counting: Counting
) -> Facts:
    was = _as_of(measure, known.before)
    if proof is None or proof.kind == Proof.Kind.MILESTONES:
        return Facts(**was, noted_on=known.noted_on, milestones=tuple(sorted(known.milestones)))
    counts = proof.counts_itself
    declared = counting.named(proof.indicator) if counts else None
    return Facts(
        **was,
        noted_on=known.noted_on,
        target=proof.target,
        actual=number_on(measure, proof, day, counting) if counts else known.value,
        unit_label=proof.unit_label,
        reading=proof.reading,
        few_is_good=declared is not None and declared.few_is_good,
        baseline=proof.baseline,
        counts_itself=counts,
    )


def _as_of(measure: Measure, before: dict[str, str]) -> dict[str, Any]:
    days = {
        name: _day(before[name]) if name in before else getattr(measure, name)
        for name in ("starts_on", "due_on", "done_on")
    }
    is_draft = measure.plan.state == AnnualPlan.State.DRAFT
    return {"state": "draft" if is_draft else before.get("state", measure.state), **days}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
