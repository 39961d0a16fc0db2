"""The contacts of a pair with what was corrected in them, and by whom they may be corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from jingwei.kernel.models import RowChange
from jingwei.kernel.registers.history import Entry, entries
from jingwei.liaison.models import ContactRecord, Pair

CODE = ContactRecord._meta.label_lower


@dataclass(frozen=True, slots=True)
class Told:
    """A contact for the page of its pair; ``changes`` are newest first.

    What a withdrawal wrote stands in its reason already and not among their lines.
    """

    contact: ContactRecord
    changes: list[Entry]


def contacts_told(pair: Pair, viewer: Any) -> list[Told]:
    """Return the contacts of ``pair``, newest first, the withdrawn among them. Two queries."""
    rows = pair.contacts.select_related("recorded_by", "withdrawn_by", "need__handled_by")
    found = list(rows.order_by("-on", "-pk"))
    changed = _changes((row.pk for row in found if row.version > 1), viewer)
    return [Told(row, changed.get(row.pk, [])) for row in found]


def _changes(pks: Iterable[int], viewer: Any) -> dict[int, list[Entry]]:
    rows = RowChange.objects.filter(register=CODE, row__in=list(pks), act="change")
    kept = list(rows.select_related("actor"))
    found: dict[int, list[Entry]] = {}
    for change, entry in zip(kept, entries(kept, viewer), strict=True):
        lines = [line for line in entry.lines if not line[0].startswith("撤回")]
        found.setdefault(change.row, []).append(replace(entry, lines=lines))
    return found
