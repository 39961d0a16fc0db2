"""``jingwei procedures list``: every definition with its steps, limits and where they are from."""

from __future__ import annotations

from typing import Any

from jingwei.kernel.console import Answer
from jingwei.procedures.definition import Limit, Procedure, Step
from jingwei.procedures.limits import limit_words
from jingwei.procedures.registry import procedures_all
from jingwei.procedures.votes import VOTES


def procedures_list(asked: Any) -> Answer:
    """Return every definition in every version; with ``--json`` all of each step."""
    found = list(procedures_all())
    lines = [
        f"{one.code}  第 {one.version} 版  {one.name}  {len(one.steps)} 步  {one.citation('')}"
        for one in found
    ]
    return Answer(lines or ["还没有程序定义。"], [_told(one) for one in found])


def _told(found: Procedure) -> dict[str, Any]:
    return {
        "code": found.code, "name": found.name, "version": found.version,
        "since": found.since.isoformat(), "subject": found.subject, "batch": found.batch,
        "citation": str(found.citation("")), "checked": _day(found.checked),
        "permission": found.permission, "restricted": found.restricted,
        "papers": [{"code": paper.code, "name": paper.name} for paper in found.papers],
        "steps": [_step(found, step) for step in found.steps],
    }  # fmt: skip


def _step(found: Procedure, step: Step) -> dict[str, Any]:
    return {
        "code": step.code, "name": step.name, "stage": step.stage,
        "role": found.role_words(step), "optional": step.optional,
        "citation": str(found.citation(step.article)),
        "fields": [{"code": one.code, "label": one.label, "kind": one.kind} for one in step.fields],
        "papers": [{"code": c, "required": c in step.required_papers} for c in step.papers],
        "rules": [*step.rules, *step.subject_rules],
        "votes": [_vote(code) for code in step.votes],
        "limits": [_limit(found, step, limit) for limit in step.limits],
        "decisions": [{"code": w.code, "label": w.label, "next": w.next} for w in step.decisions],
        "effects": list(step.effects),
    }  # fmt: skip


def _vote(code: str) -> dict[str, str]:
    formula = VOTES[code]
    return {"code": code, "title": formula.title, "citation": str(formula.citation)}


def _limit(found: Procedure, step: Step, limit: Limit) -> dict[str, Any]:
    return {
        "code": limit.code, "from": limit.start, "kind": limit.kind, "span": limit.span,
        "value": limit.value, "strength": limit.strength, "words": limit_words(limit),
        "citation": str(found.citation(limit.article or step.article)),
    }  # fmt: skip


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
