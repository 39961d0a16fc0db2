"""The one to-do list: what every room has waiting for somebody, and for whom they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from django.db.models import QuerySet

from jingwei.accounts.models import User
from jingwei.collection.models import Assignment, Round
from jingwei.collection.selectors import waiting as collection
from jingwei.collection.selectors.answering import answers_of
from jingwei.coverage.selectors import waiting as coverage
from jingwei.desk.models import Delegation
from jingwei.desk.selectors import feedback
from jingwei.desk.selectors.deputies import seen_by
from jingwei.kernel.waiting import Waiting
from jingwei.liaison.models import Pair
from jingwei.liaison.selectors import waiting as liaison
from jingwei.party.selectors import waiting as party
from jingwei.people.selectors import waiting as people
from jingwei.plans.models import Measure
from jingwei.plans.selectors import waiting as plans
from jingwei.plans.selectors.measures import waiting_for_others
from jingwei.procedures.selectors import waiting as procedures

ROOMS: tuple[Callable[..., list[Waiting]], ...] = (
    plans.waiting_for, procedures.waiting_for, party.waiting_for, collection.waiting_for,
    liaison.waiting_for, coverage.waiting_for, people.waiting_for, feedback.waiting_for,
)  # fmt: skip
WEEK = timedelta(days=7)
GROUPS = (("overdue", "已过期"), ("week", "本周"), ("later", "以后"))
SHOWN = 20
"""Lines of a group on the page of all groups; the rest are a link away."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list; ``absent`` is whom it is done for, None for one's own."""

    told: Waiting
    absent: User | None = None

    @property
    def leads_back(self) -> bool:
        """Whether its page comes back here by "next" once the act is done."""
        plan = self.told.work in (plans.MEASURES, plans.DECISIONS)
        return plan and self.told.verb != "查看"

    def group(self, day: date) -> str:
        """Return "overdue", "week" or "later" as seen on ``day``."""
        due_on = self.told.due_on
        if due_on is None or due_on > day + WEEK:
            return "later"
        return "overdue" if due_on < day else "week"


@dataclass(frozen=True, slots=True)
class Todo:
    """Somebody's list; ``unseen``: who they stand in for, how many lines are not theirs to see."""

    lines: list[Line] = field(default_factory=list)
    unseen: list[tuple[User, int]] = field(default_factory=list)

    @property
    def works(self) -> list[str]:
        """The rooms that lines are from."""
        return sorted({line.told.work for line in self.lines})

    @property
    def units(self) -> list[str]:
        """The units and Party organizations that lines are about."""
        return sorted({line.told.unit for line in self.lines} - {""})

    def asked(self, work: str, unit: str) -> list[Line]:
        """Return the lines of a room and about a unit; an empty filter asks for all."""
        return [
            line
            for line in self.lines
            if work in ("", line.told.work) and unit in ("", line.told.unit)
        ]


def own_waiting(user: User, *, on: date) -> list[Waiting]:
    """Return what waits for ``user`` in all rooms, by limit; rows without a limit come last.

    The number of queries does not grow with the number of lines.
    """
    found = chain.from_iterable(room(user, on=on) for room in ROOMS)
    return _in_order(found)


def _in_order(found: Iterable[Waiting]) -> list[Waiting]:
    return sorted(found, key=lambda one: (one.due_on or date.max, one.work, one.what, one.url))


def todo_of(user: User, *, on: date) -> Todo:
    """Return the list of ``user`` by limit: their own lines and those of whom they stand in for.

    Of the others only what ``user`` may see by their own roles and scopes; the rest is counted.
    """
    todo = Todo([Line(told) for told in own_waiting(user, on=on)])
    for one in Delegation.objects.on(on).filter(deputy=user).select_related("absent"):
        theirs = own_waiting(one.absent, on=on)
        seen = seen_by(user, theirs)
        todo.lines.extend(Line(told, one.absent) for told in seen)
        if len(seen) < len(theirs):
            todo.unseen.append((one.absent, len(theirs) - len(seen)))
    todo.lines.sort(key=lambda line: line.told.due_on or date.max)
    return todo


def todo_total(user: User, *, on: date) -> int:
    """Return how many lines the list of ``user`` has."""
    return len(todo_of(user, on=on).lines)


def from_others(user: User, *, on: date) -> list[Line]:
    """Return what others owe ``user``, by limit, late ones first.

    Measures given away, decisions of dispatches they chaired, answers to rounds they sent out.
    """
    found = [plans.as_waiting(row, day=on) for row in waiting_for_others(user, on=on)]
    return [Line(told) for told in _in_order([*found, *collection.awaited_by(user, on=on)])]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of lines on the page: ``lines`` are those shown, ``count`` is how many there are."""

    code: str
    label: str
    lines: list[Line]
    count: int

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.lines)


def unchanged_candidates(viewer: User) -> QuerySet[Assignment]:
    """Return what ``viewer`` may hand in as unchanged: nothing was changed, nothing sent back."""
    rows = answers_of(viewer).filter(
        round__state=Round.State.ISSUED, parts=None, changed_count=0, row_count__gt=0,
        state__in=(Assignment.State.NOT_STARTED, Assignment.State.SAVED),
    )  # fmt: skip
    return rows if viewer.has_perm("collection.answer_round") else rows.none()


def next_up(user: User, *, on: date) -> tuple[date, str] | None:
    """Return the day and the words of what comes next to who has nothing to do. Two queries."""
    measures = Measure.objects.issued().filter(owner=user, state="open", starts_on__gt=on)
    pairs = Pair.objects.running().filter(keeper=user, next_due__gt=on).with_parties()
    begins = [(m.starts_on, f"举措“{m}”启动") for m in measures.order_by("starts_on")[:1]]
    visits = [(p.next_due, f"联系{p.two}") for p in pairs.order_by("next_due")[:1]]
    found = [(day, words) for day, words in (*begins, *visits) if day]
    return min(found, default=None)


def groups_of(lines: Iterable[Line], *, day: date, shown: int = SHOWN) -> list[Group]:
    """Return the groups that have lines, overdue ones first, each cut to ``shown`` lines."""
    sorted_out: dict[str, list[Line]] = {code: [] for code, _ in GROUPS}
    for line in lines:
        sorted_out[line.group(day)].append(line)
    return [
        Group(code, label, found[:shown], len(found))
        for code, label in GROUPS
        if (found := sorted_out[code])
    ]
