"""Pairs of every kind that ships, with a year of contacts; of each kind a few left alone.

What was said is invented. A pair meets three days before it is due; one that is planted overdue
was met for the last time in 2024.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice
from typing import Any

from jingwei.accounts.models import User
from jingwei.cadres.models import Cadre
from jingwei.kernel.clock import standing_on
from jingwei.liaison.models import Need, Pair, Party
from jingwei.liaison.services import (
    ContactGiven,
    HandOver,
    PairGiven,
    contact_record,
    need_answer,
    need_close,
    pair_hand_over,
    pair_open,
    pair_set_level,
)
from jingwei.org.models import OrganizationKind, PartyOrganization, Unit
from jingwei.party.models import Member
from jingwei.people.models import Person
from jingwei.site.demo.cases.world import World
from jingwei.talent.models import Talent
from jingwei.veterans.models import RetiredCadre

BEGAN = date(2024, 7, 1)
ALONE_FROM = date(2024, 12, 31)
"""Nobody makes a contact of a planted pair that falls due from this day on."""
HANDED_ON = date(2025, 6, 16)
EARLY = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Told:
    """Pairs of one kind: how many, how many of them overdue, who enters them, what is said."""

    kind: str
    count: int
    overdue: int
    owner: str
    topics: tuple[str, ...]


ALL = (
    Told("party.branch_contact", 10, 3, "maqiang",
         ("参加主题党日，听党员的意见", "看活动场所，商量换届准备", "商量党员教育和日常管理")),
    Told("talent.expert", 8, 2, "wangfang",
         ("谈团队和课题进展", "春节前上门看望", "听对人才公寓的意见")),
    Told("veterans.retired_cadre", 12, 4, "shiyinuo",
         ("上门看望，聊近况", "送学习材料", "节日慰问", "电话问候")),
    Told("party.floating_member", 6, 2, "xuedong",
         ("通报支部活动安排", "了解务工地和返乡时间", "电话参加支部学习")),
    Told("party.first_secretary", 4, 1, "fangzhixin",
         ("商量集体经济项目", "走访两户困难家庭", "和村两委碰头")),
    Told("party.unit_community", 4, 2, "zhongyawen",
         ("认领社区服务项目", "组织党员志愿服务")),
    Told("cadres.mentor", 6, 1, "guming",
         ("谈工作方法", "一起看一件信访件的办理")),
)  # fmt: skip
NEEDS = ("家门口的路灯坏了", "想了解异地就医怎么备案", "活动室缺一台投影仪", "希望帮助联系康复辅具")
WORDS_OF_VILLAGES = ("示范村甲", "示范村乙", "示范村丙", "示范村丁")


def load(world: World) -> None:
    """Open the pairs, meet through a year, raise needs; hand two over, send one to hospital."""
    needs = cycle(NEEDS)
    for told in ALL:
        owner = world.user(told.owner)
        unit = Unit.objects.get(path=owner.home_path)
        pairs = [_opened(told, two, unit, owner) for two in islice(_sides(told.kind), told.count)]
        for number, pair in enumerate(pairs):
            until = ALONE_FROM if number < told.overdue else world.today
            _meet(pair, cycle(told.topics), until, owner)
            _raise(pair, next(needs), number, owner)
        if told.kind == "veterans.retired_cadre":
            _to_hospital(pairs[-1], owner, world.today)
        if told.kind == "cadres.mentor":
            _handed_over(pairs[-2:], owner)


def _opened(told: Told, sides: tuple[Any, Any], unit: Unit, owner: User) -> Pair:
    one, two = (Party.of(side) for side in sides)
    with standing_on(BEGAN):
        given = PairGiven(told.kind, one, two, unit, BEGAN, keeper=owner)
        return pair_open(given, actor=owner)


def _meet(pair: Pair, topics: Iterator[str], until: date, owner: User) -> None:
    """Record contacts as they fall due, until one would fall due from ``until`` on."""
    while pair.next_due and pair.next_due < until:
        on = max(pair.next_due - EARLY, pair.quiet_since)
        with standing_on(on):
            given = ContactGiven(on, next(topics), form="visit")
            pair = contact_record(pair, given, actor=owner).pair


def _raise(pair: Pair, text: str, number: int, owner: User) -> None:
    """Let every third pair raise a need: one open, one answered, one closed, and so on."""
    last = pair.contacts.last()
    if number % 3 or last is None:
        return
    with standing_on(last.on):
        need = Need.objects.create(
            contact=last, text=text, raised_by=owner, handled_by=owner,
            due_on=last.on + timedelta(days=30),
        )  # fmt: skip
        if number >= 3:
            need_answer(need, answer="已联系有关单位解决", actor=owner)
        if number >= 6:
            need_close(need, actor=owner)


def _to_hospital(pair: Pair, owner: User, day: date) -> None:
    with standing_on(day):
        pair_set_level(pair, level="hospital", on=day, actor=owner)


def _handed_over(pairs: list[Pair], owner: User) -> None:
    """Give pairs to the next mentor, as after a change of posts."""
    taken = {pair.two_person_id for pair in pairs} | {pair.one_person_id for pair in pairs}
    heir = _living(Person.objects.filter(hats__contains="cadre")).exclude(pk__in=taken).first()
    with standing_on(HANDED_ON):
        given = HandOver(HANDED_ON, "原导师职务调整", one=Party.of(heir))
        pair_hand_over(pairs, given, actor=owner)


def _living(rows: Any) -> Any:
    return rows.filter(died_on="", merged_into=None).order_by("pk")


def _hats(model: Any, **which: Any) -> Iterator[Person]:
    rows = model.objects.filter(person__died_on="", person__merged_into=None, **which)
    for row in rows.select_related("person").order_by("pk").iterator():
        yield row.person


def _leaders() -> Iterator[Any]:
    people = _living(Person.objects.filter(user__groups__name="leader"))
    return cycle(list(people) or ["区级领导"])


def _branches() -> Any:
    rows = PartyOrganization.objects.filter(kind=OrganizationKind.BRANCH, closed_on=None)
    return rows.order_by("path")


def _floating() -> Iterator[tuple[Any, Any]]:
    rows = Member.objects.filter(is_mobile=True, person__died_on="", person__merged_into=None)
    for row in rows.select_related("person", "organization").order_by("pk").iterator():
        yield row.organization, row.person


def _mentors() -> Iterator[tuple[Any, Any]]:
    cadres = list(islice(_hats(Cadre, person__user=None), 24))
    yield from zip(cadres[:12], cadres[12:], strict=False)


def _communities() -> Iterator[tuple[Any, Any]]:
    units = Unit.objects.filter(kind="government", closed_on=None).order_by("path")
    rows = _branches().filter(sector="community")
    yield from zip(units, rows, strict=False)


_SIDES: dict[str, Callable[[], Iterator[tuple[Any, Any]]]] = {
    "party.branch_contact": lambda: zip(_leaders(), _branches(), strict=False),
    "talent.expert": lambda: zip(_leaders(), _hats(Talent), strict=False),
    "veterans.retired_cadre": lambda: zip(
        cycle(Unit.objects.filter(code="lgb")), _hats(RetiredCadre), strict=False
    ),
    "party.floating_member": _floating,
    "party.first_secretary": lambda: zip(
        _hats(Cadre, person__user=None), WORDS_OF_VILLAGES, strict=False
    ),
    "party.unit_community": _communities,
    "cadres.mentor": _mentors,
}  # fmt: skip


def _sides(kind: str) -> Iterator[tuple[Any, Any]]:
    """Yield the two parties of the pairs of a kind, always the same ones."""
    return _SIDES[kind]()
