"""Members in contact; and they go where their organization goes when it becomes part of another."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.org.models import PartyOrganization
from jingwei.org.services.trees import declare_follower
from jingwei.party.models import Member

CHUNK = 2_000


def members_follow(before: Any, after: Any, on: date, actor: Any) -> None:
    """Give everybody of the merged organization the one it became a part of."""
    members = list(Member.objects.filter(organization=before))
    source = f"党组织合并 {on}"
    for start in range(0, len(members), CHUNK):
        drafts = [Draft({"organization": after}, row=row) for row in members[start : start + CHUNK]]
        rows_save(register_of(Member), drafts, actor=actor, source=source)


def member_contacted(member: Member, on: date, *, actor: Any) -> Member:
    """Note the day on which a branch was last in contact with a member; an earlier one is kept out.

    Raises RowsRefused as every entry in the register does.
    """
    if member.contacted_on and member.contacted_on >= on:
        return member
    draft = Draft({"contacted_on": on}, row=member)
    rows_save(register_of(Member), [draft], actor=actor, source="支部页面")
    return member


declare_follower(PartyOrganization, members_follow)
