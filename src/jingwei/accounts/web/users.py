"""Pages of the administrators: accounts by one, roles and data scopes by another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.accounts import forms, services
from jingwei.accounts.directory import organization_names, unit_names
from jingwei.accounts.lockout import locked_until
from jingwei.accounts.models import User
from jingwei.accounts.selectors import users_found, users_locked
from jingwei.kernel.pages import Request, answer_form, paged


@login_required
@permission_required("accounts.view_user", raise_exception=True)
@require_safe
def user_list(request: Request) -> HttpResponse:
    """Show the accounts of the viewer's units."""
    form = forms.UserFilterForm(request.GET or None, viewer=request.user)
    page = paged(request, users_found(request.user, form.asked()))
    rows = _rows(page.object_list)
    locked = users_locked(request.user) if request.user.has_perm("accounts.change_user") else []
    context = {
        "filter_form": form, "page": page, "rows": rows, "unit_word": "个", "locked": locked,
    }  # fmt: skip
    return render(request, "accounts/user_list.html", context)


@login_required
@permission_required("accounts.view_user", raise_exception=True)
@require_safe
def user(request: Request, pk: int) -> HttpResponse:
    """Show one account: who it is, what it may do, which units it sees."""
    found = visible_user(request, pk)
    (row,) = _rows([found])
    context = {
        "found": found,
        "row": row,
        "locked_until": locked_until(found),
        "second_factor": services.second_factor_held(found),
    }
    return render(request, "accounts/user.html", context)


@login_required
@permission_required("accounts.add_user", raise_exception=True)
@require_http_methods(["GET", "POST"])
@never_cache
def user_create(request: Request) -> HttpResponse:
    """Open an account; the answer shows its first password, once."""
    form = forms.NewUserForm(
        request.POST or None, viewer=request.user, initial={"home_path": request.user.home_path}
    )
    made: dict[str, Any] = {}

    def act(data: dict[str, Any]) -> None:
        made["found"], made["password"] = services.user_create(**data, actor=request.user)

    answer = answer_form(
        request, form, act, template="accounts/user_act.html",
        context={"heading": "新建账号", "button": "新建账号"}, done="", to="/",
    )  # fmt: skip
    return _receipt(request, made, "账号已开设") if made else answer


@login_required
@permission_required("accounts.change_user", raise_exception=True)
@require_http_methods(["GET", "POST"])
def user_change(request: Request, pk: int) -> HttpResponse:
    """Change name, post and home unit."""
    found = visible_user(request, pk)
    initial = model_to_dict(found, ["full_name", "title", "home_path"])
    form = forms.UserForm(request.POST or None, viewer=request.user, initial=initial)

    def act(data: dict[str, Any]) -> None:
        services.user_change(found, **data, actor=request.user)

    return answer_act(request, found, form, act, ("修改账号", "保存账号", "账号已修改。"))


@login_required
@permission_required("accounts.change_user", raise_exception=True)
@require_http_methods(["GET", "POST"])
def user_set_active(request: Request, pk: int) -> HttpResponse:
    """Disable an account in use, or enable a disabled one, with a reason."""
    found = visible_user(request, pk)
    words = (
        ("停用账号", "停用账号", f"“{found}”的账号已停用，不能再登录。")
        if found.is_active
        else ("启用账号", "启用账号", f"“{found}”的账号已启用。")
    )

    def act(data: dict[str, Any]) -> None:
        services.user_set_active(found, active=not found.is_active, actor=request.user, **data)

    return answer_act(request, found, forms.ReasonForm(request.POST or None), act, words)


@login_required
@permission_required("accounts.change_user", raise_exception=True)
@require_http_methods(["GET", "POST"])
@never_cache
def user_password(request: Request, pk: int) -> HttpResponse:
    """Ask, then set a new random password; the answer shows it, once."""
    found = visible_user(request, pk)
    form = forms.ConfirmForm(request.POST or None)
    made: dict[str, Any] = {}

    def act(data: dict[str, Any]) -> None:
        password = services.user_password_set(found, password=None, actor=request.user)
        made.update(found=found, password=password)

    facts = [("姓名", str(found)), ("登录名", found.username)]
    answer = answer_form(
        request, form, act, template="accounts/user_password.html",
        context={"found": found, "facts": facts}, done="", to="/",
    )  # fmt: skip
    return _receipt(request, made, "密码已重置") if made else answer


@login_required
@permission_required("accounts.grant_user", raise_exception=True)
@require_http_methods(["GET", "POST"])
def user_grant(request: Request, pk: int) -> HttpResponse:
    """Set the roles and the data scopes of an account."""
    found = visible_user(request, pk)
    form = forms.GrantForm(request.POST or None, viewer=request.user, user=found)

    def act(data: dict[str, Any]) -> None:
        services.user_grant(found, **data, actor=request.user)

    return answer_form(
        request, form, act, template="accounts/user_grant.html",
        context={"found": found, "heading": "授权", "button": "保存授权"},
        done=f"“{found}”的授权已保存。", to=resolve_url("accounts:user", pk=found.pk),
    )  # fmt: skip


def visible_user(request: Request, pk: int) -> User:
    """Return the account, or 404 when it is none of the viewer's."""
    rows = User.objects.visible_to(request.user).prefetch_related("groups", "scopes")
    return get_object_or_404(rows, pk=pk)


def _rows(users: Iterable[User]) -> list[dict[str, Any]]:
    """Return the accounts with the words for their roles and paths. Two queries."""
    found, labels = list(users), dict(forms.role_choices())
    units = unit_names({path for user in found for path in (user.home_path, *user.unit_paths())})
    bodies = organization_names({path for user in found for path in user.organization_paths()})
    return [
        {
            "user": user,
            "unit": units.get(user.home_path, user.home_path),
            "roles": [labels.get(group.name, group.name) for group in user.groups.all()],
            "scopes": [units.get(path, path) for path in user.unit_paths()],
            "organizations": [bodies.get(path, path) for path in user.organization_paths()],
        }
        for user in found
    ]


def answer_act(
    request: Request, found: User, form: Any, act: Any, words: tuple[str, str, str]
) -> HttpResponse:
    """Show a form about ``found`` and do ``act``; ``words``: heading, button, what was done."""
    heading, button, done = words
    return answer_form(
        request, form, act, template="accounts/user_act.html",
        context={"found": found, "heading": heading, "button": button},
        done=done, to=resolve_url("accounts:user", pk=found.pk),
    )  # fmt: skip


def _receipt(request: Request, made: dict[str, Any], title: str) -> HttpResponse:
    """Show a password that nothing keeps: no redirect, no message, no copy in a cache."""
    return render(request, "accounts/user_receipt.html", {**made, "title": title})
