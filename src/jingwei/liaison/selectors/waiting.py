"""What liaison puts on somebody's to-do list: needs to settle, people to see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from jingwei.kernel.waiting import Waiting
from jingwei.liaison.models import Need, Pair
from jingwei.liaison.selectors.needs import needs_of

WORK = "联系"
AHEAD = timedelta(days=7)
"""How long before its day a contact shows up."""


def waiting_for(viewer: Any, *, on: date) -> list[Waiting]:
    """Return the needs that wait for ``viewer`` and the contacts due by ``on`` plus a week.

    Pairs are those the viewer keeps or is party one of; those whom party one left are to be
    handed over by the keeper. Three queries, and those of permissions.
    """
    needs = [_need(need, viewer) for need in needs_of(viewer)]
    due = [_pair(pair, viewer, on) for pair in _due(viewer, on)]
    return [*needs, *due, *(_left(pair) for pair in _left_behind(viewer))]


def _left_behind(viewer: Any) -> Any:
    if not viewer.has_perm("liaison.change_pair"):
        return ()
    rows = Pair.objects.visible_to(viewer).left_behind().filter(keeper=viewer)
    return rows.with_parties().order_by("next_due", "pk")


def _left(pair: Pair) -> Waiting:
    why = f"{pair.kind_name}，{pair.one}已没有现任职务"
    url = f"{reverse('liaison:pair-hand-over')}?pick={pair.pk}"
    return Waiting(f"移交{pair.two}的联系", why, WORK, pair.next_due, "移交", url)


def _due(viewer: Any, on: date) -> Any:
    if not viewer.has_perm("liaison.view_pair"):
        return ()
    rows = Pair.objects.visible_to(viewer).running().filter(next_due__lte=on + AHEAD)
    rows = rows.filter(Q(keeper=viewer) | Q(one_person__user=viewer))
    return rows.with_parties().order_by("next_due", "pk")


def _need(need: Need, viewer: Any) -> Waiting:
    if need.answered_on and need.raised_by_id == viewer.pk:
        why = f"{need.handled_by}已写办理情况，等你确认后办结"
        return Waiting(need.text, why, WORK, need.due_on, "确认", reverse("liaison:need-list"))
    why = f"{need.pair.two}提出，{need.raised_by}登记"
    url = reverse("liaison:need-answer", args=[need.pk])
    return Waiting(need.text, why, WORK, need.due_on, "写办理情况", url)


def _pair(pair: Pair, viewer: Any, on: date) -> Waiting:
    may_record = viewer.has_perm("liaison.add_contactrecord")
    page = "liaison:contact-new" if may_record else "liaison:pair"
    days = (on - pair.quiet_since).days
    late = f"已有 {days} 天没有联系" if pair.next_due and pair.next_due < on else pair.care.name
    late = f"{pair.due_for}，{late}" if pair.due_for else late
    return Waiting(
        f"联系{pair.two}", f"{pair.kind_name}，{late}", WORK, pair.next_due,
        "登记联系" if may_record else "查看", reverse(page, args=[pair.pk]),
    )  # fmt: skip
