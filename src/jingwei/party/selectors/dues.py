"""Reads over dues: the rates of a month, who pays what, how a month stands."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from jingwei.kernel.law import law
from jingwei.org.models import OrganizationKind, PartyOrganization
from jingwei.party.models import DuesBase, DuesMonth, DuesRow, Member
from jingwei.party.rules import dues as rules

MEMBERS = (Member.Stage.FULL, Member.Stage.PROBATIONARY)
COLLECTING = (
    OrganizationKind.BRANCH, OrganizationKind.JOINT_BRANCH, OrganizationKind.MOBILE_BRANCH,
)  # fmt: skip
"""Kinds of organizations that collect dues; a temporary branch does not."""


def rates_on(day: date) -> rules.Rates:
    """Return the table of rates in force on ``day``. Raises BadInput before the first."""
    numbers = law(rules.LAW, day)
    salaried = (
        (_number(numbers.first_salary_up_to), _number(numbers.first_salary_percent)),
        (_number(numbers.second_salary_up_to), _number(numbers.second_salary_percent)),
        (_number(numbers.third_salary_up_to), _number(numbers.third_salary_percent)),
        (None, _number(numbers.highest_salary_percent)),
    )
    retired = (
        (_number(numbers.first_pension_up_to), _number(numbers.first_pension_percent)),
        (None, _number(numbers.highest_pension_percent)),
    )
    farmer, relief = _number(numbers.farmer_amount), _number(numbers.relief_amount)
    return rules.Rates(salaried, retired, farmer, relief)


def rate_lines(day: date) -> list[tuple[str, str]]:
    """Return (who pays, how much) of the table in force on a day, in words."""
    rates = rates_on(day)
    found = [("在职", words) for words in _band_words(rates.salaried)]
    found += [("离退休", words) for words in _band_words(rates.retired)]
    found.append(("农民", f"每月 {rates.farmer} 元"))
    found.append(("学生、下岗失业、依靠救济或低保", f"每月 {rates.relief} 元"))
    return found


def _band_words(bands: rules.Bands) -> list[str]:
    above, found = "", []
    for highest, percent in bands:
        upto = f"{highest:f} 元（含）以下" if highest is not None else ""
        found.append(f"月基数 {'、'.join(filter(None, (above, upto)))}：全部基数的 {percent}%")
        above = f"{highest:f} 元以上" if highest is not None else ""
    return found


def _number(told: float) -> Decimal:
    return Decimal(str(told))


def first_of(day: date) -> date:
    """Return the first day of the month of ``day``."""
    return day.replace(day=1)


def last_of(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def payers(organization: PartyOrganization, month: date) -> QuerySet[Member]:
    """Return the members in good standing who had joined by the end of the month."""
    rows = Member.objects.filter(
        organization=organization, stage__in=MEMBERS, state=Member.State.NORMAL,
        person__merged_into=None, joined_on__lte=last_of(month),
    )  # fmt: skip
    return rows.select_related("person").order_by("group", "pk")


def owed_by(members: Iterable[Member], month: date) -> dict[int, Decimal | None]:
    """Return member key → what is owed for the month, None where the base is missing. Few queries.

    Who has no row of DuesBase pays as the occupation says, which for farmers and students is
    enough.
    """
    told = list(members)
    rates, bases = rates_on(month), _bases([m.person_id for m in told], month)
    found: dict[int, Decimal | None] = {}
    for member in told:
        base = bases.get(member.person_id)
        kind = base.kind if base else rules.assumed_kind(member.occupation)
        found[member.pk] = rules.dues_owed(kind, base.base if base else None, rates)
    return found


def _bases(people: list[int], month: date) -> dict[int, DuesBase]:
    """Return person key → the base in force in the month: of several the latest."""
    rows: QuerySet[Any] = DuesBase.objects.filter(
        person__in=people, since__lte=f"{last_of(month):%Y%m%d}"
    ).order_by("since")
    return {row.person_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A month with its rows by Party group and entry."""

    month: DuesMonth
    rows: list[DuesRow]

    @property
    def lines(self) -> list[rules.Line]:
        """The rows as the rules take them."""
        return [line_of(row) for row in self.rows]

    @property
    def owed(self) -> Decimal:
        return sum((row.due or rules.NOTHING for row in self.rows), rules.NOTHING)

    @property
    def paid(self) -> Decimal:
        return sum((row.paid or rules.NOTHING for row in self.rows), rules.NOTHING)

    @property
    def to_confirm(self) -> int:
        """How many rows one press confirms: owed, nothing recorded, no reason."""
        return sum(row.paid is None and row.due is not None and not row.reason for row in self.rows)

    @property
    def without_base(self) -> int:
        return sum(row.due is None for row in self.rows)

    @property
    def unsettled(self) -> int:
        return len(rules.unsettled(self.lines))

    @property
    def is_open(self) -> bool:
        return self.month.state == DuesMonth.State.OPEN


def line_of(row: DuesRow) -> rules.Line:
    """Return a row as the rules take it."""
    return rules.Line(str(row.member), row.due, row.paid, row.reason)


def month_sheet(month: DuesMonth) -> MonthSheet:
    """Return a month with its rows. One query."""
    rows = month.rows.select_related("member__person").order_by("member__group", "member_id")
    return MonthSheet(month, list(rows))


def months_of(organization: PartyOrganization, at_most: int = 12) -> list[DuesMonth]:
    """Return the last months of a branch, the latest first. One query."""
    return list(organization.dues_months.order_by("-month")[:at_most])
