"""What accepted answers would do to the register: cell by cell, nothing stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from jingwei.collection.columns import Column
from jingwei.collection.comparing import Cell, Verdict, by_column, compared, counted
from jingwei.collection.models import Assignment, MergedCell, Round, Row
from jingwei.collection.selectors.prefill import register_for
from jingwei.kernel.crypto import keyed_hash, sm3_hex
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.declaration import Col, Register
from jingwei.kernel.registers.exchange.values import Values
from jingwei.kernel.registers.kinds import RelatedKind
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.writing import Draft, errors_of, weighed

DECIDED = (MergedCell.Outcome.WRITTEN, MergedCell.Outcome.KEPT)


@dataclass(frozen=True)
class MergeColumn:
    """A column of the round that can go into the register."""

    column: Column
    col: Col

    @property
    def code(self) -> str:
        return self.column.code


@dataclass
class Preview:
    """The change set before it is accepted.

    ``subjects`` are the rows of the register by primary key, ``answers`` the answered rows by
    theirs. ``left_out`` says of columns why they stay out, ``faults`` of (answer, column) why a
    cell cannot be read, ``waiting`` how many assignments are not accepted yet.
    """

    round: Round
    register: Register[Any]
    values: Values
    columns: list[MergeColumn] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    subjects: dict[int, Any] = field(default_factory=dict)
    answers: dict[int, Row] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    faults: dict[tuple[int, str], str] = field(default_factory=dict)
    added: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    lost: list[Row] = field(default_factory=list)
    waiting: int = 0

    @cached_property
    def counts(self) -> Counter[Verdict]:
        return counted(self.cells)

    @cached_property
    def by_code(self) -> dict[str, MergeColumn]:
        return {column.code: column for column in self.columns}

    @cached_property
    def conflicts(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.verdict is Verdict.CONFLICT]

    @cached_property
    def changes(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.verdict is Verdict.CHANGE]

    @property
    def by_column(self) -> list[tuple[str, int, int, int]]:
        """(label, changes, conflicts, the same already), in the order of the round."""
        told = by_column(self.cells)
        rows = [(c.column.label, told.get(c.code, Counter())) for c in self.columns]
        return [
            (label, n[Verdict.CHANGE], n[Verdict.CONFLICT], n[Verdict.SAME]) for label, n in rows
        ]

    @cached_property
    def seen(self) -> str:
        """What stands for the cells and everything in them: another one when anything moved."""
        told = [(c.key, c.now, [(a.by, a.was, a.said) for a in c.claims]) for c in self.cells]
        return sm3_hex(json.dumps(told, ensure_ascii=False).encode())

    def value(self, cell: Cell, text: str) -> Any:
        """Return what a text means to the register. Raises BadInput."""
        return parsed(self, self.by_code[cell.column].col, text)


def merge_preview(round_: Round, viewer: Any) -> Preview:
    """Return what the accepted answers would change for ``viewer``. Constant queries.

    What an earlier change set decided is not asked again.
    """
    register = register_for(round_)
    preview = Preview(round_, register, Values(register, viewer))
    whole = round_.assignments.filter(parent=None)
    preview.waiting = whole.exclude(state=Assignment.State.ACCEPTED).count()
    _sort_columns(preview, register, viewer)
    _sort_rows(preview, accepted_rows(round_))
    _find_subjects(preview, register, viewer)
    _compare(preview, register, viewer)
    return preview


def accepted_rows(round_: Round) -> QuerySet[Row]:
    """Return the rows that were reviewed to the top: those of a part when the whole is accepted."""
    accepted = Assignment.State.ACCEPTED
    rows = Row.objects.filter(assignment__round=round_, assignment__state=accepted)
    whole = Q(assignment__parent=None) | Q(assignment__parent__state=accepted)
    return rows.filter(whole).select_related("assignment")


def merge_drafts(preview: Preview, choices: Mapping[str, str]) -> dict[int, Draft[Any]]:
    """Return subject → what the settled cells make of its row; cells nobody can read stay out."""
    drafts: dict[int, Draft[Any]] = {}
    for cell in preview.cells:
        answer = cell.chosen(choices.get(cell.key, ""))
        if answer is None or (answer.by, cell.column) in preview.faults:
            continue
        row = preview.subjects[cell.subject]
        draft = drafts.setdefault(cell.subject, Draft({}, row=row, version=row.version))
        draft.values[preview.by_code[cell.column].col.name] = preview.value(cell, answer.said)
    for line, draft in enumerate(drafts.values(), 1):
        draft.line = line
    return drafts


def refusals_of(preview: Preview, drafts: Mapping[int, Draft[Any]]) -> dict[int, str]:
    """Return subject → why the register refuses its row. Few queries for any number."""
    by_line = {draft.line: subject for subject, draft in drafts.items()}
    why: dict[int, str] = {}
    outcome = weighed(preview.register, list(drafts.values()), lock=False)
    for error in errors_of(preview.register, outcome.changes):
        told = f"{error.column}：{error.message}".lstrip("：")
        subject = by_line[error.line]
        why[subject] = why.get(subject, "") + told
    return why


def parsed(preview: Preview, col: Col, text: str) -> Any:
    """Return the value of a text of a column; the empty one for "". Raises BadInput."""
    return preview.values.value(col.name, text) if text else preview.register.kind(col).empty


def said_mark(text: str) -> str:
    """Return what stands for an answer that was decided upon; it tells nothing about the text."""
    return keyed_hash("collection.merged", text)[:16]


def _sort_columns(preview: Preview, register: Register[Any], viewer: Any) -> None:
    sight, may = Sight(viewer), viewer.has_perm(register.permission("change"))
    for column in preview.round.column_list:
        col, why = _mergeable(register, column, sight)
        if col is None or not may:
            preview.left_out.append((column.label, why or "你没有修改这个登记册的权限。"))
        else:
            preview.columns.append(MergeColumn(column, col))


def _mergeable(register: Register[Any], column: Column, sight: Sight) -> tuple[Col | None, str]:
    if column.is_new:
        return None, "是新栏目，登记册里没有。"
    if column.register != register.code:
        return None, "出自别的登记册，请到那里修改。"
    known = {col.name: col for col in register.columns}
    col = known.get(column.source)
    if col is None or not col.shown("edit"):
        return None, "由程序或别的登记册管理，不能直接修改。"
    return (col, "") if sight.writable(col) else (None, "你没有查看这一栏的权限。")


def _sort_rows(preview: Preview, rows: Iterable[Row]) -> None:
    for row in rows:
        if row.fate == Row.Fate.GONE:
            preview.gone.append(row)
        elif row.fate == Row.Fate.ADDED or not row.key.isdecimal():
            preview.added.append(row)
        elif row.is_changed:
            preview.answers[row.pk] = row


def _find_subjects(preview: Preview, register: Register[Any], viewer: Any) -> None:
    wanted = sorted({int(row.key) for row in preview.answers.values()})
    for start in range(0, len(wanted), 500):
        rows = register.rows(viewer).filter(pk__in=wanted[start : start + 500])
        preview.subjects.update((row.pk, row) for row in rows)
    out = [row for row in preview.answers.values() if int(row.key) not in preview.subjects]
    preview.lost = out
    for row in out:
        del preview.answers[row.pk]


def _compare(preview: Preview, register: Register[Any], viewer: Any) -> None:
    _meet_related(preview, register)
    kept = MergedCell.objects.filter(merge__round=preview.round, outcome__in=DECIDED)
    decided = set(kept.values_list("answer", "column", "mark"))
    by_subject: dict[int, list[Row]] = {}
    for row in preview.answers.values():
        by_subject.setdefault(int(row.key), []).append(row)
    for subject, rows in by_subject.items():
        stored = preview.subjects[subject]
        standing = {c.code: _standing(preview, c, stored) for c in preview.columns}
        told = [(row.pk, *_texts(preview, row, stored, standing, decided)) for row in rows]
        preview.cells += compared(subject, standing, told)


def _meet_related(preview: Preview, register: Register[Any]) -> None:
    """Look up what changed answers name of other tables, a query or two for each column."""
    for column in preview.columns:
        if isinstance(register.kind(column.col), RelatedKind):
            told = [
                (row.prefilled.get(column.code, ""), row.values.get(column.code, ""))
                for row in preview.answers.values()
            ]
            texts = {text for was, said in told if was != said for text in (was, said)}
            preview.values.meet(column.col.name, texts)


def _standing(preview: Preview, column: MergeColumn, stored: Any) -> str:
    return preview.values.stored(column.col.name, column.col.read(stored))


def _texts(
    preview: Preview,
    row: Row,
    stored: Any,
    standing: Mapping[str, str],
    decided: set[tuple[int, str, str]],
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what was handed out and what came back of a row, both as the register writes them.

    A masked value that was handed out stands for the value it masks. What was decided before is
    left out.
    """
    was: dict[str, str] = {}
    said: dict[str, str] = {}
    for column in preview.columns:
        code, col = column.code, column.col
        before, after = row.prefilled.get(code, ""), row.values.get(code, "")
        if before == after or (row.pk, col.name, said_mark(after)) in decided:
            continue
        is_mask = before and before == _mask(preview, column, stored)
        was[code] = standing[code] if is_mask else _canonical(preview, col, before)
        said[code] = _canonical(preview, col, after, of=(row.pk, code))
    return was, said


def _mask(preview: Preview, column: MergeColumn, stored: Any) -> str:
    return preview.register.kind(column.col).mask(column.col.read(stored))


def _canonical(preview: Preview, col: Col, text: str, of: tuple[int, str] | None = None) -> str:
    """Return a text as the register would write it; one it cannot read stays, ``of`` told why."""
    try:
        return preview.values.stored(col.name, parsed(preview, col, text))
    except BadInput as error:
        if of:
            preview.faults[of] = str(error)
        return text
