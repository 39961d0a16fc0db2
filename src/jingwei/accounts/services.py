"""Writes to accounts: people, roles, data scopes."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Iterable
from importlib.resources import files

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from jingwei.accounts.models import DataScope, User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import RuleViolation

declare_acts(
    {
        "user.create": "新建账号",
        "user.change": "修改账号",
        "user.disable": "停用账号",
        "user.enable": "启用账号",
        "user.password": "重置密码",
        "user.grant": "授权",
    }
)


def roles() -> dict[str, dict[str, object]]:
    """Return the roles shipped with the product: code → label, permissions, excludes."""
    text = files("jingwei.accounts").joinpath("data/roles.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@transaction.atomic
def roles_sync() -> int:
    """Make the groups and their permissions equal to ``data/roles.toml``; return their number.

    Raises LookupError for a permission that does not exist: a misspelt role stops the start.
    """
    known = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    for code, role in roles().items():
        wanted: list[str] = role["permissions"]  # type: ignore[assignment]
        if missing := [name for name in wanted if name not in known]:
            raise LookupError(f"Role {code}: unknown permissions {missing}")
        group, _ = Group.objects.get_or_create(name=code)
        group.permissions.set([known[name] for name in wanted])
    return len(roles())


def password_new() -> str:
    """Return a random password that survives being read out: no l, o, 0, 1; 60 bits."""
    letters = [secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(12)]
    return "-".join("".join(letters[n : n + 4]) for n in (0, 4, 8))


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

    Raises ValidationError when the sign-in name is malformed or taken.
    """
    user = User(username=username, full_name=full_name, title=title, home_path=home_path)
    password = password or password_new()
    user.set_password(password)
    user.full_clean()
    user.save()
    audit("user.create", user, actor, username=username, full_name=full_name, home=home_path)
    return user, password


@transaction.atomic
def user_change(user: User, *, full_name: str, title: str, home_path: str, actor: User) -> User:
    """Change the name, the post and the home unit of an account."""
    user = User.objects.select_for_update().get(pk=user.pk)
    before = [user.full_name, user.title, user.home_path]
    user.full_name, user.title, user.home_path = full_name, title, home_path
    user.full_clean()
    user.save(update_fields=["full_name", "title", "home_path"])
    audit("user.change", user, actor, before=before, after=[full_name, title, home_path])
    return user


@transaction.atomic
def user_set_active(user: User, *, active: bool, reason: str, actor: User) -> User:
    """Enable or disable an account. Raises RuleViolation when somebody disables themselves."""
    if user.pk == actor.pk and not active:
        raise RuleViolation(
            "accounts.own_account", "不能停用自己的账号。", hint="请另一位管理员操作。"
        )
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = active
    user.save(update_fields=["is_active"])
    audit("user.enable" if active else "user.disable", user, actor, reason=reason)
    return user


@transaction.atomic
def user_password_set(user: User, *, password: str | None, actor: User | None) -> str:
    """Set ``password``, or a new random one, and return it.

    Raises ValidationError when a given password is too weak, RuleViolation
    ``accounts.other_administrator`` when ``actor`` could so take over a role they may not hold.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if actor:
        _refuse_takeover(user, actor)
    if password is not None:
        validate_password(password, user)
    chosen = password if password is not None else password_new()
    user.set_password(chosen)
    user.save(update_fields=["password"])
    audit("user.password", user, actor)
    return chosen


@transaction.atomic
def user_grant(
    user: User, *, role_codes: Iterable[str], paths: Iterable[str], actor: User | None
) -> User:
    """Replace the roles and the data scopes of ``user``.

    Raises RuleViolation ``accounts.role_pair`` for roles that one person may not hold together,
    ``accounts.own_grant`` when somebody grants to themselves.
    Source: separation of the three administrators, GB/T 22239-2019 (level 3).
    """
    if actor and actor.pk == user.pk:
        raise RuleViolation(
            "accounts.own_grant", "不能给自己授权。", hint="请另一位安全保密管理员操作。"
        )
    user = User.objects.select_for_update().get(pk=user.pk)
    codes, wanted = sorted(set(role_codes)), sorted(set(paths))
    _refuse_forbidden_pair(codes)
    before = [sorted(user.groups.values_list("name", flat=True)), list(user.unit_paths())]
    user.groups.set(Group.objects.filter(name__in=codes))
    user.scopes.all().delete()
    DataScope.objects.bulk_create(DataScope(user=user, path=path) for path in wanted)
    audit("user.grant", user, actor, before=before, after=[codes, wanted])
    return User.objects.get(pk=user.pk)


def excluded_by(codes: Iterable[str]) -> set[str]:
    """Return the roles that a holder of ``codes`` may not hold besides."""
    declared = roles()
    lists: list[list[str]] = [declared.get(code, {}).get("excludes", []) for code in codes]  # type: ignore[misc]
    return {other for excluded in lists for other in excluded}


def _refuse_forbidden_pair(codes: list[str]) -> None:
    if both := excluded_by(codes) & set(codes):
        labels = "、".join(str(role["label"]) for code, role in roles().items() if code in both)
        raise RuleViolation(
            "accounts.role_pair", f"{labels}不能由同一人担任。", hint="三员分立，请分别授权。"
        )


def _refuse_takeover(user: User, actor: User) -> None:
    held = set(user.groups.values_list("name", flat=True))
    if held & excluded_by(actor.groups.values_list("name", flat=True)):
        raise RuleViolation(
            "accounts.other_administrator",
            f"“{user}”是另一类管理员，你不能重置其密码。",
            hint="本人可以在“修改密码”里更改；忘记的，由有服务器权限的人员在服务器上重置。",
        )
