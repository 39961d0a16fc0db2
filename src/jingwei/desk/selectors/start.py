"""The page somebody begins with: the one they chose, else the one of their roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jingwei.accounts.models import User
from jingwei.desk.models import StartPage
from jingwei.desk.selectors.todo import WEEK
from jingwei.org.models import PartyOrganization
from jingwei.party.selectors.dues import COLLECTING
from jingwei.plans.models import Decision


@dataclass(frozen=True, slots=True)
class Place:
    """A page to begin with; an empty ``permission`` opens it to everyone."""

    name: str
    label: str
    permission: str = ""


PLACES = (
    Place("desk:todo", "待办"),
    Place("plans:board", "要点", "plans.view_annualplan"),
    Place("plans:dispatch-list", "调度", "plans.view_dispatchmeeting"),
    Place("desk:alerts", "到期提醒"),
    Place("procedures:case-list", "程序", "procedures.view_case"),
    Place("party:branch-list", "支部", "party.view_organizationmeeting"),
    Place("collection:rounds", "填报", "collection.view_round"),
    Place("collection:answers", "我的填报", "collection.answer_round"),
    Place("liaison:pair-list", "联系", "liaison.view_pair"),
    Place("coverage:programme-list", "覆盖", "coverage.view_programme"),
    Place("accounts:user-list", "账号", "accounts.view_user"),
    Place("desk:audit-list", "审计", "kernel.view_auditentry"),
)
ROLES = (
    ("plan_office", "plans:board"),
    ("leader", "plans:board"),
    ("branch_secretary", "party:branch-list"),
    ("system_admin", "accounts:user-list"),
    ("security_admin", "accounts:user-list"),
    ("audit_admin", "desk:audit-list"),
)
"""Where a role begins; of several the first. All others begin with what waits for them."""
TODO, BRANCHES = "desk:todo", "party:branch-list"


def start_of(user: User) -> str:
    """Return the name of the page ``user`` begins with: always one they may open. Two queries."""
    chosen = StartPage.objects.filter(user=user).values_list("place", flat=True).first()
    open_ = {place.name for place in places_of(user)}
    if chosen in open_:
        return str(chosen)
    return next((page for page in _by_role(user) if page in open_), TODO)


def _by_role(user: User) -> list[str]:
    held = user.role_codes()
    pages = [page for role, page in ROLES if role in held]
    steers = user.has_perm("plans.run_dispatchmeeting")
    return [*pages, "plans:board"] if steers else pages


def decisions_due(user: User, *, on: date) -> int:
    """Return how many decisions ``user`` answers for are late or due within a week. One query."""
    rows = Decision.objects.filter(responsible=user, closed_on=None, due_on__lte=on + WEEK)
    return rows.filter(meeting__held_at__isnull=False).count()


def own_branch(user: User) -> int | None:
    """Return the key of the branch that a data scope of ``user`` names, if it is one. One query."""
    found = PartyOrganization.objects.filter(
        path__in=user.organization_paths(), kind__in=COLLECTING, closed_on=None
    )
    keys = list(found.values_list("pk", flat=True)[:2])
    return keys[0] if len(keys) == 1 else None


def places_of(user: User) -> list[Place]:
    """Return the pages ``user`` may begin with."""
    return [place for place in PLACES if not place.permission or user.has_perm(place.permission)]


def place_chosen(user: User) -> str:
    """Return the page ``user`` chose, "" for that of their roles. One query."""
    return StartPage.objects.filter(user=user).values_list("place", flat=True).first() or ""
