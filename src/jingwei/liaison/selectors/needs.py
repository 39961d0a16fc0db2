"""Needs of somebody: what they have to do, and what waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from jingwei.liaison.models import Need, Pair
from jingwei.liaison.selectors.pairs import named

_OPEN = Q(closed_on=None)


def _waiting(user: Any) -> Q:
    """Match what ``user`` must act on: handle and answer, or look at an answer and close."""
    return Q(handled_by=user, answered_on=None) | Q(raised_by=user, answered_on__isnull=False)


def needs_of(user: Any) -> QuerySet[Need]:
    """Return the open needs that wait for ``user``, soonest due first. The to-dos of liaison."""
    rows = Need.objects.filter(_OPEN, _waiting(user))
    return _told(rows).order_by(F("due_on").asc(nulls_last=True), "pk")


def needs_count(user: Any) -> int:
    """Return how many rows :func:`needs_of` has, with no row read. One query."""
    return Need.objects.filter(_OPEN, _waiting(user)).count()


def needs_found(user: Any, asked: Mapping[str, Any], day: date) -> QuerySet[Need]:
    """Return the needs that the filters ask for, soonest due first; the closed, latest first.

    ``asked``: state ("closed", "late", else open), whose ("all": in every contact the user may
    see, for those who may read contacts; else raised or handled by them), q (in the need, or
    naming whose it is).
    """
    state = asked.get("state", "")
    is_wide = asked.get("whose") == "all" and user.has_perm("liaison.view_contactrecord")
    rows = Need.objects.seen_by(user) if is_wide else Need.objects.concerning(user)
    rows = rows.filter(closed_on__isnull=state != "closed")
    if state == "late":
        rows = rows.filter(due_on__lt=day)
    if text := asked.get("q"):
        rows = rows.filter(Q(text__icontains=text) | named(text, "contact__pair__"))
    order = "-closed_on" if state == "closed" else F("due_on").asc(nulls_last=True)
    return _told(rows).order_by(order, "pk")


def pairs_open_to(user: Any, needs: Iterable[Need]) -> set[int]:
    """Return the pairs among those of ``needs`` whose pages ``user`` may open, by key."""
    if not user.has_perm("liaison.view_pair"):
        return set()
    keys = {need.contact.pair_id for need in needs}
    rows = Pair.objects.visible_to(user).filter(pk__in=keys).order_by()
    return set(rows.values_list("pk", flat=True))


def need_concerning(user: Any, pk: int) -> Need | None:
    """Return a need that ``user`` raised or handles, open or closed; None for any other."""
    return _told(Need.objects.concerning(user).filter(pk=pk)).first()


def _told(rows: QuerySet[Need]) -> QuerySet[Need]:
    sides = [f"contact__pair__two_{name}" for name in ("person", "unit", "organization")]
    return rows.select_related("raised_by", "handled_by", "contact__pair", *sides)
