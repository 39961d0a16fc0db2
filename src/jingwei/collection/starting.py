"""Where a new round may come from: rooms beside this one say whom to ask, and the site wires them.

@starter
def from_uncovered(request): ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jingwei.collection.models import Round
from jingwei.kernel.pages import Request


@dataclass(frozen=True)
class Start:
    """What a new round begins with.

    ``told`` says in one line where it comes from, of 200 characters at most; ``recipients``: kind
    of recipient ("unit", "organization") → their primary keys; ``initial``: fields of the first
    step; ``back``: the page it was started from. ``like``: a round whose columns are taken as long
    as the new one is about the same rows.
    """

    told: str
    recipients: Mapping[str, list[int]]
    initial: Mapping[str, Any] = field(default_factory=dict)
    back: str = ""
    like: Round | None = None


Starter = Callable[[Request], Start | None]
STARTERS: list[Starter] = []


def starter(found: Starter) -> Starter:
    """Ask ``found`` at the beginning of every round; it answers None where it has no part."""
    STARTERS.append(found)
    return found


def start_of(request: Request) -> Start | None:
    """Return what the query string of a new round asks to begin with."""
    return next(filter(None, (one(request) for one in STARTERS)), None)
