"""What is wrong with the declarations, said when the product starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist

from jingwei.kernel.registers.declaration import REGISTERS, Col, Register, Secrecy
from jingwei.kernel.registers.rows import RegisterRow
from jingwei.kernel.scoping import ScopedQuerySet


def check_registers(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Return every fault of every register; an error stops the start."""
    return [fault for register in REGISTERS.values() for fault in faults(register)]


def faults(register: Register[Any]) -> Iterator[checks.CheckMessage]:
    """Yield what is wrong with one register."""
    if not issubclass(register.model, RegisterRow):
        yield error(register, "E001", "its model does not derive from RegisterRow")
    if not isinstance(register.model._default_manager.all(), ScopedQuerySet):
        yield error(register, "E002", "its model's manager does not scope rows")
    names = [col.name for col in register.columns]
    if twice := {name for name in names if names.count(name) > 1}:
        yield error(register, "E003", f"columns declared twice: {sorted(twice)}")
    if unknown := {n for way in register.keys for n in way} - set(names):
        yield error(register, "E004", f"keys that are no columns: {sorted(unknown)}")
    if [part for part in register.model._meta.ordering if str(part).startswith("-")]:
        yield error(register, "E009", "its rows stand in descending order; pages know only up")
    for col in register.columns:
        yield from column_faults(register, col)


def column_faults(register: Register[Any], col: Col) -> Iterator[checks.CheckMessage]:
    """Yield what is wrong with one column."""
    try:
        register.field(col)
    except FieldDoesNotExist:
        yield error(register, "E005", f"no field {col.name!r}")
        return
    if col.secrecy is Secrecy.P3 and (col.filter or col.sort or col.search):
        yield error(register, "E006", f"{col.name!r} is restricted: no filter, sort or search")
    if col.secrecy > Secrecy.P1 and col.search:
        yield error(register, "E007", f"{col.name!r} is searched by whoever may not read it")
    if col.value and (col.filter or col.sort or col.search):
        yield error(register, "E008", f"{col.name!r} is computed: no filter, sort or search")


def error(register: Register[Any], number: str, text: str) -> checks.Error:
    """Return a numbered start-up error of one register."""
    return checks.Error(f"{type(register).__name__}: {text}.", id=f"jingwei.registers.{number}")
