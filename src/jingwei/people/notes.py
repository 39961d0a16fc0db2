"""Lines that upper rooms add to the head of the person page, each for whom it is meant alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from jingwei.people.models import Person

Note = Callable[[Person, Any, date], str]
NOTES: list[Note] = []


def person_note(tell: Note) -> Note:
    """Let the decorated function tell a line about a person on a day; "" for nothing.

    It gets the viewer and must tell nothing to whoever may not read the line.
    """
    NOTES.append(tell)
    return tell


def notes_of(person: Person, viewer: Any, on: date) -> tuple[str, ...]:
    """Return the lines about a person that ``viewer`` may read. At most one query for each."""
    return tuple(note for note in (tell(person, viewer, on) for tell in NOTES) if note)
