"""Pages of the administrators around signing in, and why somebody sees a record."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.accounts import forms, services
from jingwei.accounts.directory import organization_names, unit_names
from jingwei.accounts.selectors import access_reasons, permission_words, user_asked
from jingwei.accounts.web.users import answer_act, visible_user
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.explain import record_at, record_find
from jingwei.kernel.pages import Request


@login_required
@permission_required("accounts.change_user", raise_exception=True)
@require_http_methods(["GET", "POST"])
def user_unlock(request: Request, pk: int) -> HttpResponse:
    """Let somebody sign in again before the pause is over, with a reason."""
    found = visible_user(request, pk)

    def act(data: dict[str, Any]) -> None:
        services.user_unlock(found, actor=request.user, **data)

    words = ("解除暂停登录", "解除暂停", f"“{found}”现在可以登录。")
    return answer_act(request, found, forms.ReasonForm(request.POST or None), act, words)


@login_required
@permission_required("accounts.grant_user", raise_exception=True)
@require_http_methods(["GET", "POST"])
def second_factor_reset(request: Request, pk: int) -> HttpResponse:
    """Take the second factor from somebody who lost the telephone, with a reason."""
    found = visible_user(request, pk)

    def act(data: dict[str, Any]) -> None:
        services.second_factor_reset(found, actor=request.user, **data)

    words = (
        "重置二次验证",
        "重置二次验证",
        f"“{found}”的二次验证已清除，本人下次登录时重新设置。",
    )
    return answer_act(request, found, forms.ReasonForm(request.POST or None), act, words)


@login_required
@permission_required("accounts.explain_access", raise_exception=True)
@require_safe
def access(request: Request) -> HttpResponse:
    """Explain why somebody sees a record, or why not. Shows nothing of the record's content."""
    form = forms.AccessForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        try:
            context |= _explained(request, form.cleaned_data)
        except JingweiError as error:
            form.add_error(None, str(error))
    status = 422 if form.errors else 200
    return render(request, "accounts/access.html", context, status=status)


def _explained(request: Request, asked: dict[str, Any]) -> dict[str, Any]:
    found = user_asked(request.user, asked["user"].strip())
    if asked["record"]:
        place = record_at(asked["record"])
    else:
        place = record_find(asked["kind"], asked["number"])
    reasons = access_reasons(
        found, place.permission, place.unit_path, place.organization_path,
        place.shows(found) if place.shows else None,
    )  # fmt: skip
    labels = dict(forms.role_choices())
    units = unit_names({place.unit_path, *found.unit_paths()})
    bodies = organization_names({place.organization_path, *found.organization_paths()})
    return {
        "found": found,
        "place": place,
        "reasons": reasons,
        "permission_words": permission_words(place.permission),
        "roles": [labels.get(code, code) for code in reasons.roles],
        "held_roles": [labels.get(code, code) for code in sorted(found.role_codes())],
        "units": [units.get(path, path) for path in reasons.units],
        "organizations": [bodies.get(path, path) for path in reasons.organizations],
        "held_units": [units.get(path, path) for path in found.unit_paths()],
        "held_organizations": [bodies.get(path, path) for path in found.organization_paths()],
        "unit": units.get(place.unit_path, place.unit_path),
        "organization": bodies.get(place.organization_path, place.organization_path),
    }
