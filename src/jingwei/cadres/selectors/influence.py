"""Who is in an influence period, and what of it others than the cleared may read.

Other rooms ask ``in_influence`` for their rules, and ``influence_notes`` for their pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from jingwei.cadres.models import SupervisionMeasure
from jingwei.cadres.rules.supervision import (
    OPEN,
    Imposed,
    Period,
    Standing,
    span_of,
    standing_on,
)
from jingwei.kernel.law import LawTable, law_book
from jingwei.people.models import Person
from jingwei.people.notes import person_note

Kind = SupervisionMeasure.Kind
TABLE = "cadres.supervision"
VIEW = "cadres.view_influence"
"""The permission to read that somebody is in an influence period, and nothing else."""
PROBATIONS = (Kind.PARTY_PROBATION_ONE, Kind.PARTY_PROBATION_TWO)
NONE = Period()


class Law:
    """The law of influence periods, read once. No query."""

    def __init__(self) -> None:
        self.table: LawTable = law_book(TABLE).table

    def period_on(self, kind: str, day: date) -> Period | None:
        """Return the period of a kind by the law of ``day``; None where that is not known."""
        number = self.table.numbers.get(kind)
        if number is None:
            return NONE
        version = number.on(day)
        if version is None:
            return None
        years = self.table.numbers.get(f"{kind}_years")
        effects = years.on(day) if years else None
        return Period(
            version.value, version.source, from_restored=kind in PROBATIONS,
            adds_up=kind.startswith("state_"), years=tuple(effects.value) if effects else (),
        )  # fmt: skip

    def period_of(self, one: Imposed) -> Period | None:
        """Return the period of a measure by the law of the day it took effect."""
        return self.period_on(one.kind, one.since)

    def most_on(self, day: date) -> int:
        """Return how many months sanctions may add up to; 0 where no law says so."""
        version = self.table.numbers["sum_most_months"].on(day)
        return int(version.value) if version else 0


def imposed(row: SupervisionMeasure) -> Imposed:
    """Return a row as the rules take it."""
    return Imposed(
        row.pk or 0, row.kind, row.influence_from or row.decided_on, row.restored_on,
        row.lifted_on, row.until_set,
    )  # fmt: skip


def in_influence(people: Iterable[Person | int], day: date) -> dict[int, Standing]:
    """Return how each of ``people`` stands on ``day``, by key: true where in an influence period.

    One query. For rules and services; pages go through ``influence_notes``.
    """
    pks = [one.pk if isinstance(one, Person) else one for one in people]
    rows = defaultdict[int, list[Imposed]](list)
    for row in SupervisionMeasure.objects.filter(person__in=pks, decided_on__lte=day).order_by():
        rows[row.person_id].append(imposed(row))
    law = Law()
    most = law.most_on(day)
    return {pk: standing_on(rows[pk], law.period_of, day, most=most) for pk in pks}


def influence_notes(viewer: Any, people: Iterable[Person], day: date) -> dict[int, str]:
    """Return the line about those in an influence period, by key; one query.

    Without the permission VIEW nothing, and nothing is asked.
    """
    if not viewer.has_perm(VIEW):
        return {}
    found = in_influence(people, day)
    return {pk: str(standing) for pk, standing in found.items() if standing}


@person_note
def _note(person: Person, viewer: Any, on: date) -> str:
    return influence_notes(viewer, [person], on).get(person.pk, "")


def influence_end(row: SupervisionMeasure, *, lifted: bool = True) -> date | None:
    """Return the last day of the influence of a row by itself, None without one or while open.

    ``lifted`` False: as it would be, had nobody lifted it.
    """
    one = imposed(row) if lifted else replace(imposed(row), lifted_on=None)
    law = Law()
    period = law.period_of(one)
    span = span_of(one, period) if period else None
    return None if span is None or span.until == OPEN else span.until
