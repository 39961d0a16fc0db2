"""Leading teams: who is in them, what was approved, what they lack. Reads of the analysis page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingwei.cadres.models import StructureTarget
from jingwei.cadres.structure import FEATURES, Member, counted, feature_of
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Staffing, Unit, UnitKind
from jingwei.people.models import Education, Person, PostHeld
from jingwei.people.selectors.reminders import retirement_month

CHIEF, DEPUTY = "1", "3"
"""Kinds of member of a leading body (ZB129)."""
SHOWN = {"": "全部班子", "vacant": "有空缺的", "over": "超职数的", "target": "未达结构要求的"}


@dataclass(frozen=True, slots=True)
class Seats:
    """Approved and filled posts of one role; ``approved`` None: not laid down."""

    approved: int | None
    filled: int

    @property
    def vacant(self) -> int:
        return max((self.approved or 0) - self.filled, 0)

    @property
    def over(self) -> int:
        return max(self.filled - self.approved, 0) if self.approved is not None else 0

    def __add__(self, other: Seats) -> Seats:
        known = [one.approved for one in (self, other) if one.approved is not None]
        return Seats(sum(known) if known else None, self.filled + other.filled)


@dataclass(frozen=True, slots=True)
class Team:
    """The leading team of a unit. ``lacking``: the targets it does not reach, as sentences."""

    unit: Unit
    members: list[Member]
    chiefs: Seats
    deputies: Seats
    counts: dict[str, int]
    lacking: list[str] = field(default_factory=list)

    @property
    def vacant(self) -> int:
        return self.chiefs.vacant + self.deputies.vacant

    @property
    def over(self) -> int:
        return self.chiefs.over + self.deputies.over

    def cells(self) -> list[tuple[str, int]]:
        """Return (feature code, count) in the order of the columns."""
        return [(code, self.counts[code]) for code in FEATURES]

    def is_shown(self, shown: str) -> bool:
        """Whether the team belongs to one of SHOWN."""
        told = {"vacant": self.vacant, "over": self.over, "target": self.lacking}
        return bool(told.get(shown, True))


@dataclass(frozen=True, slots=True)
class Teams:
    """The teams of a scope in the order of the tree, and all their members taken together."""

    teams: list[Team]
    chiefs: Seats
    deputies: Seats
    counts: dict[str, int]

    @property
    def members(self) -> list[Member]:
        return [one for team in self.teams for one in team.members]

    @property
    def vacant(self) -> tuple[int, int]:
        """Vacant posts of chiefs and deputies, by team: who is over fills none elsewhere."""
        chiefs = sum(team.chiefs.vacant for team in self.teams)
        return chiefs, sum(team.deputies.vacant for team in self.teams)

    def shown(self, shown: str) -> Teams:
        """Return those that belong to one of SHOWN, with sums of their own."""
        return summed([team for team in self.teams if team.is_shown(shown)])

    def cells(self) -> list[tuple[str, int]]:
        return [(code, self.counts[code]) for code in FEATURES]


def teams_of(viewer: Viewer, day: date, *, path: str = "", kind: str = "") -> Teams:
    """Return the leading teams ``viewer`` sees below ``path``, of a kind of units. Five queries.

    A team stands where leading posts were approved or are held; inner sections have none.
    """
    units = Unit.objects.visible_to(viewer).existing_on(day).exclude(kind=UnitKind.SECTION)
    units = units.within(path) if path else units
    found = list(units.filter(kind=kind) if kind else units)
    return teams_with(found, leaders(viewer, found), day)


def leaders(viewer: Viewer, units: Sequence[Unit]) -> list[Member]:
    """Return who leads ``units`` now, by main post, as far as ``viewer`` sees them. Two queries."""
    rows = PostHeld.objects.visible_to(viewer).filter(
        unit__in=[unit.pk for unit in units], until="", is_leader=True, is_main=True,
        member_kind__in=(CHIEF, DEPUTY), person__merged_into=None, person__died_on="",
    )  # fmt: skip
    posts = list(rows.select_related("person").order_by("member_kind", "position", "since", "pk"))
    degrees = degrees_of([post.person_id for post in posts])
    return [member_of(p.person, p, degrees.get(p.person_id, "")) for p in posts]


def degrees_of(people: Iterable[int]) -> dict[int, str]:
    """Return the highest degree of each person, by code. One query."""
    rows = Education.objects.filter(person__in=list(people)).exclude(degree="")
    found: dict[int, str] = {}
    for person, degree in rows.values_list("person", "degree"):
        found[person] = min(found.get(person, degree), degree)  # doctors stand before masters
    return found


def member_of(person: Person, post: PostHeld | None, degree: str) -> Member:
    """Return a person as a team counts them; without a post for somebody of a draft."""
    return Member(
        person.pk, person.full_name, (post and post.unit_id) or 0, post.title if post else "",
        post is not None and post.member_kind == CHIEF, person.gender, person.birth_on,
        person.ethnic_group, person.political_status, person.education, degree,
        post.since if post else "", retirement_month(person),
    )  # fmt: skip


def teams_with(
    units: Sequence[Unit], members: Iterable[Member], day: date, *, empty: bool = False
) -> Teams:
    """Return the teams that ``members`` make up in ``units``. Two queries.

    ``empty`` keeps units without approved posts and without anybody.
    """
    seats = approved(units, day)
    wanted = targets()
    there: dict[int, list[Member]] = defaultdict(list)
    for one in members:
        there[one.unit].append(one)
    teams = [
        _team(unit, there[unit.pk], seats.get(unit.pk, (None, None)), wanted, day)
        for unit in units
        if empty or there[unit.pk] or any(seats.get(unit.pk, ()))
    ]
    return summed(teams)


def summed(teams: list[Team]) -> Teams:
    """Return teams with their sums."""
    return Teams(
        teams,
        sum((team.chiefs for team in teams), Seats(None, 0)),
        sum((team.deputies for team in teams), Seats(None, 0)),
        {code: sum(team.counts[code] for team in teams) for code in FEATURES},
    )


def _team(
    unit: Unit, members: list[Member], seats: tuple[int | None, int | None],
    targets: Iterable[StructureTarget], day: date,
) -> Team:  # fmt: skip
    chiefs = sum(one.is_chief for one in members)
    counts = counted(members, day)
    lacking = [
        f"{FEATURES[t.feature].label} {counts[t.feature]} 人，要求至少 {t.least} 人（{t.basis}）"
        for t in targets
        if t.unit_kind in ("", unit.kind) and counts[t.feature] < t.least
    ]
    return Team(
        unit, members, Seats(seats[0], chiefs), Seats(seats[1], len(members) - chiefs),
        counts, lacking,
    )  # fmt: skip


def approved(units: Iterable[Unit], day: date) -> dict[int, tuple[int | None, int | None]]:
    """Return (chief, deputy) posts approved on ``day`` by unit. One query."""
    rows = Staffing.objects.filter(unit__in=list(units), since__lte=day).order_by("since")
    return {row.unit_id: (row.chief_posts, row.deputy_posts) for row in rows}


def targets() -> list[StructureTarget]:
    """Return what teams should hold at least: the same for everybody. One query."""
    return list(StructureTarget.objects.all())


def members_with(teams: Iterable[Team], feature: str, day: date) -> list[tuple[Team, Member]]:
    """Return the members a number or a bar counts: "chief", "deputy", or all for ""."""
    holds: dict[str, Any] = {
        "": lambda one: True,
        "chief": lambda one: one.is_chief,
        "deputy": lambda one: not one.is_chief,
    }
    if found := feature_of(feature):
        holds[feature] = lambda one: found.holds(one, day)
    chosen = holds.get(feature, lambda one: False)
    return [(team, one) for team in teams for one in team.members if chosen(one)]
