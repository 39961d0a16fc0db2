"""Rosters as people hand them in, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from jingwei.kernel.models import ImportBatch
from jingwei.kernel.registers.exchange.batches import batch_open
from jingwei.kernel.registers.exchange.kept import folder_of, kept_all
from jingwei.kernel.registers.exchange.tasks import batch_start
from jingwei.people.models import Person

HEADS = ("人员编号", "姓名", "性别", "出生年月", "民族", "所在单位")


def book(*rows: Sequence[Any], hidden: str = "") -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                elif value not in ("", None):
                    sheet.write(number, place, value)
        if hidden:
            made.add_worksheet("_lists").write_string(0, 0, hidden)
    return out.getvalue()


def weighed(register, data: bytes, actor, *, name="名单.xlsx", clear_empty=False) -> ImportBatch:
    batch = batch_open(register, name, data, clear_empty=clear_empty, actor=actor)
    batch_start(batch)
    return batch


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    found = batch.plan["counts"]
    return tuple(found.get(kind, 0) for kind in ("new", "changed", "same", "rejected"))


def kept(batch: ImportBatch, kind: str) -> list[dict[str, Any]]:
    return list(kept_all(folder_of(batch.pk), kind))


def reasons(batch: ImportBatch) -> str:
    return "；".join(f"{e[0]}：{e[2]}" for row in kept(batch, "rejected") for e in row["errors"])


def row_of(person: Person, **changes: str) -> list[str]:
    said = {
        "人员编号": person.number, "姓名": person.full_name, "性别": "女", "出生年月": "1985.03",
        "民族": "汉族", "所在单位": person.unit.name, **changes,
    }  # fmt: skip
    return [said[head] for head in HEADS]
