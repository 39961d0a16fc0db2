"""What is measured of rounds of filling-in, with Django loaded by bench.inside: out and in."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

from jingwei.accounts.models import User
from jingwei.collection import services
from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, Round
from jingwei.collection.selectors.answering import sheet_of
from jingwei.collection.selectors.burden import burden_of
from jingwei.collection.services.answering import workbook_take
from jingwei.collection.workbook import workbook_write
from jingwei.kernel.clock import today
from jingwei.org.models import OrganizationKind, PartyOrganization

MEMBERS, TITLE = "party.member", "测量"
KNOWN = ("person__full_name", "joined_on", "stage", "state")


def issue(most: int) -> dict[str, float]:
    """Check and issue a round about the members of so many branches: seconds of both, counts."""
    owner = User.objects.get(username="maqiang")
    draft = _draft(owner, most)
    began = time.perf_counter()
    burden_of(draft, owner, on=today())
    checked = time.perf_counter()
    issued = services.round_issue(draft, actor=owner)
    return {
        "check": checked - began, "issue": time.perf_counter() - checked,
        "branches": issued.assignment_count, "rows": issued.row_count,
        "filled": issued.filled_share,
    }  # fmt: skip


def upload() -> dict[str, float]:
    """Take the filled workbook of the longest answer, then the same again: seconds of both.

    Raises RuntimeError when the second time changes anything.
    """
    found = Assignment.objects.awaited().filter(round__title=TITLE).order_by("-row_count", "pk")[0]
    actor, data = found.round.owner, _filled(found)
    began = time.perf_counter()
    first = workbook_take(found, "测量.xlsx", data, actor=actor)
    taken = time.perf_counter()
    again = workbook_take(found, "测量.xlsx", data, actor=actor)
    if again.saved.version != first.saved.version or again.added or first.faults:
        raise RuntimeError("The same workbook changed something the second time.")
    return {
        "first": taken - began, "again": time.perf_counter() - taken,
        "rows": first.read, "changed": first.saved.changed_count,
    }  # fmt: skip


def _filled(assignment: Assignment) -> bytes:
    """Return the workbook of an answer with the asked column filled in."""
    sheet = sheet_of(assignment)
    rows = [replace(known, values={**known.values, "n1": "24"}) for known in sheet.rows]
    return workbook_write(replace(sheet, rows=rows))


def _draft(owner: User, most: int) -> Round:
    rows = PartyOrganization.objects.filter(kind=OrganizationKind.BRANCH, closed_on=None)
    told = [
        Column(f"k{n}", name, register=MEMBERS, source=name, check_only=True)
        for n, name in enumerate(KNOWN)
    ]
    asked = Column("n1", "培训学时", "whole", low=0, high=400, required=True)
    draft = services.round_draft(
        actor=owner, title=TITLE, basis="测量", why="测量", subject="register", register=MEMBERS,
        deadline=today() + timedelta(days=20), leader_named="测量",
    )  # fmt: skip
    draft = services.round_change(
        draft, actor=owner, columns=[*told, asked],
        recipients=list(rows.order_by("path").values_list("pk", flat=True)[:most]),
    )  # fmt: skip
    if burden_of(draft, owner, on=today()).over:
        services.exceptions_sign(draft, signed_by="测量", reason="测量", actor=owner)
    return draft
