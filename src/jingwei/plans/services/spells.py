"""Terms of a proof that are replaced: a past day is still read by those that held on it."""

from __future__ import annotations

from typing import Any

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.errors import RuleViolation
from jingwei.plans.models import TERMS, AnnualPlan, Measure, Proof, ProofSpell


def terms_of(proof: Proof) -> dict[str, Any]:
    """Return the terms of ``proof`` by name, to be held against them after a change."""
    return {name: getattr(proof, name) for name in TERMS}


def terms_replaced(  # the facts of one change
    measure: Measure, before: dict[str, Any], proof: Proof, *,
    reason: str, from_start: bool, actor: User | None,
) -> None:  # fmt: skip
    """Keep the terms ``before`` of an issued measure for the days until today.

    ``from_start``: what is set now corrects them, so the past is read by it too. Raises
    RuleViolation ``plans.proof_reason`` when something changed and nobody says why.
    """
    is_issued = measure.plan.state == AnnualPlan.State.ISSUED
    if not is_issued or terms_of(proof) == before:
        return
    if not reason.strip():
        raise RuleViolation(
            "plans.proof_reason",
            "这条举措已经定过佐证方式和目标，修改需要写明理由。",
        )
    if not from_start:
        ProofSpell.objects.get_or_create(
            measure=measure, until=today(), defaults={**before, "reason": reason, "by": actor}
        )
