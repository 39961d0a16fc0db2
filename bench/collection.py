"""What is measured of rounds of filling-in, with Django loaded by bench.inside."""

from __future__ import annotations

import time
from datetime import timedelta

from jingwei.accounts.models import User
from jingwei.collection import services
from jingwei.collection.columns import Column
from jingwei.collection.models import Round
from jingwei.collection.selectors.burden import burden_of
from jingwei.kernel.clock import today
from jingwei.org.models import OrganizationKind, PartyOrganization

MEMBERS = "party.member"
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


def _draft(owner: User, most: int) -> Round:
    rows = PartyOrganization.objects.filter(kind=OrganizationKind.BRANCH, closed_on=None)
    told = [
        Column(f"k{n}", name, register=MEMBERS, source=name, check_only=True)
        for n, name in enumerate(KNOWN)
    ]
    asked = Column("n1", "培训学时", "whole", low=0, high=400, required=True)
    draft = services.round_draft(
        actor=owner, title="测量", basis="测量", why="测量", subject="register", register=MEMBERS,
        deadline=today() + timedelta(days=20), leader_named="测量",
    )  # fmt: skip
    draft = services.round_change(
        draft, actor=owner, columns=[*told, asked],
        recipients=list(rows.order_by("path").values_list("pk", flat=True)[:most]),
    )  # fmt: skip
    if burden_of(draft, owner, on=today()).over:
        services.exceptions_sign(draft, signed_by="测量", reason="测量", actor=owner)
    return draft
