"""What a command answers with: sentences for a person, data for a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """``lines`` are printed as they stand, ``data`` with ``--json``; ``failed`` means exit 1."""

    lines: Sequence[str]
    data: Any = None
    failed: bool = False
