"""What ending a step changes in a register: pairs of doing and undoing, made known by rooms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jingwei.accounts.models import User
    from jingwei.procedures.models import Case, StepRecord

Changed = dict[str, Any]
"""What an effect did, as JSON: everything its undoing needs."""
Do = Callable[["Case", "StepRecord", "User | None"], Changed]
Undo = Callable[["Case", Changed, "User | None"], None]


@dataclass(frozen=True, slots=True)
class Effect:
    """A service called in the transaction of the step; ``undo`` gets back what ``do`` returned."""

    code: str
    do: Do
    undo: Undo


EFFECTS: dict[str, Effect] = {}


def effect(code: str, *, undo: Undo) -> Callable[[Do], Do]:
    """Make the decorated service callable from definitions under ``code``; codes are unique."""

    def declare(do: Do) -> Do:
        if code in EFFECTS:
            raise ValueError(f"Effect {code!r} is declared twice")
        EFFECTS[code] = Effect(code, do, undo)
        return do

    return declare
