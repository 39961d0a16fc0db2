"""Programmes: written, started with a frozen roster, closed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jingwei.coverage.models import Programme
from jingwei.coverage.selectors.audience import audience
from jingwei.coverage.services.evidence import evidence_refresh
from jingwei.coverage.services.locking import locked, running
from jingwei.coverage.services.roster import rows_join
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, RuleViolation

declare_acts(
    {
        "programme.add": "新建覆盖项目",
        "programme.change": "修改覆盖项目",
        "programme.start": "启动覆盖项目",
        "programme.close": "结束覆盖项目",
        "programme.reopen": "重新打开覆盖项目",
        "programme.remove": "删除未启动的覆盖项目",
        "programme.export": "导出覆盖名单",
    }
)
FROZEN = ("register", "query", "audience", "subject", "due_column", "due_months")
"""What a started programme keeps: its roster was made by it."""


@transaction.atomic
def programme_add(values: dict[str, Any], *, actor: Any) -> Programme:
    """Write down a new programme of ``actor``: a draft without a roster.

    ``values`` are its fields by name, as ``ProgrammeForm`` cleans them.
    """
    programme = Programme(owner=actor, **values)
    programme.full_clean(exclude=["state"])
    programme.save()
    audit("programme.add", programme, actor, title=programme.title)
    return programme


@transaction.atomic
def programme_change(programme: Programme, values: dict[str, Any], *, actor: Any) -> Programme:
    """Change a programme; the audience only before the start.

    Raises RuleViolation ``coverage.frozen`` for a change of the audience after it. What counts
    as covered is weighed anew.
    """
    programme = locked(programme)
    changed = {name: v for name, v in values.items() if getattr(programme, name) != v}
    if not programme.is_draft and changed.keys() & set(FROZEN):
        raise RuleViolation(
            "coverage.frozen", "项目启动后名单来源不能改。", hint="名单的变动请在“名单变动”里办理。"
        )
    for name, value in changed.items():
        setattr(programme, name, value)
    if changed.keys() & set(FROZEN):
        programme.owner = actor  # it is read with the sight of whoever set it
    programme.full_clean()
    programme.save()
    audit("programme.change", programme, actor, changed=sorted(changed))
    if programme.is_running and changed.keys() & {"source", "source_words", "began_on", "needed"}:
        evidence_refresh(programme, actor=actor)
    return programme


@transaction.atomic
def programme_start(programme: Programme, *, actor: Any) -> Programme:
    """Freeze the roster as the filter finds it today, and read the evidence there is.

    Raises RuleViolation ``coverage.started``, BadInput ``coverage.nobody`` for an empty roster.
    """
    programme = locked(programme)
    if not programme.is_draft:
        raise RuleViolation("coverage.started", f"“{programme}”已经启动过。")
    members = audience(programme)
    if not members:
        raise BadInput("coverage.nobody", "按现在的筛选条件没有对象。", hint="请修改筛选条件。")
    programme.state, programme.started_on = Programme.State.RUNNING, today()
    programme.save(update_fields=["state", "started_on"])
    since = min(programme.began_on, today())
    rows_join(programme, members.values(), since=since, why="启动时符合条件", actor=actor)
    audit("programme.start", programme, actor, rows=len(members), audience=programme.audience)
    evidence_refresh(programme, actor=actor)
    return programme


@transaction.atomic
def programme_close(programme: Programme, *, result: str, actor: Any) -> Programme:
    """End a programme; its roster and evidence stay as they are."""
    programme = running(programme)
    programme.state, programme.closed_on = Programme.State.CLOSED, today()
    programme.result = result
    programme.save(update_fields=["state", "closed_on", "result"])
    audit("programme.close", programme, actor, result=result)
    return programme


@transaction.atomic
def programme_reopen(programme: Programme, *, why: str, actor: Any) -> Programme:
    """Let a closed programme go on; its roster is as it was, its evidence is read again.

    Raises RuleViolation ``coverage.closed`` for any other.
    """
    programme = locked(programme)
    if programme.closed_on is None:
        raise RuleViolation("coverage.closed", f"“{programme}”没有结束，不用重新打开。")
    programme.state, programme.closed_on, programme.result = Programme.State.RUNNING, None, ""
    programme.save(update_fields=["state", "closed_on", "result"])
    audit("programme.reopen", programme, actor, why=why)
    evidence_refresh(programme, actor=actor)
    return programme


@transaction.atomic
def programme_remove(programme: Programme, *, actor: Any) -> None:
    """Throw a draft away. Raises RuleViolation ``coverage.started``."""
    programme = locked(programme)
    if not programme.is_draft:
        raise RuleViolation("coverage.started", "启动过的项目不能删除。", hint="可以结束它。")
    audit("programme.remove", programme, actor, title=programme.title)
    programme.delete()


@transaction.atomic
def roster_taken(programme: Programme, *, rows: int, actor: Any) -> None:
    """Record that names were taken out of the system."""
    audit("programme.export", programme, actor, rows=rows)
