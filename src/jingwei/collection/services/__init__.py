"""Writes of collection. Importing the room's services declares their acts."""

from jingwei.collection.services import (
    answering,
    assignments,
    exporting,
    handing_in,
    ledger_people,
    ledgers,
    merging,
    offline,
    own_sheets,
    rounds,
)
from jingwei.collection.services.assignments import (
    assignment_accept,
    assignment_return,
    assignment_split,
    assignments_accept,
    remind,
)
from jingwei.collection.services.rounds import (
    exceptions_sign,
    round_change,
    round_close,
    round_draft,
    round_extend,
    round_issue,
    round_shrink,
    round_unneeded,
    round_withdraw,
)

__all__ = [
    "answering",
    "assignment_accept",
    "assignment_return",
    "assignment_split",
    "assignments",
    "assignments_accept",
    "exceptions_sign",
    "exporting",
    "handing_in",
    "ledger_people",
    "ledgers",
    "merging",
    "offline",
    "own_sheets",
    "remind",
    "round_change",
    "round_close",
    "round_draft",
    "round_extend",
    "round_issue",
    "round_shrink",
    "round_unneeded",
    "round_withdraw",
    "rounds",
]
