"""Tables of the procedures."""

from jingwei.procedures.models.case import Case, CaseQuerySet, CaseSubject, OfCaseQuerySet
from jingwei.procedures.models.records import (
    CaseEvent,
    CasePaper,
    CaseVote,
    Recusal,
    StepRecord,
)

__all__ = [
    "Case",
    "CaseEvent",
    "CasePaper",
    "CaseQuerySet",
    "CaseSubject",
    "CaseVote",
    "OfCaseQuerySet",
    "Recusal",
    "StepRecord",
]
