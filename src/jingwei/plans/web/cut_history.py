"""Undo and redo of cuts: the last edits of one person, kept in the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from jingwei.kernel.errors import RuleViolation
from jingwei.plans.models import PlanVersion
from jingwei.plans.outline import Node
from jingwei.plans.services.plan import version_digest

KEEP = 50
KEY = "cut_history"
Step = tuple[int, list[list[Any]], list[list[Any]]]
"""From which node on, which nodes stood there before, which stand there after."""


class History:
    """The edits of one draft; forgotten as soon as anybody else has moved a cut.

    Only what an edit changed is kept, so fifty edits are a few kilobytes.
    """

    def __init__(self, session: SessionBase, version: PlanVersion) -> None:
        self._session, self._pk = session, str(version.pk)
        kept = session.get(KEY, {}).get(self._pk, {})
        if kept.get("digest") != version_digest(version):
            kept = {}
        self._steps: list[Step] = kept.get("steps", [])
        self._done: int = kept.get("done", 0)

    @property
    def can_undo(self) -> bool:
        return self._done > 0

    @property
    def can_redo(self) -> bool:
        return self._done < len(self._steps)

    def undo(self, nodes: Sequence[Node]) -> tuple[tuple[Node, ...], int]:
        """Return the nodes before the last edit, and the start of the first that changed.

        Raises RuleViolation ``plans.no_step`` when there is nothing to undo.
        """
        if not self.can_undo:
            raise RuleViolation("plans.no_step", "没有可以撤销的调整。")
        self._done -= 1
        at, before, after = self._steps[self._done]
        return _spliced(nodes, at, len(after), before)

    def redo(self, nodes: Sequence[Node]) -> tuple[tuple[Node, ...], int]:
        """Return the nodes with the last undone edit done again; as :meth:`undo`."""
        if not self.can_redo:
            raise RuleViolation("plans.no_step", "没有可以重做的调整。")
        at, before, after = self._steps[self._done]
        self._done += 1
        return _spliced(nodes, at, len(before), after)

    def add(self, before: Sequence[Node], after: Sequence[Node]) -> None:
        """Take a new edit in; what was undone cannot be redone any more."""
        steps = [*self._steps[: self._done], _step(before, after)]
        self._steps = steps[-KEEP:]
        self._done = len(self._steps)

    def save(self, version: PlanVersion) -> None:
        """Keep the edits for the cuts that ``version`` has now; forget those of other drafts."""
        kept = {"digest": version_digest(version), "steps": self._steps, "done": self._done}
        self._session[KEY] = {self._pk: kept}


def _step(before: Sequence[Node], after: Sequence[Node]) -> Step:
    shorter = min(len(before), len(after))
    front = _common(shorter, lambda n: before[n] == after[n])
    back = _common(shorter - front, lambda n: before[-1 - n] == after[-1 - n])
    return (
        front,
        [list(astuple(node)) for node in before[front : len(before) - back]],
        [list(astuple(node)) for node in after[front : len(after) - back]],
    )


def _common(most: int, same: Callable[[int], bool]) -> int:
    return next((n for n in range(most) if not same(n)), most)


def _spliced(
    nodes: Sequence[Node], at: int, count: int, rows: list[list[Any]]
) -> tuple[tuple[Node, ...], int]:
    put = [Node(*row) for row in rows]
    return (*nodes[:at], *put, *nodes[at + count :]), put[0].start if put else 0
