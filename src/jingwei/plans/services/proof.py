"""Proof from suggestions, and the look-back at what was closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.parameters import parameter, parameter_values
from jingwei.org.models import Unit
from jingwei.plans.models import Measure, Proof
from jingwei.plans.rules import Facts, is_reached
from jingwei.plans.selectors.facts import facts_on
from jingwei.plans.selectors.suggest import Suggested
from jingwei.plans.services.measure import measure_reopen, milestone_save, proof_set
from jingwei.plans.services.plan import refuse_archived
from jingwei.plans.services.spells import terms_of, terms_replaced

declare_acts({"measure.divide": "把目标分到单位"})

LOOK_BACK = parameter(
    "plans.look_back_days",
    "销号后回看多少天",
    default=180,
    bounds=(0, 1000),
    unit="天",
    source="默认方案，本区可改",
)


@transaction.atomic
def proof_accept(measure: Measure, suggested: Suggested, *, actor: User | None) -> Proof:
    """Store what was suggested as the proof of ``measure``, with its milestones.

    Raises Conflict ``plans.proof_there`` when somebody said meanwhile what proves it.
    """
    if Proof.objects.filter(measure=measure).exists():
        raise Conflict("plans.proof_there", f"“{measure}”已经有佐证方式。")
    proof = proof_set(
        measure,
        kind=suggested.kind,
        indicator=suggested.code,
        reading=suggested.reading,
        target=suggested.target,
        per_unit=suggested.per_unit,
        unit_label=suggested.unit_label,
        actor=actor,
    )
    known = set(measure.milestones.values_list("name", flat=True))
    for name, due_on in milestone_days(measure, suggested.milestones):
        if name not in known:
            milestone_save(
                measure, None, name=name, due_on=due_on, done_on=None, document=None,
                document_title="", actor=actor,
            )  # fmt: skip
    return proof


@transaction.atomic
def proof_divide(
    measure: Measure, parts: dict[Unit, Decimal], *, reason: str = "", actor: User
) -> Proof:
    """Give each unit its part of the target; without parts the target is one for all again.

    Raises RuleViolation ``plans.proof_undivided`` for a target that has no parts, and
    ``plans.proof_reason`` when parts that were given change and nobody says why.
    """
    proof = Proof.objects.select_for_update(of=("self",)).select_related("measure__plan").filter(
        measure=measure
    ).first()  # fmt: skip
    if proof is None or not proof.may_be_divided:
        raise RuleViolation(
            "plans.proof_undivided",
            "只有按记录累计或期末达到的目标可以分到单位。",
            hint="占比和逐单位达到的目标，每个单位本来就有。",
        )
    refuse_archived(proof.measure.plan)
    was = terms_of(proof)
    proof.unit_targets = {str(unit.pk): str(part) for unit, part in parts.items()}
    if was["unit_targets"]:
        terms_replaced(proof.measure, was, proof, reason=reason, from_start=False, actor=actor)
    proof.save(update_fields=["unit_targets"])
    audit("measure.divide", proof.measure, actor, before=was["unit_targets"],
          after=proof.unit_targets, reason=reason)  # fmt: skip
    return proof


def milestone_days(measure: Measure, names: tuple[str, ...]) -> list[tuple[str, date]]:
    """Return the steps ``names`` with their days: evenly from the start to the limit.

    Without a start the plan's year begins on 1 January, without a limit it ends on 31 December.
    """
    year = measure.plan.year
    due_on = measure.due_on or date(year, 12, 31)
    start = min(measure.starts_on or date(year, 1, 1), due_on)
    days = (due_on - start).days
    return [(name, start + timedelta(days * n // len(names))) for n, name in enumerate(names, 1)]


def measures_look_back(measures: Iterable[Measure], *, on: date) -> list[Measure]:
    """Open again what was closed with its target reached and has fallen behind it since.

    Only measures proved by an indicator, closed within ``plans.look_back_days`` before ``on``.
    Each gets a row of history that names both numbers. Returns those opened.
    """
    since = on - timedelta(days=int(parameter_values()[LOOK_BACK.code]))
    closed = [m for m in measures if m.done_on and since <= m.done_on < on]
    proofs = Proof.objects.filter(measure__in=closed, closed_with__isnull=False)
    kept = {p.measure_id: p for p in proofs if p.counts_itself}
    watched = [m for m in closed if m.pk in kept]
    facts = facts_on(watched, on)
    fallen = [m for m in watched if _has_fallen(facts[m.pk], kept[m.pk].closed_with)]
    for measure in fallen:
        measure_reopen(measure, reason=_fall(facts[measure.pk], kept[measure.pk], on), actor=None)
    return fallen


def _has_fallen(facts: Facts, closed_with: Decimal | None) -> bool:
    reached = is_reached(replace(facts, actual=closed_with))
    return reached and facts.actual is not None and not is_reached(facts)


def _fall(facts: Facts, proof: Proof, on: date) -> str:
    unit = proof.unit_label
    numbers = (proof.closed_with, facts.actual, proof.target)
    then, now, target = (f"{n.normalize():f}{unit}" if n is not None else "——" for n in numbers)
    return f"销号后回看：销号时 {then}，{on} 为 {now}，目标 {target}，自动重新打开。"
