"""What the tests of dispatch share: a meeting opened, held, deciding."""

from __future__ import annotations

from datetime import date

from jingwei.kernel.clock import standing_on
from jingwei.plans.selectors.agenda import agenda_of
from jingwei.plans.services import dispatch as services

TODAY = date(2025, 6, 30)
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


def opened(plan, actor, month=JUNE, on=TODAY):
    return services.meeting_open(plan, month=month, on=on, actor=actor)


def held(plan, actor, month=MAY, on=date(2025, 5, 30), **decided):
    """A meeting that has ended, with one decision when ``decided`` says so."""
    with standing_on(on):
        meeting = opened(plan, actor, month, on)
        if decided:
            decide(meeting, actor, **decided)
        return services.meeting_hold(meeting, actor=actor)


def decide(meeting, actor, **changed):
    facts = {"measure": None, "text": "补齐联系人", "responsible": actor, "due_on": TODAY}
    return services.decision_add(meeting, actor=actor, **{**facts, **changed})


def topics(meeting):
    return [entry.topic for entry in agenda_of(meeting)]
