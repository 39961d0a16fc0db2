"""Transfers of members: a case at every step of the three ways, some ended, some wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from jingwei.org.models import OrganizationKind, PartyOrganization
from jingwei.party.models import Member
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry
from jingwei.procedures.registry import procedure_on
from jingwei.site.demo.cases.world import LOOKED_AT, World

CODE = "party.membership_transfer"
OWNER = "maqiang"
OPENED = date(2025, 5, 19)
PER_BRANCH = 2
"""Members of one branch that are moved: no branch loses many."""
FEWEST, MOST = 8, 45
"""Members of the branches that people leave or come to."""
OLD = "1990"
"""Who comes was born before: of age when they joined."""
AWAY = "外出学习、工作、生活"
WAYS = {
    "within": ("A01", "B01", "B02"), "same": ("A01", "B01"),
    "out": ("A01", "C01", "C02", "C03"), "in": ("A01", "D01", "D02", "D03"),
}  # fmt: skip
AFTER = {
    "A01": 0, "B01": 2, "B02": 7, "C01": 2, "C02": 4, "C03": 32, "D01": 9, "D02": 11, "D03": 15,
}  # fmt: skip
"""The day of each step, counted from the opening."""
PAPERS = {
    "A01": "application", "C02": "letter", "C03": "receipt", "D01": "letter_in", "D02": "archive",
    "D03": "receipt_out",
}  # fmt: skip
DECISIONS = {
    "B01": "pass",
    "B02": "accept",
    "C01": "pass",
    "C03": "received",
    "D01": "pass",
    "D02": "pass",
}
LETTER = {
    "heading": "中共云岭县委组织部", "to_unit": "云岭县城东社区党支部",
    "way": "纸质介绍信", "distance": "市外", "valid_days": 30,
    "sender_address": "青岚区政务中心5号楼", "sender_phone": "10000000021",
    "sender_postcode": "000001",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A transfer: which way, where it stops ("" when it ended), what differs, what is wrong."""

    way: str
    stop: str = ""
    opened: date = OPENED
    data: Mapping[str, Any] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    decision: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


NEW = date(2025, 6, 12)
STANDING = [
    Told("within", "A01", date(2025, 6, 27)), Told("within", "B01", NEW),
    Told("within", "B02", NEW), Told("out", "C01", NEW), Told("out", "C02", NEW),
    Told("out", "C03", NEW), Told("in", "D01", NEW), Told("in", "D02", NEW),
    Told("in", "D03", NEW),
    Told("out", "C03", date(2025, 6, 8)), Told("out", "C03", date(2025, 5, 30)),
    Told("out", "C03", date(2025, 5, 6)),
]  # fmt: skip
"""The last three are letters that run out in 12 days, in three days, and 21 days ago."""
ENDED = [
    Told("within"), Told("same"), Told("out"), Told("in"),
    Told("in", decision={"D02": "refuse"}),
    Told("within", decision={"B02": "back"}, data={"answer": "支部正在撤并，请改转"}),
]  # fmt: skip
WRONG = [
    Told("out", "C01", data={"cause": AWAY, "months_away": 3}, faults=("party.transfer_away",)),
    Told("out", "C03", NEW, {"valid_days": 120},
         faults=("party.transfer_letter_days", "party.transfer_letter_usual")),
    Told("out", data={"accepted_on": 40}, opened=date(2025, 4, 21), days={"C03": 45},
         faults=("party.transfer_accepted_in_time",)),
    Told("in", "D02", data={"letter_on": -40}, faults=("party.transfer_arrived_in_time",)),
    Told("out", opened=date(2025, 3, 3), days={"C03": 100}, faults=("TR01",)),
]  # fmt: skip
ALL = [*STANDING, *ENDED, *WRONG]


def load(world: World) -> None:
    """Begin the transfers: members of many branches, and people who come from elsewhere."""
    members, people = _members(), _newcomers()
    branches = list(_branches())
    for number, told in enumerate(ALL):
        home, person = (None, next(people)) if told.way == "in" else next(members)
        target = _target(branches, home, told, number)
        opening = Opening(
            procedure_on(CODE, told.opened), world.user(OWNER), told.opened, subject=person
        )
        case = world.begin(opening, _entries(told, target))
        world.plant(case, *told.faults)


def _branches() -> QuerySet[PartyOrganization]:
    """Return the branches that stay of a proper size whoever comes or goes."""
    size = Count("members", filter=Q(members__state=Member.State.NORMAL))
    rows = PartyOrganization.objects.filter(kind=OrganizationKind.BRANCH, closed_on=None)
    rows = rows.alias(size=size).filter(size__gte=FEWEST, size__lte=MOST)
    return rows.select_related("parent").order_by("path")


def _members() -> Iterator[tuple[PartyOrganization, Person]]:
    """Yield members of whom no other case tells, a few of each branch, in the order of places."""
    rows = Member.objects.filter(
        stage=Member.Stage.FULL, state=Member.State.NORMAL, organization__in=_branches(),
        person__cases=None, person__case_rows=None, is_mobile=False, lost_since=None,
    )  # fmt: skip
    taken: dict[int, int] = {}
    for member in rows.select_related("person", "organization").order_by("-pk")[:LOOKED_AT]:
        taken[member.organization_id] = taken.get(member.organization_id, 0) + 1
        if taken[member.organization_id] <= PER_BRANCH:
            yield member.organization, member.person


def _newcomers() -> Iterator[Person]:
    """Yield people who are in no register of members."""
    rows = Person.objects.filter(member=None, merged_into=None, cases=None, birth_on__lt=OLD)
    yield from rows.order_by("-pk")[: len(ALL)]


def _target(
    branches: list[PartyOrganization], home: PartyOrganization | None, told: Told, number: int
) -> PartyOrganization:
    """Return another branch: of the same committee where one confirms alone."""
    others = [one for one in branches if home is None or one.pk != home.pk]
    if told.way == "same" and home is not None:
        near = [one for one in others if one.parent_id == home.parent_id]
        others = near or others
    return others[number * 5 % len(others)]


def _entries(told: Told, target: PartyOrganization) -> Iterator[StepEntry]:
    for step in WAYS[told.way]:
        if step == told.stop and step not in told.decision:
            return
        day = told.opened + timedelta(days=told.days.get(step, AFTER[step]))
        papers = [PaperGiven(code, made_on=day) for code in PAPERS.get(step, "").split()]
        data = {name: _value(told, name, value) for name, value in _facts(step, told, target)}
        yield StepEntry(day, _decision(step, told), data, papers)
        if step in told.decision:
            return


def _decision(step: str, told: Told) -> str:
    if step == "A01":
        return "within" if told.way == "same" else told.way
    if step == "B01" and told.way == "same":
        return "same"
    return told.decision.get(step) or DECISIONS.get(step, "")


def _facts(step: str, told: Told, target: PartyOrganization) -> Iterator[tuple[str, Any]]:
    facts: dict[str, dict[str, Any]] = {
        "A01": {"cause": "工作单位变动", "changed_on": 0, "dues_until": "2025.05"},
        "B01": {"to_organization": target}, "B02": {"answer": "同意接收"}, "C02": LETTER,
        "C03": {"accepted_on": 25},
        "D01": {
            "from_unit": "中共云岭县城东街道工作委员会", "letter_no": "2025 第 0136 号",
            "letter_on": 1, "valid_days": 30,
        },
        "D02": {
            "checked_how": "查核党员档案", "stage": "正式党员", "joined_on": date(2014, 7, 1),
            "full_on": date(2015, 7, 1),
        },
        "D03": {"to_organization": target},
    }  # fmt: skip
    asked = {*facts.get(step, {}), *(["months_away"] if step == "A01" else [])}
    yield from facts.get(step, {}).items()
    yield from ((name, value) for name, value in told.data.items() if name in asked)


def _value(told: Told, name: str, value: Any) -> Any:
    """Return a fact; one of kind day is given in days after the opening."""
    is_count = name.endswith("_on") and isinstance(value, int)
    return told.opened + timedelta(days=value) if is_count else value
