"""The page of one row, the look at a restricted value, the removal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.pages import Request, answer_form, wants_fragment
from jingwei.kernel.registers.declaration import Register
from jingwei.kernel.registers.reveals import rows_read, value_reveal
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web import parts
from jingwei.kernel.registers.web.access import (
    address,
    own_register,
    page_address,
    register_page,
    row_address,
    visible_row,
)
from jingwei.kernel.registers.writing import row_remove

HISTORY = "history"


class ReasonForm(forms.Form):
    """Why a row goes; kept in the history."""

    reason = forms.CharField(
        label="删除原因", max_length=100, help_text="例如：重复录入。会记入变更记录。"
    )


@register_page("view")
@require_safe
def row_page(request: Request, register: Register[Any], pk: int) -> HttpResponse:
    """Show one row: its facts, a tab for each child register, what changed."""
    row = visible_row(request, register, pk)
    if url := register.row_url(row):
        return redirect(f"{url}?{request.GET.urlencode()}" if request.GET else url)
    rows_read(register, row, actor=request.user)
    context = {**frame(request, register, row), **tab_of(request, row)}
    if not context["tab"]:
        context["facts"] = parts.facts(register, row, Sight(request.user))
    template = "registers/_tab.html" if wants_fragment(request) else "registers/row.html"
    return render(request, template, context)


def frame(request: Request, register: Register[Any], row: Any) -> dict[str, Any]:
    """Return what head and tabs of a row's page need."""
    removes = register.removable and register.is_open(request.user, "delete")
    owner = getattr(row, register.parent) if register.parent else None
    owned = own_register(owner) if owner is not None else None
    return {
        "register": register, "row": row, "name": register.row_name(row),
        "owner": owner, "owner_url": row_address(owned, owner) if owned and owner else "",
        "edit_url": address("edit", register.code, row.pk)
        if register.is_open(request.user, "change") else "",
        "remove_url": address("remove", register.code, row.pk) if removes else "",
        "tabs": parts.tabs(row, request.user),
    }  # fmt: skip


def tab_of(request: Request, row: Any) -> dict[str, Any]:
    """Return the tab that ``?tab=`` opens: "" for the facts, a child table, or the history."""
    asked = request.GET.get("tab", "")
    if asked == HISTORY:
        page = request.GET.get("page")
        return {"tab": asked, "history": parts.history(row, request.user, page)}
    if asked not in {code for code, _, _ in parts.tabs(row, request.user)}:
        return {"tab": ""}
    tables = parts.child_tables(row, request.user, asked)
    return {"tab": asked, "table": next(table for table in tables if table.is_open)}


@register_page("view")
@require_safe
def row_history(request: Request, register: Register[Any], pk: int) -> HttpResponse:
    """Show what changed on one row, for rows whose page a room has built too."""
    row = visible_row(request, register, pk)
    found = parts.history(row, request.user, request.GET.get("page"))
    context = {**frame(request, register, row), "tab": HISTORY, "history": found}
    return render(request, "registers/row.html", context)


@register_page("view")
@require_POST
def row_reveal(request: Request, register: Register[Any], pk: int, column: str) -> HttpResponse:
    """Show one restricted value, once: on the page that answers, which nothing keeps."""
    row = visible_row(request, register, pk)
    col = next((col for col in register.cols("detail") if col.name == column), None)
    if col is None:
        raise Http404
    text = value_reveal(register, row, col, actor=request.user)
    template = "registers/_revealed.html" if wants_fragment(request) else "registers/revealed.html"
    context = {
        **frame(request, register, row), "label": register.label_of(col), "text": text,
        "back": row_address(register, row),
    }  # fmt: skip
    response = render(request, template, context)
    add_never_cache_headers(response)
    return response


@register_page("delete")
@require_http_methods(["GET", "POST"])
def row_remove_page(request: Request, register: Register[Any], pk: int) -> HttpResponse:
    """Ask why a wrong row goes, then take it out."""
    row = visible_row(request, register, pk)
    if not register.removable:
        raise Http404(f"“{register.title}”的记录不能删除。")
    back = page_address(register, row)

    def act(data: dict[str, Any]) -> None:
        try:
            row_remove(register, row, reason=data["reason"], actor=request.user)
        except ProtectedError as error:
            raise RuleViolation(
                "register.used", "还有别的记录用到它，不能删除。", hint="先处理那些记录。"
            ) from error

    sight = Sight(request.user)
    told = [(register.label_of(c), sight.text(register, c, row)) for c in register.cols("list")]
    context = {
        **frame(request, register, row), "back": back, "told": told,
        "verb": f"删除{register.title}",
    }  # fmt: skip
    to = back if register.parent else address("list", register.code)
    return answer_form(
        request, ReasonForm(request.POST or None), act, template="registers/remove.html",
        context=context, done=f"“{register.row_name(row)}”已删除，变更记录里可以查到。", to=to,
    )  # fmt: skip
