"""A programme with somebody on its roster and typed evidence, for the pages that show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.coverage.models import Evidence
from jingwei.coverage.services import evidence_add, programme_add, programme_start
from jingwei.kernel.clock import standing_on
from jingwei.people.models import Person

DAY = date(2025, 6, 30)
ACTS = (
    "programme programme-change programme-start programme-close programme-reopen programme-remove"
    " programme-refresh"
    " programme-export roster-changes evidence-add evidence-paste training-record rows-exempt"
    " rows-leave rows-restore"
)


def values(person: Person, **others: Any) -> dict[str, Any]:
    """Return the fields of a programme about everybody of a person's unit."""
    return {
        "title": "科级干部轮训", "unit": person.unit, "began_on": date(2025, 1, 1),
        "due_on": date(2025, 12, 31), "register": "people.person",
        "query": f"unit={person.unit.path}", "audience": "人员", "subject": "person",
        "counts": "参加过一次轮训", "source": "people.trainingrecord", "source_words": "轮训",
        **others,
    }  # fmt: skip


def coverage_pages(person: Person, keeper: User) -> dict[str, list[Any]]:
    """Return the arguments of the pages of a programme, by the name of their address."""
    with standing_on(DAY):
        programme = programme_start(programme_add(values(person), actor=keeper), actor=keeper)
        row = programme.rows.get(person=person)
        evidence_add(programme, [row], on=date(2025, 3, 3), words="轮训第一期", actor=keeper)
    return {
        **{f"coverage:{name}": [programme.pk] for name in ACTS.split()},
        "coverage:row": [row.pk],
        "coverage:evidence-withdraw": [Evidence.objects.get(row=row).pk],
    }
