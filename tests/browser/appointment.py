"""A batch of appointments in the demo district, for the pages that show one."""

from __future__ import annotations

from datetime import date

from jingwei.accounts.models import User
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import case_open

OPENED = date(2025, 6, 10)


def batch(person: Person, owner: User) -> Case:
    """Return a batch of one person, at its first step."""
    row = {
        "to_unit": person.unit, "to_title": "副主任", "to_role": "其他", "to_level": "乡科级正职",
        "reason": "工作需要",
    }  # fmt: skip
    opening = Opening(
        procedure_on("cadres.appointment", OPENED), owner, OPENED, place=person.unit,
        title="提任批次", people=[(person, row)],
    )  # fmt: skip
    return case_open(opening, actor=owner)
