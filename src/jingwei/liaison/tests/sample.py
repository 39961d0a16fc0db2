"""What the tests of liaison share: pairs made the way people make them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from jingwei.liaison.models import ContactRecord, Need, Pair, Party
from jingwei.liaison.services import ContactGiven, PairGiven, contact_record, pair_open
from tests.factories import PersonFactory

MENTOR, RETIRED, EXPERT = "cadres.mentor", "veterans.retired_cadre", "talent.expert"
SINCE = date(2025, 1, 6)


def opened(unit: Any, *, kind: str = MENTOR, **given: Any) -> Pair:
    """Return a pair of two new people of ``unit`` since January, or as ``given`` says."""
    told = {"unit": unit, "since": SINCE, **given}
    for side in ("one", "two"):
        party = told.get(side) or PersonFactory(unit=unit)
        told[side] = party if isinstance(party, Party) else Party.of(party)
    return pair_open(PairGiven(kind=kind, **told), actor=None)


def met(pair: Pair, actor: Any, on: date, topic: str = "谈工作", **given: Any) -> ContactRecord:
    """Record a contact of ``pair``; return it. The pair is read again."""
    contact = contact_record(pair, ContactGiven(on, topic, **given), actor=actor)
    pair.refresh_from_db()
    return contact


def needed(pair: Pair, actor: Any, **given: Any) -> Need:
    """Return a need raised by ``actor`` on 20 June."""
    return met(pair, actor, date(2025, 6, 20), need="装扶手", **given).need


def at(name: str, *args: Any) -> str:
    return reverse(f"liaison:{name}", args=args)


def words(answer: Any) -> str:
    """Return the text of a page with its space closed up."""
    return " ".join(answer.content.decode().split())
