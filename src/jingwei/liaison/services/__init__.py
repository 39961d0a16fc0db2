"""Writes of liaison: each locks, judges, changes, records."""

from jingwei.liaison.services.contacts import ContactGiven, contact_record
from jingwei.liaison.services.hand_over import HandOver, handed_over, pair_hand_over
from jingwei.liaison.services.needs import need_answer, need_close, need_hand_to
from jingwei.liaison.services.pairs import PairGiven, pair_end, pair_open, pair_set_level

__all__ = [
    "ContactGiven",
    "HandOver",
    "PairGiven",
    "contact_record",
    "handed_over",
    "need_answer",
    "need_close",
    "need_hand_to",
    "pair_end",
    "pair_hand_over",
    "pair_open",
    "pair_set_level",
]
