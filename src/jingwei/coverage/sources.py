"""Where evidence is read from: what a room keeps that shows who took part. Rooms declare these.

    @evidence_source("party.meetings", "组织生活记录", subjects={Subject.ORGANIZATION})
    def meetings(asked: Asked) -> Iterator[Found]:
        "Organizations with a recorded meeting whose topic holds the words."

A room puts them into its module ``evidence``, which is loaded at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.coverage.models.roster import Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """What a programme asks of a source: of ``subject``, from ``start`` to ``end`` inclusive."""

    subject: str
    words: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Found:
    """That the subject with the key ``key`` took part ``on`` a day, by which record."""

    key: int
    on: date
    words: str
    reference: str


Find = Callable[[Asked], Iterable[Found]]


@dataclass(frozen=True)
class EvidenceSource:
    """A source: it answers for all subjects at once, in a constant number of queries.

    ``help`` says what the words of a programme mean to it; ``refuse`` says why words mean
    nothing to it, "" when they do. ``page`` gives a viewer the address of a record of a source
    that is no register, "" out of sight.
    """

    code: str
    title: str
    subjects: frozenset[str]
    find: Find
    kind: Kind = Kind.REGISTER
    help: str = ""
    refuse: Callable[[str], str] | None = None
    page: Callable[[Any, int], str] | None = None

    def refusal(self, words: str) -> str:
        """Return why ``words`` cannot be asked of this source, "" when they can."""
        return self.refuse(words) if self.refuse else ""


SOURCES: dict[str, EvidenceSource] = {}


def evidence_source(
    code: str, title: str, *, subjects: Set[str], **more: Any
) -> Callable[[Find], Find]:
    """Make the decorated function a source; codes are unique for the whole product.

    ``more`` are the further fields of EvidenceSource by name.
    """

    def declare(find: Find) -> Find:
        if code in SOURCES:
            raise ValueError(f"Evidence source {code!r} is declared twice")
        SOURCES[code] = EvidenceSource(code, title, frozenset(subjects), find, **more)
        return find

    return declare


def source_title(code: str) -> str:
    """Return what a source is called; its code when no room declares it any more."""
    return SOURCES[code].title if code in SOURCES else code
