"""Pages of the election of delegates: the whole congress, one electing unit, turnout and count."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request, answer_form
from jingwei.party.forms.delegates import CountForm, RecountForm, TurnoutForm
from jingwei.party.rules.delegate_count import Sheet
from jingwei.party.rules.delegate_structure import DIMENSIONS
from jingwei.party.selectors import delegate_pages as pages
from jingwei.party.selectors import delegates as select
from jingwei.party.selectors.delegates import CODE, COMMENTED, ELECTED, RECOMMENDED
from jingwei.party.services.delegates import ballot_clear, ballot_enter, turnout_save
from jingwei.procedures.models import Case

VIEW, RUN = "procedures.view_case", "procedures.run_case"


def _case(request: Request, pk: int) -> Case:
    """Return a visible case of this procedure; 404 for any other."""
    rows = Case.objects.visible_to(request.user).filter(definition=CODE).with_subjects()
    return get_object_or_404(rows, pk=pk)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def delegate_list(request: Request) -> HttpResponse:
    """Show the quotas of a congress against the lists of its electing units, and in the whole."""
    names = select.congresses(request.user)
    asked = request.GET.get("congress", "")
    congress = asked if asked in names else next(iter(names), "")
    of_elected = request.GET.get("of") == "elected"
    board = pages.congress_board(request.user, congress, today(), of_elected=of_elected)
    context = {
        "congresses": names, "congress": congress, "board": board, "of_elected": of_elected,
        "dimensions": DIMENSIONS, "can_run": request.user.has_perm(RUN),
    }  # fmt: skip
    return render(request, "party/delegates.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def delegate_unit(request: Request, pk: int) -> HttpResponse:
    """Show one electing unit: quotas, lists round by round, branches, the count side by side."""
    case = _case(request, pk)
    unit, on = select.electing_unit(case), today()
    runs = case.state == Case.State.OPEN and request.user.has_perm(RUN)
    context = {
        "case": case, "unit": unit, "matrix": pages.matrix(unit, on), "lists": pages.lists(unit),
        "turnout": pages.both_rounds(case, on), "counts": pages.counts(unit, request.user),
        "can_turnout": runs and case.step in (RECOMMENDED, COMMENTED),
        "can_count": runs and case.step == ELECTED,
    }  # fmt: skip
    return render(request, "party/delegates_unit.html", context)


@login_required
@permission_required(RUN, raise_exception=True)
@require_http_methods(["GET", "POST"])
def delegate_turnout(request: Request, pk: int) -> HttpResponse:
    """Enter which branches took part in the present round."""
    case = _case(request, pk)
    took = select.participation(case, select.round_of(case), today())
    form = TurnoutForm(request.POST or None, took=took)

    def act(told: dict[str, Any]) -> None:
        turnout_save(case, form.given(), actor=request.user)

    is_open = case.step in (RECOMMENDED, COMMENTED)
    context = {"case": case, "took": took, "is_open": is_open, "back": _unit_page(case)}
    return answer_form(
        request, form, act, template="party/delegates_turnout.html", context=context,
        done="支部参加情况已保存。", to=_unit_page(case),
    )  # fmt: skip


@login_required
@permission_required(RUN, raise_exception=True)
@require_http_methods(["GET", "POST"])
def delegate_count(request: Request, pk: int) -> HttpResponse:
    """Enter what one person counted in the round now held; nobody sees the other entry before."""
    case = _case(request, pk)
    unit = select.electing_unit(case)
    held = unit.election.following if case.step == ELECTED else None
    context: dict[str, Any] = {"case": case, "unit": unit, "held": held, "back": _unit_page(case)}
    if held is None:
        return render(request, "party/delegates_count.html", context)
    entries = unit.entries.get(held.number, ())
    mine = next((row for row in entries if row.teller_id == request.user.pk), None)
    own = Sheet.of(mine.data) if mine else None
    form = CountForm(request.POST or None, held=held, names=unit.names, own=own)

    def act(told: dict[str, Any]) -> None:
        ballot_enter(case, form.sheet(), actor=request.user)

    return answer_form(
        request, form, act, template="party/delegates_count.html", context=context,
        done="计票已录入，两人一致才算数。", to=_unit_page(case),
    )  # fmt: skip


@login_required
@permission_required(RUN, raise_exception=True)
@require_http_methods(["GET", "POST"])
def delegate_recount(request: Request, pk: int) -> HttpResponse:
    """Throw away the entries of the last round, with the reason."""
    case = _case(request, pk)

    def act(told: dict[str, Any]) -> None:
        ballot_clear(case, reason=told["reason"], actor=request.user)

    context = {
        "case": case, "heading": "作废最近一轮的计票", "button": "作废并重新录入",
        "back": _unit_page(case),
    }  # fmt: skip
    return answer_form(
        request, RecountForm(request.POST or None), act, template="procedures/case_act.html",
        context=context, done="最近一轮的计票已作废，可以重新录入。", to=_unit_page(case),
    )  # fmt: skip


def _unit_page(case: Case) -> str:
    return resolve_url("party:delegate-unit", pk=case.pk)
