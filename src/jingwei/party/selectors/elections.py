"""Which Party organizations have an election ahead, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from jingwei.accounts.models import User
from jingwei.org.models import Term
from jingwei.org.rules import FIRST_REMINDER_MONTHS, due_state, months_later, months_left
from jingwei.procedures.models import Case

CODE = "party.organization_election"
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Ahead:
    """An election that is due: the term, the whole months left, the case that runs, if any."""

    term: Term
    expiry: date
    months: int
    due: str
    case: Case | None


def terms_ending(viewer: User, on: date) -> QuerySet[Term]:
    """Return the open terms that run out within six months or have, those first."""
    horizon = months_later(on, FIRST_REMINDER_MONTHS)
    rows = Term.objects.visible_to(viewer).filter(ended_on=None, organization__closed_on=None)
    rows = rows.filter(Q(delay_until__lte=horizon) | Q(delay_until=None, due_on__lte=horizon))
    expiry = Coalesce("delay_until", "due_on")
    return rows.select_related("organization__parent").order_by(expiry, "organization__path")


def elections_ahead(viewer: User, on: date, page: str = "") -> tuple[Page[Term], list[Ahead]]:
    """Return a page of the terms that end and what is known of each. Three queries."""
    found = Paginator(terms_ending(viewer, on), PAGE_SIZE).get_page(page)
    terms = list(found.object_list)
    running = Case.objects.visible_to(viewer).running().filter(definition=CODE)
    cases = {c.organization_id: c for c in running.filter(organization__in=organizations(terms))}
    return found, [_ahead(term, cases.get(term.organization_id), on) for term in terms]


def organizations(terms: list[Term]) -> list[int]:
    """Return the keys of the organizations the terms are of."""
    return [term.organization_id for term in terms]


def _ahead(term: Term, case: Case | None, on: date) -> Ahead:
    expiry = term.runs_out or on
    return Ahead(term, expiry, months_left(expiry, on), due_state(expiry, on), case)
