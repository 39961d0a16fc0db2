"""Needs as to-dos: whose they are, handing on, answering, closing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request, answer_form, paged
from jingwei.liaison import services
from jingwei.liaison.forms.contacts import NeedAnswerForm, NeedFilterForm, NeedHandForm
from jingwei.liaison.models import Need
from jingwei.liaison.selectors.needs import need_concerning, needs_found, needs_of, pairs_open_to


@login_required
@require_safe
def need_list(request: Request) -> HttpResponse:
    """Show the viewer's needs, or those of every contact they may see. Constant queries."""
    form = NeedFilterForm(request.GET, viewer=request.user)
    is_valid = form.is_valid()
    rows = needs_found(request.user, form.cleaned_data if is_valid else {}, today())
    page = paged(request, rows if is_valid else rows.none())
    waiting = {need.pk for need in needs_of(request.user)}
    known = pairs_open_to(request.user, page)
    lines = [
        (need, need.pk in waiting, _is_late(need), need.contact.pair_id in known) for need in page
    ]
    context = {"filter_form": form, "page": page, "lines": lines, "waiting": len(waiting),
               "unit_word": "项"}  # fmt: skip
    return render(request, "liaison/need_list.html", context, status=200 if is_valid else 422)


def _is_late(need: Need) -> bool:
    return bool(need.due_on and not need.closed_on and need.due_on < today())


@login_required
@require_http_methods(["GET", "POST"])
def need_hand(request: Request, pk: int) -> HttpResponse:
    """Give a need to somebody else."""
    need = _need(request, pk)
    form = NeedHandForm(request.POST or None, viewer=request.user, initial={"due_on": need.due_on})
    return _answer(
        request, need, form,
        lambda told: services.need_hand_to(need, **told, actor=request.user),
        ("交办需求", "交给他办", "已交办。"),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def need_answer(request: Request, pk: int) -> HttpResponse:
    """Say what was done about a need."""
    need = _need(request, pk)
    form = NeedAnswerForm(request.POST or None, initial={"answer": need.answer})
    return _answer(
        request, need, form,
        lambda told: services.need_answer(need, **told, actor=request.user),
        ("写办理情况", "提交办理情况", "已提交，等提出人确认。"),
    )  # fmt: skip


@login_required
@require_POST
def need_close(request: Request, pk: int) -> HttpResponse:
    """Close a need that the viewer raised."""
    try:
        services.need_close(_need(request, pk), actor=request.user)
    except JingweiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已办结。")
    return redirect("liaison:need-list")


def _need(request: Request, pk: int) -> Need:
    """Return a need that the viewer raised or handles; 404 for any other."""
    found = need_concerning(request.user, pk)
    if found is None:
        raise Http404
    return found


def _answer(
    request: Request, need: Need, form: forms.Form, act: Any, words: tuple[str, str, str]
) -> HttpResponse:
    heading, button, done = words
    back = resolve_url("liaison:need-list")
    return answer_form(
        request, form, act, template="liaison/need_act.html", done=done, to=back,
        context={"need": need, "heading": heading, "button": button, "back": back},
    )  # fmt: skip
