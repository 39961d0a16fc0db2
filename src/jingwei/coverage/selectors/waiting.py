"""What coverage puts on somebody's to-do list: changes of rosters, typed evidence to back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from jingwei.coverage.models import Programme
from jingwei.kernel.waiting import Waiting

WORK = "覆盖"


def waiting_for(viewer: Any, *, on: date) -> list[Waiting]:
    """Return what the running programmes of ``viewer`` ask of them, nearest deadline first.

    Both counts stand on the programme, as the last reading of its source left them. One query,
    and those of permissions; ``on`` changes nothing here.
    """
    if not viewer.has_perm("coverage.change_programme"):
        return []
    rows = Programme.objects.within(*viewer.unit_paths()).filter(
        Q(proposed_count__gt=0) | Q(typed_count__gt=0), owner=viewer, state=Programme.State.RUNNING
    )
    return [line for programme in rows for line in _lines(programme)]


def _lines(programme: Programme) -> list[Waiting]:
    found = []
    if programme.proposed_count:
        why = f"名单有 {programme.proposed_count} 项变动待核对"
        url = reverse("coverage:roster-changes", args=[programme.pk])
        found.append(Waiting(programme.title, why, WORK, programme.due_on, "核对名单", url))
    if programme.typed_count and programme.source:
        why = f"{programme.typed_count} {programme.unit_word}只有手工凭据，登记里还没有记录"
        url = f"{reverse('coverage:programme', args=[programme.pk])}?show=typed"
        found.append(Waiting(programme.title, why, WORK, programme.due_on, "补登记", url))
    return found
