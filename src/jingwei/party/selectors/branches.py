"""The list of branches for those above them: what each has to do, in the order of the tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from jingwei.kernel.scoping import subtree
from jingwei.kernel.spelling import reads
from jingwei.org.models import OrganizationKind, PartyOrganization
from jingwei.party.models import DuesMonth, DuesRow
from jingwei.party.rules.dues import FEN
from jingwei.party.rules.meetings import QUARTER, period_of
from jingwei.party.selectors.branch import Standing, branches, standings
from jingwei.party.selectors.dues import COLLECTING

NOTHING = Decimal(0)
SUMS = ("owed", "paid_sum", "left", "reasoned")
"""What is added up of the rows of a quarter, in the order of ``Money``."""
BELOW = (*COLLECTING, OrganizationKind.TEMPORARY_BRANCH, OrganizationKind.FUNCTIONAL_BRANCH,
         OrganizationKind.PARTY_GROUP)  # fmt: skip
"""Kinds that no branch stands under."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which branches: of a name, under an organization, with something due of a sort."""

    text: str = ""
    under: PartyOrganization | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """Money of a quarter: owed, paid, and how many rows have neither payment nor reason."""

    owed: Decimal = NOTHING
    paid: Decimal = NOTHING
    left: int = 0
    reasoned: int = 0


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch with where it stands and its dues of the quarter."""

    standing: Standing
    quarter: Money

    @property
    def branch(self) -> PartyOrganization:
        return self.standing.branch


@dataclass(frozen=True, slots=True)
class Totals:
    """The branches of the list together, of all its pages."""

    branches: int
    closed: int
    begun: int
    quarter: Money

    @property
    def not_begun(self) -> int:
        return self.branches - self.closed - self.begun


def above(viewer: Any, on: date) -> QuerySet[PartyOrganization]:
    """Return the organizations in sight that branches may stand under, in tree order."""
    rows = PartyOrganization.objects.visible_to(viewer).existing_on(on)
    return rows.exclude(kind__in=BELOW).order_by("path")


def branches_asked(viewer: Any, asked: Asked, on: date) -> QuerySet[PartyOrganization]:
    """Return the branches that a filter finds, apart from ``shown``, in tree order."""
    rows = branches(viewer, on).select_related("parent")
    if asked.under:
        rows = rows.filter(subtree("path", asked.under.path))
    if asked.text:
        named = Q(name__contains=asked.text) | Q(short_name__contains=asked.text)
        rows = rows.filter(named | reads("spelling", asked.text))
    return rows


def lines_of(found: list[PartyOrganization], viewer: Any, on: date) -> list[BranchLine]:
    """Return the lines of branches in the order given. The same queries for any number."""
    money = quarter_of([branch.pk for branch in found], on)
    return [
        BranchLine(one, money.get(one.branch.pk, Money())) for one in standings(found, viewer, on)
    ]


def with_due(found: list[Standing], shown: str) -> list[PartyOrganization]:
    """Return the branches that have something due of a sort, in the order given."""
    has: dict[str, Callable[[Standing], bool]] = {
        "dues": lambda one: not one.dues or one.dues.state == DuesMonth.State.OPEN,
        "meetings": lambda one: bool(one.missing),
        "rounds": lambda one: one.rounds > 0,
        "development": lambda one: one.cases > 0,
        "mobile": lambda one: one.counts.mobile > 0,
        "election": lambda one: bool(one.election),
    }
    return [one.branch for one in found if has[shown](one)]


def quarter_of(branches_: list[int], on: date) -> dict[int, Money]:
    """Return branch → the money of the quarter of ``on``. One query."""
    rows: QuerySet[Any] = _rows_of(on).filter(month__organization__in=branches_)
    told = rows.order_by().values_list("month__organization").annotate(**_sums())
    return {branch: _money(dict(zip(SUMS, rest, strict=True))) for branch, *rest in told}


def unpaid(found: QuerySet[PartyOrganization], on: date) -> QuerySet[DuesRow]:
    """Return the rows of the quarter of branches that nothing or less was paid for, by branch."""
    rows = _rows_of(on).filter(month__organization__in=found.order_by().values("pk"))
    short = rows.filter(Q(paid=None) | Q(paid__lt=F("due")))
    return short.select_related("month__organization", "member__person").order_by(
        "month__organization__path", "month__month", "pk"
    )


def totals(found: QuerySet[PartyOrganization], on: date) -> Totals:
    """Return what the branches of a filter have together. Two queries."""
    pks = found.order_by().values("pk")
    first = on.replace(day=1)
    states: dict[str, int] = {
        "branches": found.count(),
        **DuesMonth.objects.filter(organization__in=pks, month=first).aggregate(
            closed=Count("pk", filter=Q(state="closed")), begun=Count("pk", filter=Q(state="open"))
        ),
    }
    money = _rows_of(on).filter(month__organization__in=pks).aggregate(**_sums())
    return Totals(**states, quarter=_money(money))


def _money(told: dict[str, Any]) -> Money:
    """Return the sums in whole fen: SQLite adds decimals as floats."""
    owed, paid = (told[name].quantize(FEN) for name in SUMS[:2])
    return Money(owed, paid, told["left"], told["reasoned"])


def _rows_of(on: date) -> QuerySet[DuesRow]:
    return DuesRow.objects.filter(month__month__range=period_of(on, QUARTER))


def _sums() -> dict[str, Any]:
    return {
        "owed": Coalesce(Sum("due"), NOTHING),
        "paid_sum": Coalesce(Sum("paid"), NOTHING),
        "left": Count("pk", filter=Q(paid=None, reason="")),
        "reasoned": Count("pk", filter=~Q(reason="")),
    }
