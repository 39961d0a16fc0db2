"""What a person hands in: the facts of a step, of a new case. Plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.kernel.models import StoredFile
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person
from jingwei.procedures.definition import Procedure
from jingwei.procedures.models import CaseSubject
from jingwei.procedures.votes import Counted


@dataclass(frozen=True, slots=True)
class PaperGiven:
    """A document handed in with a step, or later. A basis needs its file."""

    code: str = ""
    name: str = ""
    number: str = ""
    maker: str = ""
    made_on: date | None = None
    file: StoredFile | None = None
    is_basis: bool = False


@dataclass(frozen=True, slots=True)
class VoteGiven:
    """The counts of one vote; ``subject`` is the row of a batch it is about."""

    counted: Counted
    subject: CaseSubject | None = None
    excluded_count: int = 0
    excluded_basis: str = ""


@dataclass(frozen=True, slots=True)
class StepEntry:
    """A step that was taken: when, how it ended ("" = the first way), facts, papers, counts, why.

    ``data`` holds plain values by field: date, text, Decimal, bool, or a row.
    """

    happened_on: date
    decision: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    papers: Sequence[PaperGiven] = ()
    votes: Sequence[VoteGiven] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to be: what, about whom, who answers for it. ``place`` runs it, the subject's if None.

    ``people`` are the rows of a batch: the person and the values of ``subject_fields``.
    """

    procedure: Procedure
    owner: User
    opened_on: date
    subject: Person | PartyOrganization | Unit | None = None
    place: Unit | PartyOrganization | None = None
    title: str = ""
    people: Sequence[tuple[Person, Mapping[str, Any]]] = ()
