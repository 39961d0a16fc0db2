"""Register rows that the effect of a step writes, and how they are taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from jingwei.kernel.errors import Conflict
from jingwei.kernel.registers.declaration import REGISTERS, Register, register_of
from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.registers.writing import Draft, row_remove, rows_save
from jingwei.procedures.effects import Changed
from jingwei.procedures.models import Case


def rows_written(
    case: Case, model: type[RegisterRow], drafts: Iterable[Draft[Any]], *, actor: Any
) -> list[Changed]:
    """Store the drafts in the register of ``model``; return what ``rows_taken_back`` needs.

    An effect returns it as ``{"rows": [...]}``, with what it wrote in other registers appended.
    Raises what ``rows_save`` raises: the step is then not taken.
    """
    register = register_of(model)
    drafts = list(drafts)
    kept = {
        draft.row.pk: {name: _json(draft.row, name) for name in draft.values}
        for draft in drafts
        if draft.row
    }
    outcome = rows_save(register, drafts, actor=actor, source=str(case)[:100])
    return [
        {
            "register": register.code, "row": change.row.pk, "is_new": change.is_new,
            "before": {} if change.is_new else _only(kept[change.row.pk], change.after),
            "after": {name: _json(change.row, name) for name in change.after},
        }
        for change in outcome.changes
    ]  # fmt: skip


def rows_taken_back(case: Case, changed: Changed, actor: Any) -> None:
    """Undo of an effect that returned ``{"rows": [...]}``: the last row written is first.

    Raises Conflict ``procedures.changed_since`` when somebody has changed one of the values.
    """
    for told in reversed(changed["rows"]):
        register = REGISTERS[told["register"]]
        row = register.model._default_manager.filter(pk=told["row"]).first()
        _refuse_changed(case, register, row, told["after"])
        if told["is_new"]:
            row_remove(register, row, reason=f"撤回：{case}", actor=actor, taken_back=True)
        else:
            values = {name: _value(register, name, kept) for name, kept in told["before"].items()}
            source = f"撤回：{case}"[:100]
            rows_save(register, [Draft(values, row=row)], actor=actor, source=source)


def _refuse_changed(case: Case, register: Register[Any], row: Any, after: Changed) -> None:
    if row is not None and all(_json(row, name) == kept for name, kept in after.items()):
        return
    what = f"“{register.row_name(row)}”" if row is not None else "写入的记录"
    raise Conflict(
        "procedures.changed_since",
        f"“{register.title}”里{what}在“{case}”办理之后又有改动，不能自动撤回。",
        hint="先在登记册里核对并改回，再撤销。",
    )


def _only(kept: Changed, names: Iterable[str]) -> Changed:
    return {name: kept[name] for name in names}


def _json(row: models.Model, name: str) -> Any:
    """Return a stored value as JSON keeps it: of a relation, the key."""
    field: Any = row._meta.get_field(name)
    value = field.value_from_object(row)
    plain = value is None or isinstance(value, bool | int | str)
    return value if plain else field.value_to_string(row)


def _value(register: Register[Any], name: str, kept: Any) -> Any:
    """Return what ``_json`` kept as the row takes it: of a relation, the row it names."""
    field: Any = register.model._meta.get_field(name)
    if kept is not None and field.is_relation:
        return field.related_model._default_manager.get(pk=kept)
    return field.to_python(kept)
