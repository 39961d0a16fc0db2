"""Handing over what somebody has open to whoever follows them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.desk.forms_todo import HandOverForm
from jingwei.desk.models import HandOver
from jingwei.desk.selectors import hand_over as select
from jingwei.desk.selectors.deputies import hand_overs
from jingwei.desk.services.hand_over import work_hand_over
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import PAGE_SIZE, Request

PASS = "desk.hand_over_work"  # noqa: S105  # a permission


@login_required
@permission_required(PASS, raise_exception=True)
@require_http_methods(["GET", "POST"])
def hand_over(request: Request) -> HttpResponse:
    """Ask who takes over from whom, show all that passes, then pass it in one act."""
    form = HandOverForm(request.POST or None, viewer=request.user)
    work = _work(form) if form.is_valid() else []
    if "confirmed" in request.POST and (done := _done(request, form)):
        messages.success(request, f"已移交给{done.heir}。")
        return redirect("desk:hand-over-done", pk=done.pk)
    context = {
        "form": form, "work": select.previews(work, request.user), "seen": select.digest(work),
        "asked": form.is_bound and form.is_valid(), "past": hand_overs(request.user)[:PAGE_SIZE],
    }  # fmt: skip
    return render(request, "desk/hand_over.html", context, status=422 if form.errors else 200)


def _work(form: HandOverForm) -> list[select.Passing]:
    return select.passing(form.cleaned_data["former"], form.cleaned_data["heir"])


def _done(request: Request, form: HandOverForm) -> HandOver | None:
    """Pass the work, or put the refusal into the form."""
    if not form.is_valid():
        return None
    told = form.cleaned_data
    try:
        return work_hand_over(
            told["former"], told["heir"], reason=told["reason"],
            seen=request.POST.get("seen", ""), actor=request.user,
        )  # fmt: skip
    except JingweiError as error:
        form.add_error(None, str(error))
        return None


@login_required
@permission_required(PASS, raise_exception=True)
@require_safe
def hand_over_done(request: Request, pk: int) -> HttpResponse:
    """Show what one hand-over passed; for printing."""
    row = get_object_or_404(HandOver.objects.visible_to(request.user), pk=pk)
    facts = [
        ("移交人", row.former), ("接手人", row.heir), ("日期", row.on), ("原因", row.reason),
        ("办理人", row.by),
    ]  # fmt: skip
    work = select.passed_previews(row.passed, request.user)
    context = {"row": row, "facts": facts, "work": work, "total": sum(one.count for one in work)}
    return render(request, "desk/hand_over_done.html", context)
