"""Programmes as a list and as a page; how they are written, started and ended."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.coverage import services
from jingwei.coverage.forms.programme import ProgrammeFilterForm, ProgrammeForm
from jingwei.coverage.forms.rows import CloseForm, RosterFilterForm, WhyForm
from jingwei.coverage.models import Programme
from jingwei.coverage.papers import roster_workbook
from jingwei.coverage.remedies import REMEDIES
from jingwei.coverage.selectors.audience import audience, sees
from jingwei.coverage.selectors.figures import heading, shares, standing
from jingwei.coverage.selectors.programmes import programmes_found
from jingwei.coverage.selectors.rows import roster, roster_page, typed_count
from jingwei.coverage.sources import source_title
from jingwei.coverage.web.access import CHANGE, VIEW, may_change, own_programme, visible_programme
from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.inputs import PlainForm
from jingwei.kernel.pages import XLSX, Request, answer_form, download, paged
from jingwei.kernel.registers.web.offers import offered

PLACES = ("after", "before", "page")
OF_ONE_TERM = ("title", "began_on", "due_on")
"""What a programme that repeats an earlier one is asked for anew."""


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def programme_list(request: Request) -> HttpResponse:
    """List the programmes with their numbers of today. Constant queries."""
    form = ProgrammeFilterForm(request.GET)
    is_valid = form.is_valid()
    rows = programmes_found(request.user, form.cleaned_data if is_valid else {})
    page = paged(request, rows if is_valid else rows.none())
    told = shares(page.object_list, request.user, today())
    lines = [(programme, told[programme.pk]) for programme in page.object_list]
    context = {"filter_form": form, "page": page, "lines": lines, "today": today(),
               "unit_word": "个"}  # fmt: skip
    status = 200 if is_valid else 422
    return render(request, "coverage/programme_list.html", context, status=status)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def programme(request: Request, pk: int) -> HttpResponse:
    """Show how far a programme is on a day, by unit, and who is not covered. Constant queries."""
    found = visible_programme(request, pk)
    form = offered(RosterFilterForm(request.GET, viewer=request.user))
    asked, is_valid = form.asked(), form.is_valid()
    rows = roster(found, request.user, asked)
    marks = {name: request.GET.get(name, "") for name in PLACES}
    is_today = asked.day >= today() and found.is_running
    context = {
        "programme": found, "filter_form": form, "asked": asked, "today": today(),
        "standing": standing(found, request.user, asked),
        "typed": typed_count(found, request.user, asked) if found.source else 0,
        "heading": heading(found, request.user, asked) if is_today else None,
        "found": roster_page(rows, marks, asked.day), "can_change": may_change(request, found),
        "source": source_title(found.source) if found.source else "",
        "remedies": _remedies(request, found),
    }  # fmt: skip
    return render(request, "coverage/programme.html", context, status=200 if is_valid else 422)


def _remedies(request: Request, found: Programme) -> list[dict[str, str]]:
    """Return the links of other rooms beside the uncovered, with the filters of the page."""
    if not found.is_running:
        return []
    query = request.GET.copy()
    query["coverage"] = str(found.pk)
    told = []
    for one in REMEDIES:
        if request.user.has_perm(one.permission):
            try:
                told.append(
                    {"label": one.label, "url": f"{reverse(one.url_name)}?{query.urlencode()}"}
                )
            except NoReverseMatch:
                continue
    return told


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def programme_new(request: Request) -> HttpResponse:
    """Write down a new programme; the query string may bring its audience, or one to repeat."""
    brought = ("register", "query", "view", "title", "measure")
    initial: dict[str, Any] = {name: request.GET.get(name, "") for name in brought}
    asked = request.GET.get("from", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 19:
        told = model_to_dict(visible_programme(request, int(asked)))
        initial = {name: value for name, value in told.items() if name not in OF_ONE_TERM}
    form = ProgrammeForm(request.POST or None, initial=initial, viewer=request.user)
    return _saved(request, form, None)


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def programme_change(request: Request, pk: int) -> HttpResponse:
    """Change a programme; its audience only before the start."""
    found = own_programme(request, pk)
    form = ProgrammeForm(
        request.POST or None, initial=model_to_dict(found), viewer=request.user,
        frozen=not found.is_draft,
    )  # fmt: skip
    return _saved(request, form, found)


def _saved(request: Request, form: ProgrammeForm, found: Programme | None) -> HttpResponse:
    """Store what the form holds and go to the programme, or show the form again."""
    if offered(form).is_valid():
        try:
            stored = (
                services.programme_change(found, form.cleaned_data, actor=request.user)
                if found
                else services.programme_add(form.cleaned_data, actor=request.user)
            )
            return redirect("coverage:programme", pk=stored.pk)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        except JingweiError as error:
            form.add_error(None, str(error))
    context = {"form": form, "programme": found}
    status = 422 if form.errors else 200
    return render(request, "coverage/programme_form.html", context, status=status)


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def programme_start(request: Request, pk: int) -> HttpResponse:
    """Show whom the filter finds now, and freeze the roster."""
    found = own_programme(request, pk)
    form = PlainForm(request.POST if request.method == "POST" else None)
    extra: dict[str, Any] = {}
    try:
        members = audience(found) if found.is_draft else {}
        seen = [one for one in members.values() if sees(request.user, one)]
        extra = {"count": len(members), "first": seen[:10]}
    except JingweiError as error:
        extra = {"refusal": str(error)}

    def act(told: dict[str, Any]) -> None:
        services.programme_start(found, actor=request.user)

    words = ("启动项目", "冻结名单并启动", "名单已冻结，项目开始。")
    return _answer(request, found, form, act, words, extra)


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def programme_close(request: Request, pk: int) -> HttpResponse:
    """End a programme."""
    found = own_programme(request, pk)
    form = CloseForm(request.POST if request.method == "POST" else None)

    def act(told: dict[str, Any]) -> None:
        services.programme_close(found, actor=request.user, **told)

    return _answer(request, found, form, act, ("结束项目", "结束这个项目", "项目已结束。"), {})


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def programme_reopen(request: Request, pk: int) -> HttpResponse:
    """Let a programme that was closed too early go on."""
    found = own_programme(request, pk)
    form = WhyForm(request.POST if request.method == "POST" else None)

    def act(told: dict[str, Any]) -> None:
        services.programme_reopen(found, actor=request.user, **told)

    words = ("重新打开项目", "重新打开", "项目重新打开，名单和凭据接着用。")
    return _answer(request, found, form, act, words, {})


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def programme_remove(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = own_programme(request, pk)
    form = PlainForm(request.POST if request.method == "POST" else None)

    def act(told: dict[str, Any]) -> None:
        services.programme_remove(found, actor=request.user)

    words = ("删除项目", "删除这个项目", "项目已删除。")
    return _answer(request, found, form, act, words, {}, to=resolve_url("coverage:programme-list"))


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def programme_refresh(request: Request, pk: int) -> HttpResponse:
    """Read the evidence again from where it is kept."""
    found = own_programme(request, pk)
    form = PlainForm(request.POST if request.method == "POST" else None)

    def act(told: dict[str, Any]) -> None:
        services.evidence_refresh(found, actor=request.user)
        services.roster_compare(found)

    words = ("更新凭据", "现在取数", "凭据已更新。")
    return _answer(request, found, form, act, words, {"source": source_title(found.source)})


def _answer(
    request: Request, found: Programme, form: Any, act: Any, words: tuple[str, str, str],
    extra: dict[str, Any], *, to: str = "",
) -> HttpResponse:  # fmt: skip
    heading_, button, done = words
    back = resolve_url("coverage:programme", pk=found.pk)
    context = {"programme": found, "heading": heading_, "button": button, "back": back, **extra}
    return answer_form(
        request, form, act, template="coverage/programme_act.html", context=context,
        done=done, to=to or back,
    )  # fmt: skip


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def programme_export(request: Request, pk: int) -> HttpResponse:
    """Answer with the rows of the filter as .xlsx."""
    found = visible_programme(request, pk)
    form = RosterFilterForm(request.GET, viewer=request.user)
    if not form.is_valid():
        return redirect(f"{resolve_url('coverage:programme', pk=pk)}?{request.GET.urlencode()}")
    asked = form.asked()
    rows = roster(found, request.user, asked)
    whole = standing(found, request.user, asked)
    data, count = roster_workbook(found, rows, whole, asked)
    services.roster_taken(found, rows=count, actor=request.user)
    return download(data, f"{found.title}名单.xlsx", XLSX)
