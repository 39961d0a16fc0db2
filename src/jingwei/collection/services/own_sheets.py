"""Writes around a recipient's own workbooks: kept, mapped once, read into the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.collection.models import Assignment, OwnSheet
from jingwei.collection.own.layout import (
    ADDRESS,
    Asked,
    Grid,
    Layout,
    Shape,
    anchors_of,
    grids_read,
    head_names,
    layout_of,
)
from jingwei.collection.own.reading import own_read
from jingwei.collection.selectors.answering import answer_columns, sheet_of
from jingwei.collection.selectors.own_sheets import (
    fits,
    grid_named,
    grids_of,
    layout_in,
    own_sheets_of,
)
from jingwei.collection.services.answering import Taken, answer_locked, lines_take
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import BadInput
from jingwei.kernel.files import file_store

declare_acts(
    {
        "own_sheet.keep": "登记本单位的表",
        "own_sheet.map": "核对本单位的表的对应关系",
        "own_sheet.forget": "删去本单位的表",
    }
)


@transaction.atomic
def own_sheet_keep(assignment: Assignment, name: str, data: bytes, *, actor: User) -> OwnSheet:
    """Keep the workbook a recipient uses; its columns are recognised as far as they can be.

    A workbook of the same layout, or the same name, takes the place of the earlier one and keeps
    what was said of it. Raises BadInput as ``grids_read`` and ``file_store`` do, Conflict
    ``collection.closed``.
    """
    assignment = answer_locked(assignment)
    grids = grids_read(name, data)
    columns = answer_columns(assignment.round)
    own = known_sheet(assignment, grids) or _anew(assignment, name)
    layout = layout_in(own.kept, grids, columns) if own.pk else layout_of(grids, columns, Asked())
    _lay_out(own, layout, columns)
    own.file = file_store(name, data, actor=actor)
    own.kept_at, own.kept_by = timezone.now(), actor
    own.save()
    audit("own_sheet.keep", own, actor, file=name, columns=len(layout.places))
    return own


def known_sheet(assignment: Assignment, grids: Sequence[Grid]) -> OwnSheet | None:
    """Return the kept workbook of the recipient with the layout of a file, None for a new one."""
    return next((own for own in own_sheets_of(assignment) if fits(own, grids)), None)


def _anew(assignment: Assignment, name: str) -> OwnSheet:
    """Return a row for a workbook of that name, a fresh reading of it."""
    told: dict[str, Any] = {
        "unit_path": assignment.unit_path, "organization_path": assignment.organization_path,
        "name": name[:200],
    }  # fmt: skip
    there = OwnSheet.objects.filter(**told).values_list("pk", flat=True).first()
    if there:
        OwnSheet.objects.filter(pk=there).delete()
    return OwnSheet(**told, shape=Shape.TABLE)


def _lay_out(own: OwnSheet, layout: Layout, columns: Sequence[Any]) -> None:
    """Put a layout into the row; places of other rounds stay."""
    said = {c.origin: layout.places[c.code] for c in columns if c.code in layout.places}
    own.shape, own.title, own.line = layout.shape, layout.title[:60], layout.line
    own.places = {**own.places, **said}
    own.anchors = {**own.anchors, **layout.anchors}


@transaction.atomic
def own_sheet_map(
    own: OwnSheet, assignment: Assignment, places: Mapping[str, str], *, asked: Asked, actor: User
) -> OwnSheet:
    """Say where the columns of a round stand: ``places`` by column code, "" for nowhere.

    ``asked`` tells shape, sheet and line of heads. What is said here holds in later rounds.
    Raises BadInput ``collection.own_place`` for a place that is not there or is said twice.
    """
    own = OwnSheet.objects.select_for_update(of=("self",)).select_related("file").get(pk=own.pk)
    grids, columns = grids_of(own), answer_columns(assignment.round)
    grid, shape = grid_named(grids, asked.title or own.title), Shape(asked.shape or own.shape)
    if (shape, grid.title, asked.line) != (own.shape, own.title, own.line):
        own.places, own.anchors = {}, {}
    said = {code: place.strip() for code, place in places.items()}
    _check_places(said, grid, shape, asked.line)
    own.shape, own.title, own.line = shape, grid.title[:60], asked.line
    own.places = {**own.places, **{c.origin: said.get(c.code, "") for c in columns}}
    held = [place for place in own.places.values() if place]
    own.anchors = anchors_of(grid, held) if shape is Shape.SINGLE else {}
    own.is_checked = True
    own.save()
    audit("own_sheet.map", own, actor, places=own.places)
    return own


def _check_places(said: Mapping[str, str], grid: Grid, shape: Shape, line: int) -> None:
    told = [place for place in said.values() if place]
    if twice := next((place for place in told if told.count(place) > 1), None):
        raise BadInput("collection.own_place", f"“{twice}”对应了两列，每处只能对应一列。")
    names = head_names(grid.cells[line - 1]) if 0 < line <= len(grid.cells) else {}
    for place in told:
        is_there = place in names if shape is Shape.TABLE else ADDRESS.fullmatch(place)
        if not is_there:
            hint = "请从列表中选。" if shape is Shape.TABLE else "请写成列字母加行号，如 C4。"
            raise BadInput("collection.own_place", f"表里没有“{place}”这一处。", hint=hint)


@transaction.atomic
def own_sheet_take(
    own: OwnSheet, assignment: Assignment, files: Sequence[tuple[str, bytes]], *, actor: User
) -> Taken:
    """Read filled copies of a workbook into the draft, as ``workbook_take`` does.

    ``files`` are (name, bytes); of a form there may be several. The same again changes nothing.
    Raises BadInput ``collection.own_other`` for a file of another layout: nothing was taken.
    """
    assignment = answer_locked(assignment)
    columns = answer_columns(assignment.round)
    grids: list[Grid] = []
    for name, data in files:
        there = grids_read(name, data)
        if not fits(own, there):
            raise BadInput(
                "collection.own_other", f"“{name}”的样式和“{own}”不一样，没有读取。",
                hint="表头改过的，请当作新表上传，重新核对一次对应关系。",
            )  # fmt: skip
        grids += there
    layout = layout_in(own.kept, grids, columns)
    read = own_read(grids, layout, sheet_of(assignment))
    return lines_take(assignment, read, files[0][0], actor=actor)


@transaction.atomic
def own_sheet_forget(own: OwnSheet, *, actor: User) -> None:
    """Take a workbook off the list of a recipient; answers are not touched."""
    audit("own_sheet.forget", own, actor, name=own.name)
    own.delete()
