"""The data checks of the product by code; upper rooms add their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from jingwei.people.checks.dossier import Dossier

PERSON, UNIT, ORGANIZATION = "people.person", "org.unit", "org.partyorganization"
NATIONAL = "公务员管理信息系统校核规则"
OWN = "本系统"


class Severity(IntEnum):
    """How bad a finding is; the worst first."""

    ERROR = 1
    WARNING = 2
    HINT = 3

    @property
    def label(self) -> str:
        return {1: "错误", 2: "警告", 3: "提示"}[self.value]


@dataclass(frozen=True)
class Subject:
    """What a finding of a survey is about, with the paths that say who sees it."""

    register: str
    row: int
    unit_path: str
    organization_path: str = ""


Look = Callable[[Dossier], Iterable[str]]
Survey = Callable[[str, date], Iterator[tuple[Subject, str]]]


@dataclass(frozen=True)
class Check:
    """A rule: what it looks for, why, who says so, and how it looks.

    ``look`` reads one dossier and yields sentences. ``survey`` reads everything below a unit path
    ("" is all) as of a day. ``permission`` is needed to see what was found.
    """

    code: str
    title: str
    severity: Severity
    explanation: str
    source: str = NATIONAL
    about: str = PERSON
    permission: str = "people.view_person"
    look: Look | None = None
    survey: Survey | None = None


CHECKS: dict[str, Check] = {}


def _add(made: Check) -> None:
    if made.code in CHECKS:
        raise ValueError(f"Check {made.code!r} is declared twice")
    CHECKS[made.code] = made


def check(
    code: str, title: str, severity: Severity, explanation: str, *, source: str = NATIONAL,
    permission: str = "people.view_person",
) -> Callable[[Look], Look]:  # fmt: skip
    """Register the decorated function over a Dossier as a check of people."""

    def declare(look: Look) -> Look:
        _add(Check(code, title, severity, explanation, source, PERSON, permission, look))
        return look

    return declare


def survey(
    code: str, title: str, severity: Severity, explanation: str, *, about: str, source: str = OWN,
    permission: str = "org.view_unit",
) -> Callable[[Survey], Survey]:  # fmt: skip
    """Register the decorated function over a unit path and a day as a check of ``about``."""

    def declare(look: Survey) -> Survey:
        made = Check(code, title, severity, explanation, source, about, permission, survey=look)
        _add(made)
        return look

    return declare


def sentences(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Yield (code, sentence) of everything the checks of people find in a dossier."""
    for one in CHECKS.values():
        if one.look:
            yield from ((one.code, sentence) for sentence in one.look(dossier))
