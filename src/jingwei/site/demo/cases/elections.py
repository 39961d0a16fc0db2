"""Elections of branches: a case at every step, some ended, some with something wrong.

A small district has few terms that run out soon. The terms of the chosen branches are put where
their elections need them; their length stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

from jingwei.kernel.clock import standing_on
from jingwei.org.models import OrganizationKind, PartyOrganization, Term
from jingwei.org.rules import months_later, term_years
from jingwei.party.models import Member
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry, VoteGiven
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import subject_add, subject_drop
from jingwei.procedures.votes import Counted
from jingwei.site.demo.cases.world import World

CODE = "party.organization_election"
OWNER = "maqiang"
SEATS, CANDIDATES = 3, 4
FEWEST, MOST = 8, 50
"""Full members of a branch whose election is told."""
SENIOR = date(2023, 6, 30)
"""Candidates are full members since then or longer."""
DUE = date(2025, 9, 20)
OPENED = date(2025, 3, 10)
AFTER = {
    "A01": 0, "A02": 49, "A03": 57, "B01": 65, "B02": 71, "B03": 78, "C01": 92, "C02": 92,
    "D01": 92, "E01": 95, "E02": 102, "E03": 108,
}  # fmt: skip
"""The day of each step, counted from the opening."""
LATE = {"C01": 200, "C02": 200, "D01": 200, "E01": 203, "E02": 210, "E03": 216}
"""The same of an election that was held after its term had run out."""
PAPERS = {
    "A01": "reminder", "A02": "request preparing_minutes", "A03": "reply", "B01": "nominations",
    "B02": "vetting", "B03": "candidates_request candidates_reply",
    "C01": "ballot_rules tally minutes", "D01": "first_minutes", "E01": "report",
    "E02": "confirmation", "E03": "filing",
}  # fmt: skip
DECISIONS = {"A03": "agree", "B03": "agree", "C01": "valid", "C02": "elected", "E02": "agree"}


@dataclass(frozen=True, slots=True)
class Told:
    """An election: where it stops, how it differs from the usual, what is wrong with it.

    ``stop``: the step it stands at, "" for one that ended. ``days`` are other days after the
    opening, ``ends`` the last decision of one that ends early.
    """

    stop: str = ""
    opened: date = OPENED
    due: date = DUE
    days: Mapping[str, int] = field(default_factory=dict)
    ends: Mapping[str, str] = field(default_factory=dict)
    candidates: int = CANDIDATES
    is_thin: bool = False
    is_tied: bool = False
    faults: tuple[str, ...] = ()


STANDING = [
    Told("A01", opened=date(2025, 6, 25), due=date(2026, 1, 10)),
    *(Told(step) for step in list(AFTER)[1:]),
]
ENDED = [
    Told(),
    Told(opened=date(2025, 3, 3), due=date(2025, 9, 12)),
    Told(ends={"A03": "delay"}),
]
WRONG = [
    Told("A03", due=date(2025, 7, 20), opened=date(2025, 1, 15), days={"A02": 130, "C01": 170},
         faults=("party.election_asked_in_time",)),
    Told("C01", candidates=SEATS, faults=("party.election_differential",)),
    Told("C02", is_thin=True, faults=("four_fifths_present",)),
    Told("D01", is_tied=True, faults=("party.election_elected_order",)),
    Told("E02", opened=date(2025, 2, 10), days={"E01": 130}, faults=("EL01",)),
    Told(opened=date(2024, 11, 20), due=date(2025, 5, 31), days=LATE,
         faults=("party.election_held_in_term",)),
]  # fmt: skip
ALL = [*STANDING, *ENDED, *WRONG]


def load(world: World) -> None:
    """Begin an election for each of the first branches by the end of their term."""
    for told, branch in zip(ALL, islice(_branches(), len(ALL)), strict=False):
        _term_put(branch, told.due)
        case = _played(world, branch, told)
        world.plant(case, *told.faults)


def _branches() -> Iterator[PartyOrganization]:
    """Yield branches with enough full members, by the end of their term and their place."""
    terms = Term.objects.filter(ended_on=None, organization__closed_on=None, due_on__isnull=False)
    branches = terms.filter(organization__kind=OrganizationKind.BRANCH)
    for term in branches.select_related("organization").order_by("due_on", "organization__path"):
        if FEWEST <= len(_full_members(term.organization)) <= MOST:
            yield term.organization


def _full_members(branch: PartyOrganization) -> list[Member]:
    rows = Member.objects.filter(organization=branch, stage=Member.Stage.FULL)
    return list(rows.filter(state=Member.State.NORMAL).select_related("person").order_by("pk"))


def _term_put(branch: PartyOrganization, due: date) -> None:
    """Let the present term run out on ``due``, and the one before end where it began."""
    years = term_years(branch.kind, branch.sector) or 3
    began = months_later(due, -12 * years)
    terms = branch.terms.order_by("-began_on")
    present, *past = terms
    Term.objects.filter(pk=present.pk).update(
        began_on=began, elected_on=began, due_on=due, stage=Term.Stage.NONE
    )
    for former in past[:1]:
        first = months_later(began, -12 * years)
        Term.objects.filter(pk=former.pk).update(
            began_on=first, elected_on=first, due_on=began, ended_on=began
        )


def _played(world: World, branch: PartyOrganization, told: Told) -> Case:
    """Open the case and take its steps until it stops or ends."""
    owner = world.user(OWNER)
    procedure = procedure_on(CODE, told.opened)
    case = world.begin(Opening(procedure, owner, told.opened, subject=branch), [])
    voters = _full_members(branch)
    people = [one.person for one in voters if one.full_on and one.full_on <= SENIOR]
    for step in AFTER:
        if step == told.stop or not case.is_running:
            break
        day = told.opened + timedelta(days=told.days.get(step, AFTER[step]))
        _prepare(case, step, people[: told.candidates], day)
        world.take(case, _entry(case, step, told, day, len(voters)))
    return case


def _prepare(case: Case, step: str, people: Sequence[Person], day: date) -> None:
    """Enter the candidates before they are nominated; mark who lost before the rest is elected."""
    with standing_on(day):
        if step == "B01":
            for person in people:
                subject_add(case, person, {}, actor=case.owner)
        if step == "C02":
            for row in case.subjects.order_by("position")[SEATS:]:
                subject_drop(row, reason="未当选", on=day, actor=case.owner)
    case.refresh_from_db()


def _entry(case: Case, step: str, told: Told, day: date, voters: int) -> StepEntry:
    papers = [PaperGiven(code, made_on=day) for code in PAPERS.get(step, "").split()]
    way = told.ends.get(step) or DECISIONS.get(step, "")
    data = _data(case, step, told, voters, number=case.pk % 90 + 1)
    if way == "delay":
        data["delayed_until"] = months_later(told.due, 6)
    entry = StepEntry(day, way, data, papers)
    return replace(entry, votes=_votes(case, told, voters)) if step == "C01" else entry


def _data(case: Case, step: str, told: Told, voters: int, *, number: int) -> dict[str, Any]:
    present = _present(told, voters)
    if step == "D01":
        return {"seated": SEATS, "seated_present": SEATS, "secretary_votes": 2, **_posts(case)}
    facts: dict[str, dict[str, Any]] = {
        "A01": {"reminded_by": "发函"},
        "A02": {"form": "设委员会", "seats": SEATS, "meeting": "党员大会", **_shift(told)},
        "A03": {"reply_no": f"青组〔2025〕{number}号"},
        "B01": {"nominated_by": "全体党员推荐", "nominators": voters, "rounds": 1},
        "B03": {"candidates_no": f"青组〔2025〕{number + 90}号"},
        "C01": {"ballots_sent": present, "ballots_back": present, "ballots_void": 0},
        "E02": {"confirmed_no": f"青组〔2025〕{number + 180}号"},
    }  # fmt: skip
    return facts.get(step, {})


def _shift(told: Told) -> dict[str, Any]:
    if "A03" in told.ends:
        later = months_later(told.due, 6)
        return {"shift": "延期", "shift_cause": "与区内支部统一换届", "planned_on": later}
    held = told.opened + timedelta(days=told.days.get("C01", AFTER["C01"]))
    return {"shift": "按期", "planned_on": min(told.due, held)}


def _posts(case: Case) -> dict[str, Person]:
    rows = case.subjects.filter(result="").select_related("person").order_by("position")
    people = [row.person for row in rows]
    return dict(zip(("post_secretary", "post_organization", "post_discipline"), people,
                    strict=False))  # fmt: skip


def _present(told: Told, voters: int) -> int:
    """Return how many came: all, or a little less than four fifths."""
    return (4 * voters - 1) // 5 if told.is_thin else voters


def _votes(case: Case, told: Told, voters: int) -> list[VoteGiven]:
    """Return the counts: nearly all for the first three, less than half for the last."""
    present = _present(told, voters)
    approvals = [present, present - 1, present - 2, present // 2 - 1]
    if told.is_tied:
        approvals[3] = approvals[2]
    rows = case.subjects.filter(result="").order_by("position")
    return [
        VoteGiven(Counted(voters, voters, present, approve, present - approve), row)
        for row, approve in zip(rows, approvals, strict=False)
    ]
