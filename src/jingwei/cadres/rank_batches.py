"""A batch of promotions in rank, begun with the people chosen on the page of eligibility."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.cadres.selectors.rank_page import BATCH, running_batches
from jingwei.cadres.selectors.ranks import RankRow
from jingwei.kernel.errors import BadInput, Conflict
from jingwei.org.models import Unit
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import case_open

MOST = 1_000
"""People of one batch."""


@transaction.atomic
def rank_batch_open(  # what a person decides about a new batch
    rows: Sequence[RankRow], *, title: str, opened_on: date, place: Unit, owner: User, actor: Any
) -> Case:
    """Begin a batch: each of ``rows`` is proposed for the rank above the present one.

    Raises BadInput ``cadres.rank_batch`` for nobody, too many, or somebody without a rank above;
    Conflict ``cadres.rank_twice`` for somebody who stands in a running batch.
    """
    if not 0 < len(rows) <= MOST:
        raise BadInput("cadres.rank_batch", f"一批可以有 1 到 {MOST} 人，现选 {len(rows)} 人。")
    if lost := [row.name for row in rows if not row.found.next_rank]:
        raise BadInput(
            "cadres.rank_batch", f"{'、'.join(lost)}没有可以晋升的上一级职级。",
            hint="核对现职级，或不选这些人。",
        )  # fmt: skip
    running = running_batches([row.pk for row in rows])
    if twice := [row.name for row in rows if row.pk in running]:
        raise Conflict("cadres.rank_twice", f"已在其他批次办理：{'、'.join(twice)}。")
    people = Person.objects.in_bulk([row.pk for row in rows])
    chosen = [(people[row.pk], {"to_rank": row.found.next_rank}) for row in rows]
    procedure = procedure_on(BATCH, opened_on)
    opening = Opening(procedure, owner, opened_on, place=place, title=title, people=chosen)
    return case_open(opening, actor=actor)
