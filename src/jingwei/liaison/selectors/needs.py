"""Needs of somebody: what they have to do, and what waits for them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from jingwei.liaison.models import Need

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


def needs_concerning(user: Any, *, closed: bool = False) -> QuerySet[Need]:
    """Return the needs that ``user`` raised or handles: the open ones, or the closed."""
    rows = _told(Need.objects.concerning(user).filter(closed_on__isnull=not closed))
    return rows.order_by("-closed_on" if closed else F("due_on").asc(nulls_last=True), "pk")


def need_concerning(user: Any, pk: int) -> Need | None:
    """Return a need that ``user`` raised or handles, open or closed; None for any other."""
    return _told(Need.objects.concerning(user).filter(pk=pk)).first()


def _told(rows: QuerySet[Need]) -> QuerySet[Need]:
    sides = [f"contact__pair__two_{name}" for name in ("person", "unit", "organization")]
    return rows.select_related("raised_by", "handled_by", "contact__pair", *sides)
