"""The sheets as tables of our registers, in the order in which they can be stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jingwei.cadres.workbook import words
from jingwei.cadres.workbook.people import (
    Line,
    check_others,
    check_people,
    found_people,
    lines_of,
)
from jingwei.cadres.workbook.reading import Filled
from jingwei.cadres.workbook.sheets import (
    CADRE,
    ID_NUMBER,
    LEVELS,
    MORE,
    NAME,
    PEOPLE,
    PERSON,
    POSTS,
    SERVANT,
    SHEETS,
    STUDIES,
    UNITS,
    Sheet,
    places_of,
)
from jingwei.cadres.workbook.special import Levels, Posts, studies_cells
from jingwei.kernel.registers.declaration import REGISTERS, Col, Register
from jingwei.kernel.registers.exchange.drafting import Drafting
from jingwei.kernel.registers.exchange.heads import Heads, head_of
from jingwei.kernel.registers.exchange.plan import Asked
from jingwei.kernel.registers.exchange.reading_files import Table
from jingwei.people.models import Person, PostHeld

FROM_MORE = 1_000_000
"""Lines of A99Z1补充 stand behind those of A01人员 when both go into one register."""
UNIT_HEAD, POST_HEAD = "统计关系所在单位", "现工作单位及职务全称"
OWN_KEY = "person"


@dataclass(frozen=True)
class Heard(Asked):
    """A table for a register that remembers what was drafted from it."""

    made: list[Drafting] = field(default_factory=list)

    def drafting(self) -> Drafting:
        """Return the drafting and keep it: it knows the words no code answers to."""
        self.made.append(super().drafting())
        return self.made[-1]


@dataclass(frozen=True)
class Step:
    """One register with the rows the file has for it."""

    code: str
    sheet: str
    asked: Heard
    lines: dict[int, Line]
    heads: dict[str, str]

    def place(self, line: int) -> Line:
        """Return the row of the file behind a line of the table."""
        return self.lines[line]

    def head(self, label: str) -> str:
        """Return what the template calls a column of ours."""
        return self.heads.get(label, label)


@dataclass
class Walk:
    """Goes through a file: people first, then what hangs on them.

    Each step sees what the steps before it stored. ``refused`` are the lines of A01 whose person
    is not stored; whoever walks adds to it after the first step.
    """

    filled: dict[str, Filled]
    viewer: Any
    lines: dict[str, list[Line]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        named = {name: sheet for name, sheet in self.filled.items() if sheet.sheet is not UNITS}
        self.lines = {name: lines_of(sheet) for name, sheet in named.items()}

    def steps(self) -> Iterator[Step]:
        """Yield the steps, the people first."""
        people = self._people()
        everybody = self.lines.get(PEOPLE.name, [])
        check_people(everybody, people, self.viewer)
        yield self._person_step(everybody, people)
        people = self._people()
        for name, lines in self.lines.items():
            if name != PEOPLE.name:
                check_others(lines, people)
        good = [ln for ln in everybody if ln.line not in self.refused and not ln.reasons]
        more = self._good(MORE)
        yield from self._hat_steps(good, more)
        for sheet in SHEETS:
            if sheet.name in self.lines and sheet not in (PEOPLE, MORE):
                yield self._child_step(sheet, people)

    def rejected(self) -> Iterator[Line]:
        """Yield the rows that reached no register, in the order of the sheets."""
        for lines in self.lines.values():
            yield from (line for line in lines if line.reasons)

    def _people(self) -> dict[str, Person]:
        return found_people((ln for lines in self.lines.values() for ln in lines), self.viewer)

    def _good(self, sheet: Sheet) -> list[Line]:
        return [line for line in self.lines.get(sheet.name, []) if not line.reasons]

    def _person_step(self, lines: list[Line], people: dict[str, Person]) -> Step:
        in_post = self._in_post(people)
        cols, heads = _cols(PERSON, PEOPLE)
        rows = {}
        for line in lines:
            if line.reasons:
                continue
            cells = {**line.cells, ID_NUMBER: line.id_number, NAME: line.name}
            person = people.get(line.id_number)
            if person and words.plain(cells.get(UNIT_HEAD, "")) == person.unit.written:
                cells[UNIT_HEAD] = ""
            if line.id_number in in_post:
                cells[POST_HEAD] = ""
            rows[line.line] = (line, [words.read(h, cells.get(h, "")) for h in heads])
        return self._step(PERSON, PEOPLE, cols, heads, rows)

    def _in_post(self, people: dict[str, Person]) -> set[str]:
        """Return the ids of those whose post follows from dated rows, here or in the file."""
        keys = {person.pk: text for text, person in people.items()}
        held = PostHeld.objects.filter(person__in=keys, until="").values_list("person", flat=True)
        told = {
            ln.id_number for ln in self._good(POSTS) if not words.plain(ln.cells.get("免职时间"))
        }
        return told | {keys[pk] for pk in held}

    def _hat_steps(self, everybody: list[Line], more: list[Line]) -> Iterator[Step]:
        """Yield cadres, told in A01 and A99Z1 together, and civil servants."""
        cols, heads = _cols(CADRE, PEOPLE)
        extra, beside = _cols(CADRE, MORE)
        first = {line.id_number: line for line in more}
        rows: dict[int, tuple[Line, list[Any]]] = {}
        told = set()
        for line in everybody:
            other = first.get(line.id_number)
            cells = [*_read(line, heads), *(_read(other, beside) if other else [""] * len(beside))]
            told.add(line.id_number)
            if any(map(words.plain, cells)):
                rows[line.line] = (line, [line.id_number, *cells])
        for line in more:
            if line.id_number not in told:
                cells = [*[""] * len(heads), *_read(line, beside)]
                rows[FROM_MORE + line.line] = (line, [line.id_number, *cells])
        yield self._step(
            CADRE, PEOPLE, [_who(CADRE), *cols, *extra], [ID_NUMBER, *heads, *beside], rows
        )
        cols, heads = _cols(SERVANT, PEOPLE)
        rows = {
            line.line: (line, [line.id_number, *cells])
            for line in everybody
            if any(map(words.plain, cells := _read(line, heads)))
        }
        yield self._step(SERVANT, PEOPLE, [_who(SERVANT), *cols], [ID_NUMBER, *heads], rows)

    def _child_step(self, sheet: Sheet, people: dict[str, Person]) -> Step:
        code, lines = sheet.registers[0], self._good(sheet)
        cols, heads = _cols(code, sheet)
        extra: list[tuple[str, str]] = []
        if sheet is POSTS:
            posts = Posts(lines, people, self.viewer)
            extra, tell = posts.COLUMNS, posts.cells
        elif sheet is LEVELS:
            extra, tell = Levels.COLUMNS, Levels.cells
        else:
            tell = studies_cells if sheet is STUDIES else _as_told
        cols += [REGISTERS[code].col(name) for name, _ in extra]
        names = [*heads, *(head for _, head in extra)]
        rows = {}
        for line in lines:
            cells = tell(line)
            if not line.reasons:
                told = [*(words.read(h, cells.get(h, "")) for h in heads)]
                told += [cells.get(name, "") for name, _ in extra]
                rows[line.line] = (line, [line.id_number, *told])
        return self._step(code, sheet, [_who(code), *cols], [ID_NUMBER, *names], rows)

    def _step(
        self, code: str, sheet: Sheet, cols: list[Col], heads: list[str], rows: dict[int, Any]
    ) -> Step:
        register: Register[Any] = REGISTERS[code]
        labels = tuple(head_of(register, col) for col in cols)
        table = Table(sheet.name, labels, 2, lambda: ((n, told) for n, (_, told) in rows.items()))
        asked = Heard(register, table, Heads(dict(enumerate(cols)), ()), self.viewer)
        told = {register.label_of(c): h for c, h in zip(cols, heads, strict=True)}
        told |= dict(zip(labels, heads, strict=True))
        return Step(code, sheet.name, asked, {n: line for n, (line, _) in rows.items()}, told)


def _cols(code: str, sheet: Sheet) -> tuple[list[Col], list[str]]:
    """Return the columns of a register that a sheet fills, and their heads."""
    found = [
        (place.col, head) for head, place in places_of(sheet).items()
        if place.register.code == code and place.is_taken
    ]  # fmt: skip
    return [col for col, _ in found], [head for _, head in found]


def _who(code: str) -> Col:
    return REGISTERS[code].col(OWN_KEY)


def _read(line: Line, heads: list[str]) -> list[Any]:
    return [words.read(head, line.cells.get(head, "")) for head in heads]


def _as_told(line: Line) -> dict[str, Any]:
    return line.cells
