"""The sheet of units: only compared with the units there are, and with their staffing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingwei.cadres.workbook import words
from jingwei.cadres.workbook.people import Reason
from jingwei.cadres.workbook.reading import Filled, Row
from jingwei.cadres.workbook.sheets import STAFFING_COLUMNS, UNIT_COLUMNS, UNIT_NAME
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.exchange.cells import cell_text
from jingwei.kernel.registers.kinds import CodeKind, Kind, kind_of
from jingwei.org.models import Staffing, Unit
from jingwei.org.services import staffing_add, unit_describe

CHANGE_UNIT = "org.change_unit"
COLUMNS: dict[str, tuple[type[Any], str]] = {
    **{head: (Unit, name) for head, name in UNIT_COLUMNS.items()},
    **{head: (Staffing, name) for head, name in STAFFING_COLUMNS.items()},
}


@dataclass
class UnitLine:
    """A row of the sheet: the unit it means, and what would become other."""

    line: int
    name: str
    unit: Unit | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, int | None] = field(default_factory=dict)
    cells: dict[str, list[str]] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return bool(self.cells) and not self.reasons


def unit_lines(
    filled: Filled, viewer: Any, day: date, unknown: Counter[tuple[str, str]]
) -> list[UnitLine]:
    """Return the rows of the sheet compared with the units. Two queries.

    Units are found by name, alias or path among those the viewer sees; none is set up here.
    ``unknown`` counts the words no code answers to.
    """
    names = {row.line: words.plain(row.cells.get(UNIT_NAME)) for row in filled.rows}
    found = Unit.objects.visible_to(viewer).by_texts(sorted({*names.values()} - {""}))
    units = {text: rows[0] for text, rows in found.items() if len(rows) == 1}
    staffing = _staffing(units.values(), day)
    lines, seen = [], dict[int, int]()
    for row in filled.rows:
        line = UnitLine(row.line, names[row.line], units.get(names[row.line]))
        if line.unit is None:
            line.reasons.append((UNIT_NAME, line.name, _absent(found.get(line.name, []))))
        elif (first := seen.setdefault(line.unit.pk, row.line)) != row.line:
            line.reasons.append((UNIT_NAME, line.name, f"与第 {first} 行是同一个机构。"))
        else:
            _compare(line, row, staffing.get(line.unit.pk), unknown)
            _check(line, staffing.get(line.unit.pk), viewer, day)
        lines.append(line)
    return lines


def units_apply(lines: list[UnitLine], *, day: date, source: str, actor: Any) -> None:
    """Store the differences: facts of the unit, and staffing that holds from ``day`` on."""
    for line in lines:
        if line.unit is None or not line.is_changed:
            continue
        if line.facts:
            unit_describe(line.unit, line.facts, actor=actor)
        if line.numbers:
            staffing_add(
                line.unit, since=day, basis=source[:120], numbers=line.numbers, actor=actor
            )


def _absent(rows: list[Unit]) -> str:
    if rows:
        return f"有 {len(rows)} 个机构叫这个名称，请写成“单位/科室”。"
    return "系统里没有这个机构，或你无权查看。请先在单位页设立，这里不新设机构。"


def _staffing(units: Any, day: date) -> dict[int, Staffing]:
    rows = Staffing.objects.filter(unit__in=[unit.pk for unit in units], since__lte=day)
    return {row.unit_id: row for row in rows.order_by("since")}


def _compare(
    line: UnitLine, row: Row, staffing: Staffing | None, unknown: Counter[tuple[str, str]]
) -> None:
    """Note what the file says otherwise; an empty cell says nothing."""
    numbers = {name: getattr(staffing, name, None) for name in STAFFING_COLUMNS.values()}
    before: Mapping[type[Any], Any] = {Unit: line.unit, Staffing: staffing}
    for head, (model, name) in COLUMNS.items():
        kind = kind_of(model._meta.get_field(name))
        try:
            text = cell_text(row.cells.get(head), kind)
            value = kind.parse(text) if text else None
        except BadInput as error:
            shown = words.plain(row.cells.get(head))
            line.reasons.append((head, shown, str(error)))
            _note(kind, shown, unknown)
            continue
        old = getattr(before[model], name, None)
        if text and value != old:
            line.cells[head] = [kind.show(old), kind.show(value)]
            (line.facts if model is Unit else numbers)[name] = value
    if any(head in STAFFING_COLUMNS for head in line.cells):
        line.numbers = numbers


def _note(kind: Kind, text: str, unknown: Counter[tuple[str, str]]) -> None:
    if isinstance(kind, CodeKind):
        unknown[kind.table, text] += 1


def _check(line: UnitLine, staffing: Staffing | None, viewer: Any, day: date) -> None:
    if not line.cells:
        return
    if not viewer.has_perm(CHANGE_UNIT):
        line.reasons.append(("", "", "你没有修改单位信息的权限。"))
    if line.numbers and staffing and staffing.since == day:
        line.reasons.append((
            "", "", f"{day:%Y-%m-%d} 已登记过编制职数，当天不能再由导入登记。请在单位页核对。"
        ))  # fmt: skip
