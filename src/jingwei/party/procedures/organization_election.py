"""The election of a Party organization: facts of its cases, what its steps change in terms.

The end of the present term and the count of members are those of today: what the register said on
an earlier day is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from jingwei.accounts.models import User
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.kernel.scoping import subtree
from jingwei.org.models import CommitteeSeat, PartyOrganization, SeatPost, Term
from jingwei.org.rules import months_left
from jingwei.org.services import seat_add, term_change, term_open, term_take_back
from jingwei.party.models import Member
from jingwei.party.rules import elections  # noqa: F401  # declares its rules
from jingwei.people.models import Person
from jingwei.procedures.effects import Changed, effect
from jingwei.procedures.facts import case_facts, subject_facts
from jingwei.procedures.models import Case, CaseSubject, CaseVote, StepRecord
from jingwei.procedures.panels import panel

CODE = "party.organization_election"
VOTE, MEETING, RESULT = "C01", "D01", "E02"
POSTS = {
    "post_secretary": SeatPost.SECRETARY, "post_deputy": SeatPost.DEPUTY,
    "post_deputy_2": SeatPost.DEPUTY, "post_organization": SeatPost.ORGANIZATION,
    "post_publicity": SeatPost.PUBLICITY, "post_discipline": SeatPost.DISCIPLINE,
    "post_discipline_secretary": SeatPost.DISCIPLINE_SECRETARY,
    "post_united_front": SeatPost.UNITED_FRONT, "post_youth": SeatPost.YOUTH,
    "post_women": SeatPost.WOMEN, "post_masses": SeatPost.MASSES, "post_secrecy": SeatPost.SECRECY,
}  # fmt: skip
"""The posts that the first meeting may give out, by the field that names the holder."""
LEADERS = ("post_secretary", "post_deputy", "post_deputy_2")


def last_record(case: Case, step: str) -> StepRecord | None:
    """Return the latest record in force of a step. One query."""
    return case.records.filter(step=step, is_returned=False).order_by("-pk").first()


def votes_of(case: Case) -> dict[int, CaseVote]:
    """Return the latest counted vote of each candidate, by row of the batch. One query."""
    rows = CaseVote.objects.filter(
        record__case=case, record__step=VOTE, record__is_returned=False, subject__isnull=False
    )
    return {row.subject_id: row for row in rows.order_by("pk") if row.subject_id}


def open_term(organization: PartyOrganization) -> Term | None:
    """Return the term that has not ended, None for an organization without one."""
    return organization.terms.filter(ended_on=None).first()


def organization_of(case: Case) -> PartyOrganization:
    """Return the organization that elects; a case of this procedure always has one."""
    if case.organization is None:
        raise BadInput("procedures.subject", "换届选举的对象应为党组织。")
    return case.organization


@case_facts(
    CODE, term_due="任期届满日期", kind="党组织类别", full_members="正式党员人数",
    candidates="人选人数", fewest_elected="当选人最低票数", most_lost="落选人最高票数",
    secretary_full_on="书记转正日期",
)  # fmt: skip
def election_facts(case: Case, on: date) -> dict[str, Any]:
    """Tell the rules of the term, of the members and of the votes. Six queries."""
    organization = organization_of(case)
    term = open_term(organization)
    votes = votes_of(case)
    results = dict(case.subjects.values_list("pk", "result"))
    standing = [pk for pk, result in results.items() if result == CaseSubject.Result.STANDING]
    elected = [votes[pk].approve for pk in standing if pk in votes]
    lost = [vote.approve for pk, vote in votes.items() if pk not in standing]
    return {
        "term_due": term.runs_out if term else None,
        "kind": organization.get_kind_display(), "full_members": _full_members(organization),
        "candidates": len(standing),
        "fewest_elected": min(elected) if elected and len(elected) == len(standing) else None,
        "most_lost": max(lost, default=None), "secretary_full_on": _secretary_full_on(case),
    }  # fmt: skip


def _full_members(organization: PartyOrganization) -> int:
    """Return the full members in good standing of the organization and of those below it."""
    rows = Member.objects.filter(subtree("organization_path", organization.path))
    rows = rows.filter(stage=Member.Stage.FULL, state=Member.State.NORMAL)
    return rows.filter(person__merged_into=None).count()


def _secretary_full_on(case: Case) -> date | None:
    held = last_record(case, MEETING)
    if held is None:
        return None
    person = held.data["post_secretary"]["pk"]
    return Member.objects.filter(person=person).values_list("full_on", flat=True).first()


@subject_facts(
    CODE, member_stage="党员类别", member_state="党籍状态", votes_for="赞成票",
    votes_present="实到会人数",
)  # fmt: skip
def candidate_facts(case: Case, rows: list[CaseSubject], on: date) -> dict[int, Mapping[str, Any]]:
    """Tell the rules of each candidate: the member, the votes. Two queries."""
    found = Member.objects.filter(person__in=[row.person_id for row in rows])
    members = {member.person_id: member for member in found}
    votes = votes_of(case)
    return {row.pk: _candidate(members.get(row.person_id), votes.get(row.pk)) for row in rows}


def _candidate(member: Member | None, vote: CaseVote | None) -> dict[str, Any]:
    return {
        "member_stage": member.get_stage_display() if member else None,
        "member_state": member.get_state_display() if member else None,
        "votes_for": vote.approve if vote else None,
        "votes_present": vote.present if vote else None,
    }


@contextmanager
def _plainly() -> Iterator[None]:
    """Say in one sentence what a term or a seat does not allow."""
    try:
        yield
    except ValidationError as error:
        raise BadInput("party.term", "".join(error.messages)) from error


def _term_changed(term: Term | None, after: dict[str, Any], actor: User | None) -> Changed:
    """Write columns of a term; return what ``term_restored`` needs, nothing without a term."""
    if term is None:
        return {}
    before = {name: getattr(term, name) for name in after}
    with _plainly():
        term_change(term, after, actor=actor)
    return {"term": term.pk, "before": _kept(before), "after": _kept(after)}


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def term_restored(case: Case, changed: Changed, actor: User | None) -> None:
    """Undo of the effects that write columns of a term. Raises Conflict when they differ now."""
    if not changed:
        return
    term = Term.objects.filter(pk=changed["term"]).first()
    names = list(changed["after"])
    if term is None or _kept({name: getattr(term, name) for name in names}) != changed["after"]:
        raise Conflict(
            "procedures.changed_since", f"任期在“{case}”办理之后又有改动，不能自动撤回。",
            hint="先在党组织页面核对任期。",
        )  # fmt: skip
    before = dict(changed["before"])
    if kept := before.get("delay_until"):
        before["delay_until"] = date.fromisoformat(kept)
    with _plainly():
        term_change(term, before, actor=actor)


def _staged(case: Case, stage: Term.Stage, actor: User | None) -> Changed:
    return _term_changed(open_term(organization_of(case)), {"stage": str(stage)}, actor)


@effect("party.election_asked", undo=term_restored)
def election_asked(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Note on the present term that the election was asked for."""
    return _staged(case, Term.Stage.ASKED, actor)


@effect("party.election_approved", undo=term_restored)
def election_approved(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Note on the present term that the election was approved."""
    return _staged(case, Term.Stage.APPROVED, actor)


@effect("party.election_refused", undo=term_restored)
def election_refused(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Note on the present term that no election is under way."""
    return _staged(case, Term.Stage.NONE, actor)


@effect("party.election_delay", undo=term_restored)
def election_delay(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Let the present term run on until the approved day.

    Raises BadInput ``party.no_term`` without a term, ``procedures.field`` without the day.
    """
    organization = organization_of(case)
    term, until = open_term(organization), record.data.get("delayed_until")
    if until is None:
        raise BadInput("procedures.field", "批准延期的，填写延期至哪一天。")
    if term is None:
        raise BadInput(
            "party.no_term", f"“{organization}”没有登记未结束的任期。", hint="先登记现任期。"
        )
    after = {
        "delay_until": date.fromisoformat(until), "delay_approval_no": record.data["reply_no"],
        "stage": str(Term.Stage.NONE),
    }  # fmt: skip
    return _term_changed(term, after, actor)


@effect("party.election_elected", undo=term_restored)
def election_elected(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Note on the present term that its successors are elected.

    Raises RuleViolation ``party.not_elected`` for a post given to somebody who is not elected,
    ``party.two_posts`` when one person is to be secretary and deputy.
    """
    elected = set(_elected(case).values_list("person", flat=True))
    given = _posts(record)
    if outside := [words for _, person, words in given if person not in elected]:
        names = "、".join(dict.fromkeys(outside))
        raise RuleViolation(
            "party.not_elected", f"{names}不在当选人里，不能分工。",
            hint="当选人是“人选”里没有标为“不再继续”的人。",
        )  # fmt: skip
    leaders = [person for code, person, _ in given if code in LEADERS]
    if len(leaders) != len(set(leaders)):
        raise RuleViolation("party.two_posts", "书记、副书记应为不同的人。")
    return _staged(case, Term.Stage.ELECTED, actor)


def _posts(record: StepRecord) -> list[tuple[str, int, str]]:
    """Return (field, person, name) of the posts that the first meeting gave out."""
    told = record.data
    return [(code, told[code]["pk"], told[code]["words"]) for code in POSTS if code in told]


def _elected(case: Case) -> Any:
    return case.subjects.filter(result=CaseSubject.Result.STANDING).order_by("position")


def _seat_back(case: Case, changed: Changed, actor: User | None) -> None:
    """Undo of ``election_term``: the term before runs on, with its committee."""
    before = Term.objects.filter(pk=changed["before"].get("term")).first()
    term = Term.objects.filter(pk=changed["term"]).first()
    if term is None:
        raise Conflict("procedures.changed_since", f"“{case}”登记的任期已经不在，不能自动撤回。")
    seats, held = changed["seats"], changed["held"]
    term_take_back(term, seats=seats, before=before, held=held, actor=actor)
    term_restored(case, changed["before"], actor)


@effect("party.election_term", undo=_seat_back)
def election_term(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Close the present term and open the new one, from the day of the election, with its seats.

    Whoever was elected and got no post is a plain member of the committee.
    """
    organization, basis = organization_of(case), record.data["confirmed_no"]
    vote, meeting = last_record(case, VOTE), last_record(case, MEETING)
    if vote is None or meeting is None:
        raise BadInput("party.no_election", f"“{case}”没有选举和分工的记录，不能登记任期。")
    began_on = vote.happened_on
    before = _staged(case, Term.Stage.CONFIRMED, actor)
    held = list(organization.seats.filter(until=None).values_list("pk", flat=True))
    with _plainly():
        term = term_open(
            organization, began_on=began_on, elected_on=began_on, approval_no=basis, actor=actor
        )
        seats = [
            seat_add(
                organization, holder_name=person.full_name, holder_number=person.number, post=post,
                since=began_on, basis=basis, actor=actor,
            )
            for post, person in _holders(case, meeting)
        ]  # fmt: skip
    pks = [seat.pk for seat in seats]
    return {"term": term.pk, "seats": pks, "before": before, "held": held}


def _holders(case: Case, meeting: StepRecord) -> Iterator[tuple[str, Person]]:
    """Yield (post, person) of the new committee: the posts in their order, then plain members."""
    people = {row.person_id: row.person for row in _elected(case).select_related("person")}
    given = _posts(meeting)
    for code, person, _ in given:
        yield str(POSTS[code]), people[person]
    with_post = {person for _, person, _ in given}
    for pk, person in people.items():
        if pk not in with_post:
            yield str(SeatPost.MEMBER), person


@effect("party.election_filed", undo=term_restored)
def election_filed(case: Case, record: StepRecord, actor: User | None) -> Changed:
    """Note on the term that ended that its papers are filed."""
    result = last_record(case, RESULT)
    before = result.effect["changed"]["before"] if result and result.effect else {}
    term = Term.objects.filter(pk=before["term"]).first() if before else None
    return _term_changed(term, {"stage": str(Term.Stage.FILED)}, actor)


@panel(CODE, title="任期与班子", template="party/_election.html")
def election_panel(case: Case, viewer: User) -> dict[str, Any]:
    """Show the present term, how long it runs, and who leads now. Two queries."""
    organization = organization_of(case)
    term = open_term(organization)
    expiry = term.runs_out if term else None
    seats = CommitteeSeat.objects.filter(organization=organization, until=None)
    return {
        "organization": organization, "term": term, "due": expiry,
        "months": months_left(expiry, today()) if expiry else None,
        "is_over": bool(expiry and expiry < today()), "seats": list(seats.order_by("pk")),
    }  # fmt: skip
