"""Writes of coverage: each locks the programme, judges, changes, records."""

from jingwei.coverage.services import merging  # noqa: F401  # makes itself known
from jingwei.coverage.services.evidence import (
    TrainingGiven,
    evidence_add,
    evidence_refresh,
    evidence_withdraw,
    training_record,
)
from jingwei.coverage.services.programmes import (
    programme_add,
    programme_change,
    programme_close,
    programme_remove,
    programme_reopen,
    programme_start,
    roster_taken,
)
from jingwei.coverage.services.roster import (
    roster_compare,
    roster_take,
    rows_exempt,
    rows_leave,
    rows_restore,
)

__all__ = [
    "TrainingGiven",
    "evidence_add",
    "evidence_refresh",
    "evidence_withdraw",
    "programme_add",
    "programme_change",
    "programme_close",
    "programme_remove",
    "programme_reopen",
    "programme_start",
    "roster_compare",
    "roster_take",
    "roster_taken",
    "rows_exempt",
    "rows_leave",
    "rows_restore",
    "training_record",
]
