"""What the history of changes tells: who wrote a value last, and what changed on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet

from jingwei.kernel.models import RowChange
from jingwei.kernel.registers.declaration import REGISTERS, Col, Register, Secrecy
from jingwei.kernel.registers.kinds import STARS
from jingwei.kernel.registers.made import register_named
from jingwei.kernel.registers.sight import Sight

ACTS = {"add": "新增", "change": "修改", "remove": "删除"}
LOOKED_BACK = 500
"""Changes of one row that are read to find who wrote its values."""


@dataclass(frozen=True)
class Writer:
    """Who wrote a value, when, and from what."""

    name: str
    at: datetime
    source: str


@dataclass(frozen=True)
class Entry:
    """One change for people: ``lines`` are (label, before, after) of the columns that changed."""

    act: str
    title: str
    at: datetime
    actor: str
    source: str
    lines: list[tuple[str, str, str]]


def writers(register: Register[Any], row: models.Model) -> dict[str, Writer]:
    """Return who wrote each column of ``row`` last, by column name. One query."""
    found: dict[str, Writer] = {}
    changes = RowChange.objects.filter(register=register.code, row=row.pk)
    for change in changes.select_related("actor").defer("before")[:LOOKED_BACK]:
        writer = Writer(str(change.actor or "系统"), change.at, change.source)
        for name in change.after:
            found.setdefault(name, writer)
    return found


def before_since(register: Register[Any], row: models.Model, changes: int) -> dict[str, Any]:
    """Return what the columns said before the last ``changes`` changes of ``row``, kept values."""
    found: dict[str, Any] = {}
    rows = RowChange.objects.filter(register=register.code, row=row.pk)
    for change in rows[: max(changes, 0)]:
        found |= change.before
    return found


def changes_of(row: models.Model, viewer: Any) -> QuerySet[RowChange]:
    """Return the changes of a row and its children, newest first; a child row has only its own.

    Of the registers ``viewer`` may open.
    """
    code = row._meta.label_lower
    mine = getattr(row, "register_code", code)
    rows = RowChange.objects.select_related("actor")
    if mine != code or (code in REGISTERS and REGISTERS[code].parent):
        return rows.filter(register=mine, row=row.pk)
    open_codes = [c for c, r in REGISTERS.items() if viewer.has_perm(r.permission("view"))]
    return rows.filter(about=f"{code}:{row.pk}", register__in=open_codes)


def entries(changes: Iterable[RowChange], viewer: Any) -> list[Entry]:
    """Return changes for people; what the viewer may not read unasked is neither shown nor read."""
    sight, changes = Sight(viewer), list(changes)
    known = {code: register_named(code) for code in {change.register for change in changes}}
    told = ((change, known[change.register]) for change in changes)
    return [_entry(register, change, sight) for change, register in told if register]


def _entry(register: Register[Any], change: RowChange, sight: Sight) -> Entry:
    known = {col.name: col for col in register.columns}
    names = [
        name for name in known
        if name != register.parent and (name in change.before or name in change.after)
    ]  # fmt: skip
    lines = [_line(register, known[name], change, sight) for name in names]
    if register.secrecy == Secrecy.P3:
        lines = [("改动的栏目", "", "、".join(label for label, *values in lines if any(values)))]
    return Entry(
        ACTS.get(change.act, change.act), register.title, change.at,
        str(change.actor or "系统"), change.source, [line for line in lines if any(line[1:])],
    )  # fmt: skip


def _line(
    register: Register[Any], col: Col, change: RowChange, sight: Sight
) -> tuple[str, str, str]:
    is_open = sight.clear(col) and register.secrecy < Secrecy.P3
    unplain = register.kind(col).unplain if is_open else _hidden
    before, after = change.before.get(col.name), change.after.get(col.name)
    return register.label_of(col), unplain(before), unplain(after)


def _hidden(kept: Any) -> str:
    return STARS if kept not in (None, "") else ""
