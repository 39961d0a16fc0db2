"""Cases as a list and as a board, and how a new one begins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request
from jingwei.kernel.registers.reading import Window, window
from jingwei.kernel.registers.web.offers import offered
from jingwei.procedures.forms.acts import OpenForm
from jingwei.procedures.forms.lists import CaseFilterForm
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on, procedures_on
from jingwei.procedures.selectors.lists import ORDERS, board_of, cases_filtered
from jingwei.procedures.services import case_open
from jingwei.procedures.web.access import RUN, may_run

PLACES = ("after", "before", "page")


@login_required
@permission_required("procedures.view_case", raise_exception=True)
@require_safe
def case_list(request: Request) -> HttpResponse:
    """List the visible cases, or show those of one procedure by stages. Constant queries."""
    form = offered(CaseFilterForm(request.GET, viewer=request.user))
    is_valid = form.is_valid()
    rows = cases_filtered(request.user, form.cleaned_data, today()) if is_valid else None
    context: dict[str, Any] = {"filter_form": form, "today": today()}
    context["can_run"] = request.user.has_perm(RUN)
    if rows is not None and form.procedure and request.GET.get("view") == "board":
        context |= {"board": board_of(rows, form.procedure), "is_board": True}
    else:
        context["found"] = _window(request, form, rows)
    return render(request, "procedures/case_list.html", context, status=200 if is_valid else 422)


def _window(request: Request, form: CaseFilterForm, rows: Any) -> Window:
    if rows is None:
        return Window([], 0, is_more=False)
    order = ORDERS[form.cleaned_data["sort"]]
    asked = {name: request.GET.get(name, "") for name in PLACES}
    return window(rows.with_subjects(), order, asked)


@login_required
@permission_required(RUN, raise_exception=True)
@require_http_methods(["GET", "POST"])
def case_new(request: Request) -> HttpResponse:
    """Choose a procedure, then its subject, and begin."""
    code = request.GET.get("procedure", "")
    if not code:
        known = [one for one in procedures_on(today()) if may_run(request.user, one)]
        return render(request, "procedures/case_choose.html", {"procedures": known})
    try:
        procedure = procedure_on(code, today())
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect("procedures:case-new")
    if not may_run(request.user, procedure):
        raise PermissionDenied(f"你现在的角色不能发起“{procedure.name}”。")
    form = offered(OpenForm(request.POST or None, procedure=procedure, viewer=request.user))
    if form.is_valid() and (case := _opened(request, form)):
        messages.success(request, f"已发起“{case}”。")
        return redirect("procedures:case", pk=case.pk)
    context = {"form": form, "procedure": procedure}
    status = 422 if form.errors else 200
    return render(request, "procedures/case_new.html", context, status=status)


def _opened(request: Request, form: OpenForm) -> Case | None:
    """Open the case, or put the refusal into the form."""
    try:
        return case_open(form.opening(), actor=request.user)
    except JingweiError as error:
        form.add_error(None, str(error))
        return None
