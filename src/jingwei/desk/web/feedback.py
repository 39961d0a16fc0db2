"""Questions about any page, their public answers, and the help page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.desk import forms, services
from jingwei.desk.forms_todo import FeedbackFilterForm
from jingwei.desk.selectors.feedback import (
    feedback_found,
    feedback_readable,
    page_words,
    with_places,
)
from jingwei.desk.selectors.helping import help_for, help_texts
from jingwei.kernel.pages import Request, answer_form, paged


@login_required
@require_http_methods(["GET", "POST"])
def feedback(request: Request) -> HttpResponse:
    """Take a question about the page one came from; below it, what was asked and answered."""
    asked = {"page": request.GET.get("page", "")}
    form = forms.FeedbackForm(request.POST or None, initial=asked)

    def act(data: dict[str, Any]) -> None:
        services.feedback_send(actor=request.user, **data)

    filters = FeedbackFilterForm(request.GET)
    sought = filters.cleaned_data if filters.is_valid() else {}
    rows = feedback_found(request.user, sought.get("q", ""), sought.get("state", ""))
    page = paged(request, rows)
    context = {
        "page": page, "rows": with_places(page), "filter_form": filters,
        "about": page_words(asked["page"].partition("?")[0]),
    }  # fmt: skip
    return answer_form(
        request, form, act, template="desk/feedback.html", context=context,
        done="意见已收到，答复后会显示在本页。", to=resolve_url("desk:feedback"),
    )  # fmt: skip


@login_required
@permission_required("desk.answer_feedback", raise_exception=True)
@require_http_methods(["GET", "POST"])
def feedback_answer(request: Request, pk: int) -> HttpResponse:
    """Answer a question, for everyone to read."""
    (row,) = with_places([get_object_or_404(feedback_readable(request.user), pk=pk)])
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
    """Tell what a screen is for and how it is used; below it all screens, the keys, the words."""
    asked, code = request.GET.get("screen", "")[:100], request.GET.get("code", "")[:60]
    context = {"asked": help_for(asked, code) if asked else None, "texts": help_texts().values()}
    return render(request, "desk/help.html", context)
