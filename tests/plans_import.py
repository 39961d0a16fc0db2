"""A draft from a text, for the tests of what comes after the import."""

from __future__ import annotations

from jingwei.org.models import Unit
from jingwei.plans.models import AnnualPlan, PlanVersion
from jingwei.plans.outline import outline_of_text
from jingwei.plans.services.plan import plan_import


def imported(text: str, unit: Unit, plan: AnnualPlan | None = None) -> PlanVersion:
    """Return the open draft of 2025 that ``text`` gives: of ``plan``, else of a new plan."""
    return plan_import(outline_of_text(text), unit=unit, year=2025, plan=plan, actor=None)
