"""The thresholds of the district and their change."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.desk import forms, services
from jingwei.desk.selectors.parameters import parameter_history, parameter_rows
from jingwei.kernel.pages import Request, answer_form
from jingwei.kernel.parameters import PARAMETERS, parameter_values


@login_required
@permission_required("kernel.view_parametervalue", raise_exception=True)
@require_safe
def parameter_list(request: Request) -> HttpResponse:
    """Show every threshold: in force, default, bounds, source, last change."""
    return render(request, "desk/parameter_list.html", {"rows": parameter_rows()})


@login_required
@permission_required("kernel.change_parametervalue", raise_exception=True)
@require_http_methods(["GET", "POST"])
def parameter_change(request: Request, code: str) -> HttpResponse:
    """Change one threshold, with a reason; the lights follow at once."""
    declared = PARAMETERS.get(code)
    if declared is None:
        raise Http404("No such threshold.")
    value = parameter_values()[code]
    form = forms.ParameterForm(request.POST or None, declared=declared, initial={"value": value})

    def act(data: dict[str, Any]) -> None:
        services.threshold_change(code, actor=request.user, **data)

    context = {"parameter": declared, "value": value, "history": parameter_history(code)}
    return answer_form(
        request, form, act, template="desk/parameter_change.html", context=context,
        done=f"“{declared.label}”已修改，相关的灯已重新计算。",
        to=resolve_url("desk:parameter-list"),
    )  # fmt: skip
