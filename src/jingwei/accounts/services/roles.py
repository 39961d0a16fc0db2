"""The roles of the product: shipped as a file, kept as groups."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from jingwei.kernel.errors import RuleViolation


@cache
def roles() -> dict[str, dict[str, Any]]:
    """Return the roles shipped with the product: code → label, permissions, excludes.

    ``second_factor`` is true where a holder needs a code besides the password.
    """
    text = files("jingwei.accounts").joinpath("data/roles.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@transaction.atomic
def roles_sync() -> int:
    """Make the groups and their permissions equal to ``data/roles.toml``; return their number.

    "people.view_*" means every permission that begins so. Raises LookupError for one that means
    no permission: a misspelt role stops the start.
    """
    known = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    for code, role in roles().items():
        wanted: list[str] = role["permissions"]
        meant = {pattern: fnmatch.filter(known, pattern) for pattern in wanted}
        if missing := [pattern for pattern, names in meant.items() if not names]:
            raise LookupError(f"Role {code}: unknown permissions {missing}")
        group, _ = Group.objects.get_or_create(name=code)
        group.permissions.set({known[name] for names in meant.values() for name in names})
    return len(roles())


def excluded_by(codes: Iterable[str]) -> set[str]:
    """Return the roles that a holder of ``codes`` may not hold besides."""
    declared = roles()
    return {other for code in codes for other in declared.get(code, {}).get("excludes", ())}


@cache
def administrator_roles() -> frozenset[str]:
    """Return the roles that exclude others: the three administrators."""
    return frozenset(code for code, role in roles().items() if role.get("excludes"))


@cache
def second_factor_roles() -> frozenset[str]:
    """Return the roles whose holders need a second factor."""
    return frozenset(code for code, role in roles().items() if role.get("second_factor"))


def refuse_forbidden_pair(codes: Iterable[str]) -> None:
    """Raise RuleViolation ``accounts.role_pair`` for roles that one person may not hold together.

    An administrator is none of the other two and holds no role of the business besides. Source:
    separation of the three administrators, GB/T 22239-2019 (level 3); who runs or watches the
    system reads nothing of what it keeps.
    """
    held = set(codes)
    if both := excluded_by(held) & held:
        raise RuleViolation(
            "accounts.role_pair", f"{_labels(both)}不能由同一人担任。",
            hint="三员分立，请分别授权。",
        )  # fmt: skip
    if (own := held & administrator_roles()) and held - own:
        raise RuleViolation(
            "accounts.role_pair", f"{_labels(own)}不能兼任{_labels(held - own)}。",
            hint="三员不接触业务数据，请另选人担任。",
        )  # fmt: skip


def _labels(codes: set[str]) -> str:
    return "、".join(str(role["label"]) for code, role in roles().items() if code in codes)
