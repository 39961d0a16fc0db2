"""What every row of a register carries besides its own columns."""

from __future__ import annotations

from django.db import models


class RegisterRow(models.Model):
    """A row with an optimistic lock and the source of its last change.

    Written only by ``kernel.registers.writing``; ``version`` grows by one with every change.
    """

    version = models.PositiveIntegerField("版本", default=1, editable=False)
    changed_at = models.DateTimeField("更新时间", auto_now=True, editable=False)
    source = models.CharField("来源", max_length=120, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def register_code(self) -> str:
        """The code of the register the row stands in; rows of a made register say their own."""
        return self._meta.label_lower
