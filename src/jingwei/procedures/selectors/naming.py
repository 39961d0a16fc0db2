"""Steps by the names people know them by, for rooms that ask which step was taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.registry import PROCEDURES

VIEW = "procedures.view_case"


@dataclass(frozen=True, slots=True)
class NamedStep:
    """A step of a procedure, by the codes it has in the versions of it."""

    procedure: str
    steps: frozenset[str]


def step_named(room: str, words: str) -> NamedStep | None:
    """Return the step that "职级晋升 公示" names, or "cadres.rank_promotion R06"; None for none.

    ``room`` begins the code ("cadres."). Restricted procedures are not found.
    """
    name, _, step = words.strip().partition(" ")
    for code, versions in PROCEDURES.items():
        known = [one for one in versions if not one.restricted]
        if code.startswith(room) and name in {code, *(one.name for one in known)}:
            steps = {s.code for one in known for s in one.steps if step.strip() in (s.code, s.name)}
            if steps:
                return NamedStep(code, frozenset(steps))
    return None


def unknown_step(room: str, words: str) -> str:
    """Return why ``words`` name no step of a procedure of ``room``, "" when they do."""
    if step_named(room, words):
        return ""
    return f"没有“{words}”这一步骤。先写程序名称，空一格，再写步骤名称。"


def step_words(record: StepRecord) -> str:
    """Return a step that was taken as people read it: the case and the name of the step."""
    versions = reversed(PROCEDURES.get(record.case.definition, ()))
    known = (one.by_code[record.step].name for one in versions if record.step in one.by_code)
    return f"{record.case.title}：{next(known, record.step)}"


def step_page(viewer: Any, pk: int) -> str:
    """Return the address of the case in which a step was taken; "" out of sight."""
    seen = Case.objects.visible_to(viewer).order_by().values("pk")
    record = StepRecord.objects.filter(pk=pk, case__in=seen).first()
    may = record is not None and viewer.has_perm(VIEW)
    return reverse("procedures:case", args=[record.case_id]) if may and record else ""
