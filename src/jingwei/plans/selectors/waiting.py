"""What the plan puts on somebody's to-do list: their measures, the decisions they answer for."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.kernel.waiting import Waiting
from jingwei.plans.selectors.measures import Todo, todos_of

MEASURES, DECISIONS = "要点", "调度"


def waiting_for(viewer: User, *, on: date) -> list[Waiting]:
    """Return the open measures ``viewer`` owns and the decisions they answer for.

    Two queries, and those of permissions.
    """
    return [as_waiting(row, day=on) for row in todos_of(viewer, on=on)]


def as_waiting(row: Todo, *, day: date) -> Waiting:
    """Return a row of the plan as a line of the one to-do list."""
    is_decision = row.address[0].startswith("plans:decision")
    late = f"，已超期 {(day - row.due_on).days} 天" if row.due_on and row.due_on < day else ""
    return Waiting(
        row.what, f"{row.work} · {row.why}{late}", DECISIONS if is_decision else MEASURES,
        row.due_on, row.verb, reverse(row.address[0], args=[row.address[1]]), light=row.light,
    )  # fmt: skip
