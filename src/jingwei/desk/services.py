"""Writes of the desk: thresholds with what hangs on them, questions and their answers."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.desk.models import Feedback
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.parameters import parameter_change
from jingwei.plans.models import Measure
from jingwei.plans.services.light import lights_refresh

declare_acts({"feedback.answer": "答复意见反馈"})


@transaction.atomic
def threshold_change(code: str, value: float, *, actor: User, reason: str) -> int:
    """Store a threshold and compute anew what hangs on it; return how many lights changed.

    Raises BadInput ``kernel.parameter`` when the value is out of bounds or no reason is given.
    """
    parameter_change(code, value, actor=actor, reason=reason)
    if not code.startswith("plans."):
        return 0
    return lights_refresh(Measure.objects.issued(), on=today())


@transaction.atomic
def feedback_send(*, page: str, text: str, actor: User) -> Feedback:
    """Store what ``actor`` asks about ``page``; of its address only the path is kept.

    No audit row: the question itself says who and when and is never changed, and the trail shall
    not tell a second circle of readers who complained. Raises ValidationError for an empty text.
    """
    path = urlsplit(page).path
    own = path.startswith("/") and not path.startswith("//")
    row = Feedback(page=path[:300] if own else "", text=text.strip(), by=actor)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def feedback_answer(row: Feedback, *, answer: str, actor: User) -> Feedback:
    """Answer a question, or replace the answer; everyone can read both from then on.

    Raises ValidationError for an empty or too long answer.
    """
    row = Feedback.objects.select_for_update().get(pk=row.pk)
    before = row.answer
    row.answer, row.answered_by, row.answered_at = answer.strip(), actor, timezone.now()
    row.full_clean()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    audit("feedback.answer", row, actor, before=before, after=row.answer)
    return row
