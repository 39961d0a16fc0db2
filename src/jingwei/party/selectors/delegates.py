"""Delegates to a Party congress: lists and their structure, branches that took part, the count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from jingwei.kernel.scoping import subtree
from jingwei.org.models import OrganizationKind, PartyOrganization
from jingwei.party.models import BallotEntry, BranchTurnout, Member
from jingwei.party.rules.delegate_count import Election, Sheet, election_of
from jingwei.party.rules.delegate_structure import DIMENSIONS, Line, Nominee, fulfilment
from jingwei.procedures.models import Case, CaseSubject, StepRecord

CODE = "party.delegate_selection"
ALLOTTED, RECOMMENDED, COMMENTED, ELECTED = "R1", "R2", "R3", "R7"
LISTS = {"R2": "推荐提名", "R3": "初步人选", "R4": "联审之后", "R6": "预备人选"}
"""The steps that keep the list as it was then."""
BRANCHES = (
    OrganizationKind.BRANCH, OrganizationKind.JOINT_BRANCH, OrganizationKind.MOBILE_BRANCH,
)  # fmt: skip
MEMBERS = (Member.Stage.FULL, Member.Stage.PROBATIONARY)
TELLERS = 2
LISTED = (CaseSubject.Result.STANDING, CaseSubject.Result.DONE)


@dataclass
class ElectingUnit:
    """A case with everything that its lists, its matrix and its count are read from."""

    case: Case
    records: list[StepRecord] = field(default_factory=list)
    rows: list[CaseSubject] = field(default_factory=list)
    entries: dict[int, list[BallotEntry]] = field(default_factory=dict)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The fields of the steps in force by code, the latest of each."""
        return {code: value for record in self.records for code, value in record.data.items()}

    @property
    def congress(self) -> str:
        return str(self.data.get("congress", ""))

    @property
    def seats(self) -> int:
        return int(self.data.get("seats", 0))

    @property
    def quotas(self) -> dict[str, int | None]:
        """The quotas by dimension; None where none was set."""
        told = {found.code: self.data.get(found.field) for found in DIMENSIONS}
        return {code: None if kept is None else int(kept) for code, kept in told.items()}

    @property
    def listed(self) -> list[CaseSubject]:
        """Whoever is on the list now, in the order they were entered."""
        return [row for row in self.rows if row.result in LISTED]

    @property
    def names(self) -> dict[str, str]:
        """The names of everybody ever on the list, by key."""
        return {str(row.pk): str(row) for row in self.rows}

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The accepted counts, round after round."""
        found: list[Sheet] = []
        while (sheet := agreed(self.entries.get(len(found) + 1, ()))) is not None:
            found.append(sheet)
        return found

    @cached_property
    def election(self) -> Election:
        return election_of(self.sheets, self.candidates, self.seats)

    @property
    def candidates(self) -> list[str]:
        """The keys of those who can be elected: the list now, or as it was at the election."""
        kept = None if self.case.step == ELECTED else self.kept_list(ELECTED)
        return [str(pk) for pk in kept or [row.pk for row in self.listed]]

    @property
    def elected(self) -> list[CaseSubject]:
        """Whoever was elected and is still on the list, in the order of the list."""
        keys = set(self.election.elected)
        return [row for row in self.listed if str(row.pk) in keys]

    @property
    def outside(self) -> list[str]:
        """The names of people elected without being candidates."""
        return [key for key in self.election.elected if key not in self.names]

    def structure(self, on: date) -> tuple[Line, ...]:
        """Return the matrix of the present list."""
        return self._matrix(self.listed, on)

    def elected_structure(self, on: date) -> tuple[Line, ...]:
        """Return the matrix of those elected."""
        return self._matrix(self.elected, on)

    def _matrix(self, rows: Sequence[CaseSubject], on: date) -> tuple[Line, ...]:
        return fulfilment([nominee(row) for row in rows], self.quotas, self.seats, on)

    def kept_list(self, step: str) -> list[int] | None:
        """Return the rows on the list when a step was taken; None while it was not."""
        taken = [record for record in self.records if record.step == step and record.effect]
        return list(taken[-1].effect["changed"]["list"]) if taken else None

    @property
    def round_open(self) -> str:
        """What is wrong with a round that was begun and is not agreed; "" when none is."""
        entries = self.entries.get(len(self.sheets) + 1, [])
        if len(entries) == TELLERS:
            return f"第 {len(self.sheets) + 1} 轮两人录入不一致"
        return f"第 {len(self.sheets) + 1} 轮只有一人录入" if entries else ""


def nominee(row: CaseSubject) -> Nominee:
    """Return somebody on a list as the matrix takes them."""
    person, told = row.person, row.data
    return Nominee(
        person.gender, person.birth_on, person.ethnic_group, person.education,
        told.get("leader"), told.get("frontline"), told.get("professional"), told.get("model"),
    )  # fmt: skip


def agreed(entries: Sequence[BallotEntry]) -> Sheet | None:
    """Return the counts of a round that two accounts entered alike, else None."""
    if len(entries) != TELLERS or entries[0].data != entries[1].data:
        return None
    return Sheet.of(entries[0].data)


def electing_units(cases: Iterable[Case]) -> dict[int, ElectingUnit]:
    """Return the cases with their lists and counts, by key. Three queries."""
    found = {case.pk: ElectingUnit(case) for case in cases}
    records = StepRecord.objects.filter(case__in=found, is_returned=False).order_by("pk")
    for record in records:
        found[record.case_id].records.append(record)
    rows = CaseSubject.objects.filter(case__in=found).select_related("person__unit")
    for row in rows.order_by("position", "pk"):
        found[row.case_id].rows.append(row)
    entries = BallotEntry.objects.filter(case__in=found).select_related("teller").order_by("pk")
    for entry in entries:
        found[entry.case_id].entries.setdefault(entry.round, []).append(entry)
    return found


def electing_unit(case: Case) -> ElectingUnit:
    """Return one case with its lists and its count. Three queries."""
    return electing_units([case])[case.pk]


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch of the electing unit: its members by the register, and whether it took part."""

    branch: PartyOrganization
    due: int
    turnout: BranchTurnout | None

    @property
    def present(self) -> int:
        return self.turnout.present if self.turnout else 0

    @property
    def is_over(self) -> bool:
        """Whether more took part than the register has."""
        return self.present > self.due


@dataclass(frozen=True, slots=True)
class Participation:
    """How the branches took part in a round. Shares come from the register of members."""

    round: int
    lines: list[BranchLine]
    full_members: int

    @property
    def took_part(self) -> int:
        return sum(line.turnout is not None for line in self.lines)

    @property
    def absent(self) -> list[str]:
        return [str(line.branch) for line in self.lines if line.turnout is None]

    @property
    def over(self) -> list[str]:
        return [str(line.branch) for line in self.lines if line.is_over]

    @property
    def members_due(self) -> int:
        return sum(line.due for line in self.lines)

    @property
    def members_present(self) -> int:
        return sum(line.present for line in self.lines)

    @property
    def words(self) -> str:
        """The participation in one sentence."""
        branches, members = len(self.lines), self.members_due
        return (
            f"{branches} 个支部中 {self.took_part} 个参加{_percent(self.took_part, branches)}，"
            f"{members} 名党员中 {self.members_present} 名参加"
            f"{_percent(self.members_present, members)}"
        )


def _percent(part: int, whole: int) -> str:
    return f"（{100 * part / whole:.1f}%）" if whole else ""


def round_of(case: Case) -> int:
    """Return the round a case stands in: comments are asked for once people were recommended."""
    Round = BranchTurnout.Round  # noqa: N806  # a class
    return Round.RECOMMENDING if case.step in (ALLOTTED, RECOMMENDED) else Round.COMMENTING


def branches_of(case: Case, on: date) -> QuerySet[PartyOrganization]:
    """Return the branches below the electing unit on a day, itself when it is one."""
    path = case.organization.path if case.organization else ""
    rows = PartyOrganization.objects.existing_on(on).filter(kind__in=BRANCHES)
    return rows.filter(subtree("path", path)).order_by("path")


def participation(case: Case, round_: int, on: date) -> Participation:
    """Return which branches took part in a round. Three queries."""
    branches = list(branches_of(case, on))
    counts = _members(branches)
    held = BranchTurnout.objects.filter(case=case, round=round_)
    turnouts = {row.branch_id: row for row in held}
    lines = [
        BranchLine(branch, counts.get(branch.pk, (0, 0))[0], turnouts.get(branch.pk))
        for branch in branches
    ]
    return Participation(round_, lines, sum(full for _, full in counts.values()))


def _members(branches: Sequence[PartyOrganization]) -> Mapping[int, tuple[int, int]]:
    """Return by branch how many members in good standing it has, and how many full ones."""
    rows: QuerySet[Any] = Member.objects.filter(
        organization__in=branches, stage__in=MEMBERS, state=Member.State.NORMAL,
        person__merged_into=None,
    )  # fmt: skip
    full = Count("pk", filter=Q(stage=Member.Stage.FULL))
    counted = rows.order_by().values_list("organization").annotate(every=Count("pk"), full=full)
    return {key: (every, held) for key, every, held in counted}


def not_members(unit: ElectingUnit) -> list[str]:
    """Return the names on the list of people who are no full members. One query."""
    people = [row.person_id for row in unit.listed]
    held = Member.objects.filter(
        person__in=people, stage=Member.Stage.FULL, state=Member.State.NORMAL
    )
    known = set(held.values_list("person", flat=True))
    return [str(row) for row in unit.listed if row.person_id not in known]


def congresses(viewer: Any) -> list[str]:
    """Return the congresses of the cases a viewer sees, the one begun last first. One query."""
    records = StepRecord.objects.visible_to(viewer).filter(
        case__definition=CODE, step=ALLOTTED, is_returned=False
    )
    names = [
        str(data.get("congress", ""))
        for data in records.order_by("-pk").values_list("data", flat=True)
    ]
    return list(dict.fromkeys(name for name in names if name))


def units_of_congress(viewer: Any, congress: str) -> list[ElectingUnit]:
    """Return the electing units of a congress that a viewer sees, by Party organization.

    Stopped and revoked cases stay out. Four queries.
    """
    rows = Case.objects.visible_to(viewer).filter(
        definition=CODE,
        pk__in=StepRecord.objects.filter(
            step=ALLOTTED, is_returned=False, data__congress=congress
        ).values("case"),
    )
    gone = (Case.State.STOPPED, Case.State.REVOKED)
    cases = rows.exclude(state__in=gone).with_subjects().order_by("organization__path", "pk")
    return list(electing_units(cases).values())
