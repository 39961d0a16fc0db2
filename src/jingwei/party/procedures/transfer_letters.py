"""The letter of introduction in three parts, stub, letter and receipt, and the receipt we return.

The number of the identity card is left open: it is written in by hand when the letter is issued.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.kernel import codes
from jingwei.kernel.clock import today
from jingwei.kernel.documents.official import Official
from jingwei.kernel.documents.official_text import chinese_day
from jingwei.kernel.errors import BadInput
from jingwei.kernel.partial_dates import show_partial
from jingwei.org.models import OrganizationKind, PartyOrganization
from jingwei.party.models import Member
from jingwei.party.procedures.membership_transfer import last_record, member_of, person_of
from jingwei.party.selectors.transfers import LETTER, letter_number
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.panels import paper

LINE_PT = 21
"""Points from line to line: the three parts stand on one page."""
BLANK = "________"
CUT = "……………………（骑缝处盖章）……………………"
COMMITTEES = (
    OrganizationKind.COMMITTEE, OrganizationKind.WORK_COMMITTEE, OrganizationKind.LOCAL_COMMITTEE,
)  # fmt: skip


def committee_of(organization: PartyOrganization) -> PartyOrganization:
    """Return the committee that a branch belongs to; itself when there is none above."""
    found: PartyOrganization | None = organization
    while found is not None and found.kind not in COMMITTEES:
        found = found.parent
    return found or organization


@paper("party.transfer_letter")
def transfer_letter_paper(case: Case, viewer: User) -> bytes:
    """Return the letter in three parts on one page.

    Raises BadInput ``party.no_letter`` before the step that numbers it, or without a member.
    """
    record, member = last_record(case, LETTER), member_of(case)
    if record is None or not record.effect or member is None:
        raise BadInput("party.no_letter", "还没有登记“开具介绍信”，介绍信没有编号。")
    sender, told = committee_of(member.organization), record.data
    letter = Official(
        "中国共产党党员组织关系介绍信", issuer=sender.name, day=record.happened_on, line_pt=LINE_PT
    )
    _stub(letter, record, member, sender)
    letter.paragraph(CUT)
    _letter(letter, case, record, member)
    letter.paragraph(CUT)
    _receipt(letter, sender.name, str(member), told["to_unit"])
    return letter.to_bytes()


def _stub(letter: Official, record: StepRecord, member: Member, sender: PartyOrganization) -> None:
    told, day = record.data, chinese_day(record.happened_on)
    letter.paragraph(f"第一联　存根　　编号：{letter_number(record)}")
    letter.paragraph(
        f"{member}同志系{member.get_stage_display()}，组织关系由{sender.name}"
        f"转到{told['to_unit']}。有效期{told['valid_days']}天。{day}"
    )
    letter.paragraph("（回执贴在本联上）")


def _letter(letter: Official, case: Case, record: StepRecord, member: Member) -> None:
    told, person = record.data, person_of(case)
    letter.paragraph(f"第二联　介绍信　　编号：{letter_number(record)}")
    letter.addressee(told["heading"])
    letter.paragraph(
        f"{person}同志（{_word('GB2261', person.gender)}，{show_partial(person.birth_on)}生，"
        f"{_word('GB3304', person.ethnic_group)}），系{member.get_stage_display()}，"
        f"身份证号{BLANK}{BLANK}，由{member.organization.name}去{told['to_unit']}，"
        "请转接组织关系。"
    )
    letter.paragraph(f"有效期{told['valid_days']}天，党费交至{_dues(case)}。")
    letter.signature()
    place = f"通信地址：{told.get('sender_address', BLANK)}"
    phone = f"电话：{told.get('sender_phone', BLANK)}"
    letter.paragraph(f"{place}　{phone}　邮编：{told.get('sender_postcode', BLANK)}")


def _word(table: str, code: str) -> str:
    return codes.label(table, code) if code else BLANK


def _dues(case: Case) -> str:
    record = last_record(case, "A01")
    until = record.data.get("dues_until") if record else None
    return show_partial(until) if until else BLANK


def _receipt(letter: Official, to: str, name: str, by: str) -> None:
    letter.paragraph("第三联　回执")
    letter.addressee(to)
    letter.paragraph(f"{name}同志的组织关系已转到我处，特此回复。")
    letter.paragraph(f"{by}（盖章）　　　　年　　月　　日")
    letter.paragraph(f"经办人：{BLANK}　联系电话：{BLANK}")


@paper("party.transfer_receipt")
def transfer_receipt_paper(case: Case, viewer: User) -> bytes:
    """Return the receipt that goes back to the sender of somebody who came from elsewhere."""
    record, placed = last_record(case, "D01"), last_record(case, "D03")
    told: dict[str, Any] = dict(record.data) if record else {}
    day = placed.happened_on if placed else today()
    issuer = placed.data["to_organization"]["words"] if placed else BLANK
    written = Official("党员组织关系介绍信回执", issuer=issuer, day=day)
    written.addressee(told.get("from_unit", BLANK))
    number, since = told.get("letter_no", BLANK), told.get("letter_on")
    issued = chinese_day(date.fromisoformat(since)) if since else BLANK
    written.paragraph(
        f"你处{issued}开具的介绍信（编号{number}）收悉。"
        f"{person_of(case)}同志的组织关系已转到我处，特此回复。"
    )
    written.signature()
    return written.to_bytes()
