"""A line of somebody's to-do list, whichever room it comes from; no Django.

Each room builds its own lines in ``selectors/waiting.py``::

    def waiting_for(viewer: User, *, on: date) -> list[Waiting]: ...

with a number of queries that does not grow with the number of lines. The desk puts the lines of
all rooms together, groups them by the day and links each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of a to-do list: something one person must do.

    ``what``: the thing itself, in a few words. ``why``: where it comes from or what is late about
    it. ``work``: the Chinese name of the room, by which lines are filtered. ``due_on``: the last
    day it is in time, None without one. ``verb``: the words on the button (填写, 审核, 回复).
    ``url``: the page where it is done, an address of our own.

    What not every room has: ``unit``, the name of the unit or Party organization it is about;
    ``light``, the light of a measure; ``is_restricted``: its words do not leave the system, a
    calendar file names only the work.
    """

    what: str
    why: str
    work: str
    due_on: date | None
    verb: str
    url: str
    unit: str = ""
    light: str = ""
    is_restricted: bool = False
