"""The roster as a list: who is uncovered, covered, late, exempt, or left, on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, prefetch_related_objects

from jingwei.coverage.models import Evidence, Programme, RosterRow
from jingwei.coverage.models.programme import Subject
from jingwei.coverage.models.roster import RosterRowQuerySet, State
from jingwei.kernel.registers.reading import Order, Window, window
from jingwei.kernel.scoping import subtree
from jingwei.people.selectors.search import found_openly

UNCOVERED, COVERED, TYPED, LATE, ALL = "uncovered", "covered", "typed", "late", "all"
SHOWN = (
    (UNCOVERED, "未覆盖"), (LATE, "已过期限"), (COVERED, "已覆盖"), (TYPED, "只有手工凭据"),
    (State.DUE.value, State.DUE.label), (State.EXEMPT.value, State.EXEMPT.label),
    (State.LEFT.value, State.LEFT.label), (ALL, "全部"),
)  # fmt: skip
ORDER = Order(("unit_path", "words", "pk"))


@dataclass(frozen=True, slots=True)
class RosterAsked:
    """Which rows of a roster are meant, as they stood on ``day``."""

    day: date
    show: str = UNCOVERED
    text: str = ""
    unit_path: str = ""
    is_alone: bool = False
    """Of ``unit_path`` only, nothing below it."""


def roster(programme: Programme, viewer: Any, asked: RosterAsked) -> QuerySet[RosterRow]:
    """Return the rows that are meant and may be seen.

    ``state_then`` and ``why_then`` are how a row counted on the day, and why.
    """
    rows, day = rows_of(programme, viewer, asked), asked.day
    if asked.show in (UNCOVERED, LATE):
        rows = rows.on(day, State.DUE).uncovered_by(day)
        rows = rows.filter(_late(programme, day)) if asked.show == LATE else rows
    elif asked.show in (COVERED, TYPED):
        rows = rows.on(day, State.DUE).covered_by(day)
        rows = rows.typed_only() if asked.show == TYPED else rows
    else:
        rows = rows.on(day) if asked.show == ALL else rows.on(day, asked.show)
    if asked.text:
        rows = rows.filter(_named(programme, asked.text))
    return rows.annotate(state_then=F("spells__state"), why_then=F("spells__why"))


def rows_of(programme: Programme, viewer: Any, asked: RosterAsked) -> RosterRowQuerySet:
    """Return every row of the unit that is asked for and may be seen, whatever its state."""
    rows = RosterRow.objects.visible_to(viewer).filter(programme=programme)
    if not asked.unit_path:
        return rows
    if asked.is_alone:
        return rows.filter(unit_path=asked.unit_path)
    return rows.filter(subtree("unit_path", asked.unit_path))


def typed_count(programme: Programme, viewer: Any, asked: RosterAsked) -> int:
    """Return how many of the unit stand on typed evidence alone on the day. One query."""
    return roster(programme, viewer, replace(asked, show=TYPED, text="")).count()


def _late(programme: Programme, day: date) -> Q:
    own = Q(due_on__lt=day)
    return own | Q(due_on=None) if programme.due_on < day else own


def _named(programme: Programme, text: str) -> Q:
    if programme.subject == Subject.PERSON:
        return found_openly(text, "person__")
    return Q(words__icontains=text)


def roster_page(rows: QuerySet[RosterRow], asked: dict[str, str], day: date) -> Window:
    """Return one page of ``rows`` with units and the evidence up to ``day``. Five queries."""
    found = window(rows.select_related("unit"), ORDER, asked)
    standing = Evidence.objects.standing().filter(on__lte=day).order_by("on", "pk")
    prefetch_related_objects(found.rows, Prefetch("evidence", standing, to_attr="standing"))
    return found


def rows_named(programme: Programme, viewer: Any, texts: list[str]) -> dict[str, list[RosterRow]]:
    """Find rows that count, by name or by person number: text → those it names. One query."""
    rows = RosterRow.objects.visible_to(viewer).filter(programme=programme, state=State.DUE)
    wanted = set(texts)
    named = Q(words__in=wanted) | Q(person__number__in=wanted)
    found: dict[str, list[RosterRow]] = {text: [] for text in texts}
    for row in rows.filter(named).select_related("unit", "person"):
        for text in {row.words, row.person.number if row.person else ""} & wanted:
            found[text].append(row)
    return found
