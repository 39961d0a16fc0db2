"""The rules as pages show them: by room, with the day of the last check, numbers and examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps

from jingwei.kernel.law import LawBook, Number, Version, law_book, number_of
from jingwei.kernel.rule_checks import checked_days
from jingwei.kernel.rules import RULES, STRENGTHS, Example, Rule, Verdict

CHECKED, OPEN = "checked", "open"


@dataclass(frozen=True, slots=True)
class RuleFilter:
    """What is looked for; an empty part asks for everything."""

    text: str = ""
    room: str = ""
    strength: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number of the law; ``now`` is the value on the day ``on`` as written, "" without one."""

    number: Number
    on: date
    now: str

    @property
    def versions(self) -> list[tuple[Version, str, str]]:
        """The versions, newest first: each with its value as written, and ``now`` if in force."""
        found = [
            (one, worded(one.value, self.number.unit), self.now if one.holds_on(self.on) else "")
            for one in self.number.versions
        ]
        return found[::-1]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule; ``checked`` is the day it was last found to agree with its text."""

    rule: Rule
    checked: date | None
    numbers: list[NumberRow]
    examples: list[tuple[Example, Verdict]]

    @property
    def strength(self) -> str:
        """What happens when the rule is not met, in Chinese."""
        return STRENGTHS[self.rule.strength]

    @property
    def room(self) -> str:
        """The Chinese name of the app that declares the rule."""
        return room_name(self.rule.room)


def rule_rooms(asked: RuleFilter, *, on: date) -> list[tuple[str, list[RuleRow]]]:
    """Return the rules that fit, by room in the order of the rooms, with values of the day ``on``.

    One query; two more for each table with numbers a district may set.
    """
    days, books = checked_days(), Books(on)
    rows = [_row(rule, days, books) for rule in RULES.values()]
    found = [row for row in rows if _fits(row, asked)]
    rooms: dict[str, list[RuleRow]] = {room: [] for room, _ in room_choices()}
    for row in found:
        rooms[row.rule.room].append(row)
    return [(room_name(room), rows) for room, rows in rooms.items() if rows]


def rule_row(rule: Rule, *, on: date) -> RuleRow:
    """Return one rule with values of the day ``on``."""
    return _row(rule, checked_days(), Books(on))


def room_choices() -> list[tuple[str, str]]:
    """Return (label, Chinese name) of the rooms that declare rules, in the order of the rooms."""
    held = {rule.room for rule in RULES.values()}
    order = {config.label: n for n, config in enumerate(apps.get_app_configs())}
    return [(room, room_name(room)) for room in sorted(held, key=order.__getitem__)]


def room_name(room: str) -> str:
    """Return the Chinese name of an app."""
    return str(apps.get_app_config(room).verbose_name)


class Books:
    """The numbers in force on one day; each table is read once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._read: dict[str, LawBook] = {}

    def row(self, code: str) -> NumberRow:
        """Return the number ``code``."""
        number = number_of(code)
        if number.table not in self._read:
            self._read[number.table] = law_book(number.table)
        value = self._read[number.table].on(self.on).get(number.name)
        return NumberRow(number, self.on, "" if value is None else worded(value, number.unit))


def worded(value: Any, unit: str) -> str:
    """Return a value of the law as people write it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "；".join(f"{key} {worded(one, unit)}" for key, one in value.items())
    if isinstance(value, list):
        return "、".join(worded(one, unit) for one in value)
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{number} {unit}".strip()


def _row(rule: Rule, days: dict[str, date], books: Books) -> RuleRow:
    numbers = [books.row(code) for code in rule.numbers]
    examples = [(example, verdict.checked_by(days)) for example, verdict in rule.worked()]
    return RuleRow(rule, days.get(rule.code), numbers, examples)


def _fits(row: RuleRow, asked: RuleFilter) -> bool:
    state = CHECKED if row.checked else OPEN
    return (
        asked.room in ("", row.rule.room)
        and asked.strength in ("", row.rule.strength)
        and asked.state in ("", state)
        and all(_has(row, word) for word in asked.text.split())
    )


def _has(row: RuleRow, word: str) -> bool:
    return any(word.casefold() in text.casefold() for text in _texts(row))


def _texts(row: RuleRow) -> Iterator[str]:
    yield from (row.rule.code, row.rule.title, str(row.rule.citation), row.room)
    yield from _labels(row.numbers)
    for example, verdict in row.examples:
        yield from (example.words, verdict.why)


def _labels(numbers: Iterable[NumberRow]) -> Iterator[str]:
    return (one.number.label for one in numbers)
