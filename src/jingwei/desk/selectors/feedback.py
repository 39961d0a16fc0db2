"""Questions and their answers, as a reader may see them."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from jingwei.accounts.models import User
from jingwei.desk.models import Feedback

STATES = (("", "全部"), ("open", "待答复"), ("answered", "已答复"), ("mine", "我提出的"))


def feedback_readable(viewer: User) -> QuerySet[Feedback]:
    """Return what ``viewer`` may read: open ones first: all for who answers."""
    answers = viewer.has_perm("desk.answer_feedback")
    rows = Feedback.objects.readable_by(viewer.pk, answers=answers).select_related("answered_by")
    return rows.order_by(F("answered_at").desc(nulls_first=True), "-pk")


def feedback_found(viewer: User, text: str, state: str) -> QuerySet[Feedback]:
    """Return the readable ones that hold ``text``, in one of STATES."""
    rows = feedback_readable(viewer)
    if text:
        rows = rows.filter(Q(text__icontains=text) | Q(answer__icontains=text))
    if state == "mine":
        return rows.filter(by=viewer)
    return rows.filter(answered_at__isnull=state == "open") if state else rows
