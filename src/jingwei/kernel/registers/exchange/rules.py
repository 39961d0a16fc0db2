"""What a file may do to each column: write it, or only stand there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from jingwei.kernel.registers.declaration import Col, Register, Secrecy
from jingwei.kernel.registers.exchange.heads import head_of
from jingwei.kernel.registers.kinds import Kind, SecretKind
from jingwei.kernel.registers.sight import READ_OFFICE, REVEAL, Sight


class Role(Enum):
    """Written; owned by a procedure; of the related row; computed."""

    WRITTEN = "written"
    FIXED = "fixed"
    RELATED = "related"
    COMPUTED = "computed"


@dataclass(frozen=True)
class Rule:
    """A column as the importing person may treat it.

    ``may_write`` is False for secrets they may not read. ``is_clear``: the difference page shows
    its values. ``is_given`` marks what the system gives to new rows, such as their number,
    ``is_kept`` what stored rows keep until a procedure changes it; ``is_secret`` columns whose
    masks may stand in files.
    """

    col: Col
    name: str
    kind: Kind
    label: str
    role: Role
    may_write: bool
    is_clear: bool
    is_given: bool
    is_kept: bool
    is_secret: bool
    may_be_empty: bool

    def shown(self, text: str) -> str:
        """Return a text of the file as pages and reports may show it."""
        return text if self.is_clear else self.kind.mask(text)


def rule_of(register: Register[Any], col: Col, viewer: Any) -> Rule:
    """Return what ``viewer`` may do to a column by import."""
    needed = {Secrecy.P1: "", Secrecy.P2: READ_OFFICE, Secrecy.P3: REVEAL}[col.secrecy]
    field = register.field(col)
    return Rule(
        col, col.name, register.kind(col), head_of(register, col), _role(col),
        may_write=not needed or viewer.has_perm(needed),
        is_clear=Sight(viewer).clear(col),
        is_given=not col.shown("new"),
        is_kept=not col.shown("edit"),
        is_secret=needed != "" or isinstance(register.kind(col), SecretKind),
        may_be_empty=bool(field and (field.blank or field.null)),
    )  # fmt: skip


def _role(col: Col) -> Role:
    if col.value:
        return Role.COMPUTED
    if not col.is_own:
        return Role.RELATED
    return Role.WRITTEN if col.shown("import") else Role.FIXED
