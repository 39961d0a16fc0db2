"""Numbers of the law, by the day they hold: dated tables shipped as ``<app>/data/law/<name>.toml``.

::

    title = "发展党员"

    [[months_of_cultivation]]
    label = "入党积极分子培养教育期"
    value = 12
    unit = "个月"
    since = 2014-05-28          # first day; the version ends where the next one begins
    until = 2026-01-01          # optional, the first day it no longer holds
    source = "中国共产党发展党员工作细则（2014）第十三条"
    checked = false             # or the day somebody compared the number with the text
    local = true                # optional: a district may set its own, from ``low`` to ``high``
    low = 12
    high = 36

``label``, ``unit``, ``local``, ``low`` and ``high`` are said once, in the first version. A
district's own value is the parameter ``law.<app>.<name>.<number>``; it holds from the day it was
entered.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from django.apps import apps
from django.core.checks import Error
from django.utils import timezone

from jingwei.kernel.audit import subject_key
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import AuditEntry, ParameterValue
from jingwei.kernel.parameters import parameter
from jingwei.kernel.rules import RULES

VERSION_KEYS = {"value", "since", "until", "source", "checked"}
NUMBER_KEYS = {"label", "unit", "local", "low", "high"}
Change = tuple[date, Any]
"""From which day on a district has which value of its own."""


class WrongLaw(ValueError):
    """A table that cannot be used; the message names the file, the number and the fault."""


@dataclass(frozen=True, slots=True)
class Version:
    """A value from ``since`` until before ``until``; compared with the text on ``checked``."""

    value: Any
    since: date
    until: date | None
    source: str
    checked: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the version is in force on ``day``."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the law with its versions, oldest first, without gap or overlap.

    ``bounds`` are given where a district may set its own value.
    """

    table: str
    name: str
    label: str
    unit: str
    versions: tuple[Version, ...]
    bounds: tuple[float, float] | None = None

    @property
    def code(self) -> str:
        """The name under which rules say that they use it."""
        return f"{self.table}.{self.name}"

    @property
    def parameter_code(self) -> str:
        """The code of the parameter that holds a district's own value."""
        return f"law.{self.code}"

    def on(self, day: date) -> Version | None:
        """Return the version in force on ``day``, None before the first and after the last."""
        return next((version for version in self.versions if version.holds_on(day)), None)


@dataclass(frozen=True, slots=True)
class LawTable:
    """The numbers of one file, by name."""

    code: str
    title: str
    numbers: Mapping[str, Number]


TABLES: dict[str, LawTable] = {}


class Law:
    """The numbers of one table on one day, as attributes.

    A number the table does not have raises AttributeError; one that is not in force that day
    BadInput ``law.none``: the caller cannot judge. ``get`` answers None instead.
    """

    def __init__(self, table: LawTable, day: date, own: Mapping[str, list[Change]]) -> None:
        self._table, self._day, self._own = table, day, own

    def __getattr__(self, name: str) -> Any:
        value = self.get(name)
        if value is None:
            label = self._table.numbers[name].label or name
            raise BadInput(
                "law.none", f"{self._day} 没有“{label}”的规定。",
                hint="请核对日期，或按当时的文件办理。",
            )  # fmt: skip
        return value

    def get(self, name: str) -> Any:
        """Return the value, None on a day without one; AttributeError for an unknown name."""
        if name.startswith("_") or name not in self._table.numbers:
            raise AttributeError(f"The law {self._table.code!r} has no number {name!r}")
        version = self._table.numbers[name].on(self._day)
        if version is None:
            return None
        own = [value for since, value in self._own.get(name, ()) if since <= self._day]
        return own[-1] if own else version.value


@dataclass(frozen=True, slots=True)
class LawBook:
    """A table with the district's own values: asks nothing more for any number of days."""

    table: LawTable
    own: Mapping[str, list[Change]]

    def on(self, day: date) -> Law:
        """Return the numbers that hold on ``day``."""
        return Law(self.table, day, self.own)


def law_book(table: str) -> LawBook:
    """Return the table ``table`` ("party.development") for judging on many days.

    No query; two where a district may set numbers of the table. KeyError for an unknown table.
    """
    found = TABLES[table]
    return LawBook(found, _own_values(found))


def law(table: str, day: date) -> Law:
    """Return the numbers of ``table`` ("party.development") on ``day``; see ``law_book``."""
    return law_book(table).on(day)


def number_of(code: str) -> Number:
    """Return a number by the code rules use. Raises KeyError for an unknown one."""
    table, _, name = code.rpartition(".")
    return TABLES[table].numbers[name]


def _own_values(table: LawTable) -> dict[str, list[Change]]:
    """The trail is the dated history of a parameter, so a verdict of last year can be repeated."""
    local = {n.parameter_code: n.name for n in table.numbers.values() if n.bounds}
    if not local:
        return {}
    rows = ParameterValue.objects.filter(code__in=local)
    names = {subject_key(row): local[row.code] for row in rows}
    changes = AuditEntry.objects.filter(act="parameter.change", subject__in=names).order_by("pk")
    found: dict[str, list[Change]] = {}
    for entry in changes if names else ():
        # Where the product's day is fixed, what is entered now holds from that day on.
        since = min(timezone.localdate(entry.at), today())
        found.setdefault(names[entry.subject], []).append((since, _whole(entry.data["after"])))
    return found


def _whole(value: float) -> float:
    """Return 18 for the 18.0 that a form gives."""
    return int(value) if value == int(value) else value


def check_rule_numbers(**_: Any) -> list[Error]:
    """Return an error for each number that a rule says it uses and no table has (rules.E001)."""
    known = {number.code for table in TABLES.values() for number in table.numbers.values()}
    return [
        Error(f"Rule {rule.code} uses the unknown number {code}", id="rules.E001")
        for rule in RULES.values()
        for code in rule.numbers
        if code not in known
    ]


def law_load() -> None:
    """Read the tables of every app of ours, once. Raises WrongLaw; called at start-up."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith("jingwei.")]
    for config in ours:
        for path in sorted(Path(config.path).joinpath("data", "law").glob("*.toml")):
            code = f"{config.label}.{path.stem}"
            if code not in TABLES:
                TABLES[code] = table_from(code, path.read_text(encoding="utf-8"))
                _declare_local(TABLES[code].numbers.values())


def _declare_local(numbers: Iterable[Number]) -> None:
    for number in numbers:
        if number.bounds:
            newest = number.versions[-1]
            parameter(
                number.parameter_code, number.label, default=newest.value, bounds=number.bounds,
                unit=number.unit, source=newest.source,
            )  # fmt: skip


def table_from(code: str, text: str) -> LawTable:
    """Return the table that a TOML text declares. Raises WrongLaw."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _wrong(code, f"no TOML: {error}")
    title = str(told.pop("title", ""))
    numbers = {name: _number(code, name, entries) for name, entries in told.items()}
    if not numbers:
        _wrong(code, "holds no number")
    return LawTable(code, title, numbers)


def _number(table: str, name: str, entries: Any) -> Number:
    where = f"{table}.{name}"
    if not (isinstance(entries, list) and entries and all(isinstance(e, dict) for e in entries)):
        _wrong(where, f"write [[{name}]] above each version")
    versions = tuple(sorted((_version(where, told) for told in entries), key=lambda v: v.since))
    first = min(entries, key=lambda told: told["since"])
    label, unit = str(first.get("label", "")), str(first.get("unit", ""))
    bounds = _bounds(where, first) if first.get("local") else None
    return Number(table, name, label, unit, tuple(_joined(where, versions)), bounds)


def _version(where: str, told: dict[str, Any]) -> Version:
    if unknown := told.keys() - VERSION_KEYS - NUMBER_KEYS:
        _wrong(where, f"unknown keys {sorted(unknown)}")
    if missing := {"value", "since", "source"} - told.keys():
        _wrong(where, f"lacks {sorted(missing)}")
    until, checked = told.get("until"), told.get("checked") or None
    for key, day in (("since", told["since"]), ("until", until), ("checked", checked)):
        if day is not None and type(day) is not date:
            _wrong(where, f"{key} is no day: {day}")
    return Version(told["value"], told["since"], until, str(told["source"]), checked)


def _joined(where: str, versions: tuple[Version, ...]) -> Iterator[Version]:
    """Give each version the end that the next one sets; refuse what leaves days twice or never."""
    for now, following in pairwise(versions):
        end = now.until or following.since
        if now.since == following.since or end > following.since:
            _wrong(where, f"two versions hold on {following.since}")
        if end < following.since:
            _wrong(where, f"no version from {end} until {following.since}")
        yield Version(now.value, now.since, end, now.source, now.checked)
    last = versions[-1]
    if last.until is not None and last.until <= last.since:
        _wrong(where, f"ends on {last.until}, before it begins")
    yield last


def _bounds(where: str, told: dict[str, Any]) -> tuple[float, float]:
    low, value, high = told.get("low"), told["value"], told.get("high")
    if not all(type(one) in (int, float) for one in (low, value, high)):
        _wrong(where, "a local number needs low, value and high")
    if not told.get("label"):
        _wrong(where, "a local number needs a label")
    return float(low), float(high)  # type: ignore[arg-type]  # numbers by now


def _wrong(where: str, fault: str) -> NoReturn:
    raise WrongLaw(f"Law {where}: {fault}")
