"""The yearly tables filled: rows by unit, numbers as they are kept, checks that do not hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jingwei.kernel.clock import today
from jingwei.kernel.indicators import Indicator, indicator_named
from jingwei.org.models import Unit
from jingwei.plans.selectors.series import (
    Kept,
    Number,
    day_in,
    kept_numbers,
    numbers_by_unit,
    year_to,
)
from jingwei.plans.tables import REST, TableCheck, TableColumn, YearTable

Numbers = dict[str, dict[str, Number]]
"""By the code of an indicator, then by the path of a unit."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """A number in its place; None where nothing could be counted. ``counted`` tells the days."""

    column: TableColumn
    indicator: Indicator | None
    counted: Number | None = None

    @property
    def number(self) -> int | None:
        if self.counted is None:
            return None
        if self.column.part != REST:
            return self.counted.count
        return None if self.counted.whole is None else self.counted.whole - self.counted.count


@dataclass(frozen=True, slots=True)
class TableRow:
    """A unit with all below it, or ``is_own`` without them; ``is_total``: the unit asked for."""

    unit: Unit
    cells: list[TableCell]
    is_own: bool = False
    is_total: bool = False

    @property
    def numbers(self) -> list[int | None]:
        return [cell.number for cell in self.cells]


@dataclass(frozen=True, slots=True)
class TableFault:
    """A check that does not hold in a row, with both sums."""

    row: TableRow
    check: TableCheck
    words: str
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A table for a unit and month. ``untold`` counts checks of rows that lack a number."""

    table: YearTable
    rows: list[TableRow]
    faults: list[TableFault]
    untold: int

    @property
    def checked(self) -> int:
        """How many checks were made, those that could not be told left out."""
        return len(self.table.checks) * len(self.rows) - self.untold

    def wrong_places(self, row: TableRow) -> set[int]:
        """Return the columns of ``row``, from 1, that a broken check names."""
        found = (fault.check.places for fault in self.faults if fault.row is row)
        return set[int]().union(*found)


def tables_filled(tables: Iterable[YearTable], unit: Unit, month: date) -> list[FilledTable]:
    """Return ``tables`` for ``unit`` at the end of ``month`` or today, rows in order of the tree.

    Two queries for all of them, and one or two for each number that is not kept yet.
    """
    chosen = list(tables)
    below = list(Unit.objects.filter(parent=unit).order_by("path"))
    codes = {column.code for table in chosen for column in table.columns}
    known = {code: one for code in sorted(codes) if (one := indicator_named(code))}
    kept = kept_numbers([unit.path, *(one.path for one in below)], [month], codes=known)
    numbers = {code: _told(one, kept, unit, below, month) for code, one in known.items()}
    return [_filled(table, known, numbers, unit, below) for table in chosen]


def _told(
    found: Indicator, kept: Kept, unit: Unit, below: list[Unit], month: date
) -> dict[str, Number]:
    """Return the number of each unit by path, that of the unit asked for itself apart as ""."""
    paths = [unit.path, *(one.path for one in below)]
    told = {path: kept.number(found, path, month) for path in paths}
    if told[unit.path] is None:
        subject = year_to(unit.path, day_in(month, today()))
        nothing = Number(subject.start, subject.end, 0, 0 if found.is_share else None)
        counted = numbers_by_unit(found, subject)
        told = {path: counted.get(path, nothing) for path in paths}
    numbers = {path: number for path, number in told.items() if number is not None}
    parts = [numbers[one.path] for one in below if one.path in numbers]
    return numbers | {"": numbers[unit.path].less(parts)}


def _filled(
    table: YearTable, known: dict[str, Indicator], numbers: Numbers, unit: Unit, below: list[Unit]
) -> FilledTable:
    def row(one: Unit, path: str, *, is_own: bool = False, is_total: bool = False) -> TableRow:
        cells = [
            TableCell(column, known.get(column.code), numbers.get(column.code, {}).get(path))
            for column in table.columns
        ]
        return TableRow(one, cells, is_own, is_total)

    rows = [row(unit, unit.path, is_total=True), row(unit, "", is_own=True)]
    rows += [row(one, one.path) for one in below]
    rows = [one for one in rows if one.is_total or _stands(one, alone=not below)]
    faults, untold = list[TableFault](), 0
    for one in rows:
        for check in table.checks:
            sides = check.sides(one.numbers)
            untold += sides is None
            if sides and not check.holds(sides):
                faults.append(TableFault(one, check, check.words(table.columns), *sides))
    return FilledTable(table, rows, faults, untold)


def _stands(row: TableRow, *, alone: bool) -> bool:
    """Whether a row is worth its line: an open unit, or one with something to count."""
    if row.is_own:
        return not alone and any(row.numbers)
    return row.unit.closed_on is None or any(row.numbers)
