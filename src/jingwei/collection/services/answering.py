"""Answering a round: cells saved as they are typed, rows added, tables taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.collection.cells import FATE, LEFT, is_locked, normal, same
from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, Row
from jingwei.collection.selectors.answering import (
    answer_columns,
    before_of,
    may_add_rows,
    row_changed_codes,
    sheet_of,
    text_of,
)
from jingwei.collection.workbook import Fault, Line, Read, workbook_read
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation

declare_acts(
    {
        "answer.save": "暂存填报",
        "answer.add_row": "填报增加一行",
        "answer.remove_row": "填报删去新增行",
        "answer.take": "读取填报工作簿",
    }
)
LONGEST = 4_000
"""Characters of any cell, also of one that may not be handed in."""
MOST_ADDED = 1_000
"""Rows a recipient may add."""
PASTED = "粘贴的表格.txt"
Place = tuple[int, str]
"""A cell: number of the row, code of the column."""


@dataclass(frozen=True)
class Change:
    """What a cell shall say. ``was``: what the person saw there; None where it does not matter."""

    row: int
    code: str
    text: str
    was: str | None = None


@dataclass
class Saved:
    """What came of a save: the cells as kept now, and those somebody else had changed meanwhile.

    ``conflicts`` tells what stands there instead; those cells were left alone.
    """

    version: int
    changed_count: int
    cells: dict[Place, str] = field(default_factory=dict)
    conflicts: dict[Place, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """What came of a table: cells changed, rows added, and what was not taken with the reason."""

    saved: Saved
    added: int
    read: int
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...]


@transaction.atomic
def rows_save(assignment: Assignment, changes: Iterable[Change], *, actor: User) -> Saved:
    """Keep a draft: these cells say this now, whether or not they may be handed in.

    A cell that somebody else changed since it was seen is left alone and told. Saving the same
    twice changes nothing.

    Returns:
        The cells as kept, the conflicts and the new version of the assignment.

    Raises:
        Conflict: ``collection.closed`` when nothing may be answered any more.
        BadInput: ``collection.cell`` for a cell that is none of the recipient's, or too long.
    """
    assignment = answer_locked(assignment)
    columns = {column.code: column for column in answer_columns(assignment.round)}
    changes = list(changes)
    rows = Row.objects.select_for_update().filter(assignment=assignment)
    by_pk = {row.pk: row for row in rows.filter(pk__in={change.row for change in changes})}
    saved = Saved(assignment.version, assignment.changed_count)
    touched: dict[int, Row] = {}
    for change in changes:
        row, column = by_pk.get(change.row), columns.get(change.code)
        if row is None or column is None or is_locked(column):
            raise BadInput("collection.cell", "有的单元格不在这次填报中。", hint="请刷新页面。")
        if _set(row, column, change, saved):
            touched[row.pk] = row
    if touched:
        _store(assignment, touched.values(), tuple(columns.values()), saved)
        audit("answer.save", assignment, actor, rows=sorted(touched), cells=len(saved.cells))
    return saved


def _set(row: Row, column: Column, change: Change, saved: Saved) -> bool:
    """Let a cell say what was asked; return whether it now says something else."""
    place, stands = (row.pk, column.code), text_of(row, column.code)
    if len(change.text) > LONGEST:
        raise BadInput("collection.cell", f"“{column.label}”最多 {LONGEST} 个字。")
    text, before = normal(column, change.text), before_of(row, column.code)
    text = before if same(column, text, before) else text
    if change.was is not None and not (
        same(column, stands, change.was) or same(column, stands, text)
    ):
        saved.conflicts[place] = stands
        return False
    saved.cells[place] = text
    if text == stands:
        return False
    if column.code != FATE:
        row.values = {**row.values, column.code: text}
    elif row.fate != Row.Fate.ADDED:
        row.fate = Row.Fate.GONE if text == LEFT else Row.Fate.KEPT
    return True


def _store(
    assignment: Assignment, rows: Iterable[Row], columns: Sequence[Column], saved: Saved
) -> None:
    rows = list(rows)
    for row in rows:
        row.is_changed = row.fate != Row.Fate.KEPT or bool(row_changed_codes(row, columns))
        if row.fate == Row.Fate.ADDED:
            row.label = _label(row, columns)
    Row.objects.bulk_update(rows, ["values", "fate", "is_changed", "label"])
    _count(assignment)
    saved.version, saved.changed_count = assignment.version, assignment.changed_count


def _label(row: Row, columns: Sequence[Column]) -> str:
    return next((row.values[c.code] for c in columns if row.values.get(c.code)), "新增的一行")[:120]


def _count(assignment: Assignment) -> None:
    """Note on the assignment that its draft was saved, and how many rows it has and changed."""
    rows = assignment.rows.all()
    assignment.row_count = rows.count()
    assignment.changed_count = rows.filter(is_changed=True).count()
    assignment.saved_at = timezone.now()
    if assignment.state == Assignment.State.NOT_STARTED:
        assignment.state = Assignment.State.SAVED
    assignment.version += 1
    assignment.save(update_fields=["row_count", "changed_count", "saved_at", "state", "version"])


@transaction.atomic
def row_add(assignment: Assignment, texts: dict[str, str], *, actor: User) -> Row:
    """Add a row the register does not have; ``texts`` by code, columns may be missing.

    Raises Conflict ``collection.closed``, RuleViolation ``collection.rows`` where rows are given.
    """
    assignment = answer_locked(assignment)
    if not may_add_rows(assignment.round):
        raise RuleViolation("collection.rows", "这次填报每家一行，不能增加。")
    rows = Row.objects.filter(assignment=assignment)
    added = [int(key[4:]) for key in rows.filter(fate="added").values_list("key", flat=True)]
    if len(added) >= MOST_ADDED:
        raise RuleViolation("collection.rows", f"最多增加 {MOST_ADDED} 行。")
    number = max(added, default=0) + 1
    last = rows.order_by("-position").values_list("position", flat=True).first() or 0
    columns = assignment.round.column_list
    values = {c.code: normal(c, texts.get(c.code, "")) for c in columns}
    row = Row(
        assignment=assignment, key=f"new-{number}", position=last + 1, values=values,
        prefilled=dict.fromkeys(values, ""), is_changed=True, fate=Row.Fate.ADDED,
    )  # fmt: skip
    row.label = _label(row, columns)
    row.save()
    _count(assignment)
    audit("answer.add_row", assignment, actor, row=row.key)
    return row


@transaction.atomic
def row_remove(row: Row, *, actor: User) -> None:
    """Take an added row out again. Raises RuleViolation ``collection.rows`` for any other."""
    assignment = answer_locked(row.assignment)
    row = Row.objects.select_for_update().get(pk=row.pk)
    if row.fate != Row.Fate.ADDED:
        raise RuleViolation("collection.rows", "系统已有的记录不能删去，可以标为“已不在本单位”。")
    audit("answer.remove_row", assignment, actor, row=row.key, values=row.values)
    row.delete()
    _count(assignment)


def rows_paste(assignment: Assignment, text: str, *, actor: User) -> Taken:
    """Take rows copied from a spreadsheet together with their heads, as ``workbook_take`` does.

    Raises BadInput ``collection.paste`` for an empty text.
    """
    if not text.strip():
        raise BadInput(
            "collection.paste", "还没有粘贴内容。", hint="从表格连同表头一起复制后粘贴。"
        )
    return workbook_take(assignment, PASTED, text.strip("\r\n").encode(), actor=actor)


@transaction.atomic
def workbook_take(assignment: Assignment, name: str, data: bytes, *, actor: User) -> Taken:
    """Take the cells of a filled workbook into the draft; what cannot be taken is told by line.

    The same workbook taken again changes nothing. Lines and cells with a fault are left out, all
    others are kept.

    Raises:
        BadInput: as ``workbook_read`` does: nothing was taken.
        Conflict: ``collection.closed``.
    """
    assignment = answer_locked(assignment)
    read = workbook_read(name, data, sheet_of(assignment))
    return lines_take(assignment, read, name, actor=actor)


def lines_take(assignment: Assignment, read: Read, name: str, *, actor: User) -> Taken:
    """Take what was read in the file ``name`` into the draft of a locked assignment."""
    columns = {c.code: c for c in answer_columns(assignment.round) if not is_locked(c)}
    changes = [
        Change(line.row, code, text)
        for line in read.lines
        if line.row
        for code, text in line.texts.items()
        if code in columns
    ]
    saved = rows_save(assignment, changes, actor=actor)
    new = _unknown_lines(assignment, [line for line in read.lines if line.row is None])
    for line in new:
        row_add(assignment, line.texts, actor=actor)
    audit("answer.take", assignment, actor, file=name, lines=len(read.lines), added=len(new),
          faults=len(read.faults))  # fmt: skip
    return Taken(saved, len(new), len(read.lines), read.faults, read.unknown)


def _unknown_lines(assignment: Assignment, lines: Iterable[Line]) -> list[Line]:
    """Return the new lines that were not added before, so that a second upload adds nothing."""
    columns = assignment.round.column_list
    rows = Row.objects.filter(assignment=assignment, fate=Row.Fate.ADDED)
    known = {tuple(row.values.get(c.code, "") for c in columns) for row in rows}
    told = {tuple(normal(c, line.texts.get(c.code, "")) for c in columns): line for line in lines}
    return [line for words, line in told.items() if words not in known and any(words)]


def answer_locked(assignment: Assignment) -> Assignment:
    """Return the assignment under a lock, when it may be answered.

    Raises Conflict ``collection.closed`` when it was handed in or the round has ended.
    """
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("round", "round__unit")
    found = rows.get(pk=assignment.pk)
    if not found.round.is_open:
        words = found.round.get_state_display()
        raise Conflict("collection.closed", f"“{found.round}”{words}，不能再填报。")
    if not found.is_awaited:
        words = found.get_state_display()
        raise Conflict(
            "collection.closed", f"这份填报{words}，不能再改。", hint="需要改的，请联系退回。"
        )
    return found
