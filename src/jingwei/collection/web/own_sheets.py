"""A recipient's own workbooks: uploaded, mapped once, prefilled, read back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.collection.forms.own_sheets import LookForm, OwnUploadForm, PlacesForm
from jingwei.collection.models import Assignment, OwnSheet
from jingwei.collection.own.layout import Asked, Layout, Shape, grids_read, layout_of
from jingwei.collection.selectors.answering import answer_columns
from jingwei.collection.selectors.own_sheets import (
    content_of,
    grid_named,
    grids_of,
    layout_in,
    matches,
    own_filled,
    own_sheets_of,
)
from jingwei.collection.services.answering import Taken
from jingwei.collection.services.own_sheets import (
    known_sheet,
    own_sheet_forget,
    own_sheet_keep,
    own_sheet_map,
    own_sheet_take,
)
from jingwei.collection.web.answer import ANSWER, answerable, may_edit
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request, handed_out


def _own(assignment: Assignment, pk: int) -> OwnSheet:
    return get_object_or_404(own_sheets_of(assignment), pk=pk)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_http_methods(["GET", "POST"])
def own_sheets(request: Request, pk: int) -> HttpResponse:
    """List the workbooks of the recipient; take one: a known layout is read, a new one kept."""
    found = answerable(request, pk)
    form = OwnUploadForm(request.POST or None, request.FILES or None)
    taken: Taken | None = None
    if form.is_valid():
        try:
            done = _uploaded(request, found, form)
        except JingweiError as error:
            form.add_error("sheets", str(error))
        else:
            if isinstance(done, OwnSheet):
                return redirect("collection:own-sheet", pk=pk, own=done.pk)
            taken = done
    context = {
        "assignment": found, "round": found.round, "form": form, "taken": taken,
        "sheets": own_sheets_of(found), "can_edit": may_edit(found),
    }  # fmt: skip
    return render(
        request, "collection/own_sheets.html", context, status=422 if form.errors else 200
    )


def _uploaded(request: Request, found: Assignment, form: OwnUploadForm) -> Taken | OwnSheet:
    """Read files of a layout that was checked before; keep a file of any other."""
    files = form.contents()
    known = known_sheet(found, grids_read(*files[0]))
    if known is not None and known.is_checked:
        return own_sheet_take(known, found, files, actor=request.user)
    return own_sheet_keep(found, *files[0], actor=request.user)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_http_methods(["GET", "POST"])
def own_sheet(request: Request, pk: int, own: int) -> HttpResponse:
    """Show where the columns of the round stand in a workbook; correct it by hand, once."""
    found = answerable(request, pk)
    sheet = _own(found, own)
    grids, columns = grids_of(sheet), answer_columns(found.round)
    look = LookForm(request.GET or None, grids=grids)
    layout = layout_in(sheet.kept, grids, columns, is_checked=sheet.is_checked)
    if request.GET:
        layout = _looked_at(layout, layout_of(grids, columns, look.asked()))
    grid = grid_named(grids, layout.title)
    asked, matched = Asked(layout.shape, grid.title, layout.line), matches(layout, grid, columns)
    form = PlacesForm(request.POST or None, matched=matched, grid=grid, asked=asked)
    if form.is_valid():
        try:
            own_sheet_map(sheet, found, form.places(), asked=asked, actor=request.user)
        except JingweiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "对应关系已保存，下次用同样的表不用再核对。")
            return redirect("collection:own-sheet", pk=pk, own=own)
    context: dict[str, Any] = {
        "assignment": found, "round": found.round, "own": sheet, "form": form, "matched": matched,
        "look": LookForm(initial=vars(asked), grids=grids), "layout": layout,
        "is_single": layout.shape is Shape.SINGLE, "can_edit": may_edit(found),
        "known": sum(bool(one.place) for one in matched),
    }  # fmt: skip
    return render(request, "collection/own_sheet.html", context, status=422 if form.errors else 200)


def _looked_at(kept: Layout, asked: Layout) -> Layout:
    """Return the layout that was asked for; what was kept when it is the same sheet."""
    is_same = (kept.shape, kept.title, kept.line) == (asked.shape, asked.title, asked.line)
    return kept if is_same else replace(asked)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_safe
def own_sheet_filled(request: Request, pk: int, own: int) -> HttpResponse:
    """Answer with the workbook, the values of the round filled in."""
    found = answerable(request, pk)
    try:
        name, data, kind = own_filled(_own(found, own), found)
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect("collection:own-sheet", pk=pk, own=own)
    return handed_out(request, data, name, kind, about=found)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_POST
def own_sheet_read(request: Request, pk: int, own: int) -> HttpResponse:
    """Read the kept file itself into the answer and tell what came of it."""
    found = answerable(request, pk)
    sheet = _own(found, own)
    try:
        files = [(sheet.file.name, content_of(sheet))]
        taken = own_sheet_take(sheet, found, files, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect("collection:own-sheet", pk=pk, own=own)
    context = {
        "assignment": found, "round": found.round, "form": OwnUploadForm(), "taken": taken,
        "sheets": own_sheets_of(found), "can_edit": may_edit(found),
    }  # fmt: skip
    return render(request, "collection/own_sheets.html", context)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_POST
def own_sheet_remove(request: Request, pk: int, own: int) -> HttpResponse:
    """Take a workbook off the list."""
    found = answerable(request, pk)
    sheet = _own(found, own)
    own_sheet_forget(sheet, actor=request.user)
    messages.success(request, f"已删去“{sheet.name}”，填报内容没有改动。")
    return redirect("collection:own-sheets", pk=pk)
