"""What the numbers of this room share: who stood where, and what there was, on a day.

Facts with a day of their own are read as of the end of the period. What the registers hold
without a day (who was transferred out or died, the sector of an organization) is as it is now.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from jingwei.kernel.indicators import Slice
from jingwei.kernel.law import law
from jingwei.kernel.partial_dates import just_after
from jingwei.kernel.scoping import subtree
from jingwei.org.models import CommitteeSeat, OrganizationSpell, PartyOrganization
from jingwei.party.models import Member
from jingwei.party.rules.meetings import period_of
from jingwei.party.selectors.dues import COLLECTING, MEMBERS

MEMBER_REGISTER = "本系统党员登记册"
ORGANIZATION_REGISTER = "本系统党组织登记册"
YOUNG = 35
"""Full years up to which the statistics of the Party count somebody as young."""
FEMALE, HAN = "2", "01"
"""Codes of GB2261 and GB3304."""
STAGES = tuple(stage.value for stage in Member.Stage)
DAYS = ("applied_on", "activist_on", "target_on", "joined_on", "full_on")
"""The day each stage was reached, in the order of the stages."""
COLLEGE = Q(person__education__gte="1", person__education__lt="4")
"""From a three-year college on: the codes of ZB64 that begin with 1, 2 or 3."""


def standing(end: date) -> Q:
    """Match whoever was in good standing at the end of a day, applicants too.

    Who left later still was; who came from elsewhere later was not yet.
    """
    state = Member.State
    stayed = Q(state=state.NORMAL) | Q(state=state.LEFT, exited_on__gt=end)
    return stayed & ~Q(entry=Member.Entry.TRANSFERRED, entered_on__gt=end)


def was_member(end: date) -> Q:
    """Match the members at the end of a day, probationary ones too."""
    return standing(end) & Q(stage__in=MEMBERS, joined_on__lte=end)


def was_at(stage: str, end: date) -> Q:
    """Match who stood at a stage at the end of a day, those who are further now too.

    A stage of today without a day counts as reached long ago.
    """
    place = STAGES.index(stage)
    reached = DAYS[place]
    found = Q(stage=stage) & (Q((reached, None)) | Q((f"{reached}__lte", end)))
    if place + 1 < len(DAYS):
        between = Q((f"{reached}__lte", end), (f"{DAYS[place + 1]}__gt", end))
        found |= Q(stage__in=STAGES[place + 1 :]) & between
    return standing(end) & found


def members(subject: Slice, *which: Q) -> QuerySet[Member]:
    """Return the members at the end of the period, by the units they are of.

    Those of whom ``which`` holds: asked first, for it leaves few for whom the rest is asked.
    """
    return Member.objects.filter(*which).within(subject.path).filter(was_member(subject.end))


def of_organizations(subject: Slice) -> QuerySet[Member]:
    """Return everybody in the register by the units of their Party organizations.

    What is said of an organization counts all of it, wherever its members work.
    """
    return Member.objects.filter(subtree("organization__unit_path", subject.path)).order_by()


def born_after(years: int, on: date) -> str:
    """Return the first birth month of those who are at most ``years`` old on a day."""
    return just_after(f"{on.year - years - 1:04}{on.month:02}")


def existing(subject: Slice) -> QuerySet[PartyOrganization]:
    """Return the Party organizations that existed at the end of the period."""
    return PartyOrganization.objects.within(subject.path).existing_on(subject.end)


def of_kind(subject: Slice, *kinds: str) -> QuerySet[PartyOrganization]:
    """Return the organizations that were of these kinds at the end of the period."""
    spells = OrganizationSpell.objects.on(subject.end).filter(kind__in=kinds)
    return existing(subject).filter(pk__in=spells.values("organization"))


def branches(subject: Slice) -> QuerySet[PartyOrganization]:
    """Return the branches at the end of the period; temporary ones are none."""
    return of_kind(subject, *COLLECTING)


def with_committee(subject: Slice) -> QuerySet[PartyOrganization]:
    """Return the branches with as many seats as a committee has at least."""
    fewest = int(law("party.elections", subject.end).fewest_seats)
    seats = CommitteeSeat.objects.on(subject.end).order_by().values("organization")
    full = seats.annotate(seated=Count("pk")).filter(seated__gte=fewest)
    return branches(subject).filter(pk__in=full.values("organization"))


def whole_spans(subject: Slice, months: int) -> list[tuple[date, date]]:
    """Return the whole months (1), quarters (3) or years (12) within the period, in order."""
    found = []
    span = period_of(subject.start, months)
    while span[1] <= subject.end:
        if span[0] >= subject.start:
            found.append(span)
        span = period_of(span[1] + timedelta(days=1), months)
    return found
