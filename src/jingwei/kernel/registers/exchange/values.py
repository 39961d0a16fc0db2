"""Values of the texts of a file, each text read once; related rows found for many at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.exchange.cells import stored_text
from jingwei.kernel.registers.kinds import (
    ChoiceKind,
    CodeKind,
    FlagKind,
    Kind,
    PartialKind,
    RelatedKind,
)
from jingwei.kernel.scoping import Viewer

MOST_KEPT = 20_000
"""Texts of a column remembered before the memory is emptied."""
MOST_RELATED = 3_000
REPEATED = (CodeKind, ChoiceKind, PartialKind, FlagKind)
"""Kinds with few values: what they read like is remembered."""


class Values:
    """What texts mean in the columns of a register, for one viewer."""

    def __init__(self, register: Register[Any], viewer: Viewer) -> None:
        self.viewer = viewer
        self.unknown: Counter[tuple[str, str]] = Counter()
        """(code table, text) that no code answers to, with how often it stood in the file."""
        self._kinds: dict[str, Kind] = {col.name: register.kind(col) for col in register.columns}
        self._stored: dict[tuple[str, Any], str] = {}
        self._known: dict[str, dict[str, Any]] = {name: {} for name in self._kinds}
        self._rows: dict[str, dict[str, list[Any]]] = {name: {} for name in self._kinds}

    def meet(self, name: str, texts: Iterable[str]) -> None:
        """Look up the rows that the texts of a related column name. A query or two, or none."""
        kind = self._kinds[name]
        if not isinstance(kind, RelatedKind):
            return
        rows, wanted = self._rows[name], set(texts)
        if len(rows) + len(wanted) > MOST_RELATED:
            rows.clear()
        if missing := {text for text in wanted if text and text not in rows}:
            found = kind.find(missing, self.viewer)
            rows.update((text, found.get(text, [])) for text in missing)

    def value(self, name: str, text: str) -> Any:
        """Return the value of a text. Raises BadInput with a plain sentence."""
        kind = self._kinds[name]
        if isinstance(kind, RelatedKind):
            return kind.one(text, self._rows[name])
        known = self._known[name]
        if text not in known:
            if len(known) >= MOST_KEPT:
                known.clear()
            known[text] = _read(kind, text)
        found = known[text]
        if isinstance(found, BadInput):
            self._note(kind, text)
            raise found
        return found

    def stored(self, name: str, value: Any) -> str:
        """Return how a stored value reads in a file."""
        kind = self._kinds[name]
        if not isinstance(kind, REPEATED):
            return stored_text(value, kind)
        if (name, value) not in self._stored:
            if len(self._stored) >= MOST_KEPT:
                self._stored.clear()
            self._stored[name, value] = stored_text(value, kind)
        return self._stored[name, value]

    def _note(self, kind: Kind, text: str) -> None:
        if isinstance(kind, CodeKind):
            self.unknown[kind.table, text] += 1


def _read(kind: Kind, text: str) -> Any:
    try:
        return kind.parse(text)
    except BadInput as error:
        return error
