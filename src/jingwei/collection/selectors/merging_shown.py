"""Change sets and merged tables as pages show them: texts, masked where they may not be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from jingwei.collection.comparing import Cell, Verdict
from jingwei.collection.models import Assignment, Merge, MergedCell, Round, Row
from jingwei.collection.selectors.merging import (
    Preview,
    merge_drafts,
    merge_preview,
    refusals_of,
)
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.sight import Sight

SHOWN = 200
"""Cells of a kind on the page; the others are counted."""


@dataclass(frozen=True)
class Offer:
    """A value somebody may choose: ``choice`` names it, ``who`` answered it."""

    choice: str
    text: str
    who: str
    is_chosen: bool


@dataclass(frozen=True)
class ShownCell:
    """A cell of the change set in words."""

    key: str
    name: str
    label: str
    now: str
    offers: tuple[Offer, ...]
    keeps_now: bool = False
    why: str = ""


def preview_shown(preview: Preview, viewer: Any, choices: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page of a change set shows, with what was chosen so far."""
    sight = Sight(viewer)
    drafts = merge_drafts(preview, choices)
    refused = refusals_of(preview, drafts)
    changes = [c for c in preview.changes if not _why(preview, refused, c)]
    bad = [c for c in preview.changes if _why(preview, refused, c)]

    def shown(cells: list[Cell]) -> list[ShownCell]:
        return [_shown(preview, sight, cell, choices, refused) for cell in cells[:SHOWN]]

    return {
        "changes": shown(changes), "change_count": len(changes),
        "conflicts": shown(preview.conflicts), "conflict_count": len(preview.conflicts),
        "refused": shown(bad), "refused_count": len(bad), "same": preview.counts[Verdict.SAME],
        "more_changes": max(0, len(changes) - SHOWN), "by_column": preview.by_column,
        "more_conflicts": max(0, len(preview.conflicts) - SHOWN),
        "more_refused": max(0, len(bad) - SHOWN),
    }  # fmt: skip


def merged_cells(done: Merge, cells: Iterable[MergedCell], viewer: Any) -> list[dict[str, Any]]:
    """Return the cells of a stored change set for a page."""
    register, sight = REGISTERS[done.register], Sight(viewer)
    told = []
    for cell in cells:
        col = register.col(cell.column)
        kind = register.kind(col)
        texts = [kind.unplain(cell.old), kind.unplain(cell.new)]
        old, new = texts if sight.clear(col) else map(kind.mask, texts)
        told.append({"cell": cell, "old": old, "new": new})
    return told


def rows_handed_in(round_: Round, *, q: str = "", show: str = "") -> QuerySet[Row]:
    """Return the answers that were handed in, as one table.

    ``q`` is a part of the name of the row or of who answered; ``show``: "changed" for those alone.
    """
    handed = Row.objects.filter(
        assignment__round=round_, assignment__state__in=Assignment.HANDED_IN
    )
    if q := q.strip():
        handed = handed.filter(Q(label__icontains=q) | Q(assignment__name__icontains=q))
    if show == "changed":
        handed = handed.filter(is_changed=True)
    places = ("assignment__unit_path", "assignment__organization_path", "position", "pk")
    return handed.select_related("assignment").order_by(*places)


def table_lines(
    round_: Round, rows: Iterable[Row], viewer: Any
) -> tuple[list[tuple[Row, list[tuple[str, str, str]]]], int]:
    """Return each row with its cells as (text, mark, what was), and how many cells conflict."""
    contested = _contested(round_, viewer)
    codes = [column.code for column in round_.column_list]
    lines = [(row, [_table_cell(row, code, contested) for code in codes]) for row in rows]
    return lines, len(contested)


def _table_cell(row: Row, code: str, contested: set[tuple[int, str]]) -> tuple[str, str, str]:
    text, was = row.values.get(code, ""), row.prefilled.get(code, "")
    if (row.pk, code) in contested:
        return text, "冲突", was
    return text, "改" if text != was else "", was


def _contested(round_: Round, viewer: Any) -> set[tuple[int, str]]:
    preview = merge_preview(round_, viewer)
    return {(claim.by, cell.column) for cell in preview.conflicts for claim in cell.claims}


def _why(preview: Preview, refused: Mapping[int, str], cell: Cell) -> str:
    faults = (preview.faults.get((claim.by, cell.column), "") for claim in cell.claims)
    return next(filter(None, faults), "") or refused.get(cell.subject, "")


def _shown(
    preview: Preview,
    sight: Sight,
    cell: Cell,
    choices: Mapping[str, str],
    refused: Mapping[int, str],
) -> ShownCell:
    column = preview.by_code[cell.column]
    kind, is_clear = preview.register.kind(column.col), sight.clear(column.col)

    def told(text: str) -> str:
        return text if is_clear else kind.mask(text)

    chosen = choices.get(cell.key, "")
    offers = tuple(
        Offer(str(claim.by), told(claim.said), _who(preview, claim.by), chosen == str(claim.by))
        for claim in cell.claims
    )
    name = preview.register.row_name(preview.subjects[cell.subject])
    why = _why(preview, refused, cell)
    return ShownCell(
        cell.key, name, column.column.label, told(cell.now), offers, chosen == "now", why
    )


def _who(preview: Preview, answer: int) -> str:
    assignment = preview.answers[answer].assignment
    return f"{assignment.name} {assignment.receipt}".strip()
