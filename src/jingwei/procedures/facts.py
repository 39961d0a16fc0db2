"""What the rules are given beside the fields of a case: facts of its subject, told by rooms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jingwei.procedures.models import Case, CaseSubject

Tell = Callable[["Case", date], Mapping[str, Any]]
TellRows = Callable[["Case", "list[CaseSubject]", date], Mapping[int, Mapping[str, Any]]]

ALWAYS = {"on": "发生日期", "opened_on": "发起日期", "calendar": "工作日历"}
"""Told of every case: the day of the step, of the opening, the work calendar."""
COUNTED = {
    "eligible": "有表决权人数", "due": "应到会人数", "present": "实到会人数", "written": "书面意见",
    "approve": "赞成票", "against": "反对票", "abstain": "弃权票",
}  # fmt: skip
"""Numbers of the vote of the step; None without one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The names a room can tell of a case on a day, and the function that tells them."""

    names: Mapping[str, str]
    tell: Tell


@dataclass(frozen=True, slots=True)
class RowFacts:
    """The names a room can tell of the people of a batch, all of them at once."""

    names: Mapping[str, str]
    tell: TellRows


FACTS: dict[str, list[Facts]] = {}
ROW_FACTS: dict[str, list[RowFacts]] = {}


def case_facts(scope: str, **names: str) -> Callable[[Tell], Tell]:
    """Let the decorated function tell ``names`` of the cases of ``scope``: a procedure, or an app.

    ``names`` gives each its Chinese words. It gets the case and the day of the step and may read
    the database. Every name must be in what it returns; a fact that is not known is None.
    """

    def declare(tell: Tell) -> Tell:
        FACTS.setdefault(scope, []).append(Facts(names, tell))
        return tell

    return declare


def subject_facts(scope: str, **names: str) -> Callable[[TellRows], TellRows]:
    """Let the decorated function tell ``names`` of the rows of a batch: row key → facts.

    It gets all rows at once, so that its queries do not grow with them.
    """

    def declare(tell: TellRows) -> TellRows:
        ROW_FACTS.setdefault(scope, []).append(RowFacts(names, tell))
        return tell

    return declare


def facts_for(code: str) -> list[Facts]:
    """Return who tells facts of the cases of a procedure."""
    return [*FACTS.get(code.partition(".")[0], ()), *FACTS.get(code, ())]


def row_facts_for(code: str) -> list[RowFacts]:
    """Return who tells facts of the people of a batch."""
    return [*ROW_FACTS.get(code.partition(".")[0], ()), *ROW_FACTS.get(code, ())]


def fact_labels(code: str) -> dict[str, str]:
    """Return the Chinese words of every fact told of the cases of a procedure, fields apart."""
    told = [one.names for one in facts_for(code)] + [one.names for one in row_facts_for(code)]
    return {**ALWAYS, **COUNTED, **{name: words for names in told for name, words in names.items()}}
