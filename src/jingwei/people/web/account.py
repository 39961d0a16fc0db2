"""What the office keeps about a person beside the registers: their own account, their photo."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, resolve_url
from django.views.decorators.http import require_http_methods

from jingwei.kernel.pages import Request, answer_form
from jingwei.org.models import Unit
from jingwei.people.forms.requests import AccountForm, EndAccountForm, PhotoForm
from jingwei.people.models import Person
from jingwei.people.services.own_account import account_link, account_unlink, accounts_for
from jingwei.people.services.photos import photo_set

CHANGE = "people.change_person"


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def own_account(request: Request, pk: int) -> HttpResponse:
    """Say which account is the person's own, so that they read and contest their row."""
    person = get_object_or_404(
        Person.objects.visible_to(request.user).select_related("user"), pk=pk
    )
    if person.user is not None:
        return _ended(request, person)
    form = AccountForm(request.POST or None, choices=_choices(person, request))

    def act(data: dict[str, Any]) -> None:
        user = accounts_for(person, request.user).get(pk=data["account"])
        account_link(person, user, actor=request.user)

    return answer_form(
        request, form, act, template="people/account.html", context={"person": person},
        done=f"已对应，{person} 可以在“我的登记信息”里查看并申请更正。",
        to=resolve_url("people:person", person.pk),
    )  # fmt: skip


def _ended(request: Request, person: Person) -> HttpResponse:
    def act(data: dict[str, Any]) -> None:
        account_unlink(person, actor=request.user)

    return answer_form(
        request, EndAccountForm(request.POST or None), act, template="people/account.html",
        context={"person": person}, done="已解除，账号本身仍可使用。",
        to=resolve_url("people:person", person.pk),
    )  # fmt: skip


def _choices(person: Person, request: Request) -> list[tuple[int, str]]:
    """Return the accounts to choose from, each with its unit and title."""
    found = list(accounts_for(person, request.user).order_by("username"))
    homes = Unit.objects.visible_to(request.user).filter(path__in={u.home_path for u in found})
    names = {unit.path: unit.written for unit in homes.select_related("parent")}
    told = (" ".join(filter(None, (names.get(u.home_path, ""), u.title))) for u in found)
    return [(u.pk, f"{u.username}（{words}）") for u, words in zip(found, told, strict=True)]


@login_required
@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def photo_new(request: Request, pk: int) -> HttpResponse:
    """Take a photo for the appointment form."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)

    def act(data: dict[str, Any]) -> None:
        photo_set(person, data["photo"].read(), actor=request.user)

    form = PhotoForm(request.POST or None, request.FILES or None)
    return answer_form(
        request, form, act, template="people/photo_new.html", context={"person": person},
        done="照片已更换。", to=resolve_url("people:person", person.pk),
    )  # fmt: skip
