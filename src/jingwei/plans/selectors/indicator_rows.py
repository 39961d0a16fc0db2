"""The rows behind a number: those that were counted, or those of the whole that were not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

from jingwei.kernel.indicators import Indicator, Rows, Slice
from jingwei.kernel.registers.declaration import REGISTERS, Register
from jingwei.kernel.registers.made import register_named
from jingwei.kernel.scoping import Viewer
from jingwei.plans.row_pages import ROW_PAGES

REST = "rest"


@dataclass(frozen=True, slots=True)
class RowsAsked:
    """Which rows: of an indicator over a unit and a period; with ``part`` REST the uncounted.

    ``is_own``: only those of the unit itself, without the units below it. ``within_sight_of``:
    somebody without units, whose numbers are those of the rows of their Party organizations.
    """

    indicator: Indicator
    subject: Slice
    part: str = ""
    is_own: bool = False
    within_sight_of: Viewer | None = None

    @property
    def is_rest(self) -> bool:
        return self.part == REST and self.indicator.among is not None

    def counted(self) -> Rows:
        """Return the rows that make the number."""
        return self._own(self.indicator.rows(self.subject))

    def whole(self) -> Rows | None:
        """Return the rows a share is taken of, None for a plain count."""
        return self._own(self.indicator.among(self.subject)) if self.indicator.among else None

    def rows(self) -> Rows:
        """Return the rows asked for: counted, or the rest of the whole."""
        whole = self.whole() if self.is_rest else None
        if whole is None:
            return self.counted()
        return whole.exclude(pk__in=self.counted().order_by().values("pk"))

    def seen(self, viewer: Viewer) -> Rows:
        """Return those of the rows asked for that ``viewer`` may see."""
        found: Rows = self.rows().visible_to(viewer)  # type: ignore[attr-defined]  # a ScopedQuerySet, by contract
        return found

    def _own(self, rows: Rows) -> Rows:
        if self.within_sight_of is not None:
            sighted: Rows = rows.visible_to(self.within_sight_of)  # type: ignore[attr-defined]  # a ScopedQuerySet, by contract
            return sighted
        if not self.is_own:
            return rows
        lookup: str = rows.unit_path  # type: ignore[attr-defined]  # a ScopedQuerySet, by contract
        return rows.filter(**{lookup: self.subject.path})


def register_behind(asked: RowsAsked, model: type[models.Model]) -> Register[Any] | None:
    """Return the register that shows the rows of ``model``, None where there is none.

    The rows of a register made for a row somebody keeps are shown by it: the indicator
    "collection.ledger.12" counts rows of the register "collection.ledger12".
    """
    declared = REGISTERS.get(model._meta.label_lower)
    family, _, number = asked.indicator.code.rpartition(".")
    return declared or register_named(f"{family}{number}")


def may_open(viewer: Any, register: Register[Any] | None, model: type[models.Model]) -> bool:
    """Whether ``viewer`` may open rows of ``model``: as the register says, else their page."""
    if register:
        return register.is_open(viewer, "view")
    page = ROW_PAGES.get(model._meta.label_lower)
    own = f"{model._meta.app_label}.view_{model._meta.model_name}"
    return bool(viewer.has_perm(page.permission if page else own))
