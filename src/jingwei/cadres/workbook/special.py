"""Rows whose cells mean one of two columns of ours: posts, levels and ranks, studies."""

from __future__ import annotations

from typing import Any, ClassVar

from jingwei.cadres.workbook import words
from jingwei.cadres.workbook.people import CHUNK, Line
from jingwei.cadres.workbook.sheets import (
    DEGREE_NAME,
    LEVEL_CODE,
    LEVEL_KIND,
    LEVEL_STATE,
    POST,
    POST_STATE,
    POST_UNIT,
    STUDY_NAME,
)
from jingwei.kernel import codes
from jingwei.kernel.errors import BadInput
from jingwei.kernel.partial_dates import parse_partial
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.exchange.cells import cell_text
from jingwei.kernel.registers.kinds import PartialKind, RelatedKind
from jingwei.people.models import Person, PostHeld

_STATES = {"在任": True, "1": True, "已免": False, "0": False}


class Posts:
    """Tells a unit we know from a name we only keep; one look-up for all rows of the sheet."""

    COLUMNS: ClassVar[list[tuple[str, str]]] = [("unit", POST_UNIT), ("unit_text", POST_UNIT)]

    def __init__(self, lines: list[Line], people: dict[str, Person], viewer: Any) -> None:
        kind = REGISTERS[POST].kind(REGISTERS[POST].col("unit"))
        texts = sorted({words.plain(line.cells.get(POST_UNIT)) for line in lines} - {""})
        self._people, self._units = people, dict[str, list[Any]]()
        if isinstance(kind, RelatedKind):
            for start in range(0, len(texts), CHUNK):
                self._units |= kind.find(texts[start : start + CHUNK], viewer)
        self._stored = _stored_posts({person.pk for person in people.values()})

    def cells(self, line: Line) -> dict[str, Any]:
        """Return the cells with the unit, or its name alone; notes what contradicts itself."""
        _check_state(line, POST_STATE, "免职时间")
        text = words.plain(line.cells.get(POST_UNIT))
        stored = self._stored.get(self._key(line))
        if not text or (stored and stored.unit and stored.unit.written == text):
            return {**line.cells, "unit": "", "unit_text": ""}
        if len(self._units.get(text, [])) == 1:
            return {**line.cells, "unit": text, "unit_text": ""}
        if stored and stored.unit:
            why = f"没有找到这个机构，系统里这条任职在“{stored.unit.written}”。"
            line.reasons.append((POST_UNIT, text, why))
        return {**line.cells, "unit": "", "unit_text": text}

    def _key(self, line: Line) -> tuple[int, str, str]:
        person = self._people[line.id_number]
        return person.pk, words.plain(line.cells.get("职务名称")), _day(line, "任职时间")


def _stored_posts(keys: set[int]) -> dict[tuple[int, str, str], PostHeld]:
    found = {}
    every = sorted(keys)
    for start in range(0, len(every), CHUNK):
        rows = PostHeld.objects.filter(person__in=every[start : start + CHUNK])
        for row in rows.select_related("unit__parent"):
            found[row.person_id, row.title, row.since] = row
    return found


class Levels:
    """Tells leadership levels from ranks by the word beside them."""

    COLUMNS: ClassVar[list[tuple[str, str]]] = [("level", LEVEL_CODE), ("rank", LEVEL_CODE)]

    @staticmethod
    def cells(line: Line) -> dict[str, Any]:
        """Return the cells with the code in the column of its kind."""
        _check_state(line, LEVEL_STATE, "终止日期")
        kind = words.read(LEVEL_KIND, line.cells.get(LEVEL_KIND))
        is_rank = words.plain(kind) in ("职级", "1")
        name, other = ("rank", "level") if is_rank else ("level", "rank")
        return {**line.cells, name: line.cells.get(LEVEL_CODE, ""), other: ""}


def studies_cells(line: Line) -> dict[str, Any]:
    """Return the cells; where the code is empty, the name of the diploma stands for it."""
    cells = dict(line.cells)
    named = (("学历代码", STUDY_NAME, "ZB64"), ("学位代码", DEGREE_NAME, "GB6864"))
    for code, name, table in named:
        text = words.plain(cells.get(name))
        if not words.plain(cells.get(code)) and codes.code_of(table, text):
            cells[code] = text
    return cells


def _check_state(line: Line, head: str, end: str) -> None:
    """Note a state that the date beside it contradicts."""
    text = words.plain(line.cells.get(head))
    if text not in _STATES:
        if text:
            line.reasons.append((head, text, "应填“在任”或“已免”。"))
        return
    is_open = not words.plain(line.cells.get(end))
    if _STATES[text] and not is_open:
        line.reasons.append((head, text, f"状态是“在任”，却填写了{end}。"))
    elif is_open and not _STATES[text]:
        line.reasons.append((head, text, f"状态是“已免”，没有填写{end}。"))


def _day(line: Line, head: str) -> str:
    try:
        return parse_partial(cell_text(line.cells.get(head), PartialKind(None)))
    except BadInput:
        return ""
