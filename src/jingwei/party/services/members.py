"""Members go where their Party organization goes when it is merged into another."""

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


declare_follower(PartyOrganization, members_follow)
