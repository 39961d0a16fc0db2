"""What the rules on member development are told beside the fields of the case."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from jingwei.kernel.scoping import subtree
from jingwei.party.models import Member
from jingwei.procedures.facts import case_facts
from jingwei.procedures.models import Case, StepRecord

CODE = "party.member_development"
CHOOSES = ("B05", "C09")
"""Steps that name members who must be full ones."""
MEETS = ("D15", "E23")
"""Steps at which the branch meeting votes."""


@case_facts(
    CODE, birth_on="出生日期", full_members="本党委登记的正式党员",
    full_count="支部登记的正式党员数", numbers_taken="已用和作废的入党志愿书编号",
    extensions="已延长预备期的次数",
)  # fmt: skip
def development_facts(case: Case, on: date) -> dict[str, Any]:
    """Tell what the present step needs; what only other steps need is None. One query at most."""
    step, path = case.step, case.organization_path
    return {
        "birth_on": (case.person.birth_on or None) if case.person else None,
        "full_members": _pks(above(path)) if step in CHOOSES and path else None,
        "full_count": _full(path).count() if step in MEETS and path else None,
        "numbers_taken": numbers_taken(case) if step == "D14" else None,
        "extensions": _extensions(case) if step == "E23" else None,
    }


def above(path: str) -> str:
    """Return the path of the committee over a branch; the branch's own right below the root."""
    parts = path.split("/")[:-1]
    return "/".join(parts[:-1]) + "/" if len(parts) > 2 else path


def _full(path: str) -> QuerySet[Member]:
    rows = Member.objects.filter(
        stage=Member.Stage.FULL, state=Member.State.NORMAL, person__merged_into=None
    )
    return rows.filter(subtree("organization_path", path)).order_by()


def _pks(path: str) -> frozenset[int]:
    return frozenset(_full(path).values_list("person", flat=True))


def numbers_taken(case: Case) -> frozenset[str]:
    """Return the numbers of volunteer forms used or void in all other cases. One query."""
    records = StepRecord.objects.filter(
        case__definition=CODE, step="D14", is_returned=False
    ).exclude(case=case)
    found = records.order_by().values_list("data__form_no", "data__void_no")
    return frozenset(number.strip() for pair in found for number in pair if number)


def _extensions(case: Case) -> int:
    return case.records.filter(step="E24", decision="extend", is_returned=False).count()
