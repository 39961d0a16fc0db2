"""Writes of the procedures: each locks, judges, changes, records."""

from jingwei.procedures.services import merging  # noqa: F401  # makes itself known
from jingwei.procedures.services.cases import (
    case_hand_over,
    case_open,
    case_resume,
    case_stop,
    case_suspend,
)
from jingwei.procedures.services.papers import paper_add, paper_remove
from jingwei.procedures.services.people import (
    RecusalGiven,
    recusal_add,
    subject_add,
    subject_change,
    subject_drop,
)
from jingwei.procedures.services.reading import case_read, index_taken, paper_taken
from jingwei.procedures.services.returns import case_revoke, step_return
from jingwei.procedures.services.steps import BulkOutcome, bulk_step, step_record

__all__ = [
    "BulkOutcome",
    "RecusalGiven",
    "bulk_step",
    "case_hand_over",
    "case_open",
    "case_read",
    "case_resume",
    "case_revoke",
    "case_stop",
    "case_suspend",
    "index_taken",
    "paper_add",
    "paper_remove",
    "paper_taken",
    "recusal_add",
    "step_record",
    "step_return",
    "subject_add",
    "subject_change",
    "subject_drop",
]
