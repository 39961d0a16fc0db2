"""Views of a list kept under a name, and the one that opens by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import Request
from jingwei.kernel.registers import saved_views
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web.access import address, register_page
from jingwei.kernel.registers.web.queries import cleaned

YEAR = 365 * 86400


def offered_views(request: Request, register: Register[Any]) -> dict[str, Any]:
    """Return the views a list offers: (view, address, whether it is one's own). One query."""
    rows = list(saved_views.views_of(register, request.user))
    usual, now = _usual(request, register), request.GET.get("view", "")
    return {
        "rows": [
            {
                "view": view,
                "url": f"?{_query(view.query, view.pk)}",
                "is_own": view.owner_id == request.user.pk,
                "is_usual": str(view.pk) == usual,
            }
            for view in rows
        ],
        "current": next((view for view in rows if str(view.pk) == now), None),
        "url": address("views", register.code),
        "has_usual": any(str(view.pk) == usual for view in rows),
    }


def default_query(request: Request, register: Register[Any]) -> str:
    """Return the query string of the view that opens by itself; "" for none."""
    usual = _usual(request, register)
    if not usual:
        return ""
    rows = saved_views.views_of(register, request.user)
    view = next((row for row in rows if str(row.pk) == usual), None)
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
    """Remember in this browser which view opens by itself."""
    asked = request.POST.get("view", "")
    rows = saved_views.views_of(register, request.user)
    view = next((row for row in rows if str(row.pk) == asked), None)
    answer = redirect(_list(register, f"?{_query(view.query, view.pk)}" if view else "?view="))
    if view is None:
        answer.delete_cookie(_cookie(register))
        messages.success(request, "打开列表时不再套用视图。")
    else:
        answer.set_cookie(_cookie(register), str(view.pk), YEAR, httponly=True, samesite="Lax")
        messages.success(request, f"以后在这台电脑上打开本列表，先显示视图“{view}”。")
    return answer


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


def _cookie(register: Register[Any]) -> str:
    return f"view-{register.code}"


def _usual(request: Request, register: Register[Any]) -> str:
    return request.COOKIES.get(_cookie(register), "")
