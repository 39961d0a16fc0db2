"""Lists of a register: filters, order, pages that stay where they are, the state of a day."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import OrderBy

from jingwei.kernel.errors import BadInput
from jingwei.kernel.partial_dates import PartialDateField
from jingwei.kernel.registers.declaration import Col, Register
from jingwei.kernel.registers.kinds import DayKind
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.scoping import HasKey, subtree

PAGE_SIZE = 50
COUNTED = 10_000
"""Rows counted for the line above a list; beyond it the line says "more than"."""
COUNTED_FOUND = 1_000
"""The same of a list that was searched: nobody reads a thousand hits, a longer word is better."""

LONGEST = 200
"""Characters of a value to filter by: databases refuse patterns without end."""
Asked = Mapping[str, str]


def filtered(register: Register[Any], asked: Asked, sight: Sight) -> QuerySet[Any]:
    """Return the visible rows that a query string asks for; unknown keys mean nothing.

    Columns the viewer may not read neither filter nor sort. Raises BadInput for a value that
    is none of its column.
    """
    if any("\x00" in value for value in asked.values()):
        raise BadInput("register.text", "查询条件含有不能使用的字符。")
    if len(asked.get("q", "")) > LONGEST:
        raise BadInput("register.text", f"查询条件最多 {LONGEST} 个字。")
    rows: QuerySet[Any] = register.rows(sight.viewer)
    for col in register.columns:
        if col.filter and sight.clear(col):
            rows = rows.filter(*conditions(register, col, asked))
    if register.interval and (day := day_asked(asked)):
        rows = rows.filter(in_force(register, register.interval, day))
    if text := asked.get("q", "").strip():
        rows = register.searched(rows, text)
    return rows


def conditions(register: Register[Any], col: Col, asked: Asked) -> Iterator[Q]:
    """Yield what the query string demands of one column."""
    value, low, high = (asked.get(col.name + end, "").strip() for end in ("", "_from", "_to"))
    kind = register.kind(col)
    if max(len(text) for text in (value, low, high)) > LONGEST:
        raise BadInput("register.text", f"查询条件最多 {LONGEST} 个字。")
    if col.filter == "exact" and value:
        related = col.by and col.is_own
        named = Q((f"{col.name}__{col.by}", value))
        yield named if related else is_exactly(col.name, kind.parse(value))
    elif col.filter == "subtree" and value:
        yield subtree(branch_path(register, col), value)
    elif col.filter == "text" and value:
        yield Q((f"{col.name}__icontains", value))
    elif col.filter == "range":
        yield between(col.name, register.field(col), *(t and kind.parse(t) for t in (low, high)))


def branch_path(register: Register[Any], col: Col) -> str:
    """Return the path column that a "subtree" filter compares: its own, or of the related row."""
    field = register.field(col)
    if field is None or not field.is_relation:
        return col.name
    copied = {f.name for f in register.model._meta.concrete_fields}
    return f"{col.name}_path" if f"{col.name}_path" in copied else f"{col.name}__path"


def is_exactly(name: str, value: Any) -> Q:
    """Match ``value``; of a text say that it is not blank, for the indexes that leave blanks out.

    Where most rows are blank, an index with them would make SQLite think every value frequent.
    Of yes and no say it as a list: SQLite uses no index for a column that stands alone.
    """
    if isinstance(value, str) and value:
        return Q((name, value)) & ~Q((name, ""))
    if isinstance(value, bool):
        return Q((f"{name}__in", [value]))
    return Q((name, value))


def between(name: str, field: models.Field[Any, Any] | None, low: Any, high: Any) -> Q:
    """Match from ``low`` up to ``high``, each None or "" for open: a month holds all its days.

    A bare year lies before its months: 1971 is not in 1970.12. What is empty lies nowhere.
    """
    found = Q() if low in (None, "") else Q((f"{name}__gte", low))
    if high in (None, ""):
        return found
    if not isinstance(field, PartialDateField):
        return found & Q((f"{name}__lte", high))
    last = Value(high if len(high) == 8 else f"{high}99", models.CharField())  # no date as it is
    return (found or Q((f"{name}__gt", ""))) & Q((f"{name}__lte", last))


def in_force(register: Register[Any], interval: tuple[str, str], day: date) -> Q:
    """Match the rows that held on ``day``: begun by then, not yet ended."""
    since, until = interval
    begins = register.model._meta.get_field(since)
    mark: Any = f"{day:%Y%m%d}" if isinstance(begins, PartialDateField) else day
    open_ended = Q((until, "")) if isinstance(mark, str) else Q((f"{until}__isnull", True))
    return Q((f"{since}__lte", mark)) & (open_ended | Q((f"{until}__gt", mark)))


@dataclass(frozen=True)
class Order:
    """The order of a list: fields, each up or down, the last one the primary key."""

    fields: tuple[str, ...]
    down: bool = False
    nullable: frozenset[str] = frozenset()

    def terms(self, *, backwards: bool = False) -> list[OrderBy]:
        """Return the terms of ORDER BY; empty values come first going up on both databases.

        Only nullable fields say so: PostgreSQL would not use a plain index otherwise.
        """
        down = self.down != backwards
        return [self._term(name, down=down) for name in self.fields]

    def _term(self, name: str, *, down: bool) -> OrderBy:
        mark = name in self.nullable or None
        return F(name).desc(nulls_last=mark) if down else F(name).asc(nulls_first=mark)

    def beyond(self, values: list[Any], *, backwards: bool) -> Q:
        """Match the rows that come after the row with ``values``, or before it."""
        word = "lt" if self.down != backwards else "gt"
        found, same = Q(pk__in=()), Q()
        for name, value in zip(self.fields, values, strict=True):
            found |= same & further(name, word, value)
            same &= Q((f"{name}__isnull", True)) if value is None else Q((name, value))
        return found & bound(self.fields[0], word, values[0])

    def values(self, row: models.Model) -> list[Any]:
        """Return the values that place ``row`` in this order."""
        return [reach(row, name) for name in self.fields]


def further(name: str, word: str, value: Any) -> Q:
    """Match what lies beyond ``value``; nothing is smaller than an empty value."""
    if value is None:
        return Q((f"{name}__isnull", False)) if word == "gt" else Q(pk__in=())
    beyond = Q((f"{name}__{word}", value))
    return beyond | Q((f"{name}__isnull", True)) if word == "lt" and name != "pk" else beyond


def bound(name: str, word: str, value: Any) -> Q:
    """Give the index its starting point: a plain range on the first field."""
    return Q((f"{name}__gte", value)) if value is not None and word == "gt" else Q()


def reach(row: models.Model, name: str) -> Any:
    """Return the value at a path such as "person__name_key"."""
    found: Any = row
    for part in name.split("__"):
        found = found.pk if part == "pk" else getattr(found, part)
    return found.pk if isinstance(found, models.Model) else found


def order_of(register: Register[Any], asked: Asked, sight: Sight) -> Order:
    """Return the order a query string asks for ("sort=-birth_on"), else the register's own."""
    name = asked.get("sort", "")
    col = next((c for c in register.columns if c.name == name.lstrip("-")), None)
    if col and col.sort and sight.clear(col):
        field = register.field(col)
        nullable = frozenset([col.name] if field and field.null else [])
        return Order((col.name, "pk"), down=name.startswith("-"), nullable=nullable)
    own = [str(part) for part in register.model._meta.ordering]
    return Order(tuple(own if own[-1:] == ["pk"] else [*own, "pk"]))


@dataclass(frozen=True)
class Window:
    """One page of a list, between two marks that later inserts do not shift."""

    rows: list[Any]
    count: int
    is_more: bool
    """Whether there are more rows than ``count`` says."""
    before: str = ""
    after: str = ""
    order: Order = field(default_factory=lambda: Order(("pk",)))


def window(rows: QuerySet[Any], order: Order, asked: Asked, size: int = PAGE_SIZE) -> Window:
    """Return the page that ``after=`` or ``before=`` asks for, else the first. Three queries."""
    most = COUNTED_FOUND if asked.get("q", "").strip() else COUNTED
    counted = rows.order_by()[: most + 1].count()
    mark, backwards = placed(rows.model, order, asked.get("before", "")), True
    if mark is None:
        mark, backwards = placed(rows.model, order, asked.get("after", "")), False
    backwards = backwards or asked.get("page") == "last"
    if mark is not None:
        rows = rows.filter(order.beyond(mark, backwards=backwards))
    is_wide = counted > most and is_joined(rows)
    walked = rows.filter(HasKey("pk")) if is_wide else rows
    ordered = walked.order_by(*order.terms(backwards=backwards)).values_list("pk", flat=True)
    keys = list(ordered[: size + 1])
    more = len(keys) > size
    found = _in_order(rows, keys[:size])
    if backwards:
        found.reverse()
    has_before = more if backwards else mark is not None
    has_after = (mark is not None) if backwards else more
    return Window(
        found, min(counted, most), counted > most,
        before=pack(order.values(found[0])) if found and has_before else "",
        after=pack(order.values(found[-1])) if found and has_after else "", order=order,
    )  # fmt: skip


def is_joined(rows: QuerySet[Any]) -> bool:
    """Whether a filter asks another table.

    Where it lets many rows through, SQLite is told to walk the list and to ask about each row.
    It would else begin with the other table, and sort whatever it finds.
    """
    return sum(1 for uses in rows.query.alias_refcount.values() if uses) > 1


def _in_order(rows: QuerySet[Any], keys: list[Any]) -> list[Any]:
    """Return the rows of ``keys``, found first: an index holds keys and order, not whole rows."""
    by_key = rows.order_by().in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]


def pack(values: list[Any]) -> str:
    """Return place marks as one word for the query string."""
    text = json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpack(word: str) -> list[Any] | None:
    """Return the marks that ``pack`` wrote; None for nothing or nonsense."""
    try:
        text = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def placed(model: Any, order: Order, word: str) -> list[Any] | None:
    """Return marks as values of the fields of ``order``; None for nothing or nonsense."""
    marks = unpack(word)
    if marks is None or len(marks) != len(order.fields):
        return None
    try:
        return [_at(model, name, mark) for name, mark in zip(order.fields, marks, strict=True)]
    except (ValidationError, ValueError, OverflowError):
        return None


def _at(model: Any, name: str, mark: Any) -> Any:
    *way, last = name.split("__")
    for part in way:
        model = model._meta.get_field(part).related_model
    field = model._meta.pk if last == "pk" else model._meta.get_field(last)
    if "\x00" in str(mark).encode().decode():  # refuses half characters too
        raise ValueError(mark)
    return field.to_python(mark)


def day_asked(asked: Asked) -> date | None:
    """Return the day of "on=". Raises BadInput."""
    text = asked.get("on", "").strip()
    return DayKind(None).parse(text) if text else None
