"""What is done to a case apart from its steps: each a form with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required, permission_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, resolve_url
from django.views.decorators.http import require_http_methods

from jingwei.kernel.files import file_store
from jingwei.kernel.inputs import PlainForm
from jingwei.kernel.pages import Request, answer_form
from jingwei.kernel.registers.web.offers import offered
from jingwei.procedures import services
from jingwei.procedures.entries import PaperGiven
from jingwei.procedures.forms.acts import (
    HandOverForm,
    PaperForm,
    RecusalForm,
    ReturnForm,
    SeenForm,
    SubjectForm,
)
from jingwei.procedures.models import Case, CasePaper, CaseSubject
from jingwei.procedures.services import RecusalGiven
from jingwei.procedures.web.access import RUN, runnable_case

Words = tuple[str, str, str]
"""Heading, button, what is said afterwards."""


class ReasonForm(PlainForm):
    """A reason."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def _answer(
    request: Request, case: Case, form: Any, act: Callable[[dict[str, Any]], Any], words: Words
) -> HttpResponse:
    heading, button, done = words
    back = resolve_url("procedures:case", pk=case.pk)
    context = {"case": case, "heading": heading, "button": button, "back": back}
    return answer_form(
        request, offered(form), act, template="procedures/case_act.html", context=context,
        done=done, to=back,
    )  # fmt: skip


def _act(
    service: Callable[..., Any], form_class: type[SeenForm], permission: str, words: Words
) -> Callable[..., HttpResponse]:
    """Return the page of an act that takes a form with ``seen`` and a reason."""

    @login_required
    @permission_required(permission, raise_exception=True)
    @require_http_methods(["GET", "POST"])
    def page(request: Request, pk: int) -> HttpResponse:
        case = runnable_case(request, pk)
        form = form_class(request.POST or None, case=case, viewer=request.user)

        def act(told: dict[str, Any]) -> None:
            service(case, actor=request.user, **told)

        return _answer(request, case, form, act, words)

    return page


case_return = _act(
    services.step_return, ReturnForm, RUN, ("退回到前面的步骤", "退回这件程序", "已退回。")
)
case_suspend = _act(services.case_suspend, SeenForm, RUN, ("中止程序", "中止这件程序", "已中止。"))
case_resume = _act(services.case_resume, SeenForm, RUN, ("恢复程序", "恢复办理", "已恢复办理。"))
case_stop = _act(services.case_stop, SeenForm, RUN, ("终止程序", "终止这件程序", "已终止。"))
case_revoke = _act(
    services.case_revoke, SeenForm, "procedures.revoke_case",
    ("撤销已办结的程序", "撤销并恢复登记", "已撤销，登记已恢复到办理前。"),
)  # fmt: skip
case_hand_over = _act(
    services.case_hand_over, HandOverForm, "procedures.hand_over_case",
    ("移交程序", "移交这件程序", "已移交。"),
)  # fmt: skip


@login_required
@permission_required(RUN, raise_exception=True)
@require_http_methods(["GET", "POST"])
def case_paper_add(request: Request, pk: int) -> HttpResponse:
    """Add a document to a step of a case."""
    case = runnable_case(request, pk)
    asked = {name: request.GET.get(name, "") for name in ("step", "code")}
    initial = {"step": case.step} | {name: text for name, text in asked.items() if text}
    form = PaperForm(
        request.POST or None, request.FILES or None, procedure=case.procedure, initial=initial
    )

    @transaction.atomic
    def act(told: dict[str, Any]) -> None:
        file, step = told.pop("file"), told.pop("step")
        stored = file_store(file.name, file.read(), actor=request.user) if file else None
        services.paper_add(case, PaperGiven(file=stored, **told), step=step, actor=request.user)

    return _answer(request, case, form, act, ("补充材料", "保存材料", "材料已保存。"))


@login_required
@permission_required(RUN, raise_exception=True)
@require_http_methods(["GET", "POST"])
def case_paper_remove(request: Request, pk: int) -> HttpResponse:
    """Take a document out of its case, with the reason."""
    paper = get_object_or_404(CasePaper.objects.visible_to(request.user), pk=pk)
    case = runnable_case(request, paper.case_id)

    def act(told: dict[str, Any]) -> None:
        services.paper_remove(paper, reason=told["reason"], actor=request.user)

    words = (f"移除“{paper.name}”", "移除这份材料", "材料已移除。")
    return _answer(request, case, ReasonForm(request.POST or None), act, words)


@login_required
@permission_required(RUN, raise_exception=True)
@require_http_methods(["GET", "POST"])
def case_recusal(request: Request, pk: int) -> HttpResponse:
    """Record that somebody keeps out of a case."""
    case = runnable_case(request, pk)
    form = RecusalForm(request.POST or None, viewer=request.user)

    def act(told: dict[str, Any]) -> None:
        services.recusal_add(case, RecusalGiven(**told), actor=request.user)

    return _answer(request, case, form, act, ("登记回避", "保存回避", "回避已登记。"))


@login_required
@permission_required(RUN, raise_exception=True)
@require_http_methods(["GET", "POST"])
def case_subject_add(request: Request, pk: int) -> HttpResponse:
    """Add a person to a batch."""
    case = runnable_case(request, pk)
    form = SubjectForm(request.POST or None, procedure=case.procedure, viewer=request.user)

    def act(told: dict[str, Any]) -> None:
        services.subject_add(case, told["person"], form.facts(), actor=request.user)

    return _answer(request, case, form, act, ("增加人选", "加入本批次", "已加入本批次。"))


@login_required
@permission_required(RUN, raise_exception=True)
@require_http_methods(["GET", "POST"])
def case_subject_drop(request: Request, pk: int) -> HttpResponse:
    """Let one person of a batch go no further, with the reason."""
    rows = CaseSubject.objects.visible_to(request.user).select_related("person")
    subject = get_object_or_404(rows, pk=pk)
    case = runnable_case(request, subject.case_id)

    def act(told: dict[str, Any]) -> None:
        services.subject_drop(subject, reason=told["reason"], actor=request.user)

    words = (f"{subject}不再继续", "记录不再继续", "已记录。")
    return _answer(request, case, ReasonForm(request.POST or None), act, words)
