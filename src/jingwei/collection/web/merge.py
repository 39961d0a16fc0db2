"""What comes after the answers: the merged table, the change set, the export for a platform."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.collection.forms.reviewing import TableFilterForm
from jingwei.collection.models import ExportProfile, Merge, Round
from jingwei.collection.selectors.merging import merge_preview
from jingwei.collection.selectors.merging_shown import (
    merged_cells,
    preview_shown,
    rows_handed_in,
    table_lines,
)
from jingwei.collection.services.exporting import round_export
from jingwei.collection.services.merging import round_merge
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import XLSX, Request, download, paged

ISSUE = "collection.issue_round"
CHOICE = "choice-"


def choices_of(post: QueryDict) -> dict[str, str]:
    """Return what was chosen for each conflict: cell key → choice."""
    return {
        name.removeprefix(CHOICE): str(value)
        for name, value in post.items()
        if name.startswith(CHOICE)
    }


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def merge(request: Request, pk: int) -> HttpResponse:
    """Look the accepted answers of a round through, then let them into the register."""
    round_ = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    choices, seen = choices_of(request.POST), request.POST.get("seen", "")
    refusal = ""
    if request.method == "POST":
        try:
            done = round_merge(round_, choices=choices, seen=seen, actor=request.user)
        except JingweiError as error:
            refusal = str(error)
        else:
            messages.success(request, f"已写入 {done.changed_count:,} 格，核对记录留在这里。")
            return redirect("collection:merge-set", pk=done.pk)
    preview = merge_preview(round_, request.user)
    context: dict[str, Any] = {"round": round_, "preview": preview, "refusal": refusal}
    context |= preview_shown(preview, request.user, choices)
    return render(request, "collection/merge.html", context, status=422 if refusal else 200)


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_safe
def merge_set(request: Request, pk: int) -> HttpResponse:
    """Show a reviewed change set: who, when, what was, what is, from which answer."""
    seen = Merge.objects.visible_to(request.user).select_related("round", "by")
    done = get_object_or_404(seen, pk=pk)
    page = paged(request, done.cells.select_related("answer__assignment"))
    context = {"merge": done, "page": page, "cells": merged_cells(done, page, request.user)}
    return render(request, "collection/merge_set.html", context)


@login_required
@permission_required("collection.view_round", raise_exception=True)
@require_safe
def round_table(request: Request, pk: int) -> HttpResponse:
    """Show all answers handed in as one table, changed and contested cells marked."""
    seen = Round.objects.visible_to(request.user).select_related("unit")
    round_ = get_object_or_404(seen, pk=pk)
    form = TableFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = paged(request, rows_handed_in(round_, **asked))
    lines, conflicts = table_lines(round_, page, request.user)
    context = {
        "round": round_,
        "page": page,
        "filter_form": form,
        "is_filtered": any(asked.values()),
        "lines": lines,
        "conflict_count": conflicts,
        "can_merge": request.user.has_perm(ISSUE),
        "profiles": ExportProfile.objects.visible_to(request.user),
        "exports": round_.platform_exports.all()[:5],
        "merges": round_.merges.select_related("by")[:5],
    }
    return render(request, "collection/merge_table.html", context)


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_POST
def platform_export(request: Request, pk: int) -> HttpResponse:
    """Hand the answers over in the columns of another platform, and note that this was done."""
    round_ = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    asked = request.POST.get("profile", "")
    number = int(asked) if asked.isdecimal() else 0
    profile = get_object_or_404(ExportProfile.objects.visible_to(request.user), pk=number)
    try:
        content, name = round_export(round_, profile=profile, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect("collection:merge-table", pk=round_.pk)
    return download(content, name, XLSX)
