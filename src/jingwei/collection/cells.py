"""The cells of an answer: what is typed, pasted or read, in the one way the rounds keep it.

A value is kept as files show it: "12.5", "2025-06-30", "1978.03", "是". What cannot be understood
is kept as it was typed, so that a draft loses nothing, and is told by ``refusal``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from jingwei.collection.columns import Column, ColumnKind
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.declaration import REGISTERS, Col, Register
from jingwei.kernel.registers.exchange.cells import cell_text, is_month, refuse_cut, stored_text
from jingwei.kernel.registers.kinds import (
    ChoiceKind,
    DayKind,
    FlagKind,
    Kind,
    MomentKind,
    NumberKind,
    PartialKind,
    RelatedKind,
)

FATE = "_fate"
"""Stands among the columns of a round over a register: whether the row is still the recipient's."""
STAYS, LEFT = "在册", "已不在本单位"
FATE_COLUMN = Column(FATE, "去留", ColumnKind.CHOICE, choices=(STAYS, LEFT), required=True)
MOST_OFFERED = 60
"""Words that a list in a cell offers; longer code tables are typed."""
_SHAPES: tuple[tuple[type[Kind], str], ...] = (
    (PartialKind, "年月，如 1985.03"),
    (DayKind, "写到日，如 2025-06-30"),
    (FlagKind, "是或否"),
    (NumberKind, "数字"),
)
_NEW: dict[str, Callable[[], Kind]] = {
    ColumnKind.TEXT: lambda: Kind(None),
    ColumnKind.NUMBER: lambda: NumberKind(models.DecimalField(max_digits=18, decimal_places=6)),
    ColumnKind.WHOLE: lambda: NumberKind(None),
    ColumnKind.DAY: lambda: DayKind(None),
    ColumnKind.FLAG: lambda: FlagKind(None),
}


@cache
def kind_of(column: Column) -> Kind:
    """Return what reads the texts of a column: the register's own kind, or that of a new column."""
    if found := _declared(column):
        register, col = found
        return register.kind(col)
    if column.kind == ColumnKind.CHOICE:
        return ChoiceKind(models.CharField(choices=[(word, word) for word in column.choices]))
    return _NEW[column.kind]()


@cache
def is_locked(column: Column) -> bool:
    """Whether a column is only looked at: a register computes it, or a procedure owns it."""
    found = _declared(column)
    if found is None:
        return False
    _, col = found
    return bool(col.value) or not col.is_own or not col.shown("import")


def is_asked(column: Column) -> bool:
    """Whether a cell may not stay empty."""
    return column.required and not column.check_only


@cache
def is_needed(column: Column) -> bool:
    """Whether the register takes no row in which a column is empty."""
    found = _declared(column)
    field = found[0].field(found[1]) if found and not is_locked(column) else None
    return field is not None and not field.blank


def offered(column: Column) -> tuple[str, ...]:
    """Return the words a cell may be chosen from; () where it is typed."""
    kind = kind_of(column)
    words = tuple(label for _, label in kind.choices())
    return words if len(words) <= MOST_OFFERED else ()


def told(column: Column) -> str:
    """Return in one line how to fill a column in; "" when there is nothing to say."""
    if is_locked(column):
        return "只供核对"
    shape = next((words for cls, words in _SHAPES if isinstance(kind_of(column), cls)), "")
    if not shape and offered(column):
        shape = "从列表中选"
    parts = ("必填" if is_asked(column) else "", shape)
    return "；".join(part for part in (*parts, column.help) if part)


def normal(column: Column, text: str) -> str:
    """Return a typed text in the form it is kept in; as it was typed where it says nothing."""
    plain = text.strip()
    try:
        kind = kind_of(column)
        plain = cell_text(text, kind)
        return _kept(kind, plain)
    except BadInput:
        return plain


def from_cell(column: Column, cell: Any) -> str:
    """Return the kept text of a workbook's cell. Raises BadInput ``register.digits_lost``."""
    kind = kind_of(column)
    if is_month(cell, kind):
        return f"{cell:%Y.%m}"
    text = cell_text(cell, kind)
    refuse_cut(text)
    return normal(column, text)


def refusal(column: Column, text: str, before: str = "") -> str:
    """Return why a kept text may not be handed in; "" when it may.

    ``before``: what was filled in, and may not be cleared when the register needs it.
    """
    if not text:
        is_cleared = bool(before) and is_needed(column)
        cleared = "登记簿里这一格不能空，请填写或恢复原值。" if is_cleared else ""
        return "这一格必填。" if is_asked(column) else cleared
    try:
        refuse_cut(text)
        value = None if _is_free(kind_of(column)) else kind_of(column).parse(text)
        _validate(column, value)
    except BadInput as error:
        is_day = isinstance(kind_of(column), DayKind)
        return f"“{text}”不是日期，应写到日，如 2025-06-30。" if is_day else str(error)
    except ValidationError as error:
        return "".join(error.messages)
    if len(text) > column.length:
        return f"最多 {column.length} 个字，现在有 {len(text)} 个。"
    return _bounds(column, value)


def refusals(
    columns: Iterable[Column], values: Mapping[str, str], before: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return code → why for what may not be handed in of a row; locked columns are not asked.

    ``before``: what was filled in when the row was sent.
    """
    sent = before or {}
    found = {
        c.code: refusal(c, values.get(c.code, ""), sent.get(c.code, ""))
        for c in columns
        if not is_locked(c)
    }
    return {code: why for code, why in found.items() if why}


def same(column: Column, one: str, other: str) -> bool:
    """Whether two texts mean the same in a column."""
    return one == other or normal(column, one) == normal(column, other)


def changed(
    columns: Iterable[Column], before: Mapping[str, str], after: Mapping[str, str]
) -> list[str]:
    """Return the codes of the cells that mean something else than before, in column order."""
    return [c.code for c in columns if not same(c, before.get(c.code, ""), after.get(c.code, ""))]


def _declared(column: Column) -> tuple[Register[Any], Col] | None:
    if column.is_new:
        return None
    register = REGISTERS[column.register]
    return register, register.col(column.source)


def _is_free(kind: Kind) -> bool:
    """Whether only the register can say if a text is right: the name of another row, a moment."""
    return isinstance(kind, RelatedKind | MomentKind)


def _kept(kind: Kind, text: str) -> str:
    if not text or _is_free(kind):
        return text
    return stored_text(kind.parse(text), kind)


def _validate(column: Column, value: Any) -> None:
    """Ask the validators of the register's field. Raises ValidationError."""
    field = kind_of(column).field
    if value is not None and field is not None and not column.is_new:
        field.run_validators(value)


def _bounds(column: Column, value: Any) -> str:
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return ""
    if column.low is not None and value < column.low:
        return f"不应小于 {column.low:g}。"
    if column.high is not None and value > column.high:
        return f"不应大于 {column.high:g}。"
    return ""
