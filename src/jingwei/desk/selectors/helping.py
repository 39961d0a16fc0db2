"""The help text of each screen, from ``data/help.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HELP = files("jingwei.desk") / "data/help.toml"


@dataclass(frozen=True, slots=True)
class ScreenHelp:
    """What a screen is for, what to do there, what its marks mean.

    ``screen`` is the name of its address; of a register's list with the code of the register
    behind a blank.
    """

    screen: str
    title: str
    what: str
    acts: tuple[str, ...]
    marks: tuple[str, ...]


@cache
def help_texts() -> dict[str, ScreenHelp]:
    """Return the help texts by screen, in the order of the file."""
    told = tomllib.loads(HELP.read_text(encoding="utf-8"))
    return {
        screen: ScreenHelp(
            screen, one["title"], one["what"], tuple(one["acts"]), tuple(one.get("marks", ()))
        )
        for screen, one in told.items()
    }


def help_for(screen: str, code: str = "") -> ScreenHelp | None:
    """Return the text of a screen; without one of its own that of its room; None for neither.

    ``code`` is that of the register that the screen is of.
    """
    texts = help_texts()
    if code and (found := texts.get(f"registers:list {code}")):
        return found
    room, _, name = screen.partition(":")
    ways = [screen, *(f"{room}:{part}" for part in _beginnings(name))]
    return next((texts[way] for way in ways if way in texts), _first_of(room))


def _beginnings(name: str) -> list[str]:
    """Return the lists a page may belong to: case-list and case for case-step."""
    head = name.partition("-")[0]
    return [f"{head}-list", head, f"{head}s"]


def _first_of(room: str) -> ScreenHelp | None:
    found = (one for screen, one in help_texts().items() if screen.startswith(f"{room}:"))
    return next(found, None)
