"""Pages of terms and of the seats in a committee."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from jingwei.kernel.pages import Request
from jingwei.org import forms, services
from jingwei.org.models import CommitteeSeat, PartyOrganization, Term
from jingwei.org.web.acts import act_page
from jingwei.org.web.organizations import visible_organization


@login_required
@permission_required("org.change_term", raise_exception=True)
@require_http_methods(["GET", "POST"])
def term_open(request: Request, pk: int) -> HttpResponse:
    """Begin a term of a Party organization."""
    found = visible_organization(request, pk)
    form = forms.TermForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        services.term_open(found, actor=request.user, **data)

    words = ("登记新一届任期", "保存任期", "任期已登记，上一届任期和任职同时结束。")
    return act_page(request, found, form, act, words, _facts(found))


@login_required
@permission_required("org.change_term", raise_exception=True)
@require_http_methods(["GET", "POST"])
def term_change(request: Request, pk: int) -> HttpResponse:
    """Change a term: how far the election is, a delay, its end."""
    term: Any = get_object_or_404(Term.objects.visible_to(request.user), pk=pk)
    found = visible_organization(request, term.organization_id)
    form = forms.TermChangeForm(
        request.POST or None, instance=term, initial={"ended_on": term.ended_on}
    )

    def act(data: dict[str, Any]) -> None:
        ended = data.pop("ended_on")
        services.term_change(term, data, ended_on=ended, actor=request.user)

    words = ("修改任期", "保存任期", "任期已保存。")
    return act_page(request, found, form, act, words, [*_facts(found), ("任期", str(term))])


@login_required
@permission_required("org.change_committeeseat", raise_exception=True)
@require_http_methods(["GET", "POST"])
def seat_add(request: Request, pk: int) -> HttpResponse:
    """Record who took a post in the committee."""
    found = visible_organization(request, pk)
    form = forms.SeatForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        services.seat_add(found, actor=request.user, **data)

    words = ("登记班子成员", "保存任职", "任职已登记。")
    return act_page(request, found, form, act, words, _facts(found))


@login_required
@permission_required("org.change_committeeseat", raise_exception=True)
@require_http_methods(["GET", "POST"])
def seat_end(request: Request, pk: int) -> HttpResponse:
    """Record the day from which a post is no longer held."""
    seat: Any = get_object_or_404(CommitteeSeat.objects.visible_to(request.user), pk=pk)
    found = visible_organization(request, seat.organization_id)
    form = forms.SeatEndForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        services.seat_end(seat, actor=request.user, **data)

    words = ("登记免职", "保存免职", "免职已登记。")
    return act_page(request, found, form, act, words, [*_facts(found), ("成员", str(seat))])


def _facts(found: PartyOrganization) -> list[tuple[str, str]]:
    return [("党组织", found.name), ("类别", found.get_kind_display())]
