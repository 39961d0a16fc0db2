"""Elections of delegates: a unit at every step, some of the last congress, some with a fault.

The lists are made of whoever the register has, so that the quotas are met; what is wrong in a
planted case is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

from jingwei.kernel.clock import standing_on
from jingwei.kernel.partial_dates import full_years
from jingwei.kernel.scoping import subtree
from jingwei.org.models import OrganizationKind, PartyOrganization
from jingwei.party.models import Member
from jingwei.party.rules.delegate_count import Sheet
from jingwei.party.rules.delegate_structure import FEMALE, YOUNG
from jingwei.party.selectors.delegates import CODE, electing_unit, participation, round_of
from jingwei.party.services.delegates import TurnoutGiven, ballot_enter, turnout_save
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import subject_add, subject_drop
from jingwei.site.demo.cases.world import World

OWNER, TELLER = "dinghaifeng", "maqiang"
COUNTY, GRASSROOTS = "县（市、区）党代会", "基层党代会"
NOW, BEFORE, BRANCHES = (
    "中共青岚区第六次代表大会", "中共青岚区第五次代表大会", "中共青岚区基层第四次党员代表大会",
)  # fmt: skip
BEGUN, BEGUN_BEFORE = date(2025, 2, 17), date(2021, 5, 10)
SEATS, CANDIDATES, WOMEN, FEWEST = 4, 5, 2, 7
"""Seats and candidates of a unit, women among them; full members it has at least."""
QUOTAS = {"quota_women": 1, "quota_young": 2, "quota_frontline": 2, "quota_leader": 2}
AFTER = {
    "R1": 0, "R2": 21, "R3": 43, "R4": 63, "R5": 72, "R6": 86, "R7": 100, "R7A": 102, "R8": 119,
}  # fmt: skip
NOTICE_FROM = 64
"""The day of each step and the first day of the notice, counted from the opening."""
MANY = 200
"""Members of a unit that are looked at for its list."""
PAPERS = {
    "R1": "allocation", "R2": "recommendation summary",
    "R3": "preliminary_minutes comments",
    "R4": "inspection check_discipline check_police check_tax", "R5": "notice",
    "R6": "plenary_minutes request approval",
    "R7": "meeting_minutes result_sheet ballots_sealed", "R7A": "report", "R8": "qualification",
}  # fmt: skip
TENTHS, TIED = (9, 8, 7, 6, 4), (9, 8, 7, 6, 6)
"""Approvals in tenths of those present, rounded up."""


@dataclass(frozen=True, slots=True)
class Told:
    """An election: where it stops ("" at its end), what is told otherwise, what is wrong with it.

    ``data`` are other facts by step, ``short`` a step that lacks its last paper.
    """

    stop: str = ""
    data: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    approvals: Sequence[int] = TENTHS
    present: int = 9
    is_absent: bool = False
    is_dropped: bool = False
    is_watched: bool = False
    notice: int = AFTER["R5"]
    short: str = ""
    faults: tuple[str, ...] = ()


STANDING = [Told(step) for step in AFTER]
ENDED = [Told(), Told(), Told()]
WRONG = [
    Told("R3", is_absent=True, faults=("party.delegate_branches",)),
    Told("R4", {"R1": {"quota_women": SEATS}}, faults=("party.delegate_structure",)),
    Told("R5", {"R4": {"checked": CANDIDATES - 1}}, faults=("party.delegate_checks",)),
    Told("R5", short="R4", faults=("procedures.paper",)),
    Told("R6", notice=NOTICE_FROM + 1, faults=("DEL-T1",)),
    Told("R6", {"R5": {"objections": 1}}, faults=("party.delegate_objections",)),
    Told("R7", is_dropped=True, faults=("party.delegate_difference",)),
    Told("R7A", approvals=TIED, faults=("party.delegate_result",)),
    Told("R7A", present=7, faults=("party.delegate_attendance",)),
    Told("R7A", is_watched=True, faults=("party.delegate_counters",)),
]


def load(world: World) -> None:
    """Begin the elections: of branches with faults, of the last congress, of this one."""
    for unit, told in _given(WRONG, _branches()):
        play = _Play(world, unit, told, BRANCHES, BEGUN, level=GRASSROOTS, total=120)
        world.plant(play.run(), *told.faults)
    for unit, told in _given(ENDED, _committees()):
        _Play(world, unit, told, BEFORE, BEGUN_BEFORE).run()
    for unit, told in _given(STANDING, _committees()):
        play = _Play(world, unit, told, NOW, BEGUN)
        case = play.run()
        if told.stop == "R7":
            play.differ(case)


@dataclass(frozen=True, slots=True)
class Unit:
    """A Party organization with the people for its list."""

    organization: PartyOrganization
    people: list[Person]


def _given(tolds: Sequence[Told], units: Iterator[Unit]) -> Iterator[tuple[Unit, Told]]:
    return zip(islice(units, len(tolds)), tolds, strict=False)


def _committees() -> Iterator[Unit]:
    """Yield organizations with people for a list: those right below the district come first."""
    rows = PartyOrganization.objects.filter(closed_on=None).exclude(parent=None)
    rows = rows.exclude(kind=OrganizationKind.BRANCH).order_by("path")
    yield from _able(rows.filter(parent__parent=None))
    yield from _able(rows.exclude(parent__parent=None))


def _branches() -> Iterator[Unit]:
    rows = PartyOrganization.objects.filter(kind=OrganizationKind.BRANCH, closed_on=None)
    yield from _able(rows.order_by("path"))


def _able(rows: Any) -> Iterator[Unit]:
    for one in rows:
        members = Member.objects.filter(
            subtree("organization__path", one.path), organization__closed_on=None,
            stage=Member.Stage.FULL, state=Member.State.NORMAL, person__merged_into=None,
        )  # fmt: skip
        people = [m.person for m in members.select_related("person").order_by("pk")[:MANY]]
        if len(people) >= FEWEST and (chosen := _chosen(people)):
            yield Unit(one, chosen)


def _chosen(people: Sequence[Person]) -> list[Person]:
    """Return a list that meets the quotas, whoever of its first three is elected; else none."""
    known = [p for p in people if p.gender and p.birth_on and not p.user_id]
    young = [p for p in known if full_years(p.birth_on, BEGUN) < YOUNG]
    women = [p for p in young if p.gender == FEMALE][:WOMEN]
    others = [p for p in young if p not in women][:1]
    rest = [p for p in known if p not in (*women, *others)]
    found = [*women, *others, *rest][:CANDIDATES]
    is_able = len(women) == WOMEN and others and len(found) == CANDIDATES
    return found if is_able else []


@dataclass
class _Play:
    """One election as it went."""

    world: World
    unit: Unit
    told: Told
    congress: str
    begun: date
    level: str = COUNTY
    total: int = 220

    def run(self) -> Case:
        """Take the steps up to where it stops; return the case."""
        owner = self.world.user(OWNER)
        found = procedure_on(CODE, self.begun)
        opening = Opening(found, owner, self.begun, subject=self.unit.organization)
        case = self.world.begin(opening, ())
        for step in AFTER:
            if step == self.told.stop:
                break
            with standing_on(self._day(step)):
                self._prepare(case, step)
            case.refresh_from_db()
            self.world.take(case, self._entry(case, step))
        return case

    def differ(self, case: Case) -> None:
        """Let the two tellers disagree about one candidate."""
        with standing_on(self._day("R7")):
            self._count(case, TELLER, TENTHS)
            self._count(case, OWNER, TIED)

    def _day(self, step: str) -> date:
        after = self.told.notice if step == "R5" else AFTER[step]
        return self.begun + timedelta(days=after)

    def _prepare(self, case: Case, step: str) -> None:
        if step == "R2":
            self._nominate(case)
        if step in ("R2", "R3"):
            self._turn_out(case)
        if step == "R6" and self.told.is_dropped:
            subject_drop(case.subjects.last(), reason="本人提出不作候选人", actor=case.owner)  # type: ignore[arg-type]  # there are five
        if step == "R7":
            for teller in (TELLER, OWNER):
                self._count(case, teller, self.told.approvals)

    def _nominate(self, case: Case) -> None:
        for n, person in enumerate(self.unit.people):
            told = {
                "named_branches": 1, "named_members": 3 * (CANDIDATES - n), "frontline": n < 3,
                "professional": n == 1, "model": n == 2, "leader": n == CANDIDATES - 1,
            }  # fmt: skip
            subject_add(case, person, told, actor=case.owner)

    def _turn_out(self, case: Case) -> None:
        day = self._day(case.step)
        took = participation(case, round_of(case), day)
        given = {line.branch.pk: TurnoutGiven(day, line.due) for line in took.lines}
        if self.told.is_absent:
            given.popitem()
        turnout_save(case, given, actor=case.owner)

    def _count(self, case: Case, teller: str, tenths: Sequence[int]) -> None:
        unit = electing_unit(case)
        eligible = participation(case, round_of(case), self._day("R7")).full_members
        present = -(-eligible * self.told.present // 10)
        keys = unit.candidates
        marks = {key: -(-present * n // 10) for key, n in zip(keys, tenths, strict=True)}
        sheet = Sheet(
            eligible, present, present, present, 0, marks,
            {key: present - found for key, found in marks.items()}, dict.fromkeys(keys, 0),
        )  # fmt: skip
        ballot_enter(case, sheet, actor=self.world.user(teller))

    def _entry(self, case: Case, step: str) -> StepEntry:
        day = self._day(step)
        papers = [PaperGiven(code, made_on=day) for code in PAPERS[step].split()]
        data = self._data(case).get(step, {}) | dict(self.told.data.get(step, {}))
        entry = StepEntry(day, data=data, papers=papers)
        return replace(entry, papers=papers[:-1]) if self.told.short == step else entry

    def _data(self, case: Case) -> dict[str, dict[str, Any]]:
        """Return the facts of the steps that ask for some."""
        begun, number = self.begun, f"青组〔{self.begun.year}〕{case.pk}号"
        watched = f"、{self.unit.people[-1]}" if self.told.is_watched else ""
        first = begun + timedelta(days=NOTICE_FROM)
        return {
            "R1": {"congress": self.congress, "level": self.level, "total": self.total,
                   "seats": SEATS, **QUOTAS},
            "R3": {"branch_comments": "各支部同意初步人选名单。"},
            "R4": {"checked": CANDIDATES, "not_passed": 0, "conclusion": "考察和联审均合格。"},
            "R5": {"notice_from": first, "objections": 0},
            "R6": {"plenary_on": self._day("R6") - timedelta(days=3), "approval_no": number},
            "R7": {"manner": "党员大会", "counters": f"监票人甲、计票人乙{watched}"},
            "R7A": {"report_no": number},
            "R8": {"confirmed": SEATS, "document_no": number},
        }  # fmt: skip
