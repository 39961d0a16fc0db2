"""What the steps of a case in force have told, for the procedures of this room."""

from __future__ import annotations

from typing import Any

from jingwei.procedures.models import Case


def told_of(case: Case) -> dict[str, Any]:
    """Return every fact of the steps in force by its code, as kept; the latest wins. One query."""
    told: dict[str, Any] = {}
    records = case.records.filter(is_returned=False).order_by("pk")
    for data in records.values_list("data", flat=True):
        told |= data
    return told


def ways_of(case: Case) -> dict[str, str]:
    """Return step → how it last ended, of the steps in force. One query."""
    records = case.records.filter(is_returned=False).order_by("pk")
    return dict(records.values_list("step", "decision"))
