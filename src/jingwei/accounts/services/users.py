"""Writes to accounts: who a person is, which roles and data scopes they hold."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction

from jingwei.accounts.models import DataScope, Tree, User
from jingwei.accounts.services.passwords import password_new, password_store
from jingwei.accounts.services.roles import administrator_roles, refuse_forbidden_pair
from jingwei.accounts.services.sessions import sessions_end
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import RuleViolation

declare_acts(
    {
        "user.create": "新建账号",
        "user.change": "修改账号",
        "user.disable": "停用账号",
        "user.enable": "启用账号",
        "user.grant": "授权",
    }
)


@transaction.atomic
def user_create(
    username: str,
    *,
    full_name: str,
    title: str,
    home_path: str,
    password: str = "",
    actor: User | None,
) -> tuple[User, str]:
    """Open an account; return it with its first password, a random one unless it is given.

    The account holds no right. A first password that is random, or that an administrator hands
    over, must be changed at the first sign-in. Raises ValidationError when the name is malformed
    or taken.
    """
    user = User(username=username, full_name=full_name, title=title, home_path=home_path)
    must_change = actor is not None or not password
    password = password or password_new()
    user.set_unusable_password()  # until it is stored: hashing is slow on purpose
    user.full_clean()
    user.save()
    password_store(user, password, must_change=must_change)
    audit("user.create", user, actor, username=username, full_name=full_name, home=home_path)
    return user, password


@transaction.atomic
def user_change(user: User, *, full_name: str, title: str, home_path: str, actor: User) -> User:
    """Change the name, the post and the home unit of an account."""
    user = User.objects.select_for_update().get(pk=user.pk)
    before = _profile(user)
    user.full_name, user.title, user.home_path = full_name, title, home_path
    user.full_clean()
    user.save(update_fields=["full_name", "title", "home_path"])
    audit("user.change", user, actor, before=before, after=_profile(user))
    return user


@transaction.atomic
def user_set_active(user: User, *, active: bool, reason: str, actor: User) -> User:
    """Enable or disable an account; whoever is disabled is signed out everywhere.

    Raises RuleViolation ``accounts.own_account`` when somebody disables themselves.
    """
    if user.pk == actor.pk and not active:
        raise RuleViolation(
            "accounts.own_account", "不能停用自己的账号。", hint="请另一位管理员操作。"
        )
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        sessions_end(user)
    audit("user.enable" if active else "user.disable", user, actor, reason=reason)
    return user


@transaction.atomic
def user_grant(
    user: User,
    *,
    role_codes: Iterable[str],
    paths: Iterable[str],
    organization_paths: Iterable[str] = (),
    actor: User | None,
) -> User:
    """Replace the roles and the data scopes (units, Party organizations) of ``user``.

    Whoever becomes an administrator signs in anew, by the stricter rules. Raises RuleViolation
    ``accounts.role_pair`` for roles that one person may not hold together,
    ``accounts.own_grant`` when somebody grants to themselves.
    """
    if actor and actor.pk == user.pk:
        raise RuleViolation(
            "accounts.own_grant", "不能给自己授权。", hint="请另一位安全保密管理员操作。"
        )
    user = User.objects.select_for_update().get(pk=user.pk)
    codes = sorted(set(role_codes))
    refuse_forbidden_pair(codes)
    before = _rights(user)
    user.groups.set(Group.objects.filter(name__in=codes))
    user.scopes.all().delete()
    DataScope.objects.bulk_create(_scopes(user, Tree.UNIT, paths))
    DataScope.objects.bulk_create(_scopes(user, Tree.ORGANIZATION, organization_paths))
    if administrator_roles() & set(codes) - user.role_codes():
        sessions_end(user)
    granted = User.objects.get(pk=user.pk)
    audit("user.grant", user, actor, before=before, after=_rights(granted))
    return granted


def _profile(user: User) -> dict[str, str]:
    return {"full_name": user.full_name, "title": user.title, "home": user.home_path}


def _rights(user: User) -> dict[str, list[str]]:
    return {
        "roles": sorted(user.role_codes()),
        "units": list(user.unit_paths()),
        "organizations": list(user.organization_paths()),
    }


def _scopes(user: User, tree: Tree, paths: Iterable[str]) -> list[DataScope]:
    return [DataScope(user=user, tree=tree, path=path) for path in sorted(set(paths))]
