"""Registers that are made for rows somebody keeps, such as ledgers, and not declared in code."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jingwei.kernel.registers.declaration import REGISTERS, Register
from jingwei.kernel.registers.rows import RegisterRow


@dataclass(frozen=True)
class Made:
    """A family of registers whose codes are ``prefix`` and a number ("collection.ledger12").

    All keep their rows in ``model``. ``named`` takes the number and gives None for one that is
    not there; ``listed`` takes a viewer and gives the registers the viewer may open.
    """

    prefix: str
    title: str
    model: type[RegisterRow]
    named: Callable[[int], Register[Any] | None]
    listed: Callable[[Any], list[Register[Any]]]


MADE: dict[str, Made] = {}
_CODE = re.compile(r"([a-z]+\.[a-z]+)([0-9]{1,18})")


def registers_made(found: Made) -> Made:
    """Make the registers of ``found`` known under its prefix."""
    if found.prefix in MADE:
        raise ValueError(f"Registers {found.prefix!r} are declared twice")
    MADE[found.prefix] = found
    return found


def is_made(code: str) -> bool:
    """Whether a code is one of a made register, be it there or not. No query."""
    told = _CODE.fullmatch(code)
    return told is not None and told[1] in MADE


def register_named(code: str) -> Register[Any] | None:
    """Return the register of a code, declared or made; None for an unknown one.

    A made one takes a query.
    """
    if code in REGISTERS:
        return REGISTERS[code]
    told = _CODE.fullmatch(code)
    family = MADE.get(told[1]) if told else None
    return family.named(int(told[2])) if family and told else None


def registers_open(viewer: Any) -> list[Register[Any]]:
    """Return the registers ``viewer`` may open, the declared ones first. A query per family."""
    declared = [r for r in REGISTERS.values() if viewer.has_perm(r.permission("view"))]
    return [*declared, *(r for family in MADE.values() for r in family.listed(viewer))]
