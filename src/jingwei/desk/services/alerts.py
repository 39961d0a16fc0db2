"""Alerts that tell what few may read: the look at them is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from jingwei.accounts.models import User
from jingwei.desk.selectors.alerts import Alert
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.reveals import rows_read

READ_FROM = {"document": "people.identitydocument", "influence": "cadres.supervisionmeasure"}
"""Kinds of alert that are read from a restricted register: its code."""


def alerts_read(alerts: Iterable[Alert], *, actor: User) -> None:
    """Record the rows of restricted registers that ``actor`` was told of, a line a register."""
    counts = Counter(one.kind.code for one in alerts if one.kind.code in READ_FROM)
    for kind, count in counts.items():
        rows_read(REGISTERS[READ_FROM[kind]], actor, count=count, actor=actor)
