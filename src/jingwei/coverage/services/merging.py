"""Two rows of people become one: what stands on rosters about either stands about one person."""

from __future__ import annotations

from typing import Any

from jingwei.coverage.models import Evidence, RosterRow
from jingwei.coverage.models.roster import State
from jingwei.coverage.services.evidence import settle
from jingwei.people.models import Person
from jingwei.people.services.merging import person_mover


@person_mover("coverage.rosterrow")
def rows_move(kept: Person, gone: Person, actor: Any) -> int:
    """Give ``kept`` the roster rows of ``gone``; return how many.

    Where both stand on one roster, one row stays with the evidence of both, so that the earlier
    coverage counts. It is the row of ``kept``, unless only that of ``gone`` still counts.
    """
    theirs = {row.programme_id: row for row in RosterRow.objects.filter(person=kept)}
    rows = list(RosterRow.objects.filter(person=gone).select_related("programme"))
    for row in rows:
        other = theirs.get(row.programme_id)
        if other is not None:
            row = _folded(row, other)
        row.person, row.words = kept, kept.full_name
        row.save(update_fields=["person", "words"])
        settle(row.programme, [row.pk])
    return len(rows)


def _folded(row: RosterRow, other: RosterRow) -> RosterRow:
    """Make two rows of one roster one; return the one that stays."""
    has_left = other.state == State.LEFT and row.state != State.LEFT
    stays, goes = (row, other) if has_left else (other, row)
    known = set(stays.evidence.values_list("reference", "on", "words"))
    named = {reference for reference, _, _ in known if reference}
    moving = [
        one.pk for one in goes.evidence.all()
        if one.reference not in named and (one.reference, one.on, one.words) not in known
    ]  # fmt: skip
    Evidence.objects.filter(pk__in=moving).update(row=stays)
    goes.delete()
    return stays
