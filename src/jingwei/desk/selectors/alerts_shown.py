"""How alerts are laid out: by how near they are, near ones first; as days of a calendar file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from jingwei.desk.selectors.alerts import Alert, AlertKind

PERIODS = (
    ("passed", "已过期"),
    ("week", "7 天内"),
    ("month", "8 至 30 天"),
    ("later", "30 天以后"),
)
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
SHOWN = {"passed": 20, "week": 20, "month": 10, "later": 10}
"""Alerts of a period on the page of all periods; the rest are a link away."""


@dataclass(frozen=True, slots=True)
class Period:
    """Alerts of one stretch of time: ``alerts`` are those shown, ``count`` is how many there are.

    ``kinds`` counts them by kind; a folded period shows no more than that.
    """

    code: str
    label: str
    alerts: list[Alert]
    count: int
    kinds: list[tuple[AlertKind, int]]
    is_folded: bool

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.alerts)


def period_of(alert: Alert, on: date) -> str:
    """Return the code of the period of ``alert`` as seen on ``on``."""
    if alert.on < on:
        return "passed"
    if alert.on <= on + WEEK:
        return "week"
    return "month" if alert.on <= on + MONTH else "later"


def in_period(alerts: Iterable[Alert], code: str, on: date) -> list[Alert]:
    """Return the alerts of one period."""
    return [one for one in alerts if period_of(one, on) == code]


def periods_of(alerts: Iterable[Alert], on: date, *, fold: bool) -> list[Period]:
    """Return the periods that have alerts, each cut to SHOWN.

    ``fold``: what is more than MONTH away is only counted by kind, if anything is nearer.
    """
    told = list(alerts)
    rows = [(code, label, in_period(told, code, on)) for code, label in PERIODS]
    filled = [row for row in rows if row[2]]
    return [
        _period(*row, is_folded=fold and row[0] == "later" and len(filled) > 1) for row in filled
    ]


def _period(code: str, label: str, found: list[Alert], *, is_folded: bool) -> Period:
    counts: dict[str, int] = {}
    kinds = {one.kind.code: one.kind for one in found}
    for one in found:
        counts[one.kind.code] = counts.get(one.kind.code, 0) + 1
    told = [(kinds[kind], count) for kind, count in counts.items()]
    shown = [] if is_folded else found[: SHOWN[code]]
    return Period(code, label, shown, len(found), told, is_folded)


@dataclass(frozen=True, slots=True)
class DayTold:
    """An entry of a calendar file. ``url`` is "" where only a number leaves the system: the list
    of ``kind`` on the day ``on`` stands behind it."""

    kind: AlertKind
    on: date
    summary: str
    about: str
    url: str


def days_told(alerts: Iterable[Alert]) -> list[DayTold]:
    """Return the alerts as entries, by day; of kinds that name people one number a day."""
    found: list[DayTold] = []
    for (_, _), rows in groupby(alerts, key=lambda one: (one.on, one.kind.code)):
        same = list(rows)
        kind, on = same[0].kind, same[0].on
        if kind.of_people:
            found.append(DayTold(kind, on, f"{kind.label}：{len(same)} 项", "", ""))
        else:
            found += [DayTold(kind, on, f"{kind.label}：{a.what}", a.why, a.url) for a in same]
    return found
