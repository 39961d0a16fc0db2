"""Questions and their answers, as a reader may see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.desk.models import Feedback
from jingwei.desk.selectors.helping import help_for
from jingwei.kernel.waiting import Waiting

ANSWER, WORK = "desk.answer_feedback", "意见"
STATES = (("", "全部"), ("open", "待答复"), ("answered", "已答复"), ("mine", "我提出的"))


def feedback_readable(viewer: User) -> QuerySet[Feedback]:
    """Return what ``viewer`` may read: open ones first: all for who answers."""
    answers = viewer.has_perm(ANSWER)
    rows = Feedback.objects.readable_by(viewer.pk, answers=answers)
    rows = rows.select_related("answered_by", "by")
    return rows.order_by(F("answered_at").desc(nulls_first=True), "-pk")


def page_words(path: str) -> str:
    """Return what the page at ``path`` is called in the help texts, "" for one they do not know."""
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    told = help_for(found.view_name, str(found.kwargs.get("code", "")))
    return told.title if told else ""


def with_places(rows: Iterable[Feedback]) -> list[Feedback]:
    """Give each question ``place``, the name of the page it is about."""
    found = list(rows)
    for row in found:
        row.place = page_words(row.page)  # type: ignore[attr-defined]
    return found


def waiting_for(viewer: User, *, on: date) -> list[Waiting]:
    """Return the questions that wait for an answer, for who answers them. One query at most."""
    if not viewer.has_perm(ANSWER):
        return []
    rows = Feedback.objects.filter(answered_at=None).exclude(by=viewer).order_by("at", "pk")
    return [_as_waiting(row, on) for row in rows]


def _as_waiting(row: Feedback, on: date) -> Waiting:
    days = (on - timezone.localtime(row.at).date()).days
    since = f"{days} 天前提出" if days > 0 else "今天提出"
    place = page_words(row.page)
    about = f"，关于“{place}”" if place else ""
    url = reverse("desk:feedback-answer", args=[row.pk])
    return Waiting(str(row), f"意见反馈，{since}{about}", WORK, None, "答复", url)


def feedback_found(viewer: User, text: str, state: str) -> QuerySet[Feedback]:
    """Return the readable ones that hold ``text``, in one of STATES."""
    rows = feedback_readable(viewer)
    if text:
        rows = rows.filter(Q(text__icontains=text) | Q(answer__icontains=text))
    if state == "mine":
        return rows.filter(by=viewer)
    return rows.filter(answered_at__isnull=state == "open") if state else rows
