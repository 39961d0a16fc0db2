"""What a rehearsal found, for people: numbers per sheet, rows per page, rejected rows as a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.cadres.workbook import words
from jingwei.cadres.workbook.batches import batch_filled
from jingwei.cadres.workbook.sheets import SHEETS
from jingwei.kernel.documents import workbook
from jingwei.kernel.models import ImportBatch
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.exchange.differences import Cell
from jingwei.kernel.registers.exchange.heads import head_of
from jingwei.kernel.registers.exchange.kept import folder_of, kept_all, kept_page
from jingwei.kernel.registers.exchange.plan import Entry
from jingwei.kernel.registers.sight import Sight

REASON = "原因"


@dataclass(frozen=True)
class DifferenceLine:
    """A row of the difference page."""

    sheet: str
    line: int
    title: str
    cells: list[Cell]


def page_lines(batch: ImportBatch, tab: str, page: int, sight: Sight) -> list[DifferenceLine]:
    """Return one page of new, changed or rejected rows; [] when they are no longer kept."""
    entries = kept_page(folder_of(batch.pk), tab, batch.plan.get("starts", {}), page)
    return [
        DifferenceLine(e["sheet"], e["line"], e["title"], list(_cells(e, sight))) for e in entries
    ]


def _cells(entry: Entry, sight: Sight) -> Iterator[Cell]:
    if "errors" in entry:
        yield from (Cell(label, "", text, why) for label, text, why in entry["errors"])
    elif "told" in entry:
        yield from (Cell(head, old, new) for head, (old, new) in entry["told"].items())
    else:
        yield from _register_cells(entry, sight)


def _register_cells(entry: Entry, sight: Sight) -> Iterator[Cell]:
    register = REGISTERS[entry["register"]]
    for name, (before, after) in entry["cells"].items():
        col = register.col(name)
        kind, clear = register.kind(col), sight.clear(col)
        old, new = kind.unplain(before), kind.unplain(after)
        if not clear:
            old, new = kind.mask(old), kind.mask(new)
        yield Cell(head_of(register, col), old, new)


def rejected_workbook(batch: ImportBatch, *, day: date) -> bytes:
    """Return the rejected rows sheet by sheet, as they were handed in, the reason behind each."""
    reasons: dict[tuple[str, int], list[str]] = defaultdict(list)
    for entry in kept_all(folder_of(batch.pk), "rejected"):
        told = (f"{label}：{why}" if label else why for label, _, why in entry["errors"])
        reasons[entry["sheet"], entry["line"]] += told
    filled = batch_filled(batch)
    made = []
    for sheet in SHEETS:
        rows = [
            [
                *(words.plain(row.cells.get(h)) for h in sheet.heads),
                "；".join(reasons[sheet.name, row.line]),
            ]
            for row in (filled[sheet.name].rows if sheet.name in filled else ())
            if (sheet.name, row.line) in reasons
        ]
        if rows:
            heads = [workbook.Column(head, kind="id") for head in sheet.heads]
            heads.append(workbook.Column(REASON, 40))
            made.append(workbook.Sheet(sheet.name, heads, rows, caption=sheet.title))
    return workbook.workbook_bytes(made or [_nothing()], day=day)


def _nothing() -> Any:
    return workbook.Sheet("没有不能导入的行", [workbook.Column(REASON)], [])
