"""Reads over accounts: the list, the open sessions, who is locked, who may see what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils import timezone

from jingwei.accounts import rules
from jingwei.accounts.devices import device_words
from jingwei.accounts.lockout import locked_until
from jingwei.accounts.models import User, UserQuerySet
from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.scoping import Viewer, subtree

LOCK_LOOKBACK = timedelta(hours=1)
"""Longer than any lockout lasts."""
VERBS = {"view": "查看", "add": "新建", "change": "修改", "delete": "删除"}


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


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A place where somebody is signed in; ``device`` is in words."""

    device: str
    origin: str
    since: datetime
    seen_at: datetime
    is_current: bool


def sessions_of(user: User, session_key: str) -> list[OpenSession]:
    """Return where ``user`` is signed in, this place first, then the last used."""
    rows = UserSession.objects.purge_and_list(user)
    found = [
        OpenSession(
            device_words(row.user_agent),
            row.ip,
            row.created_at,
            row.last_seen_at,
            row.session_key == session_key,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.is_current, -one.seen_at.timestamp()))


def users_locked(viewer: Viewer) -> list[tuple[User, datetime]]:
    """Return who of the viewer's units may not sign in at the moment, and until when.

    Looks only at those whom the trail says were locked within the last LOCK_LOOKBACK.
    """
    since = timezone.now() - LOCK_LOOKBACK
    rows = AuditEntry.objects.filter(act="user.lock", at__gte=since)
    pks = {subject.partition(":")[2] for subject in rows.values_list("subject", flat=True)}
    users = User.objects.visible_to(viewer).filter(pk__in=pks)
    found = [(user, locked_until(user)) for user in users]
    return [(user, until) for user, until in found if until]


def access_reasons(
    user: User, permission: str, unit_path: str, organization_path: str, shows: bool | None = None
) -> rules.Access:
    """Return why ``user`` sees, or does not see, a record that asks for ``permission``.

    The record lies at ``unit_path`` and ``organization_path``; either may be empty. ``shows`` is
    what its own reads say. Four queries.
    """
    app, codename = permission.split(".")
    giving = Permission.objects.filter(content_type__app_label=app, codename=codename)
    holders = user.groups.filter(permissions__in=giving).values_list("name", flat=True)
    return rules.Access(
        is_active=user.is_active,
        roles=tuple(sorted(set(holders))),
        personal=user.user_permissions.filter(pk__in=giving).exists(),
        units=rules.scopes_covering(unit_path, user.unit_paths()),
        organizations=rules.scopes_covering(organization_path, user.organization_paths()),
        shows=shows,
    )


def permission_words(permission: str) -> str:
    """Return what ``permission`` allows as the database has it, the code itself when unknown."""
    app, codename = permission.split(".")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename)
    row = found.select_related("content_type").first()
    if row is None:
        return permission
    verb, model = VERBS.get(codename.partition("_")[0], ""), row.content_type.model_class()
    standard = verb and model and codename.endswith(f"_{model._meta.model_name}")
    return f"{verb}{model._meta.verbose_name}" if standard and model else row.name


def user_asked(viewer: Viewer, text: str) -> User:
    """Return the account with that sign-in name or full name.

    Raises BadInput ``accounts.unknown`` when there is none, ``accounts.several`` for namesakes.
    """
    rows = User.objects.visible_to(viewer)
    found = list(rows.filter(username=text) or rows.filter(full_name=text)[:6])
    if not found:
        raise BadInput(
            "accounts.unknown", f"没有登录名或姓名为“{text}”的账号。", hint="请核对后再试。"
        )
    if len(found) > 1:
        names = "、".join(user.username for user in found)
        raise BadInput("accounts.several", f"有几个“{text}”：{names}。", hint="请填登录名。")
    return found[0]
