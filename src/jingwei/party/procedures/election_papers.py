"""Papers of an election: the requests, the count, the report. Drafts in the official format."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.kernel import codes
from jingwei.kernel.clock import today
from jingwei.kernel.documents.official import Official
from jingwei.kernel.documents.official_text import chinese_day
from jingwei.party.procedures.organization_election import (
    MEETING,
    POSTS,
    VOTE,
    last_record,
    open_term,
    organization_of,
    votes_of,
)
from jingwei.procedures.models import Case, CaseSubject
from jingwei.procedures.panels import paper

BLANK = "____"
HEADS = ("姓名", "赞成", "反对", "弃权", "结果")


def _official(case: Case, subject: str) -> Official:
    organization = organization_of(case)
    written = Official(
        title=f"{organization.name}\n{subject}", issuer=organization.name, day=today()
    )
    written.addressee(organization.parent.name if organization.parent else BLANK)
    return written


def _told(case: Case, step: str) -> dict[str, Any]:
    record = last_record(case, step)
    return dict(record.data) if record else {}


def _day(text: str | None) -> str:
    return chinese_day(date.fromisoformat(text)) if text else BLANK


@paper("party.election_request")
def election_request(case: Case, viewer: User) -> bytes:
    """Return the request to hold the election: the term, the day, the seats."""
    told, term = _told(case, "A02"), open_term(organization_of(case))
    expiry = term.runs_out if term else None
    meeting = told.get("meeting", "党员大会")
    written = _official(case, f"关于召开{meeting}进行换届选举的请示")
    ends = chinese_day(expiry) if expiry else BLANK
    written.paragraph(f"我组织本届任期将于{ends}届满，拟{told.get('shift', '按期')}换届。")
    if cause := told.get("shift_cause"):
        written.paragraph(f"原因：{cause}。")
    written.run_in(1, 1, "会议安排。", f"拟于{_day(told.get('planned_on'))}召开{meeting}进行选举。")
    form, seats = told.get("form", "设委员会"), told.get("seats", BLANK)
    written.run_in(1, 2, "班子设置。", f"{form}，应选{seats}名。")
    written.paragraph("当否，请批示。")
    written.signature()
    return written.to_bytes()


@paper("party.election_candidates")
def election_candidates(case: Case, viewer: User) -> bytes:
    """Return the request to approve the candidates; they stand in the order of entry."""
    told = _told(case, "A02")
    written = _official(case, "关于候选人预备人选的请示")
    rows = _rows(case, CaseSubject.Result.STANDING)
    written.paragraph(
        f"经推荐提名、酝酿审查，提出候选人预备人选{len(rows)}名，应选{told.get('seats', BLANK)}名。"
    )
    people = [
        (r.person.full_name, codes.label("GB2261", r.person.gender), str(r.person.unit))
        for r in rows
    ]  # fmt: skip
    written.table(("姓名", "性别", "所在单位"), people, (2, 1, 4))
    written.paragraph("当否，请批示。")
    written.signature()
    return written.to_bytes()


def _rows(case: Case, *results: str) -> list[CaseSubject]:
    rows = case.subjects.select_related("person__unit").order_by("position")
    return list(rows.filter(result__in=results) if results else rows)


@paper("party.election_tally")
def election_tally(case: Case, viewer: User) -> bytes:
    """Return the report of the tellers: ballots and the votes of each candidate, as entered."""
    told, votes = _told(case, VOTE), votes_of(case)
    written = Official(
        title=f"{organization_of(case).name}\n计票结果报告单", issuer="总监票人", day=today()
    )
    vote = next(iter(votes.values()), None)
    due, present = (vote.due, vote.present) if vote else (BLANK, BLANK)
    written.paragraph(f"应到会有选举权的{due}人，实到会{present}人。")
    ballots = [told.get(f"ballots_{name}", BLANK) for name in ("sent", "back")]
    void = told.get("ballots_void", 0)
    written.paragraph(f"发出选票{ballots[0]}张，收回{ballots[1]}张，其中无效票{void}张。")
    written.table(HEADS, [_line(row, votes.get(row.pk)) for row in _rows(case)], (3, 2, 2, 2, 3))
    written.signature()
    return written.to_bytes()


def _line(row: CaseSubject, vote: Any) -> tuple[str, ...]:
    counts = [str(n) for n in (vote.approve, vote.against, vote.abstain)] if vote else [BLANK] * 3
    is_standing = row.result == CaseSubject.Result.STANDING
    return (row.person.full_name, *counts, "" if is_standing else "未当选")


@paper("party.election_report")
def election_report(case: Case, viewer: User) -> bytes:
    """Return the report of the result: the meeting, who was elected, who has which post."""
    told, votes, held = _told(case, "A02"), votes_of(case), last_record(case, VOTE)
    written = _official(case, "关于换届选举结果的报告")
    vote, meeting = next(iter(votes.values()), None), told.get("meeting", "党员大会")
    day = chinese_day(held.happened_on) if held else BLANK
    due, present = (vote.due, vote.present) if vote else (BLANK, BLANK)
    written.paragraph(
        f"我组织于{day}召开{meeting}进行换届选举，应到会有选举权的{due}人，实到会{present}人。"
    )
    names = "、".join(row.person.full_name for row in _rows(case, CaseSubject.Result.STANDING))
    written.run_in(1, 1, "当选名单。", f"{names or BLANK}。")
    posts = _told(case, MEETING)
    given = "；".join(f"{POSTS[c].label}：{posts[c]['words']}" for c in POSTS if c in posts)
    written.run_in(1, 2, "班子分工。", f"{given or BLANK}。")
    written.paragraph("特此报告，请审批。")
    written.signature()
    return written.to_bytes()
