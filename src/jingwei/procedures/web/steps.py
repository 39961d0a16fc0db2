"""Recording a step: of one case, or of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jingwei.kernel.clock import today
from jingwei.kernel.errors import Conflict, JingweiError
from jingwei.kernel.pages import Request
from jingwei.kernel.registers.web.offers import offered
from jingwei.procedures.entries import StepEntry
from jingwei.procedures.forms.lists import CaseFilterForm
from jingwei.procedures.forms.step import StepForm
from jingwei.procedures.models import Case, CaseSubject, StepRecord
from jingwei.procedures.selectors.course import course_of
from jingwei.procedures.selectors.findings import step_findings
from jingwei.procedures.selectors.lists import cases_filtered
from jingwei.procedures.selectors.page import CasePage, case_page, marked
from jingwei.procedures.services import bulk_step, step_record
from jingwei.procedures.services.steps import MOST
from jingwei.procedures.web.access import RUN, may_take, takeable_case


@login_required
@permission_required(RUN, raise_exception=True)
@require_http_methods(["GET", "POST"])
def case_step(request: Request, pk: int) -> HttpResponse:
    """Ask for the present step of a case and record it; what was judged shows beside the form."""
    case = takeable_case(request, pk)
    form = _form(request, case)
    if form.is_valid():
        try:
            record = _record(request, case, form)
        except JingweiError as error:
            form.add_error(None, str(error))
            if isinstance(error, Conflict):
                case.refresh_from_db()
        else:
            messages.success(request, _done_words(record))
            return redirect("procedures:case", pk=pk)
    page = case_page(case, today())
    context = {"form": form, "case": case, "page": page, "findings": _findings(page, form)}
    status = 422 if form.errors else 200
    return render(request, "procedures/case_step.html", context, status=status)


def _form(request: Request, case: Case) -> StepForm:
    step = case.present
    standing = case.subjects.filter(result=CaseSubject.Result.STANDING).select_related("person")
    return offered(
        StepForm(
            request.POST or None, request.FILES or None, procedure=case.procedure, step=step,
            viewer=request.user, people=list(standing) if step.votes else (),
            initial={"seen": case.version},
        )
    )  # fmt: skip


@transaction.atomic
def _record(request: Request, case: Case, form: StepForm) -> StepRecord:
    """Store the files and the step together."""
    seen = form.cleaned_data["seen"] or 0
    return step_record(case, form.entry(request.user), seen=seen, actor=request.user)


def _done_words(record: StepRecord) -> str:
    case = record.case
    late = "，按补录登记" if record.is_late else ""
    if not case.is_running:
        return f"已登记{late}，程序{case.get_state_display()}。"
    due = f"，期限 {case.due_on}" if case.due_on else ""
    return f"已登记{late}。下一步：{case.present.name}{due}。"


def _findings(page: CasePage, form: StepForm) -> list[dict[str, Any]]:
    """Return what is known of the step: as it was entered, else as of today."""
    cleaned = getattr(form, "cleaned_data", {})
    if not form.is_bound or "happened_on" not in cleaned:
        return page.findings
    decision = cleaned.get("decision", "")
    entry = StepEntry(cleaned["happened_on"], decision, form.facts(), votes=form.votes())
    found = [one.as_dict() for one in step_findings(course_of(page.case), entry)]
    return [marked(one) for one in found if one["kind"] != "paper"]


class WholeForm(forms.Form):
    """What happens to the others when one of many is refused."""

    whole = forms.TypedChoiceField(
        label="有不能办理的", widget=forms.RadioSelect, initial="yes",
        choices=[("yes", "都不登记，改好再来"), ("no", "先登记能办理的，列出其余的")],
        coerce=lambda word: word == "yes",
    )  # fmt: skip


@login_required
@permission_required(RUN, raise_exception=True)
@require_POST
def case_bulk(request: Request) -> HttpResponse:
    """Record the same step for the ticked cases: first the form, then what became of each."""
    cases = _picked(request)
    if refusal := _unlike(cases):
        messages.error(request, refusal)
        return redirect("procedures:case-list")
    first = cases[0]
    if not may_take(request.user, first.procedure, first.present):
        raise PermissionDenied(f"你现在的角色不能登记“{first.present.name}”。")
    sent = "confirmed" in request.POST
    form = offered(
        StepForm(
            request.POST if sent else None, request.FILES if sent else None,
            procedure=first.procedure, step=first.present, viewer=request.user,
        )
    )  # fmt: skip
    whole = WholeForm(request.POST if sent else None)
    context = {"form": form, "whole": whole, "cases": cases, "first": first}
    if sent and form.is_valid() and whole.is_valid():
        outcome = _bulk(request, cases, form, whole)
        if outcome is not None:
            context["outcome"] = outcome
    is_refused = sent and not getattr(context.get("outcome"), "done", None)
    return render(request, "procedures/case_bulk.html", context, status=422 if is_refused else 200)


def _bulk(request: Request, cases: Sequence[Case], form: StepForm, whole: WholeForm) -> Any:
    """Record the step for all; what forbids it altogether goes into the form."""
    try:
        with transaction.atomic():
            entry = form.entry(request.user)
            return bulk_step(
                cases, entry, step=cases[0].step, whole=whole.cleaned_data["whole"],
                actor=request.user,
            )  # fmt: skip
    except JingweiError as error:
        form.add_error(None, str(error))
        return None


def _picked(request: Request) -> list[Case]:
    """Return the ticked cases, or all that the filters of the list find; visible ones only."""
    rows = Case.objects.visible_to(request.user).with_subjects()
    if request.POST.get("all") == "yes":
        form = CaseFilterForm(QueryDict(request.POST.get("query", "")), viewer=request.user)
        if not form.is_valid():
            return []
        rows = cases_filtered(request.user, form.cleaned_data, today()).with_subjects()
    else:
        picked = [pk for pk in request.POST.getlist("pick") if pk.isdecimal()]
        rows = rows.filter(pk__in=picked[: MOST + 1])
    return list(rows.order_by("pk")[: MOST + 1])


def _unlike(cases: list[Case]) -> str:
    """Return why these cases cannot take one step together; "" when they can."""
    if not cases:
        return "还没有勾选要办理的程序。"
    if len(cases) > MOST:
        return f"一次最多办理 {MOST} 件，请缩小筛选范围。"
    if len({(c.definition, c.definition_version, c.step) for c in cases}) > 1:
        return "勾选的程序不在同一步骤，请先按程序和步骤筛选。"
    if cases[0].present.votes:
        return f"“{cases[0].present.name}”需要逐件登记表决。"
    return ""
