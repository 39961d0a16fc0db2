"""Reading what few may read: every look at it is recorded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.registers.declaration import Col, Register, Secrecy
from jingwei.kernel.registers.sight import REVEAL

declare_acts(
    {
        "register.reveal": "查看受限字段",
        "register.read": "查看受限记录",
        "register.search": "按证件号码查找",
    }
)


def may_reveal(col: Col, row: models.Model, viewer: Any) -> bool:
    """Whether ``viewer`` may ask for the value: a restricted one, which the row holds."""
    restricted = col.secrecy == Secrecy.P3 and viewer.has_perm(REVEAL)
    return restricted and col.read(row) not in (None, "")


def value_reveal(register: Register[Any], row: models.Model, col: Col, *, actor: Any) -> str:
    """Return a restricted value in clear and record who asked for it.

    Raises PermissionDenied without the permission, and for a column that is not restricted.
    """
    if not may_reveal(col, row, actor):
        raise PermissionDenied("查看受限字段需要单独授权。")
    audit("register.reveal", row, actor, register=register.code, column=col.name)
    return register.kind(col).show(col.read(row))


def rows_read(
    register: Register[Any], subject: models.Model, *, count: int = 1, actor: Any
) -> None:
    """Record that ``actor`` read rows about ``subject``, if the register is restricted."""
    if register.secrecy == Secrecy.P3 and count:
        audit("register.read", subject, actor, register=register.code, count=count)


def rows_searched(register: Register[Any], text: str, *, actor: Any) -> None:
    """Record a search by a restricted number; the number itself is not written down."""
    if register.is_sensitive(text):
        audit("register.search", actor, actor, register=register.code, length=len(text.strip()))
