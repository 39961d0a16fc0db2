"""The register of Party members, applicants included."""

from __future__ import annotations

from typing import Any

from jingwei.kernel.registers.declaration import ASIDE, Col, register
from jingwei.kernel.registers.writing import Change
from jingwei.party.models import Member
from jingwei.people.base import NAME, PERSON, HatRegister
from jingwei.people.hats import HatKind, hat
from jingwei.people.models import Person

MEMBERS = (Member.Stage.FULL, Member.Stage.PROBATIONARY)
hat(
    HatKind(
        "member", "党员", Member,
        lambda row: row.stage in MEMBERS and row.state == Member.State.NORMAL,
    )
)  # fmt: skip


@register
class MemberRegister(HatRegister[Member]):
    """Members and those on the way to membership, by Party organization."""

    model = Member
    unit_word = "人"
    columns = (
        PERSON, NAME,
        Col("person__gender", filter="exact", width=6),
        Col("person__birth_on", filter="range"),
        Col("person__ethnic_group", filter="exact", on=ASIDE),
        Col("person__education", filter="exact", on=ASIDE),
        Col("organization", by="name", wanted=True, width=24),
        Col("organization_path", label="党组织范围", filter="subtree", on=frozenset()),
        Col("stage", filter="exact"),
        Col("state", filter="exact"),
        Col("group", on=ASIDE),
        Col("applied_on", filter="range", on=ASIDE),
        Col("activist_on", on=ASIDE),
        Col("target_on", on=ASIDE),
        Col("joined_on", filter="range", sort=True),
        Col("full_on", filter="range"),
        Col("join_branch", on=ASIDE),
        Col("introducers", on=ASIDE),
        Col("occupation", filter="exact", wanted=True, on=ASIDE),
        Col("entry", on=ASIDE),
        Col("entered_on", on=ASIDE),
        Col("is_mobile", filter="exact", on=ASIDE),
        Col("mobile_place", on=ASIDE),
        Col("contacted_on", on=ASIDE),
        Col("lost_since", filter="range", on=ASIDE),
        Col("exit_kind", on=ASIDE),
        Col("exited_on", on=ASIDE),
        Col("national_no", on=ASIDE),
        Col("synced_on", on=ASIDE),
        Col("note", on=ASIDE),
    )  # fmt: skip

    def prepare(self, rows: list[Member]) -> None:
        """Copy the paths of the person's unit and of the Party organization."""
        super().prepare(rows)
        for row in rows:
            row.organization_path = row.organization.path if row.organization_id else ""

    def refusals(self, row: Member) -> dict[str, str]:
        found = {}
        if not row.organization_id:
            found["organization"] = "填写所在党组织。"
        if row.stage in MEMBERS and row.joined_on is None:
            found["joined_on"] = "党员应有入党日期。"
        if row.stage == Member.Stage.FULL and row.full_on is None:
            found["full_on"] = "正式党员应有转正日期。"
        return found

    def stored(self, changes: list[Change[Member]], actor: Any) -> None:
        """Let the person carry the path of the organization for row scoping."""
        super().stored(changes, actor)
        by_path: dict[str, list[int]] = {}
        for change in changes:
            by_path.setdefault(change.row.organization_path, []).append(change.row.person_id)
        for path, pks in by_path.items():
            Person.objects.filter(pk__in=pks).update(organization_path=path)
