"""Views of a list kept under a name, and the one that opens by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jingwei.kernel.errors import JingweiError
from jingwei.kernel.models import SavedView
from jingwei.kernel.pages import Request
from jingwei.kernel.registers import saved_views
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web.access import address, register_page
from jingwei.kernel.registers.web.queries import cleaned


def views_kept(request: Request, register: Register[Any]) -> list[SavedView]:
    """Return the views that a list offers. One query."""
    return list(saved_views.views_of(register, request.user))


def offered_views(
    request: Request, register: Register[Any], kept: list[SavedView]
) -> dict[str, Any]:
    """Return the views for the page: (view, address, whether it is one's own, the usual one)."""
    now = request.GET.get("view", "")
    current = next((view for view in kept if str(view.pk) == now), None)
    rows = [
        {
            "view": view,
            "url": f"?{_query(view.query, view.pk)}",
            "is_own": view.owner_id == request.user.pk,
            "is_usual": _is_usual(view),
        }
        for view in kept
    ]
    return {
        "rows": rows,
        "current": current,
        "is_sharing": bool(current and current.is_shared and current.owner_id == request.user.pk),
        "url": address("views", register.code),
        "has_usual": any(row["is_usual"] for row in rows),
    }


def usual_query(kept: list[SavedView]) -> str:
    """Return the query string of the view that opens by itself; "" for none."""
    view = next(filter(_is_usual, kept), None)
    return _query(view.query, view.pk) if view else ""


@register_page("view")
@require_POST
def view_act(request: Request, register: Register[Any]) -> HttpResponse:
    """Keep the list as it is shown, share or forget a view, or let one open by itself."""
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        return act(request, register)
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect(_list(register, f"?{cleaned(register, _posted(request), _sight(request))}"))


def _save(request: Request, register: Register[Any]) -> HttpResponse:
    query = cleaned(register, _posted(request), _sight(request))
    view = saved_views.view_save(
        register, request.POST.get("name", ""), query,
        is_shared=bool(request.POST.get("is_shared")), actor=request.user,
    )  # fmt: skip
    messages.success(request, f"视图“{view}”已保存。")
    return redirect(_list(register, f"?{_query(view.query, view.pk)}"))


def _share(request: Request, register: Register[Any]) -> HttpResponse:
    view = _own(request, register)
    saved_views.view_share(view, is_shared=not view.is_shared, actor=request.user)
    words = "已共享给能打开这个列表的同事" if view.is_shared else "不再共享"
    messages.success(request, f"视图“{view}”{words}。")
    return redirect(_list(register, f"?{_query(view.query, view.pk)}"))


def _remove(request: Request, register: Register[Any]) -> HttpResponse:
    view = _own(request, register)
    saved_views.view_remove(view, actor=request.user)
    messages.success(request, f"视图“{view}”已删除。")
    return redirect(_list(register, "?view="))


def _set_usual(request: Request, register: Register[Any]) -> HttpResponse:
    """Let a view open by itself from now on, on every machine; without one, none does."""
    asked = request.POST.get("view", "")
    view = next((row for row in views_kept(request, register) if str(row.pk) == asked), None)
    if asked and view is None:
        raise Http404
    saved_views.view_usual(register, view, actor=request.user)
    if view is None:
        messages.success(request, "打开列表时不再套用视图。")
        return redirect(_list(register, "?view="))
    messages.success(request, f"以后打开本列表，先显示视图“{view}”。")
    return redirect(_list(register, f"?{_query(view.query, view.pk)}"))


ACTS = {"save": _save, "share": _share, "remove": _remove, "usual": _set_usual}


def _own(request: Request, register: Register[Any]) -> Any:
    asked = request.POST.get("view", "")
    view = asked.isdecimal() and saved_views.own_view(register, int(asked), request.user)
    if not view:
        raise Http404
    return view


def _posted(request: Request) -> str:
    return request.POST.get("query", "")


def _sight(request: Request) -> Sight:
    return Sight(request.user)


def _query(query: str, pk: int) -> str:
    return f"{query}&view={pk}".lstrip("&")


def _list(register: Register[Any], query: str) -> str:
    return address("list", register.code) + query


def _is_usual(view: SavedView) -> bool:
    return bool(getattr(view, "is_usual", False))
