"""What is wrong with the definitions, said when the product starts."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import checks

from jingwei.kernel.rules import RULES
from jingwei.procedures.definition import Procedure, Step
from jingwei.procedures.effects import EFFECTS
from jingwei.procedures.facts import fact_labels
from jingwei.procedures.panels import PAPERS
from jingwei.procedures.registry import FAULTS, procedures_all
from jingwei.procedures.votes import VOTES


def check_procedures(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Return every fault of every definition; an error stops the start."""
    unread = [checks.Error(text, id="jingwei.procedures.E001") for text in FAULTS]
    return [*unread, *(fault for found in procedures_all() for fault in faults(found))]


def faults(found: Procedure) -> Iterator[checks.CheckMessage]:
    """Yield what a definition names and nobody has: rules, effects, votes, papers, permissions."""
    for step in found.steps:
        yield from _unknown_names(found, step)
        yield from _untold_facts(found, step)
    for paper in found.papers:
        if paper.template and paper.template not in PAPERS:
            yield _error(found, "E005", f"paper {paper.code} has no template {paper.template!r}")
    wanted = {found.permission, *(role.permission for role in found.roles)} - {""}
    if unknown := sorted(wanted - _permissions()):
        yield _error(found, "E006", f"unknown permissions {unknown}")


def _unknown_names(found: Procedure, step: Step) -> Iterator[checks.CheckMessage]:
    named = (
        ("E002", "rules", (*step.rules, *step.subject_rules), RULES),
        ("E003", "effects", step.effects, EFFECTS),
        ("E004", "votes", step.votes, VOTES),
    )
    for number, words, codes, known in named:
        if unknown := [code for code in codes if code not in known]:
            yield _error(found, number, f"step {step.code} names unknown {words} {unknown}")


def _untold_facts(found: Procedure, step: Step) -> Iterator[checks.CheckMessage]:
    """Yield the arguments of rules that no field, no room and no law table will ever fill."""
    told = told_names(found)
    for code in (*step.rules, *step.subject_rules):
        if code not in RULES:
            continue
        numbers = {name.rpartition(".")[2] for name in RULES[code].numbers}
        asked = inspect.signature(RULES[code].judge).parameters.values()
        lost = [p.name for p in asked if p.default is p.empty and p.name not in told | numbers]
        if lost:
            yield _error(found, "E007", f"nobody tells {code} in step {step.code} its {lost}")


def told_names(found: Procedure) -> set[str]:
    """Return the names of every fact a rule can ask for in cases of this definition."""
    days = {f"{step.code.lower()}_on" for step in found.steps}
    return {*fact_labels(found.code), *found.fields, *days}


def _permissions() -> set[str]:
    """Return every permission the models declare, without asking the database."""
    return {
        f"{model._meta.app_label}.{code}"
        for model in apps.get_models()
        for code in (
            *(f"{verb}_{model._meta.model_name}" for verb in model._meta.default_permissions),
            *(code for code, _ in model._meta.permissions),
        )
    }


def _error(found: Procedure, number: str, text: str) -> checks.Error:
    return checks.Error(f"{found.source}: {text}.", id=f"jingwei.procedures.{number}")
