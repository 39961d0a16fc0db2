"""Reads over the versions of a plan: their outline, and what differs between two of them."""

from __future__ import annotations

from jingwei.plans.diff import Entry, Pair, compare
from jingwei.plans.models import AnnualPlan, PlanVersion
from jingwei.plans.outline import Node, Outline, assemble


def version_nodes(version: PlanVersion) -> list[Node]:
    """Return the cuts of a version in order of the text."""
    return [Node(**node) for node in version.nodes]


def version_outline(version: PlanVersion) -> Outline:
    """Return the outline that the stored cuts of ``version`` give."""
    return assemble(version.source_text, version_nodes(version))


def version_pairs(version: PlanVersion) -> list[Pair]:
    """Compare a draft with the current measures of its plan; old keys are primary keys.

    New keys count the measures of the draft in printed order from 0.
    """
    current = version.plan.measures.current().select_related("item")
    old = [Entry(m.pk, m.item.heading, m.text) for m in current]
    return compare(old, _entries(version_outline(version)))


def versions_compared(old: PlanVersion, new: PlanVersion) -> list[Pair]:
    """Compare two stored versions; keys count the measures of each in printed order."""
    return compare(_entries(version_outline(old)), _entries(version_outline(new)))


def present_number(plan: AnnualPlan) -> int | None:
    """Return the number of the last confirmed version, or None while the plan has none."""
    confirmed = plan.versions.exclude(confirmed_at=None).order_by("-number")
    return confirmed.values_list("number", flat=True).first()


def open_draft(plan: AnnualPlan) -> PlanVersion | None:
    """Return the version that waits to be confirmed, without its text; None when none does."""
    return plan.versions.filter(confirmed_at=None).defer("source_text", "nodes").first()


def present_version(plan: AnnualPlan, *, before: int | None = None) -> PlanVersion | None:
    """Return the last confirmed version, of those under the number ``before``; None without one."""
    confirmed = plan.versions.exclude(confirmed_at=None).order_by("-number")
    return (confirmed.filter(number__lt=before) if before else confirmed).first()


def _entries(outline: Outline) -> list[Entry]:
    pairs = ((item, m) for area in outline.areas for item in area.items for m in item.measures)
    return [Entry(n, item.head.heading, m.text) for n, (item, m) in enumerate(pairs)]
