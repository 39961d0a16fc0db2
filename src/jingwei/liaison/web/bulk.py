"""What is done with many pairs at once: handing over, printing sheets and envelopes."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.inputs import PlainForm
from jingwei.kernel.pages import DOCX, Request, download
from jingwei.kernel.registers.web.offers import offered
from jingwei.liaison.forms.pairs import HandOverForm
from jingwei.liaison.models import Pair
from jingwei.liaison.papers import envelopes, visit_sheets
from jingwei.liaison.selectors.addresses import NOWHERE, addresses_of
from jingwei.liaison.services import handed_over, pair_hand_over
from jingwei.liaison.web.access import CHANGE, MOST, VIEW, pairs_asked, picked_pairs


class EnvelopeForm(PlainForm):
    """Who sends, and what for."""

    sender = forms.CharField(label="落款", max_length=60, required=False)
    purpose = forms.CharField(
        label="用途", max_length=100, help_text="例如“重阳节慰问信”。住址的使用会记录。"
    )


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def pair_hand_over_page(request: Request) -> HttpResponse:
    """Ask who takes over, show what follows, then do it."""
    pairs = _pairs(request)
    if not pairs:
        messages.error(request, "先在列表里勾选要移交的联系。")
        return redirect("liaison:pair-list")
    sent = request.method == "POST"
    form = offered(HandOverForm(request.POST if sent else None, pairs=pairs, viewer=request.user))
    heirs = _heirs(request, form, pairs) if sent else []
    if heirs and _is_confirmed(request):
        messages.success(request, f"已移交 {len(heirs)} 对联系。")
        return redirect("liaison:pair-list")
    lines = list(zip(pairs, heirs, strict=False))
    context = {"form": form, "pairs": pairs, "heirs": lines, "asked": _asked(request)}
    status = 422 if form.errors else 200
    return render(request, "liaison/pair_hand_over.html", context, status=status)


def _asked(request: Request) -> str:
    """Return what the form says, as one text: a preview holds for nothing else."""
    return "\n".join(request.POST.get(name, "") for name in ("one", "keeper", "on", "reason"))


def _is_confirmed(request: Request) -> bool:
    """Whether what is confirmed is what the preview showed; else it is shown anew."""
    previewed = request.POST.get("previewed", "").replace("\r\n", "\n")
    return "confirmed" in request.POST and previewed == _asked(request)


def _heirs(request: Request, form: HandOverForm, pairs: list[Pair]) -> list[Pair]:
    """Return what follows the pairs: stored once confirmed; a refusal goes into the form."""
    if not form.is_valid():
        return []
    try:
        if _is_confirmed(request):
            return pair_hand_over(pairs, form.given(), actor=request.user)
        return [handed_over(pair, form.given()) for pair in pairs]
    except JingweiError as error:
        form.add_error(None, str(error))
        return []


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def pair_sheets(request: Request) -> HttpResponse:
    """Answer with the visit sheets of the ticked pairs."""
    pairs = _pairs(request)
    if not pairs:
        messages.error(request, "先在列表里勾选要走访的对象。")
        return redirect("liaison:pair-list")
    made = visit_sheets(pairs, viewer=request.user, day=today())
    return download(made, f"走访联系单 {today():%Y%m%d}.docx", DOCX)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_http_methods(["GET", "POST"])
def pair_envelopes(request: Request) -> HttpResponse:
    """Show who has an address the viewer may read, then answer with the envelopes."""
    pairs, sent = _pairs(request), request.method == "POST"
    people = {one.pk: one for one in (pair.two_person for pair in pairs) if one}
    if not people:
        messages.error(request, "先在列表里勾选要寄信的人；单位和党组织没有登记住址。")
        return redirect("liaison:pair-list")
    told = addresses_of(request.user, people.values())
    form = EnvelopeForm(request.POST if sent else None)
    lines = [(person, told.get(pk, NOWHERE)) for pk, person in people.items()]
    count = sum(bool(reached.address) for _, reached in lines)
    if form.is_valid() and count:
        made = envelopes(pairs, **form.cleaned_data, viewer=request.user, day=today())
        return download(made, f"信封 {today():%Y%m%d}.docx", DOCX)
    context = {"form": form, "pairs": pairs, "lines": lines, "count": count}
    status = 422 if form.errors else 200
    return render(request, "liaison/pair_envelopes.html", context, status=status)


def _pairs(request: Request) -> list[Pair]:
    """Return the pairs ticked in a list, or all of its filter."""
    if request.method == "GET" and request.GET.get("all"):
        rows, _ = pairs_asked(request, request.GET)
        return [] if rows is None else list(rows.running()[:MOST])
    asked = request.POST if request.method == "POST" else request.GET
    return picked_pairs(request, asked.getlist("pick"))
