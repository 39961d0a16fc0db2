"""A programme's share as a number of the plan: made for each programme, as they are rows.

The registry of indicators holds what is declared in code; programmes come and go. The plan asks
``programme_indicators`` beside it.
"""

from __future__ import annotations

from typing import Any

from jingwei.coverage.models import Programme, RosterRow
from jingwei.coverage.models.roster import State
from jingwei.kernel.indicators import Indicator, Rows, Slice

PREFIX = "coverage.programme."


def programme_indicator(programme: Programme) -> Indicator:
    """Return the share of a programme: rows covered by the end of the period among those due."""

    def among(subject: Slice) -> Rows:
        rows = RosterRow.objects.within(subject.path).filter(programme=programme)
        return rows.on(subject.end, State.DUE)

    def covered(subject: Slice) -> Rows:
        return among(subject).filter(covered_on__lte=subject.end)

    return Indicator(
        code=f"{PREFIX}{programme.pk}", label=f"{programme.title}覆盖率", unit_label="%",
        definition=f"{programme.counts}；对象：{programme.audience}", source="本系统覆盖项目名单",
        keywords=tuple(filter(None, (programme.title, programme.measure))),
        rows=covered, among=among,
    )  # fmt: skip


def programme_indicators(viewer: Any) -> list[Indicator]:
    """Return the shares of the programmes that ``viewer`` may see and that were started."""
    rows = Programme.objects.visible_to(viewer).exclude(state=Programme.State.DRAFT)
    return [programme_indicator(programme) for programme in rows]


def indicator_named(code: str) -> Indicator | None:
    """Return the indicator of a programme by its code, None for any other. One query."""
    key = code.removeprefix(PREFIX)
    if not code.startswith(PREFIX) or not key.isdecimal():
        return None
    programme = Programme.objects.filter(pk=int(key)).first()
    return programme_indicator(programme) if programme else None
