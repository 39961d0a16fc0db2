"""Who may draw a report, and the rows behind its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.plans.models import AnnualPlan, Decision, Measure
from jingwei.plans.models.plan import AnnualPlanQuerySet
from jingwei.plans.selectors.board import with_lights
from jingwei.plans.selectors.report.figures import figures_in
from jingwei.plans.selectors.report.stage import facts_known


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number on the check page; ``query`` filters the list of measures it counts."""

    code: str
    name: str
    text: str
    means: str
    query: Mapping[str, str] | None
    failed: bool


def reportable_plans(viewer: User) -> AnnualPlanQuerySet:
    """Return the plans of the viewer's own units.

    A plan that only gives the viewer's unit some measures is not theirs to report on.
    """
    own = AnnualPlan.objects.visible_to(viewer).within(*viewer.unit_paths())
    return own.select_related("unit")


def numbers_of(content: Mapping[str, Any]) -> list[tuple[str, list[Number]]]:
    """Return the printed numbers under the heading of the section that prints them first."""
    told: set[str] = set()
    groups = []
    for section in content["sections"]:
        codes = [c for c in dict.fromkeys(figures_in(section["body"])) if c not in told]
        told |= set(codes)
        if codes:
            found = [_number(code, content["figures"][code]) for code in codes]
            groups.append((str(section["heading"]), found))
    return groups


def rows_behind(
    figure: Mapping[str, Any], *, viewer: User, on: date
) -> list[Measure] | list[Decision]:
    """Return the measures, with the light of the day, or the decisions that ``figure`` counts."""
    if figure["of"] == "decision":
        decisions = Decision.objects.visible_to(viewer).filter(pk__in=figure["rows"])
        return list(decisions.select_related("meeting", "responsible").order_by("due_on", "pk"))
    measures = Measure.objects.visible_to(viewer).filter(pk__in=figure["rows"])
    found = list(measures.select_related("item__area", "owner", "plan__unit"))
    facts, failed = facts_known(found, on)
    with_lights([m for m in found if m.pk not in failed], on=on, facts=facts)
    return found


def _number(code: str, figure: Mapping[str, Any]) -> Number:
    return Number(
        code=code,
        name=figure["name"],
        text=figure["text"],
        means=figure["means"],
        query=figure["query"],
        failed=figure["value"] is None,
    )
