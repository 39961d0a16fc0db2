"""The rows that could not be imported, as they were handed in, with the reason beside them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from jingwei.kernel.documents.official_text import clean_text
from jingwei.kernel.models import ImportBatch
from jingwei.kernel.registers.exchange.batches import batch_asked
from jingwei.kernel.registers.exchange.export import mark_register, sheet_name
from jingwei.kernel.registers.exchange.heads import REASON
from jingwei.kernel.registers.exchange.kept import folder_of, kept_all


def rejected_xlsx(batch: ImportBatch) -> bytes:
    """Return the rejected rows as a workbook that can be mended and uploaded again."""
    reasons = {entry["line"]: told(entry) for entry in kept_all(folder_of(batch.pk), "rejected")}
    asked = batch_asked(batch)
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name(asked.register.title))
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "bg_color": "#E7EBF0"})
        heads = asked.table.heads
        kept = [place for place, head in enumerate(heads) if head != REASON]
        for place, head in enumerate([*(heads[n] for n in kept), REASON]):
            sheet.set_column(place, place, 40 if head == REASON else 14, text)
            sheet.write_string(0, place, head, bold)
        number = 0
        for line, cells in asked.table.rows():
            if line in reasons:
                number += 1
                values = [*(cells[place] for place in kept), reasons[line]]
                for place, value in enumerate(values):
                    _write(sheet, (number, place), value, text)
        sheet.freeze_panes(1, 0)
        mark_register(book, asked.register)
    return out.getvalue()


def told(entry: dict[str, Any]) -> str:
    """Return all that is wrong with a row in one text."""
    return "；".join(
        f"{label}：{reason}" if label else reason for label, _, reason in entry["errors"]
    )


def _write(sheet: Any, place: tuple[int, int], value: Any, text: Any) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(*place, value)
    else:
        sheet.write_string(*place, clean_text("" if value is None else str(value)), text)
