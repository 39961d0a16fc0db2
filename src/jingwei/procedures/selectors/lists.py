"""Cases as lists: filtered, a page at a time, by stages on a board, due for one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.db.models import Window as Over
from django.db.models.functions import RowNumber

from jingwei.accounts.models import User
from jingwei.kernel.registers.reading import Order
from jingwei.kernel.scoping import subtree
from jingwei.people.selectors.search import found_openly
from jingwei.procedures.definition import Procedure
from jingwei.procedures.models import Case, CaseQuerySet

ORDERS = {
    "": Order(("is_undated", "due_on", "pk"), nullable=frozenset({"due_on"})),
    "new": Order(("pk",), down=True),
}
PER_STAGE = 20
"""Cards of one stage on the board; the rest are a link away."""


def cases_filtered(viewer: Any, asked: Mapping[str, Any], on: date) -> CaseQuerySet:
    """Return the visible cases that cleaned filters ask for; an empty one means nothing."""
    rows = Case.objects.visible_to(viewer)
    for name in ("definition", "stage", "step", "owner"):
        if value := asked.get(name):
            rows = rows.filter(**{name: value})
    state = asked.get("state") or "running"
    if state == "running":
        rows = rows.running()
    elif state != "all":
        rows = rows.filter(state=state)
    if unit := asked.get("unit"):
        rows = rows.filter(subtree("unit_path", unit.path))
    if organization := asked.get("organization"):
        rows = rows.filter(subtree("organization_path", organization.path))
    return _by_text(_by_limits(rows, asked, on), asked.get("q", ""))


def _by_limits(rows: CaseQuerySet, asked: Mapping[str, Any], on: date) -> CaseQuerySet:
    due = asked.get("due", "")
    if due == "overdue":
        rows = rows.filter(due_on__lt=on)
    elif due == "none":
        rows = rows.filter(due_on=None)
    elif due:
        rows = rows.filter(due_on__range=(on, on + timedelta(days=int(due))))
    if before := asked.get("due_before"):
        rows = rows.filter(due_on__lt=before)
    return rows.filter(missing_count__gt=0) if asked.get("missing") else rows


def _by_text(rows: CaseQuerySet, text: str) -> CaseQuerySet:
    """Keep the cases called so, or about somebody called so; id numbers find nobody here."""
    if not text:
        return rows
    return rows.filter(Q(title__icontains=text) | found_openly(text, "person__"))


@dataclass(frozen=True)
class Column:
    """A stage on the board: how many cases stand there, the first of them."""

    stage: str
    count: int
    cases: list[Case]

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.cases)


def board_of(rows: CaseQuerySet, procedure: Procedure) -> list[Column]:
    """Return the stages of a procedure with their cases, the soonest due first. Two queries."""
    counts = dict(rows.order_by().values_list("stage").annotate(Count("pk")))
    turn = Over(RowNumber(), partition_by=[F("stage")], order_by=list(ORDERS[""].terms()))
    shown = rows.with_subjects().annotate(turn=turn).filter(turn__lte=PER_STAGE)
    cards: dict[str, list[Case]] = {}
    for case in shown.order_by(*ORDERS[""].terms()):
        cards.setdefault(case.stage, []).append(case)
    stages = procedure.stages or tuple(dict.fromkeys(step.stage for step in procedure.steps))
    return [Column(stage, counts.get(stage, 0), cards.get(stage, [])) for stage in stages]


@dataclass(frozen=True, slots=True)
class DueStep:
    """One row of the to-do list, shaped like those of the plan."""

    what: str
    why: str
    work: str
    due_on: date | None
    verb: str
    address: tuple[str, int]
    light: str = ""
    late: bool = False


def due_steps(user: User, on: date) -> list[DueStep]:
    """Return the steps ``user`` is to take in their own cases, the soonest due first. One query.

    Only the owner is reminded. Rows without a limit come last.
    """
    rows = Case.objects.visible_to(user).filter(owner=user, state=Case.State.OPEN)
    return [
        DueStep(
            f"{case.present.name}（{case.title}）", case.due_words or "我经办的程序",
            case.procedure_name, case.due_on, "记录下一步", ("procedures:case", case.pk),
            late=case.due_on is not None and case.due_on < on,
        )
        for case in rows.order_by("is_undated", "due_on", "pk")
    ]  # fmt: skip


def due_count(user: User) -> int:
    """Return how many cases of their own ``user`` has open. One query."""
    return Case.objects.visible_to(user).filter(owner=user, state=Case.State.OPEN).count()
