"""The branch secretary's phone: own open cases, a talk or a half-year review in three fields."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request, paged
from jingwei.party.forms.development import QuickForm
from jingwei.party.selectors.development import CODE, QUICK, own_open_cases
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.services import step_record

RUN = "procedures.run_case"


@login_required
@permission_required(RUN, raise_exception=True)
@require_safe
def development_list(request: Request) -> HttpResponse:
    """List the open cases of one's own branch that wait for a talk or a review."""
    page = paged(request, own_open_cases(request.user))
    context = {"page": page, "today": today()}
    return render(request, "party/development_list.html", context)


@login_required
@permission_required(RUN, raise_exception=True)
@require_http_methods(["GET", "POST"])
def development_quick(request: Request, pk: int) -> HttpResponse:
    """Record a talk or a review of a case in three fields; a reason when a rule asks for one."""
    rows = Case.objects.visible_to(request.user).with_subjects().filter(definition=CODE)
    case = get_object_or_404(rows, pk=pk)
    if case.state != Case.State.OPEN or case.step not in QUICK:
        messages.error(request, f"“{case}”现在是“{case.present.name}”，这里不能登记。")
        return redirect("party:development-list")
    _demand(request, case)
    form = QuickForm(request.POST or None, step=case.present, version=case.version)
    if form.is_valid() and (record := _recorded(request, case, form)):
        late = "，按补录登记" if record.is_late else ""
        messages.success(request, f"{case.person}的记录已保存{late}。")
        return redirect("party:development-list")
    status = 422 if form.errors else 200
    context = {"form": form, "case": case}
    return render(request, "party/development_quick.html", context, status=status)


def _demand(request: Request, case: Case) -> None:
    """Raise PermissionDenied for a procedure or a step that takes more than running cases."""
    role = case.procedure.role_by_code.get(case.present.role)
    needed = {case.procedure.permission, role.permission if role else ""} - {""}
    if not all(request.user.has_perm(code) for code in needed):
        raise PermissionDenied(f"登记“{case.present.name}”需要相应的权限。")


def _recorded(request: Request, case: Case, form: QuickForm) -> StepRecord | None:
    """Record the step, or put the refusal into the form."""
    seen = form.cleaned_data["seen"]
    try:
        return step_record(case, form.entry(), seen=seen, actor=request.user)
    except JingweiError as error:
        if error.code == "procedures.reason":
            form.ask_reason()
        form.add_error(None, str(error))
        return None
