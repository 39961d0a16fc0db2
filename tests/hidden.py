"""Columns not everybody may read, with values by which they are recognised, and who reads what."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import Permission

from jingwei.accounts.models import User
from jingwei.kernel.registers.declaration import P1, P3, REGISTERS, Col, Register
from jingwei.kernel.registers.kinds import ChoiceKind, CodeKind, FlagKind
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.org.models import Unit
from tests.factories import UserFactory
from tests.registers import sample

HIDDEN = [(r, col) for r in REGISTERS.values() for col in r.columns if col.secrecy > P1]
TOLD = [(r, col) for r, col in HIDDEN if not isinstance(r.kind(col), FlagKind)]
"""Hidden columns with values by which they can be recognised anywhere."""
REVEALED = [(r, col) for r, col in HIDDEN if col.secrecy == P3]
RESTRICTED = [r for r in REGISTERS.values() if r.secrecy == P3]


def over(pairs: list[Any]) -> pytest.MarkDecorator:
    """Run a test for each hidden column."""
    ids = [f"{register.code}.{col.name}" for register, col in pairs]
    return pytest.mark.parametrize(("register", "col"), pairs, ids=ids)


def user_who(unit: Unit, *verbs: str, more: tuple[str, ...] = ()) -> User:
    """Return a user of ``unit`` with these permissions for every register, and ``more``."""
    codes = {f"{verb}_{register.slug}" for register in REGISTERS.values() for verb in verbs}
    codes |= {code.partition(".")[2] for code in more}
    user = UserFactory(unit=unit)
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return user


def hidden(register: Register[Any], col: Col) -> Any:
    """Return a value for a hidden column that stands nowhere else."""
    kind = register.kind(col)
    if isinstance(kind, CodeKind | ChoiceKind):
        return kind.choices()[-1][0]
    found = sample(register, col, 0)
    return "密语甲乙丙" if isinstance(found, str) and found.startswith(col.name[:3]) else found


def hidden_set(register: Register[Any], row: Any, col: Col, value: Any) -> Any:
    """Return ``row`` with a value stored in a hidden column."""
    rows_save(register, [Draft({col.name: value}, row=row)], actor=None, source="测试")
    return register.model._default_manager.get(pk=row.pk)


def needle(register: Register[Any], col: Col) -> bytes:
    """Return what must not be found: the value as people see it."""
    return str(register.kind(col).show(hidden(register, col))).encode()


def unpacked(data: bytes) -> bytes:
    """Return everything that stands in a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return b"\n".join(book.read(name) for name in book.namelist())
