"""The page of a case, what can be printed of it, its files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput
from jingwei.kernel.pages import DOCX, Request, download, stored_download
from jingwei.procedures.models import Case, CasePaper
from jingwei.procedures.panels import PANELS
from jingwei.procedures.papers import case_index, paper_draft
from jingwei.procedures.selectors.page import case_page
from jingwei.procedures.services import case_read, index_taken, paper_taken
from jingwei.procedures.web.access import may_run, may_take, visible_case

VIEW = "procedures.view_case"


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def case(request: Request, pk: int) -> HttpResponse:
    """Show where a case stands, what is missing, what was found, and what happened."""
    found = visible_case(request, pk)
    case_read(found, actor=request.user)
    page = case_page(found, today())
    context = {"page": page, "case": found, "today": today(), "panels": panels_of(request, found),
               **rights(request, found)}  # fmt: skip
    return render(request, "procedures/case.html", context)


def rights(request: Request, found: Case) -> dict[str, bool]:
    """Return what the viewer may do with a case as it stands."""
    viewer, runs = request.user, may_run(request.user, found.procedure)
    is_open = found.state == Case.State.OPEN
    return {
        "can_take": is_open and may_take(viewer, found.procedure, found.present),
        "can_run": runs,
        "can_hand_over": runs and found.is_running and viewer.has_perm("procedures.hand_over_case"),
        "can_revoke": runs and found.state == Case.State.FINISHED
        and viewer.has_perm("procedures.revoke_case"),
    }  # fmt: skip


def panels_of(request: Request, found: Case) -> list[dict[str, Any]]:
    """Return the panels of the rooms that have something to show: title, template, context."""
    shown = [(panel, panel.show(found, request.user)) for panel in PANELS.get(found.definition, ())]
    return [
        {"title": panel.title, "template": panel.template, "context": context}
        for panel, context in shown
        if context is not None
    ]


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def case_print(request: Request, pk: int) -> HttpResponse:
    """Answer with the index of a case as .docx, its pages numbered."""
    found = visible_case(request, pk)
    index_taken(found, actor=request.user)
    data = case_index(case_page(found, today()), issuer=str(request.user), day=today())
    return download(data, f"{found.title}全程纪实.docx", DOCX)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def case_paper(request: Request, pk: int) -> HttpResponse:
    """Answer with the file of a document; 404 for one that was not uploaded."""
    rows = CasePaper.objects.visible_to(request.user).select_related("file", "case")
    paper = get_object_or_404(rows, pk=pk)
    answer = stored_download(paper.file)
    paper_taken(paper.case, name=paper.name, paper=paper, actor=request.user)
    return answer


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def case_draft(request: Request, pk: int, code: str) -> HttpResponse:
    """Answer with a paper written from the case; 404 for a paper without a template."""
    found = visible_case(request, pk)
    try:
        data = paper_draft(found, code, actor=request.user)
    except BadInput as error:
        raise Http404(str(error)) from error
    name = found.procedure.paper_by_code[code].name
    paper_taken(found, name=name, actor=request.user)
    return download(data, f"{name}.docx", DOCX)
