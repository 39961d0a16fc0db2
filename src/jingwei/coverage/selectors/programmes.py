"""Programmes as a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from jingwei.coverage.models import Programme

STATES = (
    ("", "没有结束的"), *Programme.State.choices, ("all", "全部"),
)  # fmt: skip


def programmes_found(viewer: Any, asked: Mapping[str, Any]) -> QuerySet[Programme]:
    """Return the visible programmes that the filters ask for, by deadline.

    ``asked``: q, state (STATES), mine ("yes": in charge of it).
    """
    rows = Programme.objects.visible_to(viewer).select_related("unit", "owner")
    if text := asked.get("q"):
        rows = rows.filter(
            Q(title__icontains=text) | Q(purpose__icontains=text) | Q(measure__icontains=text)
            | Q(audience__icontains=text)
        )  # fmt: skip
    if asked.get("mine"):
        rows = rows.filter(owner=viewer)
    state = asked.get("state", "")
    if state == "all":
        return rows
    return rows.filter(state=state) if state else rows.exclude(state=Programme.State.CLOSED)
