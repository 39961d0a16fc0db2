"""Checks of ranks against the quota of a unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db.models import Count

from jingwei.kernel.scoping import subtree
from jingwei.people.checks import UNIT, Severity, Subject, survey
from jingwei.people.checks.units import staffed, subject
from jingwei.people.models import Person

RANKS = ("17", "18", "19", "1A")
SHARE = 0.6
QUOTAS = "《公务员职务与职级并行规定》（2019），县以下机关一至四级主任科员不超过编制数的 60%"


@survey(
    "cadres.rank_over_quota", "一至四级主任科员超职数", Severity.ERROR,
    "一至四级主任科员人数超过行政编制与参公编制之和的 60%（向下取整）。区县统筹使用的，核对批复。",
    about=UNIT, source=QUOTAS,
)  # fmt: skip
def rank_over_quota(path: str, on: date) -> Iterator[tuple[Subject, str]]:
    every = staffed(path, on)
    counts = _ranked(path, {unit.path for unit, _ in every})
    for unit, staffing in every:
        base = (staffing.admin_staffing or 0) + (staffing.reference_staffing or 0)
        quota, count = int(base * SHARE + 1e-9), counts[unit.path]
        if base and count > quota:
            yield subject(unit), f"编制 {base}，一至四级主任科员限额 {quota} 人，现有 {count} 人。"


def _ranked(path: str, staffed_paths: set[str]) -> Counter[str]:
    """Count those of the ranks by the nearest unit above them that has a staffing. One query."""
    people = Person.objects.filter(merged_into=None, rank__in=RANKS, died_on="")
    people = people.exclude(hats__contains="retired_cadre")
    if path:
        people = people.filter(subtree("unit_path", path))
    found: Counter[str] = Counter()
    rows = people.order_by().values_list("unit_path").annotate(Count("pk"))
    for unit_path, count in rows:
        ends = [n + 1 for n, char in enumerate(unit_path) if char == "/"]
        above = next((unit_path[:n] for n in reversed(ends) if unit_path[:n] in staffed_paths), "")
        found[above] += count
    return found
