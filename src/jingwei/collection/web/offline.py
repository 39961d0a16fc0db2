"""Offline packages of an assignment: made, handed out, taken back, looked through."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.collection.models import Assignment, OfflinePackage, PackageReturn
from jingwei.collection.selectors.offline import ReturnPreview, return_preview
from jingwei.collection.services.offline import package_make, package_return, return_apply
from jingwei.collection.web.merge import choices_of
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.inputs import PlainForm
from jingwei.kernel.pages import Request, stored_handed_out

ANSWER = "collection.answer_round"
SHOWN = 300
"""Cells without a conflict on the page of a review; conflicts come first, all of them."""


class ReturnForm(PlainForm):
    """The package, or its workbook alone."""

    file = forms.FileField(
        label="交回的离线包", help_text="改好的压缩包，或者单独的“填报表.xlsx”。"
    )


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_http_methods(["GET", "POST"])
def offline(request: Request, pk: int) -> HttpResponse:
    """List the packages of an assignment; take one back."""
    seen = Assignment.objects.visible_to(request.user).select_related("round")
    assignment = get_object_or_404(seen, pk=pk)
    form = ReturnForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (came := _taken(request, assignment, form)):
        return redirect("collection:offline-return", pk=came.pk)
    context = {
        "assignment": assignment,
        "form": form,
        "packages": assignment.packages.select_related("made_by").prefetch_related("returns"),
        "is_open": assignment.is_awaited and assignment.round.is_open,
    }
    return render(request, "collection/offline.html", context, status=422 if form.errors else 200)


def _taken(request: Request, assignment: Assignment, form: ReturnForm) -> PackageReturn | None:
    """Keep what came back, or put the refusal into the form."""
    file = form.cleaned_data["file"]
    try:
        came, is_new = package_return(
            assignment, name=file.name, data=file.read(), actor=request.user
        )
    except JingweiError as error:
        form.add_error("file", str(error))
        return None
    if not is_new:
        messages.info(request, "同样的内容已经交回过，没有重复收。")
    return came


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_POST
def offline_make(request: Request, pk: int) -> HttpResponse:
    """Make a package of an assignment as it stands now."""
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user), pk=pk)
    try:
        package = package_make(assignment, actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"离线包 {package.code} 已做好，可以下载。")
    return redirect("collection:offline", pk=assignment.pk)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_safe
def offline_download(request: Request, pk: int) -> HttpResponse:
    """Hand a package over."""
    seen = OfflinePackage.objects.visible_to(request.user).select_related("file")
    found = get_object_or_404(seen, pk=pk)
    return stored_handed_out(request, found.file, about=found)


@login_required
@permission_required(ANSWER, raise_exception=True)
@require_http_methods(["GET", "POST"])
def offline_return(request: Request, pk: int) -> HttpResponse:
    """Look through what came back, field by field, then let it into the answer."""
    seen = PackageReturn.objects.visible_to(request.user).select_related(
        "package__assignment__round", "file"
    )
    came = get_object_or_404(seen, pk=pk)
    assignment, choices = came.package.assignment, choices_of(request.POST)
    refusal = ""
    if request.method == "POST":
        try:
            seen_before = request.POST.get("seen", "")
            count = return_apply(came, choices=choices, seen=seen_before, actor=request.user)
        except JingweiError as error:
            refusal = str(error)
        else:
            messages.success(request, f"已收入 {count} 格，还没有提交。")
            return redirect("collection:offline", pk=assignment.pk)
    context = {"came": came, "assignment": assignment, "refusal": refusal}
    context |= _shown(return_preview(came), choices)
    return render(
        request, "collection/offline_return.html", context, status=422 if refusal else 200
    )


def _shown(preview: ReturnPreview, choices: dict[str, str]) -> dict[str, Any]:
    lines = [
        {
            "row": row, "label": label, "cell": cell, "offer": cell.offers[0],
            "is_conflict": cell.verdict == "conflict", "chosen": choices.get(cell.key, ""),
            "was": cell.claims[0].was,
        }
        for row, label, cell in preview.lines
    ]  # fmt: skip
    contested = [line for line in lines if line["is_conflict"]]
    others = [line for line in lines if not line["is_conflict"]]
    more = max(0, len(others) - SHOWN)
    return {"preview": preview, "lines": [*contested, *others[:SHOWN]], "more": more}
