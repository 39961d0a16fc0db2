"""Writes about who leads a Party organization: terms, delays, seats."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.org import rules
from jingwei.org.models import CommitteeSeat, PartyOrganization, Term
from jingwei.org.services import trees

declare_acts(
    {
        "term.open": "登记新一届任期",
        "term.change": "修改任期",
        "term.take_back": "撤回新一届任期",
        "seat.add": "登记班子成员任职",
        "seat.end": "登记班子成员免职",
    }
)
TERM_DETAILS = (
    "number", "due_on", "elected_on", "approval_no", "delay_until", "delay_approval_no", "stage",
)  # fmt: skip


@transaction.atomic
def term_open(
    organization: PartyOrganization, *, began_on: date, actor: User | None, **details: Any
) -> Term:
    """Begin a term; the one before ends that day, and with it the seats in it.

    Without ``due_on`` the day it runs out follows from kind and sector (rules.term_years);
    without ``number`` it is the next one. ``details`` by column of ``TERM_DETAILS``.
    Raises RuleViolation ``org.closed``, ``org.dates``; ValidationError.
    """
    organization = trees.locked_open(organization)
    last = organization.terms.order_by("-began_on").first()
    if last and began_on <= last.began_on:
        raise RuleViolation("org.dates", f"上一届任期始于 {last.began_on}，新一届应在其后。")
    _close_present(organization, began_on)
    term = Term(organization=organization, began_on=began_on, **details)
    if term.due_on is None and (years := rules.term_years(organization.kind, organization.sector)):
        term.due_on = rules.term_due(began_on, years)
    if term.number is None and last and last.number:
        term.number = last.number + 1
    term.full_clean()
    term.save()
    facts = {**details, "due_on": term.due_on, "number": term.number}
    audit("term.open", organization, actor, began_on=began_on, **facts)
    return term


@transaction.atomic
def term_change(
    term: Term, details: Mapping[str, Any], *, actor: User | None, ended_on: date | None = None
) -> Term:
    """Correct a term, record how far the election is, an approved delay, an end without a next.

    Raises RuleViolation ``org.approval_missing`` for a delay without the number of its
    approval; ValidationError, KeyError for a column not in ``TERM_DETAILS``.
    """
    if unknown := details.keys() - set(TERM_DETAILS):
        raise KeyError(f"Not a detail of a term: {sorted(unknown)}")
    term = Term.objects.select_for_update().get(pk=term.pk)
    wanted = {**details, "ended_on": ended_on or term.ended_on}
    before = {name: getattr(term, name) for name in wanted}
    for name, value in wanted.items():
        setattr(term, name, value)
    if term.delay_until and not term.delay_approval_no.strip():
        raise RuleViolation(
            "org.approval_missing", "延期换届没有填写批准文号。", hint="写明上级党组织批复的文号。"
        )
    term.full_clean()
    term.save(update_fields=list(wanted))
    audit("term.change", term.organization, actor, before=before, after=wanted)
    return term


@transaction.atomic
def term_take_back(
    term: Term, *, seats: Collection[int], before: Term | None, held: Collection[int],
    actor: User | None,
) -> None:  # fmt: skip
    """Undo ``term_open``: remove ``term`` with its ``seats``, let what it ended go on.

    ``before`` is the term it closed, ``held`` the keys of the seats it ended. Raises Conflict
    ``org.changed_since`` when the term has ended, is not the last one, or its seats are others.
    """
    organization = trees.locked_open(term.organization)
    present = Term.objects.select_for_update().get(pk=term.pk)
    own = organization.seats.filter(term=present)
    ended = organization.seats.filter(pk__in=held, until=present.began_on)
    as_left = (
        present.ended_on is None
        and {seat.pk for seat in own if seat.until is None} == set(seats)
        and own.count() == len(seats)
        and ended.count() == len(held)
        and (before is None or before.ended_on == present.began_on)
    )
    if not as_left:
        raise Conflict(
            "org.changed_since", f"“{organization}”的任期或班子在此之后又有改动，不能自动撤回。",
            hint="先在党组织页面核对任期和班子。",
        )  # fmt: skip
    facts = {"began_on": present.began_on, "seats": len(seats), "held": len(held)}
    own.delete()
    present.delete()
    ended.update(until=None)
    if before is not None:
        Term.objects.filter(pk=before.pk).update(ended_on=None)
    audit("term.take_back", organization, actor, **facts)


@transaction.atomic
def seat_add(
    organization: PartyOrganization, *, holder_name: str, post: str, since: date,
    actor: User | None, holder_number: str = "", basis: str = "",
) -> CommitteeSeat:  # fmt: skip
    """Record who took a post in the committee on the day ``since``; it hangs on the term of then.

    Raises RuleViolation ``org.closed``; ValidationError for a second secretary.
    """
    organization = trees.locked_open(organization)
    seat = CommitteeSeat(
        organization=organization, holder_name=holder_name, holder_number=holder_number,
        post=post, since=since, basis=basis, term=organization.terms.on(since).first(),
    )  # fmt: skip
    seat.full_clean()
    seat.save()
    facts = {"holder": holder_name, "post": post, "since": since, "basis": basis}
    audit("seat.add", organization, actor, **facts)
    return seat


@transaction.atomic
def seat_end(seat: CommitteeSeat, *, until: date, actor: User | None) -> CommitteeSeat:
    """Record the day from which the post is no longer held.

    Raises ValidationError for a day before it began, RuleViolation ``org.closed`` when it has
    ended already.
    """
    seat = CommitteeSeat.objects.select_for_update().get(pk=seat.pk)
    if seat.until:
        raise RuleViolation("org.closed", f"“{seat}”已于 {seat.until} 免职。")
    seat.until = until
    seat.full_clean()
    seat.save(update_fields=["until"])
    facts = {"holder": seat.holder_name, "post": seat.post, "until": until}
    audit("seat.end", seat.organization, actor, **facts)
    return seat


def _close_present(organization: PartyOrganization, on: date) -> None:
    if organization.seats.filter(until=None, since__gt=on).exists():
        raise RuleViolation(
            "org.dates", f"“{organization}”有 {on} 以后才开始的任职。", hint="先核对班子成员。"
        )
    organization.terms.filter(ended_on=None).update(ended_on=on)
    organization.seats.filter(until=None).update(until=on)
