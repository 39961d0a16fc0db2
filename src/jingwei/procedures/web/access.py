"""How the pages find a case, and who may do what with it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from jingwei.kernel.pages import Request
from jingwei.procedures.definition import Procedure, Step
from jingwei.procedures.models import Case

RUN = "procedures.run_case"


def visible_case(request: Request, pk: int) -> Case:
    """Return a case the viewer may see, with its subject and owner; 404 for any other."""
    return get_object_or_404(Case.objects.visible_to(request.user).with_subjects(), pk=pk)


def may_run(viewer: Any, procedure: Procedure) -> bool:
    """Whether somebody may act in cases of a procedure."""
    own = not procedure.permission or viewer.has_perm(procedure.permission)
    return bool(own and viewer.has_perm(RUN))


def may_take(viewer: Any, procedure: Procedure, step: Step) -> bool:
    """Whether somebody may record a step: what its role asks for on top."""
    role = procedure.role_by_code.get(step.role)
    own = role is None or not role.permission or viewer.has_perm(role.permission)
    return may_run(viewer, procedure) and bool(own)


def runnable_case(request: Request, pk: int) -> Case:
    """Return a case the viewer may act in. Raises PermissionDenied with the reason."""
    case = visible_case(request, pk)
    _demand(may_run(request.user, case.procedure), f"办理“{case.procedure_name}”")
    return case


def takeable_case(request: Request, pk: int) -> Case:
    """Return a case whose present step the viewer may record."""
    case = runnable_case(request, pk)
    step = case.present
    who = case.procedure.role_words(step)
    words = f"以“{who}”身份登记“{step.name}”"
    _demand(may_take(request.user, case.procedure, step), words)
    return case


def _demand(allowed: bool, words: str) -> None:
    if not allowed:
        raise PermissionDenied(f"{words}需要相应的权限，你现在的角色不含这项权限。")
