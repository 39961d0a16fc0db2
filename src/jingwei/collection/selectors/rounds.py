"""Rounds as lists and in progress: who has answered, by town; who may review what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from jingwei.accounts.models import User
from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, Round, Row
from jingwei.collection.rules.reminding import next_reminder
from jingwei.collection.selectors.recipients import nearest, towns
from jingwei.kernel.scoping import subtree
from jingwei.org.models import CommitteeSeat, PartyOrganization, SeatPost

ISSUE, ANSWER = "collection.issue_round", "collection.answer_round"
STATES = tuple(Assignment.State)
FEW = 3
MOST_NEXT = 1_000
"""Answers looked through for the next one."""


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
    def cells(self) -> list[tuple[str, str, int]]:
        """The states, their names and counts, in their order."""
        return [(state.value, state.label, self.counts[state]) for state in STATES]


@dataclass(frozen=True, slots=True)
class Lines:
    """The progress of a round: in all, and by town; what is in no town is told as 其他."""

    whole: Progress
    towns: list[Progress]


def rounds_listed(viewer: Any, *, q: str = "", state: str = "", whose: str = "") -> QuerySet[Round]:
    """Return the visible rounds with ``handed_in``, the number handed in; newest first.

    ``q`` is looked for in title, purpose and basis; ``whose`` is "mine" for the viewer's own.
    """
    rows = Round.objects.visible_to(viewer).select_related("owner", "unit", "form")
    if q := q.strip():
        words = Q(title__icontains=q) | Q(why__icontains=q) | Q(basis__icontains=q)
        rows = rows.filter(words)
    if whose:
        rows = rows.filter(owner=viewer.pk)
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


def assignments_listed(round_: Round, *, q: str = "", state: str = "", below: str = "") -> Any:
    """Return the assignments of a round with ``reminded_on``, by path; parts after their whole.

    ``q`` is a part of the name.
    """
    rows = round_.assignments.select_related("parent", "organization").annotate(
        reminded_on=Max("reminders__on")
    )
    if q := q.strip():
        rows = rows.filter(name__icontains=q)
    if state:
        rows = rows.filter(state=state)
    if below:
        rows = rows.within(below)
    return rows.order_by("unit_path", "organization_path", "pk")


def contacts_of(assignments: Iterable[Assignment], on: date) -> dict[int, str]:
    """Return key → whom to ask: the secretary and phone of an organization, a unit's officers.

    Two queries. Officers are the accounts at home in the unit, at most FEW of them.
    """
    found = list(assignments)
    keys = [one.organization_id for one in found]
    seats = CommitteeSeat.objects.on(on).filter(post=SeatPost.SECRETARY, organization__in=keys)
    secretaries = dict(seats.values_list("organization", "holder_name"))
    officers: dict[str, list[str]] = {}
    paths = [one.unit_path for one in found if one.unit_id]
    people = User.objects.filter(home_path__in=paths, is_active=True)
    for path, name in people.order_by("pk").values_list("home_path", "full_name"):
        officers.setdefault(path, []).append(name)
    told: dict[int, str] = {}
    for one in found:
        if one.organization:
            words = [secretaries.get(one.organization_id or 0, ""), one.organization.phone]
            told[one.pk] = " ".join(filter(None, words))
        else:
            told[one.pk] = "、".join(officers.get(one.unit_path, [])[:FEW])
    return told


def remindable_on(assignment: Any, today: date) -> date:
    """Return the first day on which an assignment of ``assignments_listed`` may be reminded."""
    return next_reminder(assignment.reminded_on, today)


@dataclass(frozen=True, slots=True)
class ReviewCell:
    """A cell under review: what stands there and stood, the remark kept, the one being typed."""

    column: Column
    text: str
    was: str
    is_changed: bool
    remark: str
    said: str = ""


def cells_of(row: Row, columns: Iterable[Column], said: dict[str, str]) -> list[ReviewCell]:
    """Return the cells of a row in the order of the columns; ``said``: code → remark typed."""
    changed = set(row.changed_codes())
    return [
        ReviewCell(
            one, row.values.get(one.code, ""), row.prefilled.get(one.code, ""),
            one.code in changed, row.remarks.get(one.code, ""), said.get(one.code, ""),
        )
        for one in columns
    ]  # fmt: skip


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


def next_submitted(assignment: Assignment, viewer: Any) -> Assignment | None:
    """Return the next answer of the same round and whole that waits for review, by path."""
    rows = Assignment.objects.visible_to(viewer).filter(
        round=assignment.round_id,
        parent=assignment.parent_id,
        state=Assignment.State.SUBMITTED,
    )
    others = rows.exclude(pk=assignment.pk).order_by("unit_path", "organization_path", "pk")
    here = (assignment.unit_path, assignment.organization_path)
    found = list(others.only("name", "unit_path", "organization_path")[:MOST_NEXT])
    after = (one for one in found if (one.unit_path, one.organization_path) > here)
    return next(after, found[0] if found else None)


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
