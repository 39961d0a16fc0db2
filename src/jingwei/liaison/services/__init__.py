"""Writes of liaison: each locks, judges, changes, records."""

from jingwei.liaison.services import merging  # noqa: F401  # makes itself known
from jingwei.liaison.services.contacts import (
    ContactGiven,
    Correction,
    contact_correct,
    contact_record,
    contact_withdraw,
)
from jingwei.liaison.services.hand_over import HandOver, handed_over, pair_hand_over
from jingwei.liaison.services.needs import need_answer, need_close, need_hand_to
from jingwei.liaison.services.pairs import PairGiven, pair_end, pair_open, pair_set_level

__all__ = [
    "ContactGiven",
    "Correction",
    "HandOver",
    "PairGiven",
    "contact_correct",
    "contact_record",
    "contact_withdraw",
    "handed_over",
    "need_answer",
    "need_close",
    "need_hand_to",
    "pair_end",
    "pair_hand_over",
    "pair_open",
    "pair_set_level",
]
