"""What the home page of a branch shows: members, duties, meetings, cases, the election."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from jingwei.collection.models import Assignment
from jingwei.kernel.law import law
from jingwei.org.models import CommitteeSeat, PartyOrganization, SeatPost, Term
from jingwei.org.rules import due_state, months_later
from jingwei.party.models import DuesBase, DuesMonth, DuesRow, Member, OrganizationMeeting
from jingwei.party.rules import duties as duty_rules
from jingwei.party.rules import meetings as rules
from jingwei.party.selectors.development import CODE
from jingwei.party.selectors.dues import COLLECTING, MEMBERS, first_of
from jingwei.procedures.models import Case

SOON = 31
"""Days within which a step of member development counts among the duties."""
COMMITTEE_SEATS = 3
"""From so many seats on a branch has a committee that meets."""
BRANCH_OF_CASE = "person__member__organization"
"""A case of member development is about a person: the branch is the one of the register."""
Held = dict[int, list[tuple[str, date]]]


def branches(viewer: Any, on: date) -> QuerySet[PartyOrganization]:
    """Return the branches in sight that exist on a day, in the order of the tree."""
    rows = PartyOrganization.objects.visible_to(viewer).existing_on(on)
    return rows.filter(kind__in=COLLECTING).order_by("path")


def customs_on(on: date, *, has_committee: bool, has_groups: bool) -> tuple[rules.Custom, ...]:
    """Return how often which meeting is held, by the numbers in force on a day."""
    numbers = law(rules.LAW, on)
    times = {
        rules.GENERAL: numbers.general_a_quarter, rules.COMMITTEE: numbers.committee_a_month,
        rules.GROUP: numbers.group_a_month, rules.LECTURE: numbers.lecture_a_quarter,
        rules.THEME_DAY: numbers.theme_day_a_month, rules.LIFE: numbers.life_a_year,
        rules.APPRAISAL: numbers.appraisal_a_year,
    }  # fmt: skip
    return rules.customs(times, has_committee=has_committee, has_groups=has_groups)


def members_of(organization: PartyOrganization) -> QuerySet[Member]:
    """Return those in good standing of a branch, people on the way to membership too."""
    return Member.objects.filter(
        organization=organization, state=Member.State.NORMAL, person__merged_into=None
    )


def held_in_year(branches_: list[int], on: date) -> Held:
    """Return branch → (kind, day) of the meetings of the year of ``on`` so far. One query."""
    rows = OrganizationMeeting.objects.filter(
        organization__in=branches_, held_on__range=(date(on.year, 1, 1), on)
    )
    found: Held = {}
    told = rows.order_by().values_list("organization", "kind", "also", "held_on")
    for branch, kind, also, day in told:
        found.setdefault(branch, []).extend((k, day) for k in (kind, also) if k)
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a branch there are of each kind, of groups, of mobile members to contact."""

    stages: dict[str, int]
    groups: int
    mobile: int

    @property
    def members(self) -> int:
        return sum(self.stages.get(stage, 0) for stage in MEMBERS)

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """(stage, its name, how many) in the order of the stages, members first."""
        order = reversed(Member.Stage.choices)
        return [
            (stage, label, self.stages[stage]) for stage, label in order if self.stages.get(stage)
        ]


def counted(branches_: list[int], on: date) -> dict[int, Counted]:
    """Return branch → its counts. Two queries (one more pair for the law of the district)."""
    told: dict[int, dict[str, int]] = {pk: {} for pk in branches_}
    rows: QuerySet[Any] = Member.objects.filter(
        organization__in=branches_, state=Member.State.NORMAL, person__merged_into=None
    ).order_by()
    for branch, stage, count in rows.values_list("organization", "stage").annotate(Count("pk")):
        told[branch][stage] = count
    more = {
        branch: (groups, mobile)
        for branch, groups, mobile in rows.filter(stage__in=MEMBERS)
        .values_list("organization")
        .annotate(
            groups=Count("group", distinct=True, filter=~Q(group="")),
            mobile=Count("pk", filter=_to_contact(on)),
        )
    }
    return {pk: Counted(told[pk], *more.get(pk, (0, 0))) for pk in branches_}


def _to_contact(on: date) -> Q:
    latest = months_later(on, -int(law(rules.LAW, on).mobile_contact_months))
    return Q(is_mobile=True) & (Q(contacted_on=None) | Q(contacted_on__lt=latest))


def mobile_to_contact(organization: PartyOrganization, on: date) -> QuerySet[Member]:
    """Return the mobile members whose last contact is too long ago, the longest first."""
    rows = members_of(organization).filter(_to_contact(on), stage__in=MEMBERS)
    return rows.select_related("person").order_by("contacted_on", "pk")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a branch stands this month: for its own page and for a line of the list.

    ``behind_since`` is the first of the earlier months whose dues are still open.
    """

    branch: PartyOrganization
    counts: Counted
    dues: DuesMonth | None
    unsettled: int
    behind: int
    behind_since: date | None
    meetings: tuple[rules.MeetingDue, ...]
    rounds: int
    cases: int
    term: Term | None
    on: date

    @property
    def now(self) -> list[rules.MeetingDue]:
        """The meetings that this month asks for."""
        return [due for due in self.meetings if due.is_now(self.on)]

    @property
    def missing(self) -> list[str]:
        """The kinds of meeting this month still lacks."""
        return [kind_name(due.kind) for due in self.now if not due.is_met]

    @property
    def election(self) -> str:
        """ "overdue", "due" or "": see org.rules.due_state."""
        return due_state(self.term.runs_out if self.term else None, self.on)

    @property
    def duties(self) -> tuple[duty_rules.Duty, ...]:
        """The duties of the month, in order."""
        return duty_rules.duties(
            duty_rules.Facts(
                dues=self.dues.state if self.dues else "", unsettled=self.unsettled,
                behind=self.behind, meetings=self.missing,
                meetings_met=sum(due.is_met for due in self.now), rounds=self.rounds,
                cases=self.cases,
                mobile=self.counts.mobile, election=self.election,
            )
        )  # fmt: skip


def due_at(branch: PartyOrganization, kind: str, standing: Standing) -> int:
    """Return how many are due at a meeting of a kind: the committee, or all members."""
    if kind != rules.COMMITTEE:
        return standing.counts.members
    return CommitteeSeat.objects.on(standing.on).filter(organization=branch).count()


def kind_name(kind: str) -> str:
    """Return what a kind of meeting is called."""
    return str(OrganizationMeeting.Kind(kind).label)


def standings(found: list[PartyOrganization], viewer: Any, on: date) -> list[Standing]:
    """Return where branches stand, in the order given. The same queries for any number."""
    keys = [branch.pk for branch in found]
    counts, held = counted(keys, on), held_in_year(keys, on)
    months = {m.organization_id: m for m in _months(keys).filter(month=first_of(on))}
    behind = _behind(keys, on)
    asked = _counted_by(_awaited(viewer).filter(organization__in=keys))
    left = _unsettled(list(months.values()))
    seats = _counted_by(CommitteeSeat.objects.on(on).filter(organization__in=keys))
    terms = {t.organization_id: t for t in Term.objects.on(on).filter(organization__in=keys)}
    due = _cases(viewer).filter(due_on__lte=on + timedelta(days=SOON))
    cases = _counted_by(due.filter(**{f"{BRANCH_OF_CASE}__in": keys}), BRANCH_OF_CASE)
    many = {
        (committee, groups): customs_on(on, has_committee=committee, has_groups=groups)
        for committee in (True, False)
        for groups in (True, False)
    }
    return [
        Standing(
            branch, counts[branch.pk], months.get(branch.pk), left.get(branch.pk, 0),
            behind[branch.pk][0] if branch.pk in behind else 0,
            behind[branch.pk][1] if branch.pk in behind else None,
            rules.meetings_due(
                held.get(branch.pk, ()), on,
                many[seats.get(branch.pk, 0) >= COMMITTEE_SEATS, bool(counts[branch.pk].groups)],
            ),
            asked.get(branch.pk, 0), cases.get(branch.pk, 0), terms.get(branch.pk), on,
        )
        for branch in found
    ]  # fmt: skip


def _months(branches_: list[int]) -> QuerySet[DuesMonth]:
    return DuesMonth.objects.filter(organization__in=branches_)


def _behind(branches_: list[int], on: date) -> dict[int, tuple[int, date]]:
    """Return branch → how many earlier months are open, and the first of them. One query."""
    rows: QuerySet[Any] = _months(branches_).filter(state="open", month__lt=first_of(on))
    told = rows.order_by().values_list("organization").annotate(Count("pk"), Min("month"))
    return {branch: (count, first) for branch, count, first in told}


def _awaited(viewer: Any) -> QuerySet[Assignment]:
    return Assignment.objects.visible_to(viewer).awaited()


def rounds_of(organization: PartyOrganization, viewer: Any) -> QuerySet[Assignment]:
    """Return the answers waited for from a branch, the most urgent first."""
    rows = _awaited(viewer).filter(organization=organization)
    return rows.select_related("round").order_by("due_on", "pk")


def _counted_by(rows: QuerySet[Any], way: str = "organization") -> dict[int, int]:
    return dict(rows.order_by().values_list(way).annotate(Count("pk")))


def _unsettled(months: list[DuesMonth]) -> dict[int, int]:
    """Return branch → how many rows of its month have neither payment nor reason. One query."""
    rows: QuerySet[Any] = DuesRow.objects.filter(month__in=months, paid=None, reason="")
    return dict(rows.order_by().values_list("month__organization").annotate(Count("pk")))


def _cases(viewer: Any) -> QuerySet[Any]:
    return Case.objects.visible_to(viewer).filter(definition=CODE, state=Case.State.OPEN)


def development_of(organization: PartyOrganization, viewer: Any) -> QuerySet[Case]:
    """Return the open cases of member development of a branch, the nearest limit first."""
    rows: QuerySet[Case] = _cases(viewer).filter(**{BRANCH_OF_CASE: organization})
    found = rows.select_related("person", "organization", "unit", "owner")
    return found.order_by("is_undated", "due_on", "pk")


def set_up_of(standing: Standing) -> tuple[duty_rules.SetUpStep, ...]:
    """Return the five steps of setting a branch up. Two queries."""
    pk, on = standing.branch.pk, standing.on
    begun = DuesMonth.objects.filter(organization=OuterRef("pk"))
    met = OrganizationMeeting.objects.filter(organization=OuterRef("pk"))
    secretary = CommitteeSeat.objects.on(on).filter(
        organization=OuterRef("pk"), post=SeatPost.SECRETARY
    )
    row: Any = PartyOrganization.objects.filter(pk=pk).values_list(
        Exists(secretary), Exists(begun), Exists(met)
    )[0]
    bases = DuesBase.objects.filter(person__member__organization=pk).exists()
    told = duty_rules.SetUp(
        members=standing.counts.members, secretaries=row[0], terms=standing.term is not None,
        bases=bases, beginnings=row[1] + row[2],
    )  # fmt: skip
    return duty_rules.set_up_steps(told)
