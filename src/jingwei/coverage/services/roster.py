"""The roster: who joins, leaves, is not counted, counts again, each with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from jingwei.coverage.models import Programme, RosterRow, RosterSpell
from jingwei.coverage.models.programme import Subject
from jingwei.coverage.models.roster import State
from jingwei.coverage.selectors.audience import Member
from jingwei.coverage.selectors.changes import KEYS, proposals
from jingwei.coverage.services.locking import running
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, JingweiError

declare_acts(
    {
        "roster.take": "采纳名单变动",
        "roster.exempt": "名单中不计入",
        "roster.leave": "移出名单",
        "roster.restore": "重新计入名单",
    }
)
BATCH = 2000


def rows_join(
    programme: Programme, members: Iterable[Member], *, since: date, why: str, actor: Any
) -> None:
    """Put subjects on the roster who were never on it. Two inserts for each 2,000."""
    rows = [_row(programme, member) for member in members]
    RosterRow.objects.bulk_create(rows, batch_size=BATCH)
    RosterSpell.objects.bulk_create(
        [RosterSpell(row=row, state=State.DUE, since=since, why=why, by=actor) for row in rows],
        batch_size=BATCH,
    )


def _row(programme: Programme, member: Member) -> RosterRow:
    row = RosterRow(
        programme=programme, words=member.words, unit_id=member.unit, unit_path=member.unit_path,
        organization_path=member.organization_path, due_on=member.due_on,
    )  # fmt: skip
    setattr(row, f"{KEYS[Subject(programme.subject)]}_id", member.key)
    return row


@transaction.atomic
def rows_exempt(
    programme: Programme, rows: Sequence[RosterRow], *, why: str, on: date, actor: Any
) -> int:
    """Take rows out of the count from ``on`` on; they stay on the roster. Returns how many."""
    changed = _change(programme, rows, State.EXEMPT, why=why, on=on, actor=actor)
    audit("roster.exempt", programme, actor, rows=_names(changed), why=why, on=on)
    return len(changed)


@transaction.atomic
def rows_leave(
    programme: Programme, rows: Sequence[RosterRow], *, why: str, on: date, actor: Any
) -> int:
    """Take rows off the roster from ``on`` on; earlier days keep them. Returns how many."""
    changed = _change(programme, rows, State.LEFT, why=why, on=on, actor=actor)
    audit("roster.leave", programme, actor, rows=_names(changed), why=why, on=on)
    return len(changed)


@transaction.atomic
def rows_restore(
    programme: Programme, rows: Sequence[RosterRow], *, why: str, on: date, actor: Any
) -> int:
    """Let rows count again from ``on`` on. Returns how many."""
    changed = _change(programme, rows, State.DUE, why=why, on=on, actor=actor)
    audit("roster.restore", programme, actor, rows=_names(changed), why=why, on=on)
    return len(changed)


@transaction.atomic
def roster_take(programme: Programme, picked: Collection[str], *, why: str, actor: Any) -> int:
    """Take the proposals ``picked`` ("join:7", "leave:3", "move:9"), by today's comparison.

    Returns how many; what is no longer proposed is passed over.
    """
    from_filter = proposals(programme, actor)
    joins = [one for one in from_filter.joins if f"join:{one.key}" in picked]
    leaves = [row for row in from_filter.leaves if f"leave:{row.pk}" in picked]
    moves = [one for one in from_filter.moves if f"move:{one.row.pk}" in picked]
    if not (joins or leaves or moves):
        raise BadInput("coverage.none", "没有勾选要采纳的变动。", hint="请先勾选。")
    running(programme)
    back = _left_before(programme, joins)
    new = [one for one in joins if one.key not in back]
    rows_join(programme, new, since=today(), why=why, actor=actor)
    _change(programme, list(back.values()), State.DUE, why=why, on=today(), actor=actor)
    _change(programme, leaves, State.LEFT, why=why, on=today(), actor=actor)
    for one in moves:
        _place(one.row, one.member)
    audit("roster.take", programme, actor, joined=[m.words for m in joins][:BATCH],
          left=_names(leaves), moved=_names([one.row for one in moves]), why=why)  # fmt: skip
    roster_compare(programme)
    return len(joins) + len(leaves) + len(moves)


def roster_compare(programme: Programme) -> int:
    """Note on a programme how many changes of its roster the filter proposes now; return that.

    In the sight of the owner; none where the owner can no longer read the register.
    """
    try:
        count = proposals(programme, programme.owner).count
    except JingweiError:
        count = 0
    Programme.objects.filter(pk=programme.pk).update(proposed_count=count)
    return count


def _left_before(programme: Programme, joins: list[Member]) -> dict[int, RosterRow]:
    """Return the rows of those who come back, where they count now, by key of the subject."""
    column = f"{KEYS[Subject(programme.subject)]}_id"
    by_key = {member.key: member for member in joins}
    found = {
        getattr(row, column): row
        for row in programme.rows.filter(state=State.LEFT)
        if getattr(row, column) in by_key
    }
    for key, row in found.items():
        _place(row, by_key[key])
    return found


def _place(row: RosterRow, member: Member) -> None:
    row.unit_id, row.unit_path = member.unit, member.unit_path
    row.organization_path = member.organization_path
    row.save(update_fields=["unit", "unit_path", "organization_path"])


def _change(
    programme: Programme, rows: Sequence[RosterRow], state: State, *, why: str, on: date, actor: Any
) -> list[RosterRow]:
    """Begin a spell of ``state`` on ``on`` for the rows that are not in it; return these.

    Raises BadInput ``coverage.day`` for a day to come or before the present spell of a row.
    """
    running(programme)
    if on > today():
        raise BadInput("coverage.day", f"日期 {on} 在今天之后。", hint="请填今天或以前的日期。")
    keys = [row.pk for row in rows if row.state != state]
    spells = RosterSpell.objects.filter(row__in=keys, until=None).select_related("row")
    open_ = list(spells.select_for_update(of=("self",)))
    for spell in open_:
        if on < spell.since:
            raise BadInput(
                "coverage.day", f"“{spell.row}”{spell.since}起为“{spell.get_state_display()}”，"
                f"{on} 早于这一天。", hint="请填这一天或以后的日期。",
            )  # fmt: skip
    same_day = [spell.pk for spell in open_ if spell.since == on]
    RosterSpell.objects.filter(pk__in=same_day).update(state=state, why=why, by=actor)
    older = [spell for spell in open_ if spell.since < on]
    RosterSpell.objects.filter(pk__in=[spell.pk for spell in older]).update(until=on)
    RosterSpell.objects.bulk_create(
        [RosterSpell(row=s.row, state=state, since=on, why=why, by=actor) for s in older],
        batch_size=BATCH,
    )
    RosterRow.objects.filter(pk__in=keys).update(state=state)
    return [row for row in rows if row.state != state]


def _names(rows: Iterable[RosterRow]) -> list[str]:
    return [row.words for row in rows][:BATCH]
