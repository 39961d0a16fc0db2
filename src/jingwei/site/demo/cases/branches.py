"""Twelve months in the life of branches: dues nearly all settled, two to four meetings a month.

Written in bulk, without the history and the audit of single entries: the services would take
minutes for what is only a past. Later modules move some of the members on; their rows stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice

from django.db.models import Case, Exists, OuterRef, Value, When

from jingwei.accounts.models import User
from jingwei.kernel.scoping import subtree
from jingwei.org.models import PartyOrganization
from jingwei.org.rules import months_later
from jingwei.party.models import DuesBase, DuesMonth, DuesRow, Member, OrganizationMeeting
from jingwei.party.rules.dues import ASSUMED, RETIRED, SALARIED
from jingwei.party.selectors.dues import COLLECTING, first_of, owed_by, payers
from jingwei.site.demo.cases.world import World

SECRETARY = "chengui"
MONTHS = 12
MOST, MET = 40, 12
"""How many branches have dues and how many meetings, whatever the size of the district."""
UNBEGUN, CLOSED = 1, 2
"""Of five branches one has not begun the present month, and one has closed it."""
REASONS = ("外出务工，回来后补交", "住院治疗，已联系家属代交")
OPEN, OTHER = DuesMonth.State.OPEN, "8"
Kind = OrganizationMeeting.Kind
TOPICS: dict[str, tuple[str, ...]] = {
    Kind.THEME_DAY: ("学习贯彻上级会议精神", "整治村居环境志愿服务", "重温入党誓词", "结对走访"),
    Kind.COMMITTEE: ("研究本月支部工作", "研究发展党员工作", "讨论困难党员帮扶", "安排主题党日"),
    Kind.GENERAL: ("通报季度工作，讨论下季度安排", "讨论接收预备党员", "讨论支部工作计划"),
    Kind.LECTURE: ("书记讲党课：从身边小事做起", "党章条文学习"),
    Kind.LIFE: ("上年度组织生活会和民主评议党员",),
}
DECISIONS = ("同意，按分工办理。", "同意，下次会议通报进展。", "")


def load(world: World) -> None:
    """Write the dues of branches, and the meetings of the first of them."""
    branches = list(islice(_branches(), MOST))
    for nth, branch in enumerate(branches):
        _dues(world, branch, nth)
    rows = (
        row for nth, branch in enumerate(branches[:MET]) for row in _meetings(world, branch, nth)
    )
    OrganizationMeeting.objects.bulk_create(rows, batch_size=500)


def _branches() -> Iterable[PartyOrganization]:
    """Return branches with members, those about the secretary with the phone first."""
    user = User.objects.filter(username=SECRETARY).first()
    rows = PartyOrganization.objects.filter(kind__in=COLLECTING, closed_on=None)
    full = Member.objects.filter(organization=OuterRef("pk"), stage=Member.Stage.FULL)
    rows = rows.filter(Exists(full))
    if user is None:
        return rows.order_by("path")
    near = Case(When(subtree("unit_path", user.home_path), then=Value(0)), default=Value(1))
    return rows.annotate(place=near).order_by("place", "path")


def _months(world: World) -> list[date]:
    first = first_of(world.today)
    return [months_later(first, -back) for back in range(MONTHS - 1, -1, -1)]


def _dues(world: World, branch: PartyOrganization, nth: int) -> None:
    months = _months(world)
    members = list(payers(branch, months[-1]))
    _bases(members, months[0])
    owed = owed_by(members, months[-1])
    for month in months:
        back = len(months) - 1 - months.index(month)
        if back == 0 and nth % 5 == UNBEGUN:
            continue
        there = [m for m in members if m.joined_on and m.joined_on < months_later(month, 1)]
        _month(branch, month, [(m, owed[m.pk]) for m in there], _unpaid(nth, back))


def _bases(members: list[Member], since: date) -> None:
    """Give those who pay by wage or pension their base; a few others live on relief."""
    rows = []
    for member in members:
        if member.occupation in ASSUMED and ASSUMED[member.occupation] != RETIRED:
            continue
        kind = DuesBase.Kind.RELIEF if member.occupation == OTHER else _kind(member)
        rows.append(
            DuesBase(
                person_id=member.person_id, kind=kind, since=f"{since:%Y%m}",
                base=None if kind == DuesBase.Kind.RELIEF else _base(member, kind),
                source="演示数据",
            )
        )  # fmt: skip
    DuesBase.objects.bulk_create(rows)


def _kind(member: Member) -> str:
    return ASSUMED.get(member.occupation, SALARIED)


def _base(member: Member, kind: str) -> Decimal:
    low, span = (2600, 4200) if kind == RETIRED else (3100, 8400)
    return Decimal(low + member.pk * 370 % span)


def _unpaid(nth: int, back: int) -> tuple[int, int]:
    """Return (so many, of so many) rows of a month that nobody has paid yet."""
    if back == 0 and nth % 5 != CLOSED:
        return 2, 5
    return (2, 3) if back == 1 and nth % 6 == 0 else (0, 1)


def _month(
    branch: PartyOrganization, month: date, owed: list[tuple[Member, Decimal | None]],
    unpaid: tuple[int, int],
) -> None:  # fmt: skip
    """Write a month: closed when everybody has paid, else open."""
    many, of = unpaid
    rows = [DuesRow(member=member, due=due, paid=due) for member, due in owed]
    for nth, row in enumerate(rows):
        if nth % of < many:
            row.paid = None
            row.reason = REASONS[nth % 2] if (nth + branch.pk) % 11 == 0 else ""
    total = sum((row.paid or Decimal(0) for row in rows), Decimal(0))
    state = OPEN if many else DuesMonth.State.CLOSED
    slip = None if many else total
    found = DuesMonth.objects.create(organization=branch, month=month, state=state, slip_total=slip)
    for row in rows:
        row.month = found
    DuesRow.objects.bulk_create(rows)


def _meetings(world: World, branch: PartyOrganization, nth: int) -> Iterator[OrganizationMeeting]:
    count = branch.members.filter(stage__in=(Member.Stage.FULL, Member.Stage.PROBATIONARY)).count()
    for at, month in enumerate(_months(world)):
        for kind, day, also in _held(month, is_last=at == MONTHS - 1, is_late=nth % 2 == 0):
            due = min(count, 5) if kind == Kind.COMMITTEE else count
            away = (at + nth + day) % 3 if due > 5 else 0
            yield OrganizationMeeting(
                organization=branch, kind=kind, also=also, held_on=month.replace(day=day),
                topic=TOPICS[kind][(at + nth) % len(TOPICS[kind])], due_count=due,
                present_count=due - away, leave=f"{away} 人外出请假" if away else "",
                decision=DECISIONS[(at + day) % 3], source="演示数据",
            )  # fmt: skip


def _held(month: date, *, is_last: bool, is_late: bool) -> Iterator[tuple[str, int, str]]:
    """Yield (kind, day, kind it also served) of a month; the present one may lack something."""
    if not (is_last and is_late):
        yield Kind.COMMITTEE, 5, ""
    yield Kind.THEME_DAY, 20, ""
    if month.month % 3 == 0:
        yield Kind.LECTURE, 12, ""
        if not is_last:
            yield Kind.GENERAL, 25, ""
    if month.month == 1:
        yield Kind.LIFE, 17, Kind.APPRAISAL
