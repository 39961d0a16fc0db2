"""What the registers of people put on somebody's to-do list: corrections, likely duplicates."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.kernel.waiting import Waiting
from jingwei.people.models import Correction, Finding
from jingwei.people.selectors.own import correction_label, corrections_for

WORK = "人员"
DUPLICATE = "people.duplicate"
"""The data check that finds one person registered twice; it runs every night."""


def waiting_for(viewer: User, *, on: date) -> list[Waiting]:
    """Return the requests ``viewer`` has to answer and one line for what looks like duplicates.

    Two queries, and those of permissions.
    """
    found = []
    if viewer.has_perm("people.answer_correction"):
        rows = corrections_for(viewer).filter(state=Correction.State.OPEN)
        rows = rows.select_related("person__unit").order_by("due_on", "pk")
        found += [_correction(row, on) for row in rows]
    if viewer.has_perm("people.merge_person"):
        count = Finding.objects.visible_to(viewer).filter(rule=DUPLICATE).count()
        found += [_duplicates(count)] if count else []
    return found


def _correction(row: Correction, on: date) -> Waiting:
    late = f"，已超期 {(on - row.due_on).days} 天" if row.due_on < on else ""
    return Waiting(
        f"{row.person}申请更正“{correction_label(row)}”", f"{row.asked_on} 提出{late}", WORK,
        row.due_on, "答复",
        reverse("people:correction", args=[row.pk]), unit=str(row.person.unit),
    )  # fmt: skip


def _duplicates(count: int) -> Waiting:
    return Waiting(
        f"{count} 人可能重复登记", "同名且出生日期相同，由数据校核发现", WORK, None, "核对",
        reverse("people:duplicate-list"),
    )  # fmt: skip
