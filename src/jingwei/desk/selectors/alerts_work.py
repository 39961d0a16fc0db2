"""Limits of work: measures, decisions, cases, rounds, visits, programmes, terms, dues."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.collection.models import Assignment, Form, Round
from jingwei.collection.selectors.answering import answers_of
from jingwei.coverage.models import Programme
from jingwei.desk.selectors.alerts import MOST, Found, alert_kind
from jingwei.liaison.models import Pair
from jingwei.org.models import Term
from jingwei.party.models import DuesMonth
from jingwei.party.selectors.dues import first_of, last_of
from jingwei.plans.models import Decision, Measure
from jingwei.procedures.models import Case

DAY = timedelta(days=1)


@alert_kind("measure", "举措到期", "plans.view_measure", section="各科室", lead=30)
def measures(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the open measures in sight by their limit."""
    rows = (
        Measure.objects.visible_to(viewer)
        .issued()
        .filter(state=Measure.State.OPEN, due_on__range=(first, last))
    )
    for row in _first(rows.select_related("item", "owner").order_by("due_on", "pk")):
        if row.due_on:
            why = f"{row.item}，{row.owner or '未定责任人'}"
            yield row.due_on, row.text, why, reverse("plans:measure", args=[row.pk])


@alert_kind("decision", "调度决定", "plans.view_dispatchmeeting", section="责任人", lead=30)
def decisions(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the open decisions in sight."""
    rows = Decision.objects.visible_to(viewer).filter(
        closed_on=None, meeting__held_at__isnull=False, due_on__range=(first, last)
    )
    for row in _first(rows.select_related("meeting", "responsible").order_by("due_on", "pk")):
        why = f"{row.meeting}，{row.responsible}"
        yield row.due_on, row.text, why, reverse("plans:decision", args=[row.pk])


@alert_kind(
    "limit", "程序时限", "procedures.view_case", section="经办科室", lead=30, of_people=True
)
def limits(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the nearest limit of every running case in sight."""
    rows = Case.objects.visible_to(viewer).running().filter(due_on__range=(first, last))
    for row in _first(rows.order_by("due_on", "pk")):
        if row.due_on:
            yield row.due_on, row.title, row.due_words, reverse("procedures:case", args=[row.pk])


@alert_kind("round", "填报任务", "collection.view_round", section="下发科室", lead=30)
def rounds(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the rounds that are out."""
    rows = Round.objects.visible_to(viewer).filter(
        state=Round.State.ISSUED, deadline__range=(first, last)
    )
    for row in _first(rows.select_related("owner").order_by("deadline", "pk")):
        if row.deadline:
            url = reverse("collection:round", args=[row.pk])
            yield row.deadline, row.title, f"经办 {row.owner}", url


@alert_kind("answer", "我的填报", "collection.answer_round", section="填报单位", lead=30)
def answers(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield what the viewer's own units and organizations have to answer."""
    rows = answers_of(viewer).filter(
        round__state=Round.State.ISSUED, state__in=Assignment.AWAITED, due_on__range=(first, last)
    )
    for row in _first(rows):
        url = reverse("collection:answer", args=[row.pk])
        yield row.due_on, row.round.title, row.name, url


@alert_kind("form", "报表有效期", "collection.view_form", section="要点办", lead=60)
def forms(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the forms of the list that may soon not be sent down any more."""
    rows = Form.objects.visible_to(viewer).filter(expires_on__range=(first, last))
    for row in _first(rows.select_related("owner").order_by("expires_on", "pk")):
        if row.expires_on:
            url = f"{reverse('registers:list', args=['collection.form'])}?q={row.code}"
            yield row.expires_on, row.name, f"责任单位 {row.owner}", url


@alert_kind("visit", "应联系", "liaison.view_pair", section="联系人", lead=14, of_people=True)
def visits(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the pairs whose next contact is due."""
    rows = Pair.objects.visible_to(viewer).running().filter(next_due__range=(first, last))
    for row in _first(rows.with_parties().order_by("next_due", "pk")):
        if row.next_due:
            why = f"{row.kind_name}，{row.one}"
            yield row.next_due, f"联系{row.two}", why, reverse("liaison:pair", args=[row.pk])


@alert_kind("programme", "覆盖项目", "coverage.view_programme", section="承办科室", lead=60)
def programmes(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the running programmes by their deadline."""
    rows = Programme.objects.visible_to(viewer).filter(
        state=Programme.State.RUNNING, due_on__range=(first, last)
    )
    for row in _first(rows.select_related("owner").order_by("due_on", "pk")):
        url = reverse("coverage:programme", args=[row.pk])
        yield row.due_on, row.title, f"经办 {row.owner}", url


@alert_kind("term", "任期届满", "org.view_partyorganization", section="组织科", lead=180)
def terms(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield the committees whose term runs out, after an approved delay the later day."""
    rows: QuerySet[Any] = Term.objects.visible_to(viewer)
    rows = rows.filter(ended_on=None, organization__closed_on=None)
    rows = rows.annotate(out=Coalesce("delay_until", "due_on")).filter(out__range=(first, last))
    for row in _first(rows.select_related("organization").order_by("out", "pk")):
        if row.runs_out:
            why = f"换届{row.get_stage_display()}"
            url = reverse("org:organization", args=[row.organization_id])
            yield row.runs_out, f"{row.organization}任期届满", why, url


@alert_kind("dues", "党费", "party.view_organizationmeeting", section="党支部", lead=31)
def dues(viewer: User, first: date, last: date) -> Iterator[Found]:
    """Yield one line a month of dues that branches in sight have not settled, on its last day."""
    rows: QuerySet[Any] = DuesMonth.objects.visible_to(viewer).filter(
        state=DuesMonth.State.OPEN, month__range=(first_of(first), first_of(last))
    )
    counts = rows.order_by().values_list("month").annotate(Count("pk"))
    for month, count in counts:
        if first <= last_of(month) <= last:
            what = f"{month.year} 年 {month.month} 月党费，{count} 个支部没有结清"
            url = f"{reverse('party:branch-list')}?shown=dues"
            yield last_of(month), what, "每月结清", url


def _first(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows[:MOST]
