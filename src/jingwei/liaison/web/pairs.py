"""The page of a pair, and what is done to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request, answer_form
from jingwei.kernel.registers.web.offers import offered
from jingwei.liaison import services
from jingwei.liaison.forms.contacts import ContactForm, CorrectForm, WithdrawForm
from jingwei.liaison.forms.pairs import EndForm, LevelForm, PairForm
from jingwei.liaison.models import Pair, Party
from jingwei.liaison.registry import kinds_seen
from jingwei.liaison.selectors.contacts import contacts_told
from jingwei.liaison.services.judging import correctors, may_correct
from jingwei.liaison.web.access import ADD, CHANGE, RECORD, VIEW, visible_contact, visible_pair
from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.models import Person

PAGES: dict[type[Any], tuple[str, str]] = {
    Person: ("people.view_person", "people:person"),
    Unit: ("org.view_unit", "org:unit"),
    PartyOrganization: ("org.view_partyorganization", "org:organization"),
}
"""Of each kind of party: the permission for its page, and the page."""


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def pair(request: Request, pk: int) -> HttpResponse:
    """Show a pair: its facts, every contact, the needs raised. Constant queries."""
    found, user = visible_pair(request, pk), request.user
    keepers = correctors([pk])[pk] if user.has_perm(RECORD) else None
    lines = [
        (told, keepers is not None and may_correct(told.contact, user, keepers))
        for told in contacts_told(found, user)
    ]
    day, former, heir = today(), found.former, found.heirs.first()
    context = {
        "pair": found, "parties": _parties(request, found), "lines": lines, "day": day,
        "days": (day - found.quiet_since).days,
        "former": former and former.one, "heir": heir,
        "is_overdue": bool(found.is_running and found.next_due and found.next_due < day),
        "can_record": request.user.has_perm(RECORD),
        "can_change": request.user.has_perm(CHANGE) and found.until is None,
    }  # fmt: skip
    return render(request, "liaison/pair.html", context)


def _parties(request: Request, found: Pair) -> list[tuple[str, Party, str]]:
    """Return the parties, each with its label and the page the viewer may open of it, or ""."""
    kind = found.pair_kind
    sides = ((kind.one.label, found.one), (kind.two.label, found.two))
    return [(label, party, _page_of(request, party)) for label, party in sides]


def _page_of(request: Request, party: Party) -> str:
    row: Any = party.person or party.unit or party.organization
    if row is None:
        return ""
    permission, name = PAGES[type(row)]
    rows = type(row).objects.visible_to(request.user)
    may = request.user.has_perm(permission) and rows.filter(pk=row.pk).exists()
    return resolve_url(name, pk=row.pk) if may else ""


@login_required
@permission_required(ADD, raise_exception=True)
@require_http_methods(["GET", "POST"])
def pair_new(request: Request) -> HttpResponse:
    """Choose a kind, then name the two."""
    kinds = {kind.code: kind for kind in kinds_seen(request.user)}
    kind = kinds.get(request.GET.get("kind", ""))
    if kind is None:
        return render(request, "liaison/pair_choose.html", {"kinds": kinds.values()})
    initial = {"unit": _home(request), "keeper": request.user}
    form = offered(PairForm(request.POST or None, kind=kind, viewer=request.user, initial=initial))
    return answer_form(
        request, form, lambda _: services.pair_open(form.given(), actor=request.user),
        template="liaison/pair_act.html", done="联系已建立。", to="liaison:pair-list",
        context={"heading": f"建立联系：{kind.name}", "button": "建立联系", "note": kind.note,
                 "back": resolve_url("liaison:pair-list")},
    )  # fmt: skip


def _home(request: Request) -> str:
    """Return the viewer's own unit as forms write it."""
    unit = Unit.objects.visible_to(request.user).filter(path=request.user.home_path)
    home = unit.select_related("parent").first()
    return home.written if home else ""


@login_required
@permission_required(RECORD, raise_exception=True)
@require_http_methods(["GET", "POST"])
def contact_new(request: Request, pk: int) -> HttpResponse:
    """Record a contact: three fields, the rest folded away."""
    found = visible_pair(request, pk)
    form = offered(ContactForm(request.POST or None, viewer=request.user))
    return answer_form(
        request, form,
        lambda _: services.contact_record(found, form.given(), actor=request.user),
        template="liaison/contact_new.html", done="已登记。",
        to=resolve_url("liaison:pair", pk=pk), context={"pair": found},
    )  # fmt: skip


@login_required
@permission_required(RECORD, raise_exception=True)
@require_http_methods(["GET", "POST"])
def contact_correct(request: Request, pk: int) -> HttpResponse:
    """Put a contact right, with the reason."""
    contact = visible_contact(request, pk)
    names = ("on", "form", "topic", "result")
    initial = {name: getattr(contact, name) for name in names}
    form = CorrectForm(request.POST or None, initial=initial)
    return _answer(
        request, contact.pair, form,
        lambda told: services.contact_correct(
            contact, form.given(), reason=told["reason"], actor=request.user
        ),
        ("更正联系记录", "保存更正", "已更正，下次联系日期已重算。"),
    )  # fmt: skip


@login_required
@permission_required(RECORD, raise_exception=True)
@require_http_methods(["GET", "POST"])
def contact_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a contact back that never was, with the reason."""
    contact = visible_contact(request, pk)
    return _answer(
        request, contact.pair, WithdrawForm(request.POST or None),
        lambda told: services.contact_withdraw(contact, **told, actor=request.user),
        ("撤回联系记录", "撤回这条记录", "已撤回，下次联系日期已重算。"), contact=contact,
    )  # fmt: skip


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def pair_level(request: Request, pk: int) -> HttpResponse:
    """Change the level of care; the rhythm follows."""
    found = visible_pair(request, pk)
    return _answer(
        request, found, LevelForm(request.POST or None, pair=found),
        lambda told: services.pair_set_level(found, **told, actor=request.user),
        ("调整照护级别", "保存级别", "级别已调整，下次联系日期已重算。"),
    )  # fmt: skip


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def pair_end(request: Request, pk: int) -> HttpResponse:
    """End a pair with its reason."""
    found = visible_pair(request, pk)
    return _answer(
        request, found, EndForm(request.POST or None),
        lambda told: services.pair_end(found, **told, actor=request.user),
        ("结束联系", "结束联系", "联系已结束，记录保留。"),
    )  # fmt: skip


def _answer(
    request: Request, found: Pair, form: forms.Form, act: Any, words: tuple[str, str, str],
    **more: Any,
) -> HttpResponse:  # fmt: skip
    heading, button, done = words
    back = resolve_url("liaison:pair", pk=found.pk)
    return answer_form(
        request, offered(form), act, template="liaison/pair_act.html", done=done, to=back,
        context={"pair": found, "heading": heading, "button": button, "back": back, **more},
    )  # fmt: skip
