"""Writes of the desk: thresholds with what hangs on them, questions and their answers."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.accounts.services.roles import roles
from jingwei.collection.models import Assignment
from jingwei.collection.services.handing_in import assignment_no_change
from jingwei.desk.models import Feedback
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.parameters import parameter_change
from jingwei.plans.models import Measure
from jingwei.plans.services.light import lights_refresh

declare_acts(
    {
        "feedback.answer": "答复意见反馈",
        "todo.export": "下载待办日历文件",
        "alert.export": "下载到期提醒日历文件",
    }
)


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
def feedback_send(*, page: str, text: str, actor: User, is_anonymous: bool = False) -> Feedback:
    """Store what ``actor`` asks about ``page``; of its address only the path is kept.

    Who answers is shown the name unless ``is_anonymous``; all others never are.

    No audit row: the question itself says who and when and is never changed, and the trail shall
    not tell a second circle of readers who complained. Raises ValidationError for an empty text.
    """
    path = urlsplit(page).path
    own = path.startswith("/") and not path.startswith("//")
    row = Feedback(page=path[:300] if own else "", text=text.strip(), by=actor,
                   is_named=not is_anonymous)  # fmt: skip
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
    row.answered_as = _roles_of(actor)
    row.full_clean()
    row.save(update_fields=["answer", "answered_by", "answered_at", "answered_as"])
    audit("feedback.answer", row, actor, before=before, after=row.answer)
    return row


def _roles_of(actor: User) -> str:
    """Return what the roles of ``actor`` are called, for everyone to read instead of the name."""
    labels = {code: str(role["label"]) for code, role in roles().items()}
    return "、".join(sorted(labels[code] for code in actor.role_codes() if code in labels))[:100]


def todo_exported(count: int, *, actor: User) -> None:
    """Record that ``actor`` took ``count`` lines of their list out as a calendar file."""
    audit("todo.export", actor, actor, count=count)


def alerts_exported(count: int, filters: dict[str, str], *, actor: User) -> None:
    """Record that ``actor`` took ``count`` days of limits out as a calendar file."""
    audit("alert.export", actor, actor, count=count, filters=filters)


def answers_unchanged(
    assignments: Iterable[Assignment], *, actor: User
) -> tuple[list[Assignment], list[tuple[Assignment, str]]]:
    """Hand several answers in as unchanged, each by itself: what was done, what was refused why."""
    done, refused = [], []
    for one in assignments:
        try:
            done.append(assignment_no_change(one, actor=actor))
        except JingweiError as error:
            refused.append((one, str(error)))
    return done, refused
