"""What every write of a case begins with: the row under a lock, as it was seen, in its state."""

from __future__ import annotations

from jingwei.accounts.models import User
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.procedures.models import Case, CaseEvent
from jingwei.procedures.selectors.course import Course, outlook

LOOK = ("due_on", "due_words", "ready_on", "missing_count")


def case_locked(case: Case, *, seen: int | None = None) -> Case:
    """Return the case under a lock. Raises Conflict ``procedures.stale`` for another version.

    ``seen`` is the version the person looked at; None where it does not matter.
    """
    rows = Case.objects.select_for_update(of=("self",)).with_subjects()
    found = rows.get(pk=case.pk)
    if seen is not None and found.version != seen:
        raise Conflict(
            "procedures.stale", "你打开页面之后，别人办理过这件事。",
            hint="下面是最新情况，请对照后再办理。",
        )  # fmt: skip
    return found


def in_state(case: Case, *states: Case.State) -> None:
    """Raise Conflict ``procedures.state`` for a case in another state."""
    if case.state not in states:
        wanted = "或".join(state.label for state in states)
        raise Conflict(
            "procedures.state",
            f"“{case}”现在是“{case.get_state_display()}”，只有“{wanted}”的才能这样办理。",
        )


def reason_given(reason: str) -> str:
    """Return the reason. Raises RuleViolation ``procedures.reason`` for none."""
    if not reason.strip():
        raise RuleViolation("procedures.reason", "需要写明理由。")
    return reason.strip()


def look_again(course: Course) -> None:
    """Write on the case, unsaved, what is due, from when, and what is missing."""
    found = outlook(course)
    for name in LOOK:
        setattr(course.case, name, getattr(found, name))


def store(case: Case, *names: str) -> None:
    """Save the named columns of a changed case and count its version up."""
    case.version += 1
    case.save(update_fields=[*names, *LOOK, "version"])


def event_add(
    case: Case, kind: CaseEvent.Kind, reason: str, actor: User | None, **data: object
) -> CaseEvent:
    """Add what happened to the timeline of the case."""
    return CaseEvent.objects.create(case=case, kind=kind, reason=reason, actor=actor, data=data)
