"""The facts of the burden pre-check, gathered for one draft."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, BurdenException, Round
from jingwei.collection.parameters import speed_and_ceiling
from jingwei.collection.rules import burden as rules
from jingwei.collection.selectors.prefill import (
    Known,
    columns_offered,
    prefill,
    register_for,
)
from jingwei.collection.selectors.recipients import Recipient, nearest, recipients_of, towns
from jingwei.kernel.workdays import work_calendar
from jingwei.org.models import Unit

LOOK_BACK = timedelta(days=90)
SENT = (Round.State.ISSUED, Round.State.CLOSED)


@dataclass(frozen=True, slots=True)
class Similar:
    """A round of the last 90 days that asked some of the same; ``percent`` of this round's."""

    round: Round
    percent: int


@dataclass(frozen=True, slots=True)
class Burden:
    """What the pre-check says of a draft, and everything it was said by.

    ``rows`` and ``minutes`` are by the primary key of the recipient, ``over`` the towns whose
    ceiling would be passed, signed for or not.
    """

    recipients: list[Recipient]
    rows: dict[int, list[Known]]
    asked: list[rules.Asked]
    findings: list[rules.Finding]
    similar: list[Similar]
    minutes: dict[int, int]
    over: list[Unit]
    ceiling: int

    @property
    def blocks(self) -> bool:
        """Whether the round may not be issued as it is."""
        return any(finding.blocks for finding in self.findings)

    @property
    def is_unneeded(self) -> bool:
        """Whether the system knows all of it already."""
        return any(finding.code == "collection.nothing_new" for finding in self.findings)

    @property
    def can_shrink(self) -> bool:
        """Whether refused columns can be turned into columns to look over."""
        return any(finding.code == "collection.known_column" for finding in self.findings)

    @property
    def minutes_all(self) -> int:
        return sum(self.minutes.values())

    @property
    def minutes_each(self) -> int:
        """The mean per recipient, rounded up; 0 without recipients."""
        return -(-self.minutes_all // len(self.minutes)) if self.minutes else 0

    @property
    def minutes_most(self) -> int:
        """What the recipient with most to do needs; 0 without recipients."""
        return max(self.minutes.values(), default=0)

    @property
    def row_count(self) -> int:
        return sum(map(len, self.rows.values()))

    @property
    def known_count(self) -> int:
        return sum(column.is_known for column in self.asked)

    @property
    def fill_count(self) -> int:
        """How many columns ask for an answer."""
        return sum(not column.check_only for column in self.asked)

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with the round when it is issued."""
        return {
            "columns": [[c.label, c.percent, c.check_only] for c in self.asked],
            "findings": [finding.as_json() for finding in self.findings],
            "similar": [[one.round.title, one.percent] for one in self.similar],
            "minutes_each": self.minutes_each, "minutes_all": self.minutes_all,
            "ceiling": self.ceiling,
        }  # fmt: skip


def burden_of(round_: Round, viewer: Any, *, on: date) -> Burden:
    """Judge a draft as it would be issued on ``on``. About a dozen queries, rows read in bulk."""
    recipients = recipients_of(round_, viewer)
    rows = prefill(round_, recipients, viewer)
    asked = _asked(round_, rows)
    speed, ceiling = speed_and_ceiling()
    fill = sum(not column.check_only for column in asked)
    minutes = {
        pk: rules.minutes_estimate(len(own), fill=fill, check=len(asked) - fill, speed=speed)
        for pk, own in rows.items()
    }
    over, ceilings = _ceilings(round_, recipients, minutes, ceiling, on)
    findings = [*rules.columns_refused(asked), *ceilings, *_deadline(round_, on)]
    similar = similar_rounds(round_, on)
    return Burden(recipients, rows, asked, findings, similar, minutes, over, ceiling)


def _asked(round_: Round, rows: dict[int, list[Known]]) -> list[rules.Asked]:
    """Return the columns with what is known of them; earlier answers to new ones do not count."""
    all_rows = [known for own in rows.values() for known in own]
    filled = Counter(code for known in all_rows for code, text in known.texts.items() if text)
    named = _register_names(round_)
    return [
        rules.Asked(c.label, True, False, 0, 0, named.get("".join(c.label.split()), ""))
        if c.is_new
        else rules.Asked(c.label, False, c.check_only, filled[c.code], len(all_rows))
        for c in round_.column_list
    ]


def _register_names(round_: Round) -> dict[str, str]:
    """Return the names of the columns of the register: without blanks → as shown."""
    return {name: f"{register_for(round_).title}·{name}" for name in columns_by_name(round_)}


def columns_by_name(round_: Round) -> dict[str, str]:
    """Return the columns a round could take from its register: label without blanks → name."""
    register = register_for(round_)
    return {"".join(register.label_of(c).split()): c.name for c in columns_offered(register)}


def _ceilings(
    round_: Round, recipients: list[Recipient], minutes: dict[int, int], ceiling: int, on: date
) -> tuple[list[Unit], list[rules.Finding]]:
    known = towns()
    added: Counter[str] = Counter()
    for one in recipients:
        if town := nearest(one.unit_path, known):
            added[town] += minutes[one.pk]
    borne = minutes_borne(known, on)
    over = [known[path] for path in added if borne[path] + added[path] > ceiling]
    signed = set(
        BurdenException.objects.filter(round=round_, month=on.replace(day=1)).values_list(
            "town__name", flat=True
        )
    )
    found = rules.ceiling_findings(
        {known[path].name: count for path, count in borne.items()},
        {known[path].name: count for path, count in added.items()},
        ceiling=ceiling, signed=signed,
    )  # fmt: skip
    return over, found


def minutes_borne(known: dict[str, Unit], on: date) -> Counter[str]:
    """Return the minutes that rounds sent down in the month of ``on`` cost each town, by path."""
    sent = Assignment.objects.filter(
        parent=None, round__state__in=SENT, round__issued_on__year=on.year,
        round__issued_on__month=on.month,
    )  # fmt: skip
    borne: Counter[str] = Counter()
    for path, minutes in sent.order_by().values_list("unit_path").annotate(Sum("minutes")):
        if town := nearest(path, known):
            borne[town] += minutes
    return borne


def _deadline(round_: Round, on: date) -> list[rules.Finding]:
    if round_.deadline is None:
        return [rules.Finding("collection.deadline", "还没有填写期限。", "请先填写期限。")]
    if round_.deadline < on:
        told = f"期限 {round_.deadline} 已过。"
        return [rules.Finding("collection.deadline", told, "请改期限。")]
    days = work_calendar().count(on + timedelta(days=1), round_.deadline)
    return rules.deadline_findings(days, leader_named=round_.leader_named)


def similar_rounds(round_: Round, on: date) -> list[Similar]:
    """Return the rounds of the last 90 days that asked some of the same, most alike first."""
    mine = _origins(round_.column_list)
    sent = Round.objects.filter(
        state__in=SENT, issued_on__gte=on - LOOK_BACK, recipient_kind=round_.recipient_kind
    ).exclude(pk=round_.pk)
    found = [Similar(one, rules.overlap_percent(mine, _origins(one.column_list))) for one in sent]
    alike = [one for one in found if one.percent]
    return sorted(alike, key=lambda one: (-one.percent, one.round.pk))


def _origins(columns: list[Column]) -> list[str]:
    return [column.origin for column in columns]
