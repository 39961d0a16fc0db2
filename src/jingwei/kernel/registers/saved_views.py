"""Lists kept under a name: filters, order and columns, for oneself or shared."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import SavedView, UsualView
from jingwei.kernel.registers.declaration import Register

declare_acts(
    {
        "register.view_save": "保存列表视图",
        "register.view_share": "共享列表视图",
        "register.view_remove": "删除列表视图",
        "register.view_usual": "设定默认视图",
    }
)
MOST = 60
"""Views of one register that a list offers."""


def views_of(register: Register[Any], viewer: Any) -> QuerySet[SavedView]:
    """Return the views ``viewer`` may open: their own and those shared, by name.

    Each knows as ``is_usual`` whether the list opens with it for ``viewer``; that one comes first.
    """
    mine = Q(owner=viewer) | Q(is_shared=True)
    usual = UsualView.objects.filter(owner=viewer, view=OuterRef("pk"))
    rows = SavedView.objects.filter(mine, register=register.code).select_related("owner")
    return rows.annotate(is_usual=Exists(usual)).order_by("-is_usual", "name", "pk")[:MOST]


def own_view(register: Register[Any], pk: int, owner: Any) -> SavedView | None:
    """Return a view of ``owner``; None for somebody else's."""
    return SavedView.objects.filter(register=register.code, owner=owner, pk=pk).first()


@transaction.atomic
def view_save(
    register: Register[Any], name: str, query: str, *, is_shared: bool, actor: Any
) -> SavedView:
    """Keep a query string under a name; a view of that name which ``actor`` has is replaced.

    Raises BadInput ``register.view_name`` for a name that is empty or too long, and
    ``register.view_secret`` for a search by an id number, which would stand there for all to read.
    """
    name = name.strip()
    if not 0 < len(name) <= 40:
        raise BadInput("register.view_name", "视图要有名称，最多 40 个字。")
    if any(register.is_sensitive(text) for text in parse_qs(query).get("q", [])):
        raise BadInput(
            "register.view_secret",
            "搜索的内容像证件号码，不能存进视图。",
            hint="先清除搜索再保存。",
        )
    view, _ = SavedView.objects.update_or_create(
        register=register.code, owner=actor, name=name,
        defaults={"query": query, "is_shared": is_shared},
    )  # fmt: skip
    audit("register.view_save", view, actor, register=register.code, name=name, shared=is_shared)
    return view


@transaction.atomic
def view_share(view: SavedView, *, is_shared: bool, actor: Any) -> None:
    """Show a view to colleagues, or to its owner alone."""
    view.is_shared = is_shared
    view.save(update_fields=["is_shared"])
    audit("register.view_share", view, actor, register=view.register, shared=is_shared)


@transaction.atomic
def view_remove(view: SavedView, *, actor: Any) -> None:
    """Forget a view."""
    audit("register.view_remove", view, actor, register=view.register, name=view.name)
    view.delete()


@transaction.atomic
def view_usual(register: Register[Any], view: SavedView | None, *, actor: Any) -> None:
    """Let the list open with ``view`` for ``actor`` wherever they sign in; with None, bare."""
    if view is None:
        UsualView.objects.filter(owner=actor, register=register.code).delete()
    else:
        UsualView.objects.update_or_create(
            owner=actor, register=register.code, defaults={"view": view}
        )
    audit("register.view_usual", view or actor, actor, register=register.code, on=view is not None)
