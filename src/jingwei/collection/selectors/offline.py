"""What an offline package holds, and what its return would do to the answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from jingwei.collection.cells import from_cell, is_locked
from jingwei.collection.columns import Column
from jingwei.collection.comparing import Cell, Verdict, compared, counted
from jingwei.collection.models import OfflinePackage, PackageReturn, Round, Row
from jingwei.collection.packages import (
    PackageColumn,
    Reader,
    Returned,
    package_columns,
    package_read,
    workbook_code,
    workbook_into,
)
from jingwei.kernel.crypto import sm3_hex
from jingwei.kernel.documents.packages import is_zip
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.declaration import REGISTERS, Secrecy

PACKAGE = 1
"""The number of the one answer that a return is."""


@dataclass
class ReturnPreview:
    """What a return would do: cells, rows by primary key, labels by column, faults in words."""

    cells: list[Cell] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @cached_property
    def counts(self) -> Counter[Verdict]:
        return counted(self.cells)

    @cached_property
    def lines(self) -> list[tuple[Row, str, Cell]]:
        """(row, label of the column, cell) of everything that changes or is in conflict."""
        told = (cell for cell in self.cells if cell.verdict is not Verdict.SAME)
        return [(self.rows[c.subject], self.labels[c.column], c) for c in told]

    def now_of(self, row: int, code: str) -> str:
        """Return what stands in a cell of the answer."""
        values: dict[str, str] = self.rows[row].values
        return values.get(code, "")

    @property
    def seen(self) -> str:
        """What stands for the cells: another one when the answer moved."""
        told = [(c.key, c.now, c.offers) for c in self.cells]
        return sm3_hex(json.dumps(told, ensure_ascii=False).encode())

    def taken(self, choices: Mapping[str, str]) -> dict[int, dict[str, str]]:
        """Return row → column → the text that holds, of the cells that change."""
        found: dict[int, dict[str, str]] = {}
        for cell in self.cells:
            answer = cell.chosen(choices.get(cell.key, ""))
            if answer is not None:
                found.setdefault(cell.subject, {})[cell.column] = answer.said
        return found


def pack_columns(round_: Round) -> list[PackageColumn]:
    """Return the columns that may leave the house: restricted ones never do."""
    open_to_all = (column for column in round_.column_list if not _restricted(column))
    return [PackageColumn(c.code, c.label, not is_locked(c)) for c in open_to_all]


def package_opened(name: str, data: bytes) -> tuple[OfflinePackage, Returned]:
    """Return the package a file belongs to, and what the file says.

    The file is the package, or its workbook alone. Raises BadInput ``collection.package``.
    """
    if is_zip(data) and not name.lower().endswith((".xlsx", ".xls")):
        code = package_read(name, data).code
        package = _known(code)
        return package, package_read(name, data, reader(package.assignment.round))
    package = _known(workbook_code(name, data))
    out = _stored(package)
    returned = package_read(package.file.name, out)
    read = reader(package.assignment.round)
    workbook_into(returned, package_columns(out), data, read)
    return package, returned


def return_preview(returned: PackageReturn) -> ReturnPreview:
    """Return what letting a return in would do to the answer as it stands now."""
    with returned.file.content.open() as content:
        package, told = package_opened(returned.file.name, content.read())
    preview = ReturnPreview(faults=told.faults)
    assignment = package.assignment
    preview.labels = {column.code: column.label for column in assignment.round.column_list}
    preview.rows = {row.pk: row for row in assignment.rows.order_by("position", "pk")}
    for number, said in told.said.items():
        base = told.base[number]
        if number in preview.rows:
            now = preview.rows[number].values
            standing = {code: now.get(code, "") for code in base}
            preview.cells += compared(number, standing, [(PACKAGE, base, said)])
        elif said != base:
            preview.faults.append(f"行号 {number}：这一行已不在填报中，改动没有收。")
    return preview


def reader(round_: Round) -> Reader:
    """Return what reads the cells of a round's workbook into texts as an answer keeps them."""
    columns = {column.code: column for column in round_.column_list}
    return lambda name, cell: from_cell(columns[name], cell)


def _restricted(column: Column) -> bool:
    if not column.register:
        return False
    return REGISTERS[column.register].col(column.source).secrecy == Secrecy.P3


def _known(code: str) -> OfflinePackage:
    found = OfflinePackage.objects.filter(code=code).select_related("assignment__round", "file")
    package = found.first()
    if package is None:
        raise BadInput(
            "collection.package", f"这里没有编号 {code} 的离线包。", hint="请确认是从本系统下载的。"
        )
    return package


def _stored(package: OfflinePackage) -> bytes:
    with package.file.content.open() as content:
        data: bytes = content.read()
    return data
