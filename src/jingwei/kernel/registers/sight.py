"""What a person may read of a register: the office's fields, the restricted ones, none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from jingwei.kernel.registers.declaration import Col, Place, Register, Secrecy

READ_OFFICE = "kernel.read_office_fields"
REVEAL = "kernel.reveal_restricted_fields"


@dataclass(frozen=True)
class Sight:
    """The eyes of ``viewer``. A P3 field is never clear here: it is revealed one at a time.

    ``unmasked`` is set by an export whose purpose was recorded, and by nothing else.
    """

    viewer: Any
    unmasked: bool = False

    @cached_property
    def level(self) -> Secrecy:
        """The most secret class this viewer reads unasked."""
        if self.unmasked and self.viewer.has_perm(REVEAL):
            return Secrecy.P3
        return Secrecy.P2 if self.viewer.has_perm(READ_OFFICE) else Secrecy.P1

    def clear(self, col: Col) -> bool:
        """Whether the values of a column may be read, filtered and sorted by."""
        return col.secrecy <= self.level

    def writable(self, col: Col) -> bool:
        """Whether forms take a value: a restricted one may be written unread by the office."""
        return self.clear(col) or (col.secrecy == Secrecy.P3 and self.level >= Secrecy.P2)

    def text(self, register: Register[Any], col: Col, row: models.Model) -> str:
        """Return the value for a page, masked where it may not be read."""
        kind, value = register.kind(col), col.read(row)
        return kind.show(value) if self.clear(col) else kind.mask(value)

    def cell(self, register: Register[Any], col: Col, row: models.Model) -> Any:
        """Return the value for a file, masked where it may not be read."""
        kind, value = register.kind(col), col.read(row)
        return kind.write(value) if self.clear(col) else kind.mask(value)

    def cols(self, register: Register[Any], place: Place) -> list[Col]:
        """Return the columns of ``place``; masked ones stay, as masks."""
        return register.cols(place)
