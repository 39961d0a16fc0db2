"""What runs out on which day: one calendar over the limits that all rooms keep."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby

from jingwei.accounts.models import User
from jingwei.kernel.parameters import Parameter, parameter, parameter_values

MOST = 500
"""Alerts of one kind that are read for a page; there it says so when there are more."""
OWN = "本产品约定，各地可调整"
BACK = timedelta(days=365)
"""How far back a limit is looked for that has passed."""
PER_DAY = 3


@dataclass(frozen=True, slots=True)
class Alert:
    """A limit: the day, what runs out, the rule or reason, the page where it is dealt with."""

    kind: AlertKind
    on: date
    what: str
    why: str
    url: str


Found = tuple[date, str, str, str]
"""Day, what, why, address."""
Finder = Callable[[User, date, date], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class AlertKind:
    """A kind of limit. ``find(viewer, first, last)``: those of the days, both included, in order.

    At most MOST are read; ``permission`` is needed to be told; ``section`` usually minds them.
    ``lead``: how many days ahead the list shows them. ``lasts``: what has passed stays open.
    ``of_people``: its words name people, so they do not leave the system in a calendar file.
    """

    code: str
    label: str
    permission: str
    section: str
    lead: Parameter
    find: Finder
    lasts: bool
    of_people: bool = False


KINDS: dict[str, AlertKind] = {}


def alert_kind(
    code: str, label: str, permission: str, *, section: str, lead: int, lasts: bool = True,
    of_people: bool = False,
) -> Callable[[Finder], Finder]:  # fmt: skip
    """Declare a kind of limit; the function finds them. ``lead`` is the days ahead to begin with.

    A district may change them: parameter ``desk.lead_<code>``.
    """
    days = parameter(
        f"desk.lead_{code}", f"“{label}”提前提醒", default=lead, bounds=(0, 730), unit="天",
        source=OWN,
    )  # fmt: skip

    def declared(find: Finder) -> Finder:
        KINDS[code] = AlertKind(code, label, permission, section, days, find, lasts, of_people)
        return find

    return declared


def kinds_of(viewer: User) -> list[AlertKind]:
    """Return the kinds ``viewer`` may be told of, in the order of declaration."""
    return [kind for kind in KINDS.values() if viewer.has_perm(kind.permission)]


def alerts_between(viewer: User, first: date, last: date, *, kind: str = "") -> list[Alert]:
    """Return what runs out from ``first`` to ``last``, both included, by day.

    One query a kind, two at most, whatever there is.
    """
    kinds = [one for one in kinds_of(viewer) if kind in ("", one.code)]
    return _in_order(chain.from_iterable(_of(one, viewer, first, last) for one in kinds))


def alerts_ahead(viewer: User, *, on: date, kind: str = "", passed: bool = False) -> list[Alert]:
    """Return what runs out from today within the lead time of its kind; or what has passed.

    ``passed``: of the kinds that stay open, what ran out within BACK before today.
    """
    values = parameter_values()
    found = []
    for one in kinds_of(viewer):
        if kind not in ("", one.code):
            continue
        if not passed:
            last = on + timedelta(days=int(values[one.lead.code]))
            found.append(_of(one, viewer, on, last))
        elif one.lasts:
            found.append(_of(one, viewer, on - BACK, on - timedelta(days=1)))
    return _in_order(chain.from_iterable(found))


def cut_kinds(alerts: Iterable[Alert]) -> list[str]:
    """Return the labels of the kinds of which there may be more than was read."""
    counts: dict[str, int] = {}
    for one in alerts:
        counts[one.kind.label] = counts.get(one.kind.label, 0) + 1
    return [label for label, count in counts.items() if count >= MOST]


def _of(kind: AlertKind, viewer: User, first: date, last: date) -> list[Alert]:
    return [Alert(kind, *told) for told in kind.find(viewer, first, last)]


def _in_order(alerts: Iterable[Alert]) -> list[Alert]:
    order = {code: place for place, code in enumerate(KINDS)}
    return sorted(alerts, key=lambda one: (one.on, order[one.kind.code], one.what))


@dataclass(frozen=True, slots=True)
class KindOfDay:
    """Alerts of one kind on one day: how many, and the first few."""

    kind: AlertKind
    count: int
    shown: list[Alert]


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day of the month grid; ``is_inside``: it is of the month itself."""

    day: date
    kinds: list[KindOfDay]
    is_inside: bool


def month_grid(alerts: Iterable[Alert], first: date) -> list[list[DayOfMonth]]:
    """Return the weeks of the month of ``first``, Monday first, with what runs out. No query."""
    by_day: dict[date, list[Alert]] = {}
    for one in alerts:
        by_day.setdefault(one.on, []).append(one)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return [[_day(day, by_day.get(day, []), first) for day in week] for week in weeks]


def _day(day: date, alerts: list[Alert], first: date) -> DayOfMonth:
    grouped = [list(found) for _, found in groupby(alerts, key=lambda one: one.kind.code)]
    kinds = [KindOfDay(found[0].kind, len(found), found[:PER_DAY]) for found in grouped]
    return DayOfMonth(day, kinds, day.month == first.month)
