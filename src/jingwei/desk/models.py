"""What readers ask and object to, and the answers everyone can read."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Questions: answered ones are public, open ones stay between asker and answerers."""

    def readable_by(self, user_pk: int, *, answers: bool) -> Self:
        """Keep what the user may read; ``answers``: they are one of those who answer."""
        return self if answers else self.filter(Q(by=user_pk) | Q(answered_at__isnull=False))


class Feedback(models.Model):
    """A question, an error or a complaint about a page. Never ranked, never deleted.

    Nobody but the asker is shown who asked.
    """

    page = models.CharField("页面", max_length=300, blank=True)
    text = models.TextField("内容", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("提出时间", auto_now_add=True)
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "意见反馈"
        ordering = ["-at", "-pk"]
        default_permissions = ()
        permissions = [("answer_feedback", "答复意见反馈")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="feedback_answer_has_author_and_time",
            )
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 40 else f"{self.text[:39]}…"
