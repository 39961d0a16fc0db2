"""How the pages find the register and the row, who may open them, where things lie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from jingwei.kernel.pages import Request
from jingwei.kernel.registers.declaration import REGISTERS, Register, Verb
from jingwei.kernel.registers.made import is_made, register_named

VERBS: dict[Verb, str] = {"view": "查看", "add": "新增", "change": "修改", "delete": "删除"}


class RegisterConverter:
    """The code of a register ("people.person", "collection.ledger12") as a part of an address."""

    regex = r"[a-z]+\.[a-z]+[0-9]*"

    def to_python(self, value: str) -> str:
        if value not in REGISTERS and not is_made(value):
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


def register_page(verb: Verb) -> Callable[[Callable[..., HttpResponse]], Callable[..., Any]]:
    """Open a page of one register to whoever signed in and holds the permission for ``verb``.

    The address holds the ``code``; the view is called with the request and the register.
    """

    def guarded(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
        @wraps(view)
        @login_required
        def page(request: Request, code: str, **parts: Any) -> HttpResponse:
            register = register_named(code)
            if register is None or register.closed_to(request.user, "view"):
                raise Http404
            guard(register, request.user, verb)
            return view(request, register, **parts)

        return page

    return guarded


def guard(register: Register[Any], viewer: Any, *verbs: Verb) -> None:
    """Raise PermissionDenied with a plain sentence unless ``viewer`` may do one of ``verbs``."""
    if any(register.is_open(viewer, verb) for verb in verbs):
        return
    why = next(filter(None, (register.closed_to(viewer, verb) for verb in verbs)), "")
    words = f"{'或'.join(VERBS[verb] for verb in verbs)}{register.title}"
    raise PermissionDenied(why or f"打开它需要“{words}”的权限，你现在的角色不含这项权限。")


def visible_row(request: Request, register: Register[Any], pk: int) -> Any:
    """Return a row the viewer may see; 404 for any other."""
    return get_object_or_404(register.rows(request.user), pk=pk)


def own_register(row: models.Model) -> Register[Any] | None:
    """Return the register a row belongs to, None for a row of no register."""
    return REGISTERS.get(row._meta.label_lower)


def owner_asked(request: Request, register: Register[Any]) -> Any:
    """Return the parent row that ``?for=`` names by its key, None without; 404 out of sight."""
    asked = request.GET.get("for", "")
    if not asked or not register.parent:
        return None
    if not asked.isdecimal():
        raise Http404
    model: Any = register.model._meta.get_field(register.parent).related_model
    return get_object_or_404(model._default_manager.visible_to(request.user), pk=int(asked))


def address(name: str, *args: object) -> str:
    """Return the address of a page of the registers, "" for a page that is not built in."""
    try:
        return reverse(f"registers:{name}", args=args)
    except NoReverseMatch:
        return ""


def row_address(register: Register[Any], row: models.Model) -> str:
    """Return where a row is shown: on its own page, or on one a room has built for it."""
    return register.row_url(row) or address("row", register.code, row.pk)


def page_address(register: Register[Any], row: models.Model) -> str:
    """Return the page a row is read on: a child's is the tab of its parent."""
    if not register.parent:
        return row_address(register, row)
    owner = getattr(row, register.parent)
    owned = own_register(owner)
    if owned is None:
        return row_address(register, row)
    return f"{row_address(owned, owner)}?tab={register.code}"
