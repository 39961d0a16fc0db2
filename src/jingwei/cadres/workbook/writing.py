"""The people of a scope as the national workbook: ten sheets, keyed by the id number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from jingwei.cadres.models import Cadre, CivilServant
from jingwei.cadres.workbook import words
from jingwei.cadres.workbook.sheets import (
    LEVEL,
    LEVEL_CODE,
    LEVEL_STATE,
    MORE,
    PEOPLE,
    POST_STATE,
    POST_UNIT,
    SHEETS,
    STAFFING_COLUMNS,
    UNIT_COLUMNS,
    UNIT_NAME,
    UNITS,
    Place,
    Sheet,
    places_of,
)
from jingwei.kernel import codes
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.documents import workbook
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.kinds import NumberKind, kind_of
from jingwei.kernel.registers.sight import READ_OFFICE, REVEAL
from jingwei.org.models import Staffing, Unit
from jingwei.people.models import Person

declare_acts({"workbook.export": "导出公务员信息采集表"})
MOST_PEOPLE = 5_000
"""The template is meant for fewer than 2,000 people; more than this fill no workbook."""
CHUNK = 500
Value = str | int | float
EXPORT_PERMISSION = "cadres.view_cadre"


@dataclass(frozen=True)
class Scope:
    """Whom to take out: all who serve below a unit path ("" is all), or the picked people."""

    unit: str = ""
    picks: tuple[int, ...] = ()


def people_of(viewer: Any, scope: Scope) -> QuerySet[Person]:
    """Return the visible cadres and civil servants of a scope, in the order of the lists."""
    people = Person.objects.visible_to(viewer).filter(
        Q(pk__in=Cadre.objects.values("person")) | Q(pk__in=CivilServant.objects.values("person"))
    )
    if scope.unit:
        people = people.within(scope.unit)
    if scope.picks:
        people = people.filter(pk__in=scope.picks)
    return people.select_related("unit__parent")


def unread_sheets(viewer: Any) -> list[str]:
    """Return the sheets that stay empty because ``viewer`` may not read their register."""
    return [
        sheet.name for sheet in SHEETS
        if not all(viewer.has_perm(REGISTERS[code].permission("view")) for code in sheet.registers)
    ]  # fmt: skip


def workbook_export(viewer: Any, scope: Scope, *, purpose: str, day: date) -> bytes:
    """Return the workbook of ``scope`` and record who took it out, whom and what for.

    Raises RuleViolation ``cadres.workbook_secret`` without the right to read restricted fields,
    BadInput ``register.purpose`` without a purpose, ``cadres.workbook`` for nobody or too many.
    """
    refuse_unread(viewer)
    if len(purpose.strip()) < 2:
        raise BadInput("register.purpose", "填写导出用途，例如“向市委组织部报送年度数据”。")
    people = list(people_of(viewer, scope)[: MOST_PEOPLE + 1])
    _refuse_number(len(people))
    made = workbook.workbook_bytes(_sheets(people, viewer, day), day=day)
    audit(
        "workbook.export", Cadre(), viewer, count=len(people), unit=scope.unit,
        picked=len(scope.picks), purpose=purpose.strip(), unread=unread_sheets(viewer),
        restricted=True,
    )  # fmt: skip
    return made


def refuse_unread(viewer: Any) -> None:
    """Raise RuleViolation for whoever may not read what the workbook holds."""
    if not (viewer.has_perm(REVEAL) and viewer.has_perm(READ_OFFICE)):
        raise RuleViolation(
            "cadres.workbook_secret",
            "这份表以身份证号认定人员，导出需要“查看受限字段”和“查看内部字段”的权限。",
            hint="请联系安全保密管理员授权。",
        )  # fmt: skip


def _refuse_number(count: int) -> None:
    if not count:
        raise BadInput("cadres.workbook", "这个范围内没有干部或公务员。", hint="换一个单位范围。")
    if count > MOST_PEOPLE:
        raise BadInput(
            "cadres.workbook", f"超过 {MOST_PEOPLE} 人，一份表装不下。",
            hint="请按单位分几次导出。",
        )  # fmt: skip


def _sheets(people: list[Person], viewer: Any, day: date) -> list[workbook.Sheet]:
    unread = set(unread_sheets(viewer))
    found = []
    for sheet in SHEETS:
        rows: Iterable[list[Value]] = ()
        if sheet is UNITS:
            rows = _unit_rows(people, viewer, day)
        elif sheet.name not in unread:
            rows = _person_rows(sheet, people)
        heads = [workbook.Column(head, _width(head), _kind(sheet, head)) for head in sheet.heads]
        found.append(workbook.Sheet(sheet.name, heads, list(rows), caption=sheet.title))
    return found


def _width(head: str) -> int:
    return {"简历": 40, "身份证号": 12, "现工作单位及职务全称": 24}.get(head, 0)


def _kind(sheet: Sheet, head: str) -> workbook.Kind:
    if head in STAFFING_COLUMNS or (sheet is UNITS and head == "同级排序号"):
        return "number"
    place = places_of(sheet).get(head)
    if place is None or head == words.GRADE_HEAD:
        return "id"
    return "number" if isinstance(place.register.kind(place.col), NumberKind) else "id"


def _person_rows(sheet: Sheet, people: list[Person]) -> Iterator[list[Value]]:
    """Yield the rows of a sheet in the order of the people. One query for each register."""
    places = places_of(sheet)
    if sheet in (PEOPLE, MORE):
        hats = {code: _hats(code, people) for code in sheet.registers if code != "people.person"}
        for person in people:
            mine = {code: rows.get(person.pk) for code, rows in hats.items()}
            if sheet is MORE and mine[MORE.registers[0]] is None:
                continue
            yield [
                _cell(h, places.get(h), person, {**mine, "people.person": person})
                for h in sheet.heads
            ]
        return
    code = sheet.registers[0]
    rows = _children(code, people)
    for person in people:
        for row in rows[person.pk]:
            yield [_cell(h, places.get(h), person, {code: row}) for h in sheet.heads]


def _cell(head: str, place: Place | None, person: Person, rows: dict[str, Any]) -> Value:
    if head == "姓名":
        return person.full_name
    if head == "身份证号":
        return person.id_number
    row = next(iter(rows.values()))
    if writer := WRITERS.get(head):
        return writer(row)
    if place is None or rows.get(place.register.code) is None:
        return ""
    value = place.col.read(rows[place.register.code])
    return words.written(head, place.register.kind(place.col), value)


def _post_unit(row: Any) -> str:
    return str(row.unit.written if row.unit else row.unit_text)


def _level_label(row: Any) -> str:
    return codes.label("ZB09", row.level) if row.level else codes.label("ZB148", row.rank)


def _state(row: Any) -> str:
    return words.REMOVED if row.until else words.IN_OFFICE


WRITERS: dict[str, Callable[[Any], str]] = {
    POST_UNIT: _post_unit,
    POST_STATE: _state,
    LEVEL_CODE: _level_label,
    LEVEL_STATE: _state,
    "学历名称": lambda row: codes.label("ZB64", row.education),
    "学位名称": lambda row: codes.label("GB6864", row.degree),
}
"""Cells that follow from more than one of our columns."""


def _children(code: str, people: Sequence[Person]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = REGISTERS[code].model._default_manager.all()
    if code != LEVEL and any(f.name == "unit" for f in rows.model._meta.concrete_fields):
        rows = rows.select_related("unit__parent")
    for keys in _chunks(people):
        for row in rows.filter(person__in=keys):
            found[row.person_id].append(row)
    return found


def _hats(code: str, people: Sequence[Person]) -> dict[int, Any]:
    return {pk: rows[0] for pk, rows in _children(code, people).items()}


def _chunks(people: Sequence[Person]) -> Iterator[list[int]]:
    keys = iter([person.pk for person in people])
    while chunk := list(islice(keys, CHUNK)):
        yield chunk


def _unit_rows(people: list[Person], viewer: Any, day: date) -> Iterator[list[Value]]:
    """Yield the open units these people are in or hold posts in, with those above them."""
    paths = {person.unit.path for person in people}
    for keys in _chunks(people):
        held = Unit.objects.filter(posts__person__in=keys).values_list("path", flat=True)
        paths.update(held)
    above = {path[: n + 1] for path in paths for n, char in enumerate(path) if char == "/"}
    kept = Prefetch("staffing", Staffing.objects.filter(since__lte=day).order_by("-since"))
    units = Unit.objects.visible_to(viewer).existing_on(day).filter(path__in=above)
    for unit in units.select_related("parent").prefetch_related(kept).order_by("path"):
        yield [_unit_cell(head, unit) for head in UNITS.heads]


def _unit_cell(head: str, unit: Unit) -> Value:
    if head == UNIT_NAME:
        return unit.written
    row: Any = unit
    name = UNIT_COLUMNS.get(head, "")
    if head in STAFFING_COLUMNS:
        row, name = next(iter(unit.staffing.all()), None), STAFFING_COLUMNS[head]
    if row is None or not name:
        return ""
    kind = kind_of(row._meta.get_field(name))
    return words.written("", kind, getattr(row, name))
