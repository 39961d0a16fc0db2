"""What waits for somebody in collection: to fill in, gather, review, merge into a register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from jingwei.accounts.models import User
from jingwei.collection.models import Assignment, Merge, Round, Row
from jingwei.collection.selectors.answering import answers_of
from jingwei.kernel.waiting import Waiting

WORK = "填报"
ISSUE, ANSWER = "collection.issue_round", "collection.answer_round"
STATE = Assignment.State
LIVE = (Round.State.ISSUED, Round.State.CLOSED)


def waiting_for(viewer: User, *, on: date) -> list[Waiting]:
    """Return what ``viewer`` has to do, without a limit last; two queries at most.

    A recipient fills in, corrects what came back, or gathers what the parts handed in; whoever is
    in charge of a round reviews, ends it when its day has passed, and lets the answers into the
    register. A round that waits in two ways is told once, with the earlier step.
    """
    found: list[Waiting] = []
    if viewer.has_perm(ANSWER):
        found += [_to_answer(one, on) for one in _to_answer_rows(viewer)]
    if viewer.has_perm(ISSUE):
        found += _in_charge(viewer, on)
    return sorted(found, key=lambda one: (one.due_on or date.max, one.what, one.url))


def _to_answer_rows(viewer: User) -> QuerySet[Assignment]:
    """Return what waits for an answer, with how many parts there are and have handed in."""
    done = Q(parts__state__in=Assignment.HANDED_IN)
    rows = answers_of(viewer).filter(round__state=Round.State.ISSUED, state__in=Assignment.AWAITED)
    return rows.annotate(part_count=Count("parts"), parts_in=Count("parts", filter=done))


def _to_answer(one: Assignment, on: date) -> Waiting:
    url = reverse("collection:answer", args=[one.pk])
    parts, parts_in = getattr(one, "part_count", 0), getattr(one, "parts_in", 0)
    if one.state == STATE.RETURNED:
        why, verb = f"被退回：{one.return_reason or '请按各格的意见修改'}", "修改"
    elif parts:
        why, verb = f"下级 {parts} 家已交 {parts_in} 家", "汇总"
    else:
        why, verb = f"{one.round.unit.name}下发，{one.row_count} 条", "填写"
    why += f"，已超期 {(on - one.due_on).days} 天" if one.due_on < on else ""
    reminded = getattr(one, "reminded_on", None)
    why += f"，{reminded} 提醒过" if reminded else ""
    return Waiting(f"{one.round.title}（{one.name}）", why, WORK, one.due_on, verb, url)


def _in_charge(viewer: User, on: date) -> Iterator[Waiting]:
    """Yield what ``viewer`` has to do as the one in charge of a round."""
    top = Q(assignments__parent=None)
    answers = Row.objects.filter(
        assignment__round=OuterRef("pk"), assignment__state=STATE.ACCEPTED, is_changed=True
    )
    rows = Round.objects.visible_to(viewer).filter(owner=viewer, state__in=LIVE).annotate(
        asked=Count("assignments", filter=top),
        fresh=Count("assignments", filter=top & Q(assignments__state=STATE.SUBMITTED)),
        accepted=Count("assignments", filter=top & Q(assignments__state=STATE.ACCEPTED)),
        has_changes=Exists(answers), is_merged=Exists(Merge.objects.filter(round=OuterRef("pk"))),
    )  # fmt: skip
    return filter(None, (_of_round(one, on) for one in rows))


def _of_round(one: Any, on: date) -> Waiting | None:
    page, merge = (reverse(f"collection:{name}", args=[one.pk]) for name in ("round", "merge"))
    missing = one.asked - one.accepted
    if one.is_open and one.fresh:
        return Waiting(one.title, f"{one.fresh} 家交来，等你审核", WORK, one.deadline, "审核", page)
    if one.is_open and missing:
        why = f"期限已过，还有 {missing} 家没有交"
        is_late = bool(one.deadline and one.deadline < on)
        return Waiting(one.title, why, WORK, one.deadline, "提醒", page) if is_late else None
    if one.has_changes and not one.is_merged and any(c.register for c in one.column_list):
        why = f"{one.accepted} 家已审核，改动还没有并入登记簿"
        return Waiting(one.title, why, WORK, None, "并入", merge)
    why = "全部审核通过，可以结束"
    return Waiting(one.title, why, WORK, one.deadline, "结束", page) if one.is_open else None


def awaited_by(viewer: User, *, on: date) -> list[Waiting]:
    """Return the rounds of ``viewer`` that are out and still lack answers. One query."""
    if not viewer.has_perm(ISSUE):
        return []
    missing = Q(assignments__parent=None, assignments__state__in=Assignment.AWAITED)
    rows = Round.objects.visible_to(viewer).filter(owner=viewer, state=Round.State.ISSUED)
    told: Any = rows.annotate(missing=Count("assignments", filter=missing)).filter(missing__gt=0)
    return [
        Waiting(one.title, f"还有 {one.missing} 家没有交", WORK, one.deadline, "查看",
                reverse("collection:round", args=[one.pk]))
        for one in told.order_by("deadline", "pk")
        if not one.deadline or one.deadline >= on
    ]  # fmt: skip
