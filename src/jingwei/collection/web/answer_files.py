"""The workbook of an answer: out, in again, or pasted as a table."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.collection.forms.answer import PasteForm, WorkbookForm
from jingwei.collection.merged import merged_bytes
from jingwei.collection.selectors.answering import rows_of, sheet_of
from jingwei.collection.services.answering import Taken, rows_paste, workbook_take
from jingwei.collection.web.answer import ANSWER, answerable, may_edit
from jingwei.collection.workbook import workbook_write
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, JingweiError
from jingwei.kernel.files import MAX_SIZE
from jingwei.kernel.pages import XLSX, Request, handed_out


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_safe
def answer_workbook(request: Request, pk: int) -> HttpResponse:
    """Answer with the workbook: what is known and what was answered so far.

    With ``whole`` it is one table of the recipient and those it was split to, for reading.
    """
    found = answerable(request, pk)
    if "whole" in request.GET:
        rows = list(rows_of(found).select_related("assignment"))
        made, name = merged_bytes(found.round, rows, today()), f"{found.round.title}_{found.name}"
        return handed_out(request, made, f"{name} 汇总.xlsx", XLSX, about=found, count=len(rows))
    data, name = workbook_write(sheet_of(found)), f"{found.round.title}_{found.name}.xlsx"
    return handed_out(request, data, name, XLSX, about=found)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_http_methods(["GET", "POST"])
def answer_upload(request: Request, pk: int) -> HttpResponse:
    """Take a filled workbook or a pasted table into the draft and tell what came of it."""
    found = answerable(request, pk)
    pasted = request.POST.get("act") == "paste"
    file_form = WorkbookForm(*((request.POST, request.FILES) if _sends(request, "file") else ()))
    paste_form = PasteForm(*((request.POST,) if _sends(request, "paste") else ()))
    form = paste_form if pasted else file_form
    taken = _taken(request, pk, form) if form.is_valid() else None
    context = {
        "assignment": found, "round": found.round, "form": form, "taken": taken,
        "forms": (file_form, paste_form), "can_edit": may_edit(found),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "collection/answer_upload.html", context, status=status)


def _sends(request: Request, act: str) -> bool:
    return request.method == "POST" and request.POST.get("act") == act


def _taken(request: Request, pk: int, form: WorkbookForm | PasteForm) -> Taken | None:
    """Return what came of the table; None when it was refused, with the reason in the form."""
    found = answerable(request, pk)
    try:
        if isinstance(form, PasteForm):
            return rows_paste(found, form.cleaned_data["text"], actor=request.user)
        file = form.cleaned_data["file"]
        if file.size > MAX_SIZE:
            raise BadInput("kernel.file", f"文件“{file.name}”超过 20 MB。")
        return workbook_take(found, file.name, file.read(), actor=request.user)
    except JingweiError as error:
        form.add_error("text" if isinstance(form, PasteForm) else "file", str(error))
        return None
