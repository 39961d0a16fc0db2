"""The transfer of a member: facts of its cases, what its steps change in the register.

Within the district the receiving side records the last step: the row must be in the sight of
whoever writes it. Who receives but cannot see the case yet is given it by a hand-over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.numbers import next_numbers
from jingwei.kernel.registers.writing import Draft, RowsRefused
from jingwei.org.models import PartyOrganization
from jingwei.party.models import Member
from jingwei.party.rules.transfers import FULL
from jingwei.party.selectors.transfers import CODE, LETTER, letter_of, notices
from jingwei.people.models import Person
from jingwei.procedures.changes import rows_taken_back, rows_written
from jingwei.procedures.effects import Changed, effect
from jingwei.procedures.facts import case_facts
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.panels import panel

TARGET = "B01"
"""The step that names the organization within the district."""
MEMBERS = (Member.Stage.FULL, Member.Stage.PROBATIONARY)


def last_record(case: Case, step: str) -> StepRecord | None:
    """Return the latest record in force of a step. One query."""
    return case.records.filter(step=step, is_returned=False).order_by("-pk").first()


def person_of(case: Case) -> Person:
    """Return whose relations are moved; a case of this procedure always has a person."""
    if case.person is None:
        raise BadInput("procedures.subject", "组织关系转接的对象应为人员。")
    return case.person


def member_of(case: Case) -> Member | None:
    """Return the row of the person in the register of members, with its organization."""
    rows = Member.objects.filter(person=person_of(case)).select_related("organization", "person")
    return rows.first()


@case_facts(
    CODE, member_stage="党员类别", member_state="党籍状态", present_organization="现在所在党组织"
)
def transfer_facts(case: Case, on: date) -> dict[str, Any]:
    """Tell the rules what the register of members says of the person today. One query."""
    member = member_of(case)
    return {
        "member_stage": member.get_stage_display() if member else None,
        "member_state": member.get_state_display() if member else None,
        "present_organization": member.organization_id if member else None,
    }


def _is_member(member: Member | None) -> bool:
    return bool(member and member.stage in MEMBERS and member.state == Member.State.NORMAL)


def _member(case: Case) -> Member:
    member = member_of(case)
    if member is None or not _is_member(member):
        raise RuleViolation(
            "party.no_member", f"{person_of(case)}在党员登记里不是党籍正常的党员，不能转接。",
            hint="先核对党员登记。",
        )  # fmt: skip
    return member


def _target(record: StepRecord | None) -> PartyOrganization:
    """Return the organization a step names; it must still exist."""
    if record is None:
        raise BadInput("procedures.field", "还没有写明转入党组织。")
    found = PartyOrganization.objects.get(pk=record.data["to_organization"]["pk"])
    if found.closed_on:
        raise RuleViolation(
            "org.closed", f"“{found}”已于 {found.closed_on} 撤销，不能转入。",
            hint="退回后改填转入党组织。",
        )  # fmt: skip
    return found


def _written(
    case: Case, values: Mapping[str, Any], row: Member | None, actor: User | None
) -> Changed:
    """Store the values in the register of members; keep where the person was scoped before.

    Raises RuleViolation ``party.transfer_refused`` with what the register says against it.
    """
    person = person_of(case)
    scoped = Person.objects.values_list("organization_path", flat=True).get(pk=person.pk)
    draft = Draft({**values} if row else {"person": person, **values}, row=row)
    try:
        rows = rows_written(case, Member, [draft], actor=actor)
    except RowsRefused as error:
        raise RuleViolation(
            "party.transfer_refused", f"{person}的党员登记没有保存。{error}",
            hint="转入方的党员不在你的数据范围内的，先把程序移交给转入方的经办人登记。",
        ) from error  # fmt: skip
    return {"rows": rows, "person": person.pk, "scoped": scoped}


def _taken_back(case: Case, changed: Changed, actor: User | None) -> None:
    """Undo of the effects on the register: the row as it was, the person scoped as before."""
    try:
        rows_taken_back(case, changed, actor)
    except RowsRefused as error:
        raise RuleViolation(
            "party.transfer_refused", f"“{case}”的党员登记没有改回。{error}",
            hint="请由看得到转出、转入双方的部门撤回。",
        ) from error  # fmt: skip
    Person.objects.filter(pk=changed["person"]).update(organization_path=changed["scoped"])


@effect("party.transfer_within", undo=_taken_back)
def transfer_within(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Put the member into the organization that the sending side named.

    Raises RuleViolation ``party.no_member``, ``party.same_organization``, ``org.closed``,
    ``party.transfer_refused``.
    """
    member, target = _member(case), _target(last_record(case, TARGET))
    if member.organization_id == target.pk:
        raise RuleViolation(
            "party.same_organization", f"{member}现在就在“{target}”。",
            hint="退回后改填转入党组织。",
        )  # fmt: skip
    values = {"organization": target, "group": "", "entered_on": record.happened_on}
    return _written(case, values, member, actor)


@effect("party.transfer_out", undo=_taken_back)
def transfer_out(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Note that the member's relations have gone to another district."""
    return _written(case, {"state": Member.State.TRANSFERRED}, _member(case), actor)


@effect("party.transfer_in", undo=_taken_back)
def transfer_in(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Enter the newcomer into the register of members, or bring back who had gone.

    Raises RuleViolation ``party.member_already`` for a member of the district, ``org.closed``,
    ``party.transfer_refused``.
    """
    member, checked = member_of(case), last_record(case, "D02")
    if _is_member(member):
        raise RuleViolation(
            "party.member_already", f"{member}已是本区党组织的党员，不能再转入。",
            hint="区内调动按“区内转接”办理。",
        )  # fmt: skip
    if checked is None:
        raise BadInput("procedures.field", "还没有查核党员身份。")
    told = checked.data
    stage = Member.Stage.FULL if told["stage"] == FULL else Member.Stage.PROBATIONARY
    values = {
        "organization": _target(record), "stage": stage, "state": Member.State.NORMAL, "group": "",
        "joined_on": date.fromisoformat(told["joined_on"]),
        "full_on": date.fromisoformat(told["full_on"]) if told.get("full_on") else None,
        "entry": Member.Entry.TRANSFERRED, "entered_on": record.happened_on,
    }  # fmt: skip
    return _written(case, values, member, actor)


def _void(case: Case, changed: Changed, actor: User | None) -> None:
    """Undo of ``transfer_letter``: its number stays used, as that of a spoiled letter does."""


@effect("party.transfer_letter", undo=_void)
def transfer_letter(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Give the letter of introduction the next number of the year."""
    year = record.happened_on.year
    (number,) = next_numbers(f"party.letter.{year}", 1)
    return {"year": year, "number": number}


@panel(CODE, title="组织关系介绍信", template="party/_transfer_letter.html")
def letter_panel(case: Case, viewer: User) -> dict[str, Any] | None:
    """Show the letter that is out: its number, until when it holds. Three queries at most.

    None before there is one.
    """
    record, on = last_record(case, LETTER), today()
    if record is None or not record.effect:
        return None
    return {"letter": letter_of(case, record, on, notices(on))}
