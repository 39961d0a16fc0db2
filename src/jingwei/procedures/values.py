"""The values of fields: as JSON keeps them, as rules get them, as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from jingwei.kernel.errors import BadInput
from jingwei.kernel.partial_dates import parse_partial, show_partial
from jingwei.procedures.definition import FieldSpec

ROWS = ("person", "unit", "organization")


def kept_values(fields: Iterable[FieldSpec], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of ``fields`` as JSON; empty ones stay out.

    Raises BadInput ``procedures.field`` for a value nobody asks for, a missing required one or
    one that is none of its kind.
    """
    asked = {one.code: one for one in fields}
    if unknown := sorted(given.keys() - asked.keys()):
        raise BadInput("procedures.field", f"这一步没有“{'、'.join(unknown)}”这些字段。")
    empty = [one.label for one in asked.values() if one.required and _is_empty(given, one)]
    if empty:
        raise BadInput("procedures.field", f"还没有填写{'、'.join(empty)}。")
    filled = [one for one in asked.values() if not _is_empty(given, one)]
    return {one.code: _kept(one, given[one.code]) for one in filled}


def _is_empty(given: Mapping[str, Any], asked: FieldSpec) -> bool:
    return given.get(asked.code) in (None, "")


def _kept(asked: FieldSpec, value: Any) -> Any:
    if asked.kind in ROWS:
        if not isinstance(value, models.Model):
            raise BadInput("procedures.field", f"“{asked.label}”不是一条已有的记录。")
        return {"pk": value.pk, "words": str(value)}
    if asked.kind == "day":
        return _day(asked, value).isoformat()
    if asked.kind == "month":
        return parse_partial(str(value))
    if asked.kind == "number":
        return _number(asked, value)
    if asked.kind == "flag":
        return bool(value)
    if asked.kind == "choice" and value not in asked.choices:
        raise BadInput("procedures.field", f"“{asked.label}”应为{'、'.join(asked.choices)}之一。")
    return str(value)


def _day(asked: FieldSpec, value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise BadInput("procedures.field", f"“{asked.label}”应写到日，例如 2025-06-30。") from error


def _number(asked: FieldSpec, value: Any) -> int | str:
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise BadInput("procedures.field", f"“{asked.label}”应为数字。") from error
    if not number.is_finite():
        raise BadInput("procedures.field", f"“{asked.label}”应为数字。")
    return int(number) if number == number.to_integral_value() else f"{number.normalize():f}"


def given_value(asked: FieldSpec, value: Any) -> Any:
    """Return a value just handed in as a rule gets it. Raises BadInput for one of another kind."""
    return told_value(asked, None if value in (None, "") else _kept(asked, value))


def told_value(asked: FieldSpec, kept: Any) -> Any:
    """Return a stored value as a rule gets it: a date, a number, a key; None when there is none."""
    if kept is None:
        return None
    if asked.kind == "day":
        return date.fromisoformat(kept)
    if asked.kind == "number":
        return kept if isinstance(kept, int) else Decimal(kept)
    return kept["pk"] if asked.kind in ROWS else kept


def value_words(asked: FieldSpec, kept: Any) -> str:
    """Return a stored value for people; "" when there is none."""
    if kept is None:
        return ""
    if asked.kind == "month":
        return show_partial(kept)
    if asked.kind == "flag":
        return "是" if kept else "否"
    return str(kept["words"]) if asked.kind in ROWS else str(kept)


def data_words(fields: Iterable[FieldSpec], data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (label, value) of what was filled in, in the order of the fields."""
    return [(one.label, value_words(one, data[one.code])) for one in fields if one.code in data]
