"""Reads over accounts: the list an administrator works through."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from jingwei.accounts.models import User, UserQuerySet
from jingwei.kernel.scoping import Viewer, subtree


@dataclass(frozen=True, slots=True)
class UserFilter:
    """What a reader asks of the list; ``active`` is "" (in use), "off" or "all"."""

    text: str = ""
    role: str = ""
    unit: str = ""
    active: str = ""


def users_found(viewer: Viewer, asked: UserFilter) -> UserQuerySet:
    """Return the accounts that ``asked`` wants, with roles and scopes. Three queries when read."""
    rows = User.objects.visible_to(viewer).prefetch_related("groups", "scopes")
    if asked.text:
        rows = rows.filter(Q(full_name__contains=asked.text) | Q(username__contains=asked.text))
    if asked.role:
        rows = rows.filter(groups__name=asked.role)
    if asked.unit:
        rows = rows.filter(subtree("home_path", asked.unit))
    if asked.active != "all":
        rows = rows.filter(is_active=asked.active != "off")
    return rows
