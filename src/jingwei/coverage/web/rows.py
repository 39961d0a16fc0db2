"""What is done to the rows of a roster: evidence, classes, changes, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.coverage import services
from jingwei.coverage.forms.rows import (
    ChangeForm,
    EvidenceForm,
    PasteForm,
    TrainingForm,
    WhyForm,
)
from jingwei.coverage.models import Evidence, Programme, RosterRow
from jingwei.coverage.selectors.changes import change_lines, proposals
from jingwei.coverage.selectors.rows import rows_named
from jingwei.coverage.web.access import (
    CHANGE,
    VIEW,
    may_change,
    own_programme,
    picked_rows,
    record_page,
    whole_filter,
)
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request, answer_form
from jingwei.kernel.registers.web.offers import offered

Words = tuple[str, str, str]
"""Heading, button, what is said afterwards."""
LISTED = 200
"""Rows named on the page of an act."""


def _act(
    service: Callable[..., int], form_class: type[forms.Form], words: Words, *permissions: str
) -> Callable[..., HttpResponse]:
    """Return the page of an act on the rows ticked in the roster: first shown, then confirmed."""

    @login_required
    @permission_required((CHANGE, *permissions), raise_exception=True)
    @require_http_methods(["GET", "POST"])
    def page(request: Request, pk: int) -> HttpResponse:
        programme = own_programme(request, pk)
        rows = picked_rows(request, programme) if request.method == "POST" else []
        if not rows:
            messages.warning(request, "请先在名单里勾选。")
            return redirect("coverage:programme", pk=pk)
        form = form_class(request.POST if "confirmed" in request.POST else None)

        def act(told: dict[str, Any]) -> None:
            service(programme, rows, actor=request.user, **told)

        return _answer(request, programme, rows, form, act, words)

    return page


def _answer(
    request: Request, programme: Programme, rows: list[RosterRow], form: Any,
    act: Callable[[dict[str, Any]], Any], words: Words,
) -> HttpResponse:  # fmt: skip
    heading, button, done = words
    query = request.POST.get("query", "")
    back = resolve_url("coverage:programme", pk=programme.pk) + (f"?{query}" if query else "")
    context = {"programme": programme, "rows": rows, "named": rows[:LISTED], "heading": heading,
               "button": button, "back": back, "action": request.path, "query": query,
               "is_whole": bool(whole_filter(request))}  # fmt: skip
    return answer_form(
        request, offered(form), act, template="coverage/rows_act.html", context=context,
        done=done, to=back,
    )  # fmt: skip


evidence_add = _act(services.evidence_add, EvidenceForm, ("登记凭据", "登记凭据", "凭据已登记。"))
training_record = _act(
    services.training_record, TrainingForm,
    ("登记一期培训班", "写入培训登记", "培训已写入各人的培训登记。"), "people.add_trainingrecord",
)  # fmt: skip
rows_exempt = _act(services.rows_exempt, ChangeForm, ("不计入应覆盖", "不计入应覆盖", "已不计入。"))
rows_leave = _act(services.rows_leave, ChangeForm, ("移出名单", "移出名单", "已移出名单。"))
rows_restore = _act(
    services.rows_restore, ChangeForm, ("重新计入", "重新计入应覆盖", "已重新计入。")
)


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def evidence_paste(request: Request, pk: int) -> HttpResponse:
    """Take a list of names; whoever is named is shown before anything is stored."""
    programme = own_programme(request, pk)
    form = PasteForm(request.POST or None)
    back = resolve_url("coverage:programme", pk=pk)
    rows = _named(programme, request, form) if form.is_valid() else []
    if not rows:
        status = 422 if form.errors else 200
        context = {"programme": programme, "form": offered(form), "back": back}
        return render(request, "coverage/evidence_paste.html", context, status=status)
    told = EvidenceForm(initial={name: form.cleaned_data[name] for name in ("on", "words")})
    context = {"programme": programme, "rows": rows, "named": rows[:LISTED], "form": told,
               "heading": "核对名单", "button": "登记凭据", "back": back,
               "action": resolve_url("coverage:evidence-add", pk=pk)}  # fmt: skip
    return render(request, "coverage/rows_act.html", context)


def _named(programme: Programme, request: Request, form: PasteForm) -> list[RosterRow]:
    """Return the rows that are named; who is not found or not the only one goes into the form."""
    told = rows_named(programme, request.user, form.cleaned_data["names"])
    missing = [text for text, rows in told.items() if not rows]
    several = [text for text, rows in told.items() if len(rows) > 1]
    if missing:
        words = f"名单里没有：{'、'.join(missing[:20])}（共 {len(missing)} 个）。请核对后再提交。"
        form.add_error("names", words)
    if several:
        words = f"同名不止一人：{'、'.join(several[:20])}。请改写人员编号。"
        form.add_error("names", words)
    return [] if form.errors else list(dict.fromkeys(rows[0] for rows in told.values()))


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def roster_changes(request: Request, pk: int) -> HttpResponse:
    """Show who joined and left the audience since the freeze, and take what is ticked."""
    programme = own_programme(request, pk)
    form = WhyForm(request.POST or None)
    back = resolve_url("coverage:programme", pk=pk)
    try:
        found, refusal = proposals(programme, request.user), ""
    except JingweiError as error:
        found, refusal = None, str(error)
    picked = set(request.POST.getlist("pick"))
    context = {"programme": programme, "refusal": refusal, "back": back,
               "lines": change_lines(found, picked) if found else []}  # fmt: skip

    def act(told: dict[str, Any]) -> None:
        services.roster_take(programme, picked, actor=request.user, **told)

    return answer_form(
        request, offered(form), act, template="coverage/roster_changes.html", context=context,
        done="名单变动已采纳。", to=resolve_url("coverage:roster-changes", pk=pk),
    )  # fmt: skip


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def roster_row(request: Request, pk: int) -> HttpResponse:
    """Show one row: how it counted and why, and what proves that it is covered."""
    rows = RosterRow.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("programme__unit", "unit", "person"), pk=pk)
    evidence = row.evidence.select_related("entered_by").order_by("on", "pk")
    context = {
        "row": row, "programme": row.programme,
        "spells": row.spells.select_related("by").order_by("since", "pk"),
        "evidence": [(one, record_page(request.user, one.reference)) for one in evidence],
        "can_change": row.programme.is_running and may_change(request, row.programme),
    }  # fmt: skip
    return render(request, "coverage/row.html", context)


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def evidence_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a piece of evidence back, with the reason."""
    rows = Evidence.objects.visible_to(request.user).select_related("row__programme")
    evidence = get_object_or_404(rows, pk=pk)
    programme = own_programme(request, evidence.row.programme_id)
    back = resolve_url("coverage:row", pk=evidence.row_id)
    context = {"programme": programme, "heading": "撤回凭据", "button": "撤回这条凭据",
               "back": back, "evidence": evidence}  # fmt: skip

    def act(told: dict[str, Any]) -> None:
        services.evidence_withdraw(evidence, actor=request.user, **told)

    return answer_form(
        request, WhyForm(request.POST or None), act, template="coverage/programme_act.html",
        context=context, done="已撤回。", to=back,
    )  # fmt: skip
