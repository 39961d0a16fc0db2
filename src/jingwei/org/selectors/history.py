"""What happened to a unit or a Party organization, as lines to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.org.models import PartyOrganization, Unit

_WORDS = {"merge": ("并入“{}”", "“{}”并入"), "split": ("分出“{}”", "由“{}”分设")}


@dataclass(frozen=True, slots=True)
class Event:
    """One dated change in words, with the document it rests on."""

    on: date
    words: str
    basis: str


def events(row: Unit | PartyOrganization) -> list[Event]:
    """Return what happened, the latest first: set up, renamed, moved, merged, split, closed.

    Three queries.
    """
    found = [*_spell_events(row), *_succession_events(row)]
    if row.closed_on:
        found.append(Event(row.closed_on, "撤销", ""))
    return sorted(found, key=lambda event: event.on, reverse=True)


def _spell_events(row: Unit | PartyOrganization) -> Iterator[Event]:
    before: Any = None
    spells: Any = row.spells
    for spell in spells.select_related("parent").order_by("since", "pk"):
        words = _changes(before, spell) if before else f"设立，名称“{spell.name}”"
        yield Event(spell.since, words, spell.basis)
        before = spell


def _changes(before: Any, after: Any) -> str:
    words = []
    if before.name != after.name:
        words.append(f"由“{before.name}”更名为“{after.name}”")
    if getattr(before, "kind", "") != getattr(after, "kind", ""):
        words.append(f"由{before.get_kind_display()}改设为{after.get_kind_display()}")
    if before.parent_id != after.parent_id:
        words.append(f"由“{before.parent or '无上级'}”划归“{after.parent or '无上级'}”")
    return "，".join(words) or "登记"


def _succession_events(row: Unit | PartyOrganization) -> Iterator[Event]:
    for link in row.successors.select_related("after"):
        yield Event(link.on, _WORDS[link.kind][0].format(link.after), link.basis)
    for link in row.predecessors.select_related("before"):
        yield Event(link.on, _WORDS[link.kind][1].format(link.before), link.basis)
