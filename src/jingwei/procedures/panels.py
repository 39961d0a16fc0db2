"""Hooks by which a room gives its procedure a panel on the case page, or papers of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jingwei.accounts.models import User
    from jingwei.procedures.models import Case

Show = Callable[["Case", "User"], dict[str, Any] | None]
Write = Callable[["Case", "User"], bytes]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the case page: ``show`` returns the context of ``template``, None to stay away.

    The template gets that context as ``panel`` and nothing else; the queries of ``show`` must not
    grow with rows.
    """

    title: str
    template: str
    show: Show


@dataclass(frozen=True, slots=True)
class PaperWriter:
    """Writes the .docx of a paper from the case."""

    code: str
    write: Write


PANELS: dict[str, list[Panel]] = {}
PAPERS: dict[str, PaperWriter] = {}


def panel(procedure: str, *, title: str, template: str) -> Callable[[Show], Show]:
    """Show the decorated function's context on the page of every case of ``procedure``."""

    def declare(show: Show) -> Show:
        PANELS.setdefault(procedure, []).append(Panel(title, template, show))
        return show

    return declare


def paper(code: str) -> Callable[[Write], Write]:
    """Let definitions name the decorated function as the template of a paper; codes are unique."""

    def declare(write: Write) -> Write:
        if code in PAPERS:
            raise ValueError(f"Paper {code!r} is declared twice")
        PAPERS[code] = PaperWriter(code, write)
        return write

    return declare
