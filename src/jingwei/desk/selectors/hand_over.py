"""What somebody has open: what passes to whoever follows them in their post."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.collection.models import Assignment, Ledger, Merge, Round, Row
from jingwei.coverage.models import Programme
from jingwei.liaison.models import Need, Pair
from jingwei.plans.models import AnnualPlan, Decision, Measure
from jingwei.procedures.models import Case


@dataclass(frozen=True, slots=True)
class WorkKind:
    """A kind of work: ``every`` gives all rows with what their words need, ``open_of`` the open
    ones of somebody, ``page`` shows a row.

    ``permission``: what the heir needs to see a row, "" where having it is enough.
    """

    code: str
    label: str
    every: Callable[[], QuerySet[Any]]
    open_of: Callable[[Any, User], QuerySet[Any]]
    page: str
    permission: str = ""

    def rows(self, of: User) -> QuerySet[Any]:
        """Return the open ones of ``of``."""
        return self.open_of(self.every(), of)


def _measures() -> QuerySet[Any]:
    return Measure.objects.select_related("item", "plan")


def _open(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the measures of plans in force that are not done."""
    rows = rows.filter(gone_in=None).exclude(plan__state=AnnualPlan.State.CLOSED)
    return rows.exclude(state=Measure.State.DONE)


def _rounds(rows: QuerySet[Any], of: User) -> QuerySet[Any]:
    """Keep drafts, open rounds, and ended ones whose answers still wait for the register."""
    answers = Row.objects.filter(
        assignment__round=OuterRef("pk"), is_changed=True,
        assignment__state=Assignment.State.ACCEPTED,
    )  # fmt: skip
    merged = Merge.objects.filter(round=OuterRef("pk"))
    live = Q(state__in=(Round.State.DRAFT, Round.State.ISSUED))
    unmerged = Q(Exists(answers), ~Exists(merged), state=Round.State.CLOSED)
    return rows.filter(live | unmerged, owner=of)


KINDS = (
    WorkKind("measure", "负责的举措", _measures, lambda rows, of: _open(rows).filter(owner=of),
             "plans:measure"),
    WorkKind("led", "牵头的举措", _measures, lambda rows, of: _open(rows).filter(leader=of),
             "plans:measure"),
    WorkKind("decision", "调度决定", lambda: Decision.objects.select_related("meeting"),
             lambda rows, of: rows.filter(responsible=of, closed_on=None), "plans:decision"),
    WorkKind("case", "程序", Case.objects.all, lambda rows, of: rows.running().filter(owner=of),
             "procedures:case", "procedures.view_case"),
    WorkKind("pair", "联系", Pair.objects.with_parties,
             lambda rows, of: rows.filter(keeper=of, until=None),
             "liaison:pair", "liaison.view_pair"),
    WorkKind("need", "需求", Need.objects.all, lambda rows, of: rows.concerning(of).open(), ""),
    WorkKind("round", "填报任务", Round.objects.all, _rounds,
             "collection:round", "collection.view_round"),
    WorkKind("programme", "覆盖项目", Programme.objects.all,
             lambda rows, of: rows.filter(owner=of).exclude(state=Programme.State.CLOSED),
             "coverage:programme", "coverage.view_programme"),
    WorkKind("ledger", "自建台账", Ledger.objects.all,
             lambda rows, of: rows.filter(owner=of, closed_on=None),
             "collection:ledger", "collection.keep_ledger"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passing:
    """Open work of one kind. ``unseen`` counts what the heir could not open."""

    kind: WorkKind
    rows: list[Any]
    unseen: int

    @property
    def keys(self) -> list[int]:
        return [row.pk for row in self.rows]


def passing(former: User, heir: User) -> list[Passing]:
    """Return the open work of ``former`` by kind, kinds without any left out.

    At most two queries a kind, however much there is.
    """
    found = [(kind, list(kind.rows(former).order_by("pk"))) for kind in KINDS]
    return [Passing(kind, rows, _unseen(kind, rows, heir)) for kind, rows in found if rows]


def _unseen(kind: WorkKind, rows: list[Any], heir: User) -> int:
    if not kind.permission:
        return 0
    if not heir.has_perm(kind.permission):
        return len(rows)
    manager: Any = type(rows[0])._default_manager
    keys = [row.pk for row in rows]
    return len(rows) - int(manager.visible_to(heir).filter(pk__in=keys).order_by().count())


def digest(found: list[Passing]) -> str:
    """Return a short text that changes when other rows are to be passed."""
    told = ";".join(f"{one.kind.code}:{one.keys}" for one in found)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reader sees of one kind: words with links; of ``hidden`` rows only the number."""

    label: str
    count: int
    lines: list[tuple[str, str]]
    hidden: int
    unseen: int


def previews(found: list[Passing], viewer: User) -> list[Preview]:
    """Return the work as ``viewer`` may see it. One query a kind."""
    return [_preview(one, viewer) for one in found]


def _preview(one: Passing, viewer: User) -> Preview:
    manager: Any = type(one.rows[0])._default_manager
    if one.kind.page:
        rows = manager.visible_to(viewer).filter(pk__in=one.keys)
    else:
        rows = manager.filter(pk__in=one.keys).concerning(viewer)
    seen = set(rows.order_by().values_list("pk", flat=True))
    shown = [row for row in one.rows if row.pk in seen]
    lines = [(str(row), _page(one.kind.page, row.pk)) for row in shown]
    return Preview(one.kind.label, len(one.rows), lines, len(one.rows) - len(shown), one.unseen)


def passed_previews(passed: dict[str, list[int]], viewer: User) -> list[Preview]:
    """Return what a hand-over passed as ``viewer`` may see it now. Two queries a kind.

    The count is that of the day; what is gone since is among the hidden.
    """
    kinds = [kind for kind in KINDS if passed.get(kind.code)]
    return [_passed(kind, passed[kind.code], viewer) for kind in kinds]


def _passed(kind: WorkKind, keys: list[int], viewer: User) -> Preview:
    found = list(kind.every().filter(pk__in=keys).order_by("pk"))
    if not found:
        return Preview(kind.label, len(keys), [], len(keys), 0)
    told = _preview(Passing(kind, found, 0), viewer)
    return replace(told, count=len(keys), hidden=len(keys) - len(told.lines))


def _page(name: str, pk: int) -> str:
    return reverse(name, args=[pk]) if name else ""
