"""The four steps of a new round; its state is a draft, never the session."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jingwei.collection import services
from jingwei.collection.forms.lines import MORE
from jingwei.collection.forms.wizard import (
    ColumnsForm,
    ExceptionForm,
    HeadsForm,
    WhatForm,
    WhoForm,
    columns_known,
    what_initial,
)
from jingwei.collection.models import Round
from jingwei.collection.own.heads import Guessed, columns_guessed
from jingwei.collection.own.layout import grids_read
from jingwei.collection.selectors.burden import burden_of
from jingwei.collection.selectors.prefill import register_for
from jingwei.collection.selectors.recipients import Wanted, candidates, recipients_of
from jingwei.collection.starting import Start, start_of
from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request

ISSUE = "collection.issue_round"
STEPS = ("要什么", "谁来填", "负担预检", "核对下发")
SHOWN = 300
"""Recipients shown one by one to be picked; all that the filter finds can be taken at once."""


def _draft(request: Request, pk: int) -> Round:
    rows = Round.objects.visible_to(request.user).filter(state=Round.State.DRAFT)
    return get_object_or_404(rows.select_related("form", "owner", "unit"), pk=pk)


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def round_new(request: Request) -> HttpResponse:
    """Begin a draft: step 1, first half."""
    start = _again(request) or start_of(request)
    initial = dict(start.initial) if start else None
    form = WhatForm(request.POST or None, viewer=request.user, initial=initial)
    if form.is_valid():
        try:
            told = form.cleaned_data | _begun(start, form.cleaned_data)
            draft = services.round_draft(actor=request.user, **told)
        except JingweiError as error:
            form.add_error(None, str(error))
        else:
            return redirect("collection:round-columns", pk=draft.pk)
    return _what(request, form, None, start)


def _again(request: Request) -> Start | None:
    """Return an earlier round as the beginning of a new one, when the query string names it."""
    asked = request.GET.get("again", "")
    rows = Round.objects.visible_to(request.user).exclude(state=Round.State.DRAFT)
    found = rows.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None
    if found is None:
        return None
    initial = what_initial(found) | {"deadline": None, "leader_named": ""}
    told = f"照“{found.title}”（{found.issued_on or '未下发'}）再发一次，列和填报对象照旧"
    back = reverse("collection:round", args=[found.pk])
    return Start(told, {found.recipient_kind: list(found.recipients)}, initial, back, found)


def _begun(start: Start | None, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the recipients, the origin and the columns that a round is begun with."""
    if start is None:
        return {}
    kind = asked["recipient_kind"]
    told = {"recipients": list(start.recipients.get(kind, ())), "came_from": start.told[:200]}
    like = start.like
    if like and all(asked[n] == getattr(like, n) for n in ("recipient_kind", "register")):
        told |= {"columns": like.column_list, "row_filter": like.row_filter}
    return told


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def round_what(request: Request, pk: int) -> HttpResponse:
    """Change the head of a draft: step 1, first half."""
    draft = _draft(request, pk)
    form = WhatForm(request.POST or None, viewer=request.user, initial=what_initial(draft))
    if form.is_valid():
        services.round_change(draft, actor=request.user, **form.cleaned_data)
        return redirect("collection:round-columns", pk=draft.pk)
    return _what(request, form, draft)


def _what(
    request: Request, form: WhatForm, draft: Round | None, start: Start | None = None
) -> HttpResponse:
    context = {"form": form, "draft": draft, "start": start, "steps": STEPS}
    status = 422 if form.errors else 200
    return render(request, "collection/round_what.html", context, status=status)


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def round_columns(request: Request, pk: int) -> HttpResponse:
    """Choose the columns: step 1, second half."""
    draft = _draft(request, pk)
    if "read" in request.POST:
        return _heads_read(request, draft)
    form = ColumnsForm(request.POST if request.method == "POST" else None, round_=draft)
    asks_more = MORE in request.POST
    if not asks_more and form.is_valid():
        told = {"columns": form.columns(), "row_filter": form.row_filter()}
        try:
            services.round_change(draft, actor=request.user, **told)
        except JingweiError as error:
            form.add_error(None, str(error))
        else:
            return redirect("collection:round-who", pk=draft.pk)
    return _columns(request, draft, form, status=422 if form.is_bound and not asks_more else 200)


def _heads_read(request: Request, draft: Round) -> HttpResponse:
    """Show the columns that the heads of a workbook ask for; nothing is stored."""
    upload = HeadsForm(request.POST, request.FILES)
    guessed: Guessed | None = None
    if upload.is_valid():
        file = upload.cleaned_data["sheet"]
        try:
            guessed = columns_guessed(grids_read(file.name, file.read()), columns_known(draft))
        except JingweiError as error:
            upload.add_error("sheet", str(error))
    found = [*guessed.known, *guessed.new] if guessed else None
    form = ColumnsForm(None, round_=draft, columns=found)
    told = {"upload": upload, "guessed": guessed}
    return _columns(request, draft, form, status=200 if guessed else 422, **told)


def _columns(
    request: Request, draft: Round, form: ColumnsForm, *, status: int, **told: Any
) -> HttpResponse:
    context = {"form": form, "draft": draft, "steps": STEPS, "register": register_for(draft)}
    context |= {"upload": HeadsForm(), **told}
    return render(request, "collection/round_columns.html", context, status=status)


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def round_who(request: Request, pk: int) -> HttpResponse:
    """Choose who answers: step 2. The filter is the query string, the picks are posted."""
    draft = _draft(request, pk)
    form = WhoForm(request.GET, kind=draft.recipient_kind)
    asked = form.wanted() if form.is_valid() else Wanted()
    found = list(candidates(request.user, draft.recipient_kind, asked))
    error = ""
    if request.method == "POST" and form.is_valid():
        picked = _picked(request, [row.pk for row in found], draft)
        if picked:
            services.round_change(draft, actor=request.user, recipients=picked)
            return redirect("collection:round-burden", pk=draft.pk)
        error = "请至少选一个填报对象。"
    context = {
        "filter_form": form, "draft": draft, "steps": STEPS, "found": found[:SHOWN],
        "count": len(found), "chosen": set(draft.recipients), "shown": SHOWN, "error": error,
        "keeps": bool(draft.recipients) and not request.GET,
    }  # fmt: skip
    status = 422 if error or form.errors else 200
    return render(request, "collection/round_who.html", context, status=status)


def _picked(request: Request, found: list[int], draft: Round) -> list[int]:
    """Return the primary keys taken: those of the draft, all the filter finds, or those ticked."""
    if request.POST.get("take") == "kept":
        return [one.pk for one in recipients_of(draft, request.user)]
    if request.POST.get("take") == "all":
        return found
    ticked = set(request.POST.getlist("pick"))
    return [pk for pk in found if str(pk) in ticked]


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def round_burden(request: Request, pk: int) -> HttpResponse:
    """Show the burden pre-check: step 3; a signed exception is recorded here."""
    draft = _draft(request, pk)
    form = ExceptionForm(request.POST or None)
    if form.is_valid():
        try:
            services.exceptions_sign(draft, actor=request.user, **form.cleaned_data)
        except JingweiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已登记签批。")
            return redirect("collection:round-burden", pk=draft.pk)
    burden = burden_of(draft, request.user, on=today())
    context = {"form": form, "draft": draft, "steps": STEPS, "burden": burden}
    context["source"] = register_for(draft)
    status = 422 if form.errors else 200
    return render(request, "collection/round_burden.html", context, status=status)


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_POST
def round_shrink(request: Request, pk: int) -> HttpResponse:
    """Let the system fill what it knows instead of asking for it."""
    draft = services.round_shrink(_draft(request, pk), actor=request.user)
    messages.success(request, f"已把 {len(draft.cut_columns)} 列改为带出核对。")
    return redirect("collection:round-burden", pk=draft.pk)


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_POST
def round_unneeded(request: Request, pk: int) -> HttpResponse:
    """End the draft: the system has these data already."""
    ended = services.round_unneeded(_draft(request, pk), actor=request.user)
    messages.success(request, "没有下发：系统里已有这些数据。")
    return redirect("collection:round", pk=ended.pk)


@login_required
@permission_required(ISSUE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def round_check(request: Request, pk: int) -> HttpResponse:
    """Show everything once more and issue: step 4."""
    draft = _draft(request, pk)
    error = ""
    if request.method == "POST":
        try:
            services.round_issue(draft, actor=request.user)
        except JingweiError as refusal:
            error = str(refusal)
        else:
            return redirect("collection:round", pk=draft.pk)
    context: dict[str, Any] = {"draft": draft, "steps": STEPS, "error": error}
    context["recipients"] = recipients_of(draft, request.user)
    status = 422 if error else 200
    return render(request, "collection/round_check.html", context, status=status)
