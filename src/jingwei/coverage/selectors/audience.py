"""Who an audience is: the rows of a register that a saved filter finds, as subjects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.http import QueryDict  # noqa: TID251  # a saved filter is a query string

from jingwei.coverage.models import Programme
from jingwei.coverage.models.programme import Subject
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.partial_dates import PartialDateField, as_first_day
from jingwei.kernel.registers.declaration import REGISTERS, Register, Secrecy
from jingwei.kernel.registers.forms import FilterForm
from jingwei.kernel.registers.reading import filtered
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web.queries import chips
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person

MODELS: dict[type[models.Model], Subject] = {
    Person: Subject.PERSON, PartyOrganization: Subject.ORGANIZATION, Unit: Subject.UNIT,
}  # fmt: skip
FIELDS = {
    Subject.PERSON: ("pk", "full_name", "unit", "unit_path", "organization_path"),
    Subject.ORGANIZATION: ("pk", "name", "unit", "unit_path", "path"),
    Subject.UNIT: ("pk", "name", "pk", "path", ""),
}
"""Of each kind of subject: key, words, the unit it counts for, both paths."""


@dataclass(frozen=True, slots=True)
class Member:
    """A subject that belongs on the roster. ``due_on`` is its own limit, if it has one."""

    key: int
    words: str
    unit: int
    unit_path: str
    organization_path: str
    due_on: date | None = None


def audience_registers(viewer: Any) -> list[Register[Any]]:
    """Return the registers an audience can be taken from: no restricted ones, by title.

    A roster made of a restricted register would tell everybody who stands in it.
    """
    plain = (r for r in REGISTERS.values() if r.secrecy < Secrecy.P3 and subject_of(r))
    readable = (r for r in plain if viewer.has_perm(r.permission("view")))
    return sorted(readable, key=lambda found: found.title)


def subject_of(register: Register[Any]) -> tuple[Subject, str] | None:
    """Return what the rows of a register are or are about, and the way there; None for neither."""
    if register.model in MODELS:
        return MODELS[register.model], ""
    for name in ("person", "organization"):
        field = {f.name: f for f in register.model._meta.concrete_fields}.get(name)
        if field is not None and field.related_model in MODELS:
            return MODELS[field.related_model], f"{name}__"
    return None


def day_columns(register: Register[Any]) -> list[tuple[str, str]]:
    """Return the columns of a register that hold a day: name and label."""
    days = (models.DateField, PartialDateField)
    return [
        (col.name, register.label_of(col)) for col in register.columns
        if isinstance(register.field(col), days) and col.secrecy < Secrecy.P3
    ]  # fmt: skip


def conditions(query: str) -> list[str]:
    """Return the query strings of an audience, one on a line: whoever one of them finds is in."""
    lines = [line.strip().lstrip("?") for line in query.splitlines()]
    return [line for line in lines if line] or [""]


def audience_words(code: str, query: str, viewer: Any) -> str:
    """Return an audience as people read it: "干部（现职务层次：乡科级正职）"."""
    register = REGISTERS[code]
    told = []
    for line in conditions(query):
        form = FilterForm(register, Sight(viewer), QueryDict(line))
        form.is_valid()
        said = [f"{chip['label']}：{chip['value']}" for chip in chips(form, form.query())]
        told.append("，".join(said) or "全部")
    return f"{register.title}（{'；或'.join(told)}）"[:400]


def found_rows(register: Register[Any], line: str, viewer: Any) -> models.QuerySet[Any]:
    """Return the rows that one line of an audience finds for ``viewer``. Raises BadInput."""
    asked = {name: str(value) for name, value in QueryDict(line).dict().items()}
    if register.is_sensitive(asked.get("q", "")):
        raise BadInput("coverage.sensitive", "名单不能按身份证号筛选。")
    return filtered(register, asked, Sight(viewer))


def audience(programme: Programme) -> dict[int, Member]:
    """Return who the filter of a programme finds now, by key, in the sight of its owner.

    One query for each line. Raises RuleViolation ``coverage.audience`` when the owner may not
    read the register, BadInput for a filter that means nothing to it.
    """
    register = REGISTERS.get(programme.register)
    found = subject_of(register) if register else None
    if register is None or found is None:
        raise BadInput("coverage.register", "名单来源已不可用。", hint="请修改项目，另选名单来源。")
    owner: Any = programme.owner
    if not owner.has_perm(register.permission("view")):
        raise RuleViolation(
            "coverage.audience", f"经办人{owner}不能查看“{register.title}”，名单取不出来。",
            hint="请换一位经办人，或另选名单来源。",
        )  # fmt: skip
    members: dict[int, Member] = {}
    for line in conditions(programme.query):
        members |= _members(programme, found_rows(register, line, owner), *found)
    return members


def sees(viewer: Any, member: Member) -> bool:
    """Whether ``viewer`` may see a subject: the owner's sight may reach further than theirs."""
    return any(member.unit_path.startswith(path) for path in viewer.unit_paths()) or any(
        member.organization_path.startswith(path) for path in viewer.organization_paths()
    )


def _members(
    programme: Programme, rows: models.QuerySet[Any], subject: Subject, way: str
) -> dict[int, Member]:
    names = [f"{way}{name}" for name in FIELDS[subject] if name]
    column = programme.due_column if programme.due_months else ""
    names = list(dict.fromkeys([*names, *filter(None, [column])]))
    found: dict[int, Member] = {}
    for values in rows.order_by().values(*names).iterator(chunk_size=5000):
        told: list[Any] = [values[f"{way}{name}"] if name else "" for name in FIELDS[subject]]
        key, words, unit, path, branch = told
        due_on = limit(values[column], programme.due_months or 0) if column else None
        found[key] = Member(key, words, unit, path, branch, due_on)
    return found


def limit(since: date | str | None, months: int) -> date | None:
    """Return the day so many months after ``since``; a month without that day ends earlier.

    A partial date counts from its first day. None for an empty one.
    """
    if not since:
        return None
    day = since if isinstance(since, date) else as_first_day(since)
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError(since)
