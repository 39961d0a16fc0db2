"""What somebody who stands in may see of another's list: what their own rights open, no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Model, Q, QuerySet
from django.urls import resolve, reverse

from jingwei.accounts.models import User
from jingwei.collection.models import Assignment, Round
from jingwei.coverage.models import Programme
from jingwei.desk.models import Delegation, DelegationQuerySet, HandOver
from jingwei.kernel.scoping import subtree
from jingwei.kernel.waiting import Waiting
from jingwei.liaison.models import Pair
from jingwei.org.models import PartyOrganization
from jingwei.people.models import Correction
from jingwei.plans.models import Decision, Measure
from jingwei.procedures.models import Case

ARRANGE = "desk.arrange_delegation"


@dataclass(frozen=True, slots=True)
class Door:
    """What opens a page: a permission, and sight of the row that its address names.

    ``look`` is the page to look at where acting takes being the person themself.
    """

    permission: str
    model: type[Model] | None = None
    look: str = ""


DOORS: dict[str, Door] = {
    "plans:measure": Door("plans.view_measure", Measure),
    "plans:progress-record": Door("plans.view_measure", Measure, "plans:measure"),
    "plans:decision": Door("plans.view_dispatchmeeting", Decision),
    "plans:decision-close": Door("plans.view_dispatchmeeting", Decision, "plans:decision"),
    "procedures:case": Door("procedures.view_case", Case),
    "collection:answer": Door("collection.answer_round", Assignment),
    "collection:round": Door("collection.view_round", Round),
    "collection:merge": Door("collection.issue_round", Round),
    "coverage:programme": Door("coverage.view_programme", Programme),
    "coverage:roster-changes": Door("coverage.change_programme", Programme),
    "liaison:pair": Door("liaison.view_pair", Pair),
    "liaison:contact-new": Door("liaison.add_contactrecord", Pair),
    "party:branch": Door("party.view_organizationmeeting", PartyOrganization),
    "party:dues-month": Door("party.change_duesmonth", PartyOrganization),
    "party:meeting-add": Door("party.add_organizationmeeting", PartyOrganization),
    "people:correction": Door("people.answer_correction", Correction),
    "people:duplicate-list": Door("people.merge_person"),
    "desk:feedback-answer": Door("desk.answer_feedback"),
}
"""Pages that lines lead to; a line that leads elsewhere is nobody's but its owner's."""


def seen_by(deputy: User, lines: Iterable[Waiting]) -> list[Waiting]:
    """Return the lines whose page ``deputy`` may open, in order. One query a kind of page.

    What only the person themself may do is offered as a look at it.
    """
    placed = [(line, *_place(line.url)) for line in lines]
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for _, page, key in placed:
        wanted[page].add(key)
    open_ = {
        page: _open(deputy, DOORS[page], keys) for page, keys in wanted.items() if page in DOORS
    }
    return [_looked(line, page, key) for line, page, key in placed if key in open_.get(page, ())]


def _place(url: str) -> tuple[str, int]:
    """Return the name of the page and the key of the row in its address, 0 without one."""
    found = resolve(urlsplit(url).path)
    return found.view_name, found.kwargs.get("pk", 0)


def _open(deputy: User, door: Door, keys: set[int]) -> set[int]:
    if not deputy.has_perm(door.permission):
        return set()
    if door.model is None:
        return keys
    manager: Any = door.model._default_manager
    rows: QuerySet[Any, int] = manager.visible_to(deputy).filter(pk__in=keys)
    return set(rows.order_by().values_list("pk", flat=True))


def _looked(line: Waiting, page: str, key: int) -> Waiting:
    look = DOORS[page].look
    return replace(line, verb="查看", url=reverse(look, args=[key])) if look else line


def delegations_of(user: User, *, on: date) -> list[Delegation]:
    """Return what is in force or to come in which ``user`` is away or stands in. One query."""
    rows = Delegation.objects.filter(Q(absent=user) | Q(deputy=user)).ahead(on)
    return list(rows.select_related("absent", "deputy", "made_by").order_by("since", "pk"))


def deputies_for(user: User) -> QuerySet[User]:
    """Return whom ``user`` may ask to stand in: active colleagues of the same units."""
    near = User.objects.visible_to(user).values("pk")
    same = Q(home_path=user.home_path) if user.home_path else Q(pk__in=())
    rows = User.objects.filter(same | Q(pk__in=near), is_active=True).exclude(pk=user.pk)
    return rows.order_by("home_path", "full_name", "pk")


def absents_for(viewer: User) -> QuerySet[User]:
    """Return for whom ``viewer`` may arrange that somebody stands in, by unit.

    Who keeps accounts: everybody in sight. The head of a section or a unit: the people at home
    there and below. Nobody without the permission.
    """
    rows = User.objects.visible_to(viewer).filter(is_active=True).exclude(pk=viewer.pk)
    if not viewer.has_perm(ARRANGE):
        return rows.none()
    if not viewer.has_perm("accounts.change_user"):
        own = viewer.home_path
        rows = rows.filter(subtree("home_path", own)) if own else rows.none()
    return rows.order_by("home_path", "full_name", "pk")


def arranged_by(viewer: User) -> DelegationQuerySet:
    """Return the delegations ``viewer`` looks after: of whom they may arrange for, and made."""
    rows = Delegation.objects.filter(Q(absent__in=absents_for(viewer)) | Q(made_by=viewer))
    return rows.select_related("absent", "deputy", "made_by")


def endable_by(viewer: User) -> QuerySet[Delegation]:
    """Return the delegations ``viewer`` may take back: their own, and those they look after."""
    arranged = arranged_by(viewer).order_by().values("pk")
    return Delegation.objects.filter(Q(absent=viewer) | Q(deputy=viewer) | Q(pk__in=arranged))


def hand_overs(viewer: User) -> QuerySet[HandOver]:
    """Return the hand-overs ``viewer`` may read, newest first."""
    return HandOver.objects.visible_to(viewer).select_related("former", "heir", "by")
