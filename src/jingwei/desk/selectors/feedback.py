"""Questions and their answers, as a reader may see them."""

from __future__ import annotations

from django.db.models import F, QuerySet

from jingwei.accounts.models import User
from jingwei.desk.models import Feedback


def feedback_readable(viewer: User) -> QuerySet[Feedback]:
    """Return what ``viewer`` may read: open ones first: all for who answers."""
    answers = viewer.has_perm("desk.answer_feedback")
    rows = Feedback.objects.readable_by(viewer.pk, answers=answers).select_related("answered_by")
    return rows.order_by(F("answered_at").desc(nulls_first=True), "-pk")
