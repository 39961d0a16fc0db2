"""A recipient's own workbooks: which it has, how they are read in a round, a copy filled in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from django.db.models import QuerySet
from xlsxwriter.utility import xl_col_to_name

from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, OwnSheet
from jingwei.collection.own.filling import filled, form_edits, table_edits
from jingwei.collection.own.layout import (
    Asked,
    Grid,
    Layout,
    Shape,
    anchors_of,
    grids_read,
    head_names,
    layout_of,
    placed,
)
from jingwei.collection.selectors.answering import answer_columns, sheet_of
from jingwei.kernel.errors import BadInput
from jingwei.kernel.pages import XLSX

ZIP = "application/zip"
MOST_FORMS = 200
"""Forms that are filled at once, a file for each row."""
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True)
class Matched:
    """A column of the round and where it stands in the workbook: ``place`` is "" for nowhere.

    ``shown`` says the place in words: "C 列“姓名”", "C4"; ``is_alike``: only resembles.
    """

    column: Column
    place: str
    shown: str
    is_alike: bool


def own_sheets_of(assignment: Assignment) -> QuerySet[OwnSheet]:
    """Return the workbooks of exactly the recipient of an assignment, the latest first."""
    rows = OwnSheet.objects.filter(
        unit_path=assignment.unit_path, organization_path=assignment.organization_path
    )
    return rows.select_related("file")


def grids_of(own: OwnSheet) -> list[Grid]:
    """Return the sheets of the kept file."""
    return grids_read(own.file.name, content_of(own))


def content_of(own: OwnSheet) -> bytes:
    """Return the bytes of the kept file."""
    with own.file.content.open() as content:
        data: bytes = content.read()
    return data


def layout_in(
    kept: Layout, grids: Sequence[Grid], columns: Sequence[Column], *, is_checked: bool = True
) -> Layout:
    """Return how a kept workbook is read in a round: by ``Column.code``.

    What was kept goes before; columns nobody asked for until now are recognised by their heads.
    What only resembles is told of these, and of all until somebody checked them.
    """
    asked = Asked(kept.shape, kept.title, kept.line)
    fresh = layout_of(grids, columns, asked)
    known = {c.code: kept.places[c.origin] for c in columns if kept.places.get(c.origin)}
    taken, decided = set(known.values()), {c.code for c in columns if c.origin in kept.places}
    new = {
        code: place
        for code, place in fresh.places.items()
        if code not in decided and place not in taken
    }
    grid = grid_named(grids, kept.title)
    places = known | new
    anchors = anchors_of(grid, places.values()) if kept.shape is Shape.SINGLE else {}
    same = {code for code in fresh.alike if fresh.places.get(code) == places.get(code)}
    alike = frozenset(same & new.keys() if is_checked else same)
    return replace(kept, places=places, anchors=anchors, alike=alike)


def grid_named(grids: Sequence[Grid], title: str) -> Grid:
    """Return the sheet of that title, the first for an unknown one, an empty one without any."""
    return next((grid for grid in grids if grid.title == title), next(iter(grids), Grid("", ())))


def fits(own: OwnSheet, grids: Sequence[Grid]) -> bool:
    """Whether one of the sheets is laid out like the kept workbook."""
    kept = own.kept
    held = replace(kept, places={k: place for k, place in kept.places.items() if place})
    return any(placed(held, grid) is not None for grid in grids)


def matches(layout: Layout, grid: Grid, columns: Sequence[Column]) -> list[Matched]:
    """Return every column of a round with its place, in the order of the round."""
    names = head_names(grid.cells[layout.line - 1]) if layout.line else {}
    found = []
    for column in columns:
        place = layout.places.get(column.code, "")
        letter = f"{xl_col_to_name(names[place])} 列“{place}”" if place in names else place
        found.append(Matched(column, place, letter, column.code in layout.alike))
    return found


def heads_offered(grid: Grid, line: int) -> list[tuple[str, str]]:
    """Return (name, words) of the heads of a table, to choose from."""
    names = head_names(grid.cells[line - 1]) if 0 < line <= len(grid.cells) else {}
    return [(name, f"{xl_col_to_name(place)} 列：{name}") for name, place in names.items()]


def own_filled(own: OwnSheet, assignment: Assignment) -> tuple[str, bytes, str]:
    """Return the workbook with what the round knows filled in: name, bytes, kind of content.

    Of a form there is a copy for every row, in one archive when there are several. Raises BadInput
    ``collection.own_unmapped`` when no column is recognised, ``collection.own_many`` for too many
    forms, and as ``filled`` does.
    """
    grids, data, sheet = grids_of(own), content_of(own), sheet_of(assignment)
    layout = layout_in(own.kept, grids, answer_columns(assignment.round))
    grid, name = grid_named(grids, own.title), own.file.name
    stem = name.rpartition(".")[0] or name
    if not layout.places:
        raise BadInput(
            "collection.own_unmapped", "这张表还没有一列对上。", hint="请先核对对应关系。"
        )
    if layout.shape is Shape.TABLE:
        done = filled(name, data, grid, table_edits(grid, layout, sheet))
        return f"{stem}（已预填）.xlsx", done, XLSX
    if (count := len(sheet.rows)) > MOST_FORMS:
        why = f"一表一条的表一次最多预填 {MOST_FORMS} 份，现有 {count} 条。"
        raise BadInput("collection.own_many", why, hint="请改用表格式的工作簿。")
    files = [
        (known.label, filled(name, data, grid, form_edits(grid, layout, sheet, known)))
        for known in sheet.rows
    ]
    if len(files) == 1:
        return f"{stem}（已预填）.xlsx", files[0][1], XLSX
    return f"{stem}（已预填）.zip", _archive(stem, files), ZIP


def _archive(stem: str, files: Sequence[tuple[str, bytes]]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (label, data) in enumerate(files, 1):
            archive.writestr(f"{number:03d}_{_UNSAFE.sub('', label)[:30]}_{stem[:30]}.xlsx", data)
    return out.getvalue()
