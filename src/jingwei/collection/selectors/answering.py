"""What somebody who answers reads: their rounds, the grid, what is wrong, what changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from jingwei.accounts.models import User
from jingwei.collection.cells import (
    FATE,
    FATE_COLUMN,
    LEFT,
    STAYS,
    changed,
    is_locked,
    offered,
    refusals,
    told,
)
from jingwei.collection.columns import Column, ColumnKind
from jingwei.collection.models import Assignment, Reminder, Round, Row
from jingwei.collection.workbook import Known, Sheet
from jingwei.kernel.scoping import anywhere_below

PAGE_ROWS = 50
LONG = 40
"""Columns that take more characters get a taller cell."""


def answers_of(viewer: User) -> QuerySet[Assignment]:
    """Return the assignments that are the viewer's to answer, the most urgent first.

    ``reminded_on`` is the day of the last reminder, None without one.
    Those of rounds that the viewer's own office issued are not, unless it is a recipient itself.
    """
    own = anywhere_below("round__unit_path", viewer.unit_paths())
    home = Q(unit_path=viewer.home_path) if viewer.home_path else Q(pk__in=())
    rows = Assignment.objects.visible_to(viewer).exclude(round__state=Round.State.DRAFT)
    last = Reminder.objects.filter(assignment=OuterRef("pk")).values("on")[:1]
    rows = rows.annotate(reminded_on=Subquery(last))
    return rows.filter(~own | home).select_related("round", "round__unit").order_by("due_on", "pk")


def answer_columns(round_: Round) -> tuple[Column, ...]:
    """Return the columns of the grid: those of the round, and whether a register row stays."""
    columns = tuple(round_.column_list)
    return columns if round_.subject == Round.Subject.RECIPIENT else (*columns, FATE_COLUMN)


def may_add_rows(round_: Round) -> bool:
    """Whether the recipient may add rows: where the rows are those of a register."""
    return round_.subject == Round.Subject.REGISTER


def own_rows(assignment: Assignment) -> QuerySet[Row]:
    """Return the rows that stand in the grid of an assignment, in order."""
    return Row.objects.filter(assignment=assignment).order_by("position", "pk")


def rows_of(assignment: Assignment) -> QuerySet[Row]:
    """Return the rows an assignment answers with: its own and those of its parts, in order."""
    mine = Q(assignment=assignment) | Q(assignment__parent=assignment)
    return Row.objects.filter(mine).order_by("assignment", "position", "pk")


def text_of(row: Row, code: str) -> str:
    """Return what stands in a cell of a row, "" for an empty one."""
    if code == FATE:
        return LEFT if row.fate == Row.Fate.GONE else STAYS
    return str(row.values.get(code, ""))


def before_of(row: Row, code: str) -> str:
    """Return what was filled in when the round was issued."""
    return STAYS if code == FATE else str(row.prefilled.get(code, ""))


def texts_of(row: Row, columns: Iterable[Column]) -> dict[str, str]:
    """Return code → what stands there."""
    return {column.code: text_of(row, column.code) for column in columns}


def row_changed_codes(row: Row, columns: Sequence[Column]) -> list[str]:
    """Return the codes of the changed cells of a row, in column order."""
    before = {column.code: before_of(row, column.code) for column in columns}
    return changed(columns, before, texts_of(row, columns))


@dataclass(frozen=True)
class GridCell:
    """A cell of the grid: ``text`` is shown, ``kept`` is stored, ``before`` is what was filled in.

    ``why`` tells what may not be handed in; ``remark`` is the reviewer's.
    """

    column: Column
    name: str
    text: str
    kept: str
    before: str
    is_changed: bool
    why: str
    remark: str

    @property
    def is_locked(self) -> bool:
        return is_locked(self.column)

    @property
    def choices(self) -> tuple[str, ...]:
        """What a list offers; a text that is none of it stands first, so that nothing is lost."""
        words = offered(self.column)
        if not words:
            return ()
        known = words if self.column.code == FATE else ("", *words)
        return known if self.text in known else (self.text, *known)

    @property
    def is_long(self) -> bool:
        """Whether the cell holds sentences rather than words."""
        return self.column.kind == ColumnKind.TEXT and len(self.text) > LONG


@dataclass(frozen=True)
class GridRow:
    """A row of the grid."""

    row: Row
    cells: tuple[GridCell, ...]
    remark: str
    is_open: bool

    @property
    def is_changed(self) -> bool:
        return self.row.fate != Row.Fate.KEPT or any(cell.is_changed for cell in self.cells)

    @property
    def is_told(self) -> bool:
        """Whether something is said of the row that wants looking at."""
        return bool(self.remark) or any(cell.why or cell.remark for cell in self.cells)


@dataclass(frozen=True)
class Head:
    """A column as the head of the grid shows it."""

    column: Column
    told: str
    is_locked: bool


@dataclass(frozen=True)
class Grid:
    """A page of the grid. ``was``: name of a cell → what stood there when the page was made."""

    heads: tuple[Head, ...]
    rows: tuple[GridRow, ...]
    was: dict[str, str]

    @property
    def was_json(self) -> str:
        """What stood in the cells when the page was made, as it travels with the form."""
        return json.dumps(self.was, ensure_ascii=False)


def grid_of(
    rows: Iterable[Row], columns: Sequence[Column], *, opened: int = 0,
    sent: Mapping[str, str] | None = None,
) -> Grid:  # fmt: skip
    """Return a page of rows as the grid shows it; no further query.

    ``opened`` is the row a phone shows unfolded, as it does the only one; ``sent``: what was typed
    and could not be kept.
    """
    heads, rows = tuple(_head(column) for column in columns), list(rows)
    opened = rows[0].pk if len(rows) == 1 else opened
    shown = tuple(_grid_row(row, columns, opened, sent or {}) for row in rows)
    cells = (cell for row in shown for cell in row.cells if not cell.is_locked)
    return Grid(heads, shown, {cell.name: cell.kept for cell in cells})


def _head(column: Column) -> Head:
    return Head(column, told(column), is_locked(column))


def _grid_row(row: Row, columns: Sequence[Column], opened: int, sent: Mapping[str, str]) -> GridRow:
    texts = texts_of(row, columns)
    new, wrong = set(row_changed_codes(row, columns)), _wrong(row, columns, texts)
    remarks = row.remarks or {}
    cells = tuple(
        GridCell(
            c, cell_name(row.pk, c.code), sent.get(cell_name(row.pk, c.code), texts[c.code]),
            texts[c.code], before_of(row, c.code), c.code in new, wrong.get(c.code, ""),
            str(remarks.get(c.code, "")),
        )
        for c in columns
    )  # fmt: skip
    return GridRow(row, cells, str(remarks.get("", "")), row.pk == opened)


def _wrong(row: Row, columns: Iterable[Column], texts: dict[str, str]) -> dict[str, str]:
    """Return what may not be handed in; of who has left nothing is asked."""
    return {} if row.fate == Row.Fate.GONE else refusals(columns, texts, row.prefilled)


def cell_name(row: int, code: str) -> str:
    """Return the name and id of a cell on the page."""
    return f"c-{row}-{code}"


@dataclass(frozen=True)
class Spot:
    """A cell and its place in the grid of its assignment."""

    row: Row
    column: Column
    page: int

    @property
    def name(self) -> str:
        return cell_name(self.row.pk, self.column.code)


@dataclass(frozen=True)
class Problem:
    """What has to be put right before the answer is handed in."""

    spot: Spot
    why: str


@dataclass(frozen=True)
class Difference:
    """A changed cell."""

    spot: Spot
    before: str
    after: str


@dataclass(frozen=True)
class Check:
    """The answer as a whole, before it is handed in."""

    problems: tuple[Problem, ...]
    differences: tuple[Difference, ...]
    added: tuple[Row, ...]
    row_count: int
    changed_count: int

    @property
    def same_count(self) -> int:
        return self.row_count - self.changed_count


def check_of(assignment: Assignment) -> Check:
    """Return what is wrong and what changed in an answer, parts included. One query."""
    columns = answer_columns(assignment.round)
    problems: list[Problem] = []
    differences: list[Difference] = []
    rows = list(rows_of(assignment))
    for row, page in _paged(rows):
        texts = texts_of(row, columns)
        spots = {column.code: Spot(row, column, page) for column in columns}
        wrong = _wrong(row, columns, texts)
        problems += [Problem(spots[code], why) for code, why in wrong.items()]
        codes = [] if row.fate == Row.Fate.ADDED else row_changed_codes(row, columns)
        differences += [Difference(spots[c], before_of(row, c), texts[c]) for c in codes]
    added = tuple(row for row in rows if row.fate == Row.Fate.ADDED)
    changed_count = sum(row.is_changed for row in rows)
    return Check(tuple(problems), tuple(differences), added, len(rows), changed_count)


def _paged(rows: Iterable[Row]) -> Iterator[tuple[Row, int]]:
    """Yield every row with the page of its own grid it stands on."""
    seen: Counter[int] = Counter()
    for row in rows:
        yield row, seen[row.assignment_id] // PAGE_ROWS + 1
        seen[row.assignment_id] += 1


def sheet_of(assignment: Assignment) -> Sheet:
    """Return what the workbook of an assignment is made of. One query."""
    round_ = assignment.round
    columns = answer_columns(round_)
    rows = [Known(row.pk, row.label, texts_of(row, columns)) for row in own_rows(assignment)]
    guide = f"{assignment.name}　请于 {assignment.due_on:%Y-%m-%d} 前核对并提交。没有变化的不用动。"
    return Sheet(
        assignment.pk, round_.title, guide, columns, rows, may_add=may_add_rows(round_)
    )  # fmt: skip


def facts_of(assignment: Assignment) -> list[tuple[str, Any]]:
    """Return what and why, for the head of the pages."""
    round_ = assignment.round
    contact = f"{round_.unit.name}　{round_.owner}　{round_.phone}".strip()
    facts = [
        ("用途", round_.why), ("依据", round_.basis), ("期限", f"{assignment.due_on:%Y-%m-%d}"),
        ("联系人", contact),
    ]  # fmt: skip
    return [(name, value) for name, value in facts if value]
