"""Questions about any page, their public answers, and the help page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.desk import forms, services
from jingwei.desk.selectors.feedback import feedback_readable
from jingwei.kernel.pages import Request, answer_form, paged


@login_required
@require_http_methods(["GET", "POST"])
def feedback(request: Request) -> HttpResponse:
    """Take a question about the page one came from; below it, what was asked and answered."""
    asked = {"page": request.GET.get("page", "")}
    form = forms.FeedbackForm(request.POST or None, initial=asked)

    def act(data: dict[str, Any]) -> None:
        services.feedback_send(actor=request.user, **data)

    context = {"page": paged(request, feedback_readable(request.user)), "about": asked["page"]}
    return answer_form(
        request, form, act, template="desk/feedback.html", context=context,
        done="意见已收到，答复后会显示在本页。", to=resolve_url("desk:feedback"),
    )  # fmt: skip


@login_required
@permission_required("desk.answer_feedback", raise_exception=True)
@require_http_methods(["GET", "POST"])
def feedback_answer(request: Request, pk: int) -> HttpResponse:
    """Answer a question, for everyone to read."""
    row = get_object_or_404(feedback_readable(request.user), pk=pk)
    form = forms.AnswerForm(request.POST or None, initial={"answer": row.answer})

    def act(data: dict[str, Any]) -> None:
        services.feedback_answer(row, actor=request.user, **data)

    return answer_form(
        request, form, act, template="desk/feedback_answer.html", context={"row": row},
        done="答复已公开。", to=resolve_url("desk:feedback"),
    )  # fmt: skip


@login_required
@require_safe
def help_page(request: Request) -> HttpResponse:
    """Tell what each screen does, the keys, the words."""
    return render(request, "desk/help.html")
