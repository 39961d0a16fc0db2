"""Finding people: by name in any spelling, by number, by id number or its last four."""

from __future__ import annotations

import re

from django.db.models import Q

from jingwei.kernel.crypto import keyed_hash
from jingwei.kernel.id_numbers import id_number_normal
from jingwei.kernel.search_index import named
from jingwei.people.models import PersonName
from jingwei.people.models.person import ID_NUMBER, ID_TAIL

TAIL = re.compile(r"\d{3}[\dXx]\Z")
WHOLE = re.compile(r"\d{17}[\dXx]\Z")
NUMBER = re.compile(r"\d{8,12}\Z")


def is_id_search(text: str) -> bool:
    """Whether ``text`` looks for somebody by an id number or by its last four characters."""
    return bool(TAIL.match(text) or WHOLE.match(text))


def found_people(text: str, through: str = "") -> Q:
    """Match everybody, visible or not, whom ``text`` finds; ``through`` leads to the person.

    Han characters, full pinyin and its beginning, initials in any reading; eight digits are a
    person number; eighteen characters an id number, four its end.
    """
    text = text.strip()
    if WHOLE.match(text):
        return Q((f"{through}id_hash", keyed_hash(ID_NUMBER, id_number_normal(text))))
    if TAIL.match(text):
        return Q((f"{through}id_tail_hash", keyed_hash(ID_TAIL, text.upper())))
    if NUMBER.match(text):
        return Q((f"{through}number", text))
    return named(PersonName, text, key=f"{through}pk")


def found_openly(text: str, through: str = "") -> Q:
    """Match as ``found_people`` does, but nobody by an id number.

    For lists beside the registers: a search by an id number is recorded, and only there.
    """
    return Q(pk__in=()) if is_id_search(text.strip()) else found_people(text, through)
