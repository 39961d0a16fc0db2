"""Rounds as lists and in progress: who has answered, by town; who may review what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from jingwei.collection.models import Assignment, Round, Row
from jingwei.collection.rules.reminding import next_reminder
from jingwei.collection.selectors.recipients import nearest, towns
from jingwei.kernel.scoping import subtree
from jingwei.org.models import PartyOrganization

ISSUE, ANSWER = "collection.issue_round", "collection.answer_round"
STATES = tuple(Assignment.State)


@dataclass(slots=True)
class Progress:
    """How many assignments of a place are in which state."""

    name: str
    path: str = ""
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def handed_in(self) -> int:
        return sum(self.counts[state] for state in Assignment.HANDED_IN)

    @property
    def cells(self) -> list[tuple[str, int]]:
        """The states with their counts, in their order."""
        return [(state.label, self.counts[state]) for state in STATES]


@dataclass(frozen=True, slots=True)
class Lines:
    """The progress of a round: in all, and by town; what is in no town is told as 其他."""

    whole: Progress
    towns: list[Progress]


def rounds_listed(viewer: Any, state: str = "") -> QuerySet[Round]:
    """Return the visible rounds with ``handed_in``, the number handed in; newest first."""
    rows = Round.objects.visible_to(viewer).select_related("owner", "unit", "form")
    if state:
        rows = rows.filter(state=state)
    top = Q(assignments__parent=None)
    done = Q(assignments__state__in=Assignment.HANDED_IN)
    return rows.annotate(
        asked=Count("assignments", filter=top), handed_in=Count("assignments", filter=top & done)
    ).order_by("-drafted_at", "-pk")


def progress_of(round_: Round) -> Lines:
    """Count the assignments of a round by state and town, in the order of the tree. Two queries."""
    known = towns()
    whole, by_town = Progress("合计"), {}
    rows = round_.assignments.order_by("unit_path").values_list("unit_path", "state")
    for unit_path, state in rows:
        path = nearest(unit_path, known)
        if path not in by_town:
            by_town[path] = Progress(known[path].name if path else "其他", path)
        by_town[path].counts[state] += 1
        whole.counts[state] += 1
    return Lines(whole, sorted(by_town.values(), key=lambda one: (not one.path, one.path)))


def assignments_listed(round_: Round, *, state: str = "", below: str = "") -> Any:
    """Return the assignments of a round with ``reminded_on``, by path; parts after their whole."""
    rows = round_.assignments.select_related("parent").annotate(reminded_on=Max("reminders__on"))
    if state:
        rows = rows.filter(state=state)
    if below:
        rows = rows.within(below)
    return rows.order_by("unit_path", "organization_path", "pk")


def remindable_on(assignment: Any, today: date) -> date:
    """Return the first day on which an assignment of ``assignments_listed`` may be reminded."""
    return next_reminder(assignment.reminded_on, today)


def cells_of(row: Row, codes: Iterable[str]) -> list[tuple[str, bool, str]]:
    """Return (text, whether it is no longer the prefilled one, remark) of a row by column."""
    changed = set(row.changed_codes())
    return [
        (row.values.get(code, ""), code in changed, row.remarks.get(code, "")) for code in codes
    ]


def may_review(assignment: Assignment, viewer: Any) -> bool:
    """Whether ``viewer`` accepts and returns this answer.

    The office that issues rounds does for what it sees; a part may also be reviewed by whoever
    answers the assignment it was split off.
    """
    if viewer.has_perm(ISSUE) and Round.objects.visible_to(viewer).filter(
        pk=assignment.round_id
    ).exists():  # fmt: skip
        return True
    if assignment.parent_id is None or not viewer.has_perm(ANSWER):
        return False
    return Assignment.objects.visible_to(viewer).filter(pk=assignment.parent_id).exists()


def parts_offered(assignment: Assignment, viewer: Any) -> QuerySet[PartyOrganization]:
    """Return the open organizations below an assignment that are not in the round yet, by path.

    Below a unit those of its subtree of units, below an organization those of its own tree.
    """
    rows = PartyOrganization.objects.visible_to(viewer).filter(closed_on=None)
    if own := assignment.organization_path:
        rows = rows.filter(subtree("path", own)).exclude(path=own)
    else:
        rows = rows.filter(subtree("unit_path", assignment.unit_path))
    taken = assignment.round.assignments.exclude(organization=None).values("organization")
    return rows.exclude(pk__in=taken).order_by("path")
