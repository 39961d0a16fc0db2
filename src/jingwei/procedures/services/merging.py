"""Two rows of people become one: cases about either are about the one that stays."""

from __future__ import annotations

from typing import Any

from jingwei.kernel.errors import RuleViolation
from jingwei.people.models import Person
from jingwei.people.services.merging import person_mover
from jingwei.procedures.models import Case, CaseSubject


@person_mover("procedures.case")
def cases_move(kept: Person, gone: Person, actor: Any) -> int:
    """Give ``kept`` the cases of ``gone`` and its place in batches; return how many rows moved.

    Where both stood in one batch that has ended, each keeps its row. Raises RuleViolation
    ``procedures.two_cases`` while both are in the same running procedure or batch.
    """
    running = Case.objects.running()
    twice = running.filter(person=gone, definition__in=_definitions(running, kept))
    batches = running.filter(subjects__person=gone).filter(subjects__person=kept)
    both = CaseSubject.objects.filter(person=kept).values("case")
    if twice.exists() or batches.exists():
        raise RuleViolation(
            "procedures.two_cases", "两条记录都在同一个正在办理的程序里。",
            hint="先终止其中一件，或让其中一条不再继续，再合并。",
        )  # fmt: skip
    rows = CaseSubject.objects.filter(person=gone).exclude(case__in=both)
    return Case.objects.filter(person=gone).update(person=kept) + rows.update(person=kept)


def _definitions(running: Any, person: Person) -> list[str]:
    return list(running.filter(person=person).values_list("definition", flat=True))
