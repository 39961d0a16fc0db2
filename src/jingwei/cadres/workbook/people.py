"""Whom the rows of the workbook are about: by id number and name, found or refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from jingwei.cadres.workbook import words
from jingwei.cadres.workbook.reading import Filled
from jingwei.cadres.workbook.sheets import ID_NUMBER, NAME, PEOPLE
from jingwei.kernel.errors import BadInput
from jingwei.kernel.id_numbers import id_mask, id_number_normal, id_number_refusal
from jingwei.people.models import Person

CHUNK = 500
Reason = tuple[str, str, str]
"""Head, what the cell says as pages may show it, what is wrong."""


@dataclass
class Line:
    """A row of a sheet about one person."""

    sheet: str
    line: int
    cells: dict[str, Any]
    name: str = ""
    id_number: str = ""
    reasons: list[Reason] = field(default_factory=list)


def lines_of(filled: Filled) -> list[Line]:
    """Return the rows of a sheet with name and id number read; what is wrong stands beside."""
    found, seen = [], dict[str, int]()
    for row in filled.rows:
        line = Line(filled.sheet.name, row.line, row.cells)
        line.name, line.id_number = _told(line, NAME), id_number_normal(_told(line, ID_NUMBER))
        _check_key(line)
        if filled.sheet is PEOPLE and not line.reasons:
            first = seen.setdefault(line.id_number, line.line)
            if first != line.line:
                _refuse_id(line, f"与第 {first} 行是同一个身份证号。")
        found.append(line)
    return found


def found_people(lines: Iterable[Line], viewer: Any) -> dict[str, Person]:
    """Return id number → the visible person who has it. One query for 500 of them."""
    wanted = iter(sorted({line.id_number for line in lines if not line.reasons}))
    people = Person.objects.visible_to(viewer).select_related("unit__parent")
    found: dict[str, Person] = {}
    while chunk := list(islice(wanted, CHUNK)):
        by_text = people.by_texts(chunk)
        found.update((text, rows[0]) for text, rows in by_text.items() if len(rows) == 1)
    return found


def check_people(lines: list[Line], people: dict[str, Person], viewer: Any) -> None:
    """Note on the rows of A01 whose name is another one, and who may be there without a number."""
    new = [ln for ln in lines if not ln.reasons and ln.id_number not in people]
    nameless = _without_id(new, viewer)
    for line in lines:
        if line.reasons:
            continue
        if person := people.get(line.id_number):
            _check_name(line, person)
        elif other := nameless.get(line.name):
            line.reasons.append((
                NAME, line.name,
                f"系统里有同名而没有身份证号的人员（编号 {other.number}），"
                "请先核对：是同一人就补上身份证号，不是就先登记为两个人。",
            ))  # fmt: skip


def check_others(lines: list[Line], people: dict[str, Person]) -> None:
    """Note on the rows of the other sheets that their person is not there, or is another one."""
    for line in lines:
        if line.reasons:
            continue
        if person := people.get(line.id_number):
            _check_name(line, person)
        else:
            _refuse_id(line, "系统里没有这个人，A01人员里也没有写入，或你无权查看。")


def _told(line: Line, head: str) -> str:
    try:
        return words.strict(line.cells.get(head, ""))
    except BadInput as error:
        line.reasons.append((head, id_mask(str(line.cells[head])), str(error)))
        return ""


def _check_key(line: Line) -> None:
    if line.reasons:
        return
    if not line.name:
        line.reasons.append((NAME, "", "没有填写姓名。"))
    if not line.id_number:
        line.reasons.append((ID_NUMBER, "", "没有填写身份证号，不能认定是哪一个人。"))
    elif why := id_number_refusal(line.id_number):
        _refuse_id(line, why)


def _check_name(line: Line, person: Person) -> None:
    if person.full_name != line.name:
        line.reasons.append((
            NAME, line.name,
            f"身份证号相同，姓名不同，系统里是“{person.full_name}”。改名请在人员页办理。",
        ))  # fmt: skip


def _refuse_id(line: Line, why: str) -> None:
    line.reasons.append((ID_NUMBER, id_mask(line.id_number), why))


def _without_id(lines: list[Line], viewer: Any) -> dict[str, Person]:
    """Return name → a visible person of that name without an id number."""
    names: Iterator[str] = iter(sorted({line.name for line in lines}))
    found: dict[str, Person] = {}
    while chunk := list(islice(names, CHUNK)):
        rows = Person.objects.visible_to(viewer).filter(full_name__in=chunk, id_hash="")
        found.update((row.full_name, row) for row in rows)
    return found
