"""How the pages find a pair and the pairs ticked in a list."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.shortcuts import get_object_or_404

from jingwei.kernel.pages import Request
from jingwei.liaison.models import ContactRecord, Pair

VIEW, ADD, CHANGE = "liaison.view_pair", "liaison.add_pair", "liaison.change_pair"
RECORD = "liaison.add_contactrecord"
MOST = 300
"""Pairs that one act takes from a list."""


def visible_pair(request: Request, pk: int) -> Pair:
    """Return a pair the viewer may see, with its parties; 404 for any other."""
    return get_object_or_404(Pair.objects.visible_to(request.user).with_parties(), pk=pk)


def visible_contact(request: Request, pk: int) -> ContactRecord:
    """Return a contact of a pair the viewer may see, the pair with its parties; 404 else."""
    rows = ContactRecord.objects.visible_to(request.user)
    contact = get_object_or_404(rows, pk=pk)
    contact.pair = visible_pair(request, contact.pair_id)
    return contact


def picked_pairs(request: Request, picks: Iterable[str]) -> list[Pair]:
    """Return the running visible pairs among those ticked, soonest due first."""
    known = [int(one) for one in picks if one.isascii() and one.isdecimal() and len(one) < 16]
    rows = Pair.objects.visible_to(request.user).running().with_parties()
    rows = rows.filter(pk__in=known[:MOST])
    return list(rows.order_by(F("next_due").asc(nulls_last=True), "pk"))
