"""The registers of Party members, applicants included, of delegates and weak organizations."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from jingwei.kernel.clock import today
from jingwei.kernel.registers.declaration import ASIDE, P3, Col, Register, register
from jingwei.kernel.registers.writing import Change
from jingwei.party.models import Delegate, DuesBase, Member, OrganizationMeeting, WeakSpell
from jingwei.people.base import NAME, PERSON, UNIT, HatRegister, OfPersonRegister
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


@register
class WeakSpellRegister(Register[WeakSpell]):
    """Weak Party organizations: identified when and why, closed when, steady or not."""

    model = WeakSpell
    keys: ClassVar[tuple[tuple[str, ...], ...]] = (("organization", "identified_on"),)
    parent: ClassVar[str] = "organization"
    interval: ClassVar[tuple[str, str] | None] = ("identified_on", "closed_on")
    columns = (
        Col("organization", by="name", width=30),
        Col("organization__name", label="党组织全称", search=True, on=frozenset()),
        Col("identified_on", filter="range", sort=True),
        Col("minutes_no", on=ASIDE),
        Col("causes", filter="text", width=30),
        Col("leader", wanted=True),
        Col("closed_on", filter="range", sort=True),
        Col("looked_back_on", filter="range", on=ASIDE),
        Col("result", filter="exact"),
    )

    def refusals(self, row: WeakSpell) -> dict[str, str]:
        found = {}
        if not row.organization_id:
            found["organization"] = "填写党组织。"
        if row.looked_back_on and not row.closed_on:
            found["looked_back_on"] = "还没有销号，不能回头看。"
        return found


@register
class DelegateRegister(OfPersonRegister[Delegate]):
    """Delegates to Party congresses, from the election until their seat ends."""

    model = Delegate
    unit_word = "名"
    keys: ClassVar[tuple[tuple[str, ...], ...]] = (("person", "congress"),)
    interval: ClassVar[tuple[str, str] | None] = ("elected_on", "ended_on")
    columns = (
        PERSON, NAME, UNIT,
        Col("congress", filter="text", width=30),
        Col("organization", by="name", width=30),
        Col("elected_on", filter="range", sort=True),
        Col("document_no", wanted=True),
        Col("ended_on", filter="range"),
        Col("reason", on=ASIDE),
    )  # fmt: skip

    def refusals(self, row: Delegate) -> dict[str, str]:
        found = {}
        if not row.organization_id:
            found["organization"] = "填写选举单位。"
        if row.ended_on and not row.reason:
            found["reason"] = "代表资格终止的，写明原因。"
        return found


@register
class DuesBaseRegister(OfPersonRegister[DuesBase]):
    """On what members pay dues: wages and pensions, which few read."""

    model = DuesBase
    keys: ClassVar[tuple[tuple[str, ...], ...]] = (("person", "since"),)
    columns = (
        PERSON, NAME, UNIT,
        Col("kind", filter="exact"),
        Col("base", secrecy=P3),
        Col("since", filter="range", sort=True),
        Col("note", on=ASIDE),
    )  # fmt: skip

    def refusals(self, row: DuesBase) -> dict[str, str]:
        has_month = len(row.since) >= len("202501")
        return {} if has_month else {"since": "填写起始年月，例如 2025.01。"}


@register
class OrganizationMeetingRegister(Register[OrganizationMeeting]):
    """Meetings of Party organizations: kind, day, topic, how many, what was decided."""

    model = OrganizationMeeting
    unit_word = "次"
    keys: ClassVar[tuple[tuple[str, ...], ...]] = (("organization", "kind", "held_on", "topic"),)
    parent: ClassVar[str] = "organization"
    removable: ClassVar[bool] = True
    columns = (
        Col("organization", by="name", width=30),
        Col("organization__name", label="党组织全称", search=True, on=frozenset()),
        Col("kind", filter="exact"),
        Col("also", filter="exact", on=ASIDE),
        Col("held_on", filter="range", sort=True),
        Col("topic", search=True, width=30),
        Col("due_count"),
        Col("present_count"),
        Col("leave", on=ASIDE),
        Col("decision", on=ASIDE),
    )

    def refusals(self, row: OrganizationMeeting) -> dict[str, str]:
        found = {}
        if not row.organization_id:
            found["organization"] = "填写党组织。"
        held_on: date | None = row.held_on
        if held_on and held_on > today():
            found["held_on"] = f"{held_on} 还没有到，会后再记录。"
        return found
