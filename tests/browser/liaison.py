"""A pair of the demo district with a contact and a need, for the pages that show one."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.liaison.models import Party
from jingwei.liaison.services import ContactGiven, PairGiven, contact_record, pair_open
from jingwei.people.models import Person

SINCE, MET = date(2025, 1, 6), date(2025, 6, 20)


def liaison_pages(person: Person, keeper: User) -> dict[str, list[Any]]:
    """Return the arguments of the pages of a pair and of a need, by the name of the address."""
    one, two = Party.of(person.unit), Party.of(person)
    given = PairGiven("veterans.retired_cadre", one, two, person.unit, SINCE, keeper=keeper)
    pair = pair_open(given, actor=keeper)
    told = ContactGiven(MET, "上门看望", need="想了解异地就医怎么备案")
    need = contact_record(pair, told, actor=keeper).need
    return {
        **{f"liaison:{name}": [pair.pk] for name in ("pair", "contact-new", *_ACTS)},
        **{f"liaison:contact-{act}": [need.contact_id] for act in ("correct", "withdraw")},
        **{f"liaison:need-{act}": [need.pk] for act in ("hand", "answer", "close")},
    }


_ACTS = ("pair-level", "pair-end")


def liaison_asked(person: Person) -> dict[str, dict[str, str]]:
    """Return the questions of the pages that take ticked pairs."""
    picked = {"pick": str(person.pairs.get().pk)}
    return {f"liaison:pair-{name}": picked for name in ("sheets", "envelopes", "hand-over")}
