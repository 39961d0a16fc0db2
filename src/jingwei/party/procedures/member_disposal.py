"""Disposal of unqualified members: what it knows of the member, what it changes, its papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.documents.official import Official
from jingwei.kernel.documents.official_text import chinese_day
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.law import law
from jingwei.kernel.registers.writing import Draft
from jingwei.party.models import Member
from jingwei.party.rules.disposal import (
    CORRECT,
    DETACHED,
    QUIT,
    REFUSED,
    REMOVALS,
    REMOVE,
    disposal_ground,
)
from jingwei.party.selectors.told import told_of, ways_of
from jingwei.procedures.changes import rows_taken_back, rows_written
from jingwei.procedures.effects import Changed, effect
from jingwei.procedures.facts import case_facts
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.panels import panel, paper

CODE = "party.member_disposal"
EXITS = {REMOVE: "2", DETACHED: "21", QUIT: "23", REFUSED: "24"}
"""The codes of JW_PARTY_EXIT by the kind of disposal."""
STOPPED = "4"
WAYS = {CORRECT: "correct", QUIT: "quit"} | dict.fromkeys(REMOVALS, "remove")
"""The way a delivered decision goes on, by the kind of disposal."""
SEAL = "（盖章）　　　年　　月　　日"
ASSESSED = {"changed": "有转变", "unchanged": "无转变"}


@case_facts(CODE, member_stage="党员类别", member_state="党籍状态", assessed="改正期满评估")
def member_facts(case: Case, on: date) -> dict[str, Any]:
    """Tell what the register says of the member, and how the period of correction ended."""
    member = Member.objects.filter(person=case.person).first()
    return {
        "member_stage": member.get_stage_display() if member else None,
        "member_state": member.get_state_display() if member else None,
        "assessed": ASSESSED.get(ways_of(case).get("F03", "")),
    }


def _member_written(case: Case, actor: User | None, **values: Any) -> Changed:
    """Write the row of the member. Raises BadInput ``party.no_member`` without one."""
    member = Member.objects.filter(person=case.person).first()
    if member is None:
        raise BadInput(
            "party.no_member", f"党员登记册里没有{case.person}。", hint="先在登记册里登记党员。"
        )
    drafts = [Draft(values, row=member)]
    return {"rows": rows_written(case, Member, drafts, actor=actor)}


def _kind(case: Case) -> str:
    """Return the kind of disposal last proposed; "" before that."""
    return str(told_of(case).get("kind", ""))


@effect("party.disposal_begin", undo=rows_taken_back)
def disposal_begin(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Refuse a ground in words: only articles and items are kept. Changes no register."""
    verdict = disposal_ground(record.data.get("ground_ref"))
    if not verdict.is_met:
        raise RuleViolation(verdict.code, verdict.why, hint="改写为条款后再登记。")
    return {"rows": []}


@effect("party.disposal_approved", undo=rows_taken_back)
def disposal_approved(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """A removal ends membership on the day of the approval; other kinds change nothing yet."""
    kind = _kind(case)
    if kind not in REMOVALS:
        return {"rows": []}
    return _left(case, kind, record.happened_on, actor)


@effect("party.disposal_delivered", undo=rows_taken_back)
def disposal_delivered(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Refuse a way that is not the approved one. Changes no register."""
    kind = _kind(case)
    if WAYS.get(kind) != record.decision:
        raise RuleViolation(
            "party.disposal_way", f"批准的处置方式是{kind}，结论与此不符。",
            hint="结论选与处置方式相同的一项。",
        )  # fmt: skip
    return {"rows": []}


@effect("party.disposal_quit", undo=rows_taken_back)
def disposal_quit(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Who was asked to quit and agrees leaves on that day."""
    return _left(case, QUIT, record.happened_on, actor)


def _left(case: Case, kind: str, on: date, actor: User | None) -> Changed:
    state = Member.State.LEFT
    return _member_written(case, actor, state=state, exit_kind=EXITS[kind], exited_on=on)


@effect("party.disposal_stopped", undo=rows_taken_back)
def disposal_stopped(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Membership stops; the member is lost since the day that was entered."""
    lost = date.fromisoformat(record.data["lost_since"])
    state = Member.State.STOPPED
    return _member_written(case, actor, state=state, exit_kind=STOPPED, lost_since=lost)


@effect("party.disposal_restored", undo=rows_taken_back)
def disposal_restored(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Who was found is a member again, in contact since that day."""
    on, state = record.happened_on, Member.State.NORMAL
    return _member_written(case, actor, state=state, exit_kind="", lost_since=None, contacted_on=on)


@effect("party.disposal_reinstated", undo=rows_taken_back)
def disposal_reinstated(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """An appeal that was upheld makes the exit undone."""
    state = Member.State.NORMAL
    return _member_written(case, actor, state=state, exit_kind="", exited_on=None)


@panel(CODE, title="党员登记和本次处置", template="party/_disposal.html")
def disposal_panel(case: Case, viewer: User) -> dict[str, Any] | None:
    """Show what the register says of the member, and the rights that were told. Two queries."""
    rows = Member.objects.visible_to(viewer).select_related("organization")
    member = rows.filter(person=case.person).first()
    told = told_of(case)
    rights = (
        ("会前告知", "told_on"), ("本人到会", "attended"), ("本人申辩", "defended"),
        ("送达", "delivered_on"), ("申诉", "appealed"),
    )  # fmt: skip
    return {
        "member": member, "kind": told.get("kind", ""), "ground": told.get("ground_ref", ""),
        "rights": [(label, told.get(code, "")) for label, code in rights],
    }  # fmt: skip


def _paper(case: Case, title: str) -> Official:
    branch = Member.objects.filter(person=case.person).select_related("organization").first()
    issuer = str(branch.organization) if branch else str(case.owner)
    return Official(title=title, issuer=issuer, day=today())


def _day(told: dict[str, Any], code: str) -> str:
    """Return a day that was entered, in Chinese; a blank to be filled in by hand without one."""
    kept = told.get(code)
    return chinese_day(date.fromisoformat(kept)) if kept else "　　　　年　　月　　日"


@paper("party.disposal_told")
def told_paper(case: Case, viewer: User) -> bytes:
    """Write the notice of the meeting to the member, with the right to come and to defend."""
    told = told_of(case)
    written = _paper(case, "参加支部党员大会告知书")
    written.addressee(f"{case.person}同志")
    written.paragraph(
        f"党支部拟召开党员大会，讨论对你的组织处置（拟处置方式：{told.get('kind') or '　　'}，",
        f"依据：{told.get('ground_ref') or '　　'}）。现告知你参加会议。",
    )
    written.paragraph("你可以在会上说明情况、进行申辩，也可以提交书面意见。")
    written.paragraph("会议时间：　　　　　　　　会议地点：")
    written.signature()
    written.paragraph(f"告知日期：{_day(told, 'told_on')}　　本人签字：")
    return written.to_bytes()


@paper("party.disposal_form")
def form_paper(case: Case, viewer: User) -> bytes:
    """Write the form of approval: the member, the proposal, the vote, room for the opinions."""
    told = told_of(case)
    written = _paper(case, "不合格党员组织处置审批表")
    written.table(("项目", "内容"), _form_rows(case, told), (3, 9))
    return written.to_bytes()


def _form_rows(case: Case, told: dict[str, Any]) -> list[tuple[str, str]]:
    member = Member.objects.filter(person=case.person).select_related("organization").first()
    about = [("姓名", str(case.person))]
    if member:
        about += [
            ("所在党组织", str(member.organization)), ("类别", member.get_stage_display()),
            ("入党日期", str(member.joined_on or "")), ("转正日期", str(member.full_on or "")),
        ]  # fmt: skip
    asked = (
        ("事由条款", "ground_ref"), ("调查报告编号", "report_no"), ("拟处置方式", "kind"),
        ("本人申辩", "defended"), ("基层党委预审文号", "preview_no"),
        ("组织部预审文号", "office_no"),
    )  # fmt: skip
    return [
        *about,
        *((label, str(told.get(code, ""))) for label, code in asked),
        ("支部大会表决", _vote_words(case)),
        ("党支部意见", SEAL),
        ("基层党委审批意见", SEAL),
    ]


def _vote_words(case: Case) -> str:
    meeting = case.records.filter(step="D02", is_returned=False).order_by("-pk").first()
    vote = meeting.tallies.first() if meeting else None
    if meeting is None or vote is None:
        return ""
    return f"{meeting.happened_on}，应到会 {vote.due} 人，实到会 {vote.present} 人，{vote}"


@paper("party.disposal_notice")
def notice_paper(case: Case, viewer: User) -> bytes:
    """Write the notice of the decision with the right of appeal."""
    told = told_of(case)
    kind = str(told.get("kind", ""))
    written = _paper(case, "组织处置决定通知书")
    written.addressee(f"{case.person}同志")
    ground, number = told.get("ground_ref") or "　　", told.get("approval_no") or "　　"
    written.paragraph(
        f"根据《不合格党员组织处置办法》{ground}，经党支部党员大会讨论通过，",
        f"基层党委批准（{number}），决定给予你{kind or '　　'}处置。",
    )
    if kind in EXITS:
        years = law("party.disposal", today()).rejoin_years
        written.paragraph(f"受到劝其退党或者除名处置的，{years}年内不得重新入党。")
    written.paragraph("如对本决定不服，可以向作出决定的党组织或者上级党组织提出申诉。")
    written.signature()
    written.paragraph(f"送达日期：{_day(told, 'delivered_on')}　　本人签收：")
    return written.to_bytes()
