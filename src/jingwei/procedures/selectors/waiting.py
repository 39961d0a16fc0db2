"""What procedures put on somebody's to-do list: the next step of each case in their charge."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.kernel.waiting import Waiting
from jingwei.procedures.models import Case

WORK = "程序"


def waiting_for(viewer: User, *, on: date) -> list[Waiting]:
    """Return the step that is next in every open case ``viewer`` is in charge of.

    One query, and those of permissions. Only the owner of a case is told.
    """
    rows = Case.objects.visible_to(viewer).filter(owner=viewer, state=Case.State.OPEN)
    rows = rows.select_related("organization", "unit").order_by("is_undated", "due_on", "pk")
    may_run = viewer.has_perm("procedures.run_case")
    return [_line(case, on, may_run=may_run) for case in rows]


def _line(case: Case, on: date, *, may_run: bool) -> Waiting:
    return Waiting(
        f"{case.present.name}（{case.title}）", _why(case, on), WORK, case.due_on,
        "记录下一步" if may_run else "查看", reverse("procedures:case", args=[case.pk]),
        unit=str(case.organization or case.unit or ""), is_restricted=case.is_restricted,
    )  # fmt: skip


def _why(case: Case, on: date) -> str:
    told = [case.due_words or f"{case.procedure_name}，第 {case.place} 步"]
    if case.due_on and case.due_on < on:
        told.append(f"已超期 {(on - case.due_on).days} 天")
    if case.ready_on and case.ready_on > on:
        told.append(f"最早 {case.ready_on} 可以办")
    if case.missing_count:
        told.append(f"缺材料 {case.missing_count} 份")
    return "；".join(told)
