"""The queue of unit names that nothing answers to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.kernel.pages import Request, answer_form
from jingwei.plans.forms.names import NameForm
from jingwei.plans.selectors.names import unresolved_names
from jingwei.plans.services.names import name_resolve


@login_required
@permission_required("plans.assign_measure", raise_exception=True)
@require_safe
def name_queue(request: Request) -> HttpResponse:
    """List the names no unit answers to, with where they stand."""
    return render(request, "plans/name_queue.html", {"names": unresolved_names(request.user)})


@login_required
@permission_required("plans.assign_measure", raise_exception=True)
@require_http_methods(["GET", "POST"])
def name_decide(request: Request) -> HttpResponse:
    """Say which unit or group a name means; if wanted the dictionary learns it."""
    text = request.GET.get("text", "")
    found = next((n for n in unresolved_names(request.user) if n.text == text), None)
    if found is None:
        raise Http404("这个名称已经认定过，或不在你的范围内。")
    form = NameForm(request.POST or None, viewer=request.user)

    def act(data: dict[str, Any]) -> None:
        name_resolve(
            text, to=data["unit"] or data["group"], learn=data["learn"], actor=request.user
        )

    return answer_form(
        request, form, act, template="plans/name_decide.html", context={"name": found},
        done=f"“{text}”已认定。", to=reverse("plans:name-queue"),
    )  # fmt: skip
