"""Drafts of rounds to three branches of the department, with two members in each of two."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.collection import services
from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, Round
from jingwei.org.models import PartyOrganization, Unit
from jingwei.procedures.tests.sample import calendar
from tests.factories import MemberFactory, PartyOrganizationFactory

DUE = date(2025, 7, 8)
MEMBERS = "party.member"
NAME = Column("k1", "姓名", register=MEMBERS, source="person__full_name", check_only=True)
JOINED = Column("k2", "入党日期", register=MEMBERS, source="joined_on", check_only=True)
GROUP = Column("k3", "党小组", register=MEMBERS, source="group", required=True)
TRAINED = Column("n1", "本季度培训学时", "whole", low=0, high=200, required=True)
WORDS: dict[str, Any] = {
    "title": "党员培训学时", "basis": "清单外，一事一报", "why": "安排下半年培训", "deadline": DUE,
}  # fmt: skip


def branches(zzb: Unit) -> list[PartyOrganization]:
    """A general branch with two branches below it; each branch has two members."""
    calendar(2025)
    top = PartyOrganizationFactory(unit=zzb, name="区委组织部总支", kind="general_branch")
    below = [
        PartyOrganizationFactory(unit=zzb, parent=top, name=f"第{word}支部") for word in "一二"
    ]
    for branch in below:
        MemberFactory.create_batch(2, of=zzb, organization=branch)
    return [top, *below]


def member_draft(
    below: list[PartyOrganization], actor: User, *columns: Column, **words: Any
) -> Round:
    """A draft about the members of the branches."""
    told = {**WORDS, "subject": "register", "register": MEMBERS, **words}
    draft = services.round_draft(actor=actor, **told)
    asked = list(columns or (NAME, JOINED, TRAINED))
    return services.round_change(
        draft, actor=actor, columns=asked, recipients=[one.pk for one in below]
    )


def hand_in(assignment: Assignment, code: str, text: str) -> None:
    """Answer one column of every row and hand the whole in, as if by the recipient."""
    for row in assignment.rows.all():
        row.values = {**row.values, code: text}
        row.is_changed = True
        row.save()
    assignment.state = Assignment.State.SUBMITTED
    assignment.save()
