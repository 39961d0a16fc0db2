"""Checks of units: leading posts held against leading posts approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from jingwei.kernel.scoping import subtree
from jingwei.org.models import LegalKind, Staffing, Unit, UnitKind
from jingwei.people.checks.registry import NATIONAL, UNIT, Severity, Subject, survey
from jingwei.people.models import PostHeld

CHIEF, DEPUTY = "1", "3"
"""Codes of ZB129, kind of member of a leading body."""
Found = Iterator[tuple[Subject, str]]


@survey(
    "org.chiefs_over_quota", "正职超职数", Severity.ERROR,
    "现任正职领导成员（主职务）人数超过核定的正职领导职数。", about=UNIT,
)  # fmt: skip
def chiefs_over_quota(path: str, on: date) -> Found:
    yield from _over(path, on, CHIEF, "chief_posts", "正职")


@survey(
    "org.deputies_over_quota", "副职超职数", Severity.ERROR,
    "现任副职领导成员（主职务）人数超过核定的副职领导职数。", about=UNIT,
)  # fmt: skip
def deputies_over_quota(path: str, on: date) -> Found:
    yield from _over(path, on, DEPUTY, "deputy_posts", "副职")


@survey(
    "org.inner_posts_differ", "内设机构领导职数不等于正副职之和", Severity.HINT,
    "内设机构的领导职数应等于它的正职、副职职数之和。", about=UNIT, source=NATIONAL,
)  # fmt: skip
def inner_posts_differ(path: str, on: date) -> Found:
    for unit, staffing in staffed(path, on):
        is_inner = unit.legal_kind == LegalKind.INNER or unit.kind == UnitKind.SECTION
        parts = (staffing.chief_posts, staffing.deputy_posts)
        if not is_inner or staffing.inner_posts is None or None in parts:
            continue
        if staffing.inner_posts != sum(part or 0 for part in parts):
            yield (
                subject(unit),
                f"内设机构领导职数 {staffing.inner_posts}，正职 {parts[0]}、副职 {parts[1]}。",
            )


def staffed(path: str, on: date) -> list[tuple[Unit, Staffing]]:
    """Return the open units below ``path`` with the staffing that holds on a day. One query."""
    rows: QuerySet[Any] = Staffing.objects.filter(since__lte=on, unit__closed_on=None)
    if path:
        rows = rows.filter(subtree("unit__path", path))
    held = {row.unit_id: row for row in rows.select_related("unit__parent").order_by("since")}
    return [(row.unit, row) for row in held.values()]


def subject(unit: Unit) -> Subject:
    """Return a unit as what a finding is about."""
    return Subject(UNIT, unit.pk, unit.path)


def _over(path: str, on: date, kind: str, column: str, word: str) -> Found:
    held = PostHeld.objects.filter(
        until="", is_leader=True, is_main=True, member_kind=kind, person__merged_into=None
    )
    if path:
        held = held.filter(subtree("unit__path", path))
    grouped = held.order_by().values_list("unit").annotate(Count("person", distinct=True))
    counts: dict[int, int] = dict(grouped)
    for unit, staffing in staffed(path, on):
        approved, count = getattr(staffing, column), counts.get(unit.pk, 0)
        if approved is not None and count > approved:
            yield subject(unit), f"核定{word}领导职数 {approved}，现任 {count} 人。"
