"""Pages of the organization tree and of the dictionary of names."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingwei.accounts.models import User
from jingwei.kernel.documents.csv_table import csv_bytes
from jingwei.kernel.documents.workbook import Column, Sheet, workbook_bytes
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.pages import XLSX, Request, answer_form, download
from jingwei.org import forms, services
from jingwei.org.models import Unit, UnitGroup
from jingwei.org.selectors import tree_effects, unit_groups, unit_rows

PAGE_SIZE = 500  # a whole district on one page: a tree that is cut is hard to read
COLUMNS = (
    Column("名称", 24),
    Column("代码", kind="id"),
    Column("类别", 8),
    Column("上级", 18),
    Column("此名称及隶属始于", kind="date"),
    Column("撤销日期", kind="date"),
    Column("别名", 30),
)


@login_required
@permission_required("org.view_unit", raise_exception=True)
@require_safe
def unit_list(request: Request) -> HttpResponse:
    """Show the units as a tree, as of a day."""
    form = forms.TreeFilterForm(request.GET or None)
    asked = form.asked()
    page = Paginator(unit_rows(request.user, asked), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"filter_form": form, "page": page, "on": asked.on, "unit_word": "个"}
    return render(request, "org/unit_list.html", context)


@login_required
@permission_required("org.view_unit", raise_exception=True)
@require_safe
def unit_export(request: Request, suffix: str) -> HttpResponse:
    """Answer with the filtered tree as a file, .csv or .xlsx."""
    if suffix not in ("csv", "xlsx"):
        raise Http404("No such format.")
    asked = forms.TreeFilterForm(request.GET or None).asked()
    rows = [
        (
            row.indent + row.spell.name,
            row.unit.code,
            row.unit.get_kind_display(),
            str(row.spell.parent or ""),
            row.spell.since,
            row.unit.closed_on,
            "、".join(row.aliases),
        )
        for row in unit_rows(request.user, asked)
    ]
    title = f"单位一览 {asked.on}"
    if suffix == "csv":
        return download(csv_bytes([c.label for c in COLUMNS], rows), f"{title}.csv", "text/csv")
    book = workbook_bytes([Sheet("单位", COLUMNS, rows, caption=title)], day=asked.on)
    return download(book, f"{title}.xlsx", XLSX)


@login_required
@permission_required("org.view_unit", raise_exception=True)
@require_safe
def unit(request: Request, pk: int) -> HttpResponse:
    """Show one unit: what it is, was and is called, what is below it, who is at home there."""
    return _unit_page(request, _visible(request, pk), forms.AliasForm())


@login_required
@permission_required("org.add_unit", raise_exception=True)
@require_http_methods(["GET", "POST"])
def unit_create(request: Request, pk: int) -> HttpResponse:
    """Set up a unit below another."""
    parent = _visible(request, pk)
    form = forms.NewUnitForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        since = data.pop("on")
        services.unit_create(parent=parent, since=since, actor=request.user, **data)

    return _act(request, parent, form, act, ("增设下级单位", "设立单位", "单位已设立。"))


@login_required
@permission_required("org.change_unit", raise_exception=True)
@require_http_methods(["GET", "POST"])
def unit_rename(request: Request, pk: int) -> HttpResponse:
    """Give a unit a new name."""
    found = _visible(request, pk)
    form = forms.RenameForm(request.POST or None, initial={"name": found.name})

    def act(data: dict[str, Any]) -> None:
        services.unit_rename(found, actor=request.user, **data)

    words = ("单位更名", "保存新名称", "名称已更改，原名称保留为别名。")
    return _act(request, found, form, act, words)


@login_required
@permission_required("org.change_unit", raise_exception=True)
@require_http_methods(["GET", "POST"])
def unit_move(request: Request, pk: int) -> HttpResponse:
    """Put a unit and all below it under another."""
    found = _visible(request, pk)
    form = forms.MoveForm(request.POST or None, viewer=request.user, unit=found)

    def act(data: dict[str, Any]) -> None:
        services.unit_move(found, actor=request.user, **data)

    words = ("单位划转", "划转单位", "单位已划转，下级单位、账号和数据范围一并跟随。")
    return _act(request, found, form, act, words)


@login_required
@permission_required("org.change_unit", raise_exception=True)
@require_http_methods(["GET", "POST"])
def unit_close(request: Request, pk: int) -> HttpResponse:
    """Close a unit."""
    found = _visible(request, pk)
    form = forms.CloseForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        services.unit_close(found, actor=request.user, **data)

    words = ("撤销单位", "撤销单位", "单位已撤销，历史记录仍可查阅。")
    return _act(request, found, form, act, words)


@login_required
@permission_required("org.change_unitalias", raise_exception=True)
@require_POST
def alias_add(request: Request, pk: int) -> HttpResponse:
    """Let one more name find a unit; the form stands on the unit's page."""
    found = _visible(request, pk)
    form = forms.AliasForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            services.unit_alias_add(found, text=text, actor=request.user)
        except RuleViolation as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, f"以后“{text}”就指“{found}”。")
            return redirect("org:unit", pk=found.pk)
    return _unit_page(request, found, form, status=422)


@login_required
@permission_required("org.change_unitalias", raise_exception=True)
@require_POST
def alias_remove(request: Request, pk: int, alias: int) -> HttpResponse:
    """Stop a name from finding a unit."""
    found = _visible(request, pk)
    row = get_object_or_404(found.aliases, pk=alias)
    services.unit_alias_remove(row, actor=request.user)
    messages.success(request, f"别名“{row.text}”已删除，以前认定的不受影响。")
    return redirect("org:unit", pk=found.pk)


@login_required
@permission_required("org.view_unit", raise_exception=True)
@require_safe
def group_list(request: Request) -> HttpResponse:
    """Show the collective names and whom they mean."""
    return render(request, "org/group_list.html", {"groups": unit_groups(request.user)})


@login_required
@permission_required("org.change_unitalias", raise_exception=True)
@require_http_methods(["GET", "POST"])
def group_save(request: Request, pk: int | None = None) -> HttpResponse:
    """Make a group, or change its name and members."""
    groups = UnitGroup.objects.visible_to(request.user)
    group = get_object_or_404(groups, pk=pk) if pk else None
    form = forms.GroupForm(request.POST or None, viewer=request.user, group=group)

    def act(data: dict[str, Any]) -> None:
        services.unit_group_save(data.pop("name"), group=group, actor=request.user, **data)

    return answer_form(
        request, form, act, template="org/group_form.html", context={"group": group},
        done="单位组已保存。", to=resolve_url("org:group-list"),
    )  # fmt: skip


@login_required
@permission_required("org.change_unitalias", raise_exception=True)
@require_http_methods(["GET", "POST"])
def group_remove(request: Request, pk: int) -> HttpResponse:
    """Ask, then delete a group that no plan names."""
    group = get_object_or_404(UnitGroup.objects.visible_to(request.user), pk=pk)

    def act(data: dict[str, Any]) -> None:
        services.unit_group_remove(group, actor=request.user)

    return answer_form(
        request, forms.ConfirmForm(request.POST or None), act, template="org/group_remove.html",
        context={"group": group, "facts": [("名称", group.name)]},
        done=f"单位组“{group}”已删除。", to=resolve_url("org:group-list"),
    )  # fmt: skip


def _visible(request: Request, pk: int) -> Unit:
    rows = Unit.objects.visible_to(request.user).select_related("parent")
    return get_object_or_404(rows, pk=pk)


def _unit_page(
    request: Request, found: Unit, alias_form: forms.AliasForm, status: int = 200
) -> HttpResponse:
    seen = Unit.objects.visible_to(request.user)
    context = {
        "unit": found,
        "parent": seen.filter(children=found).first(),
        "spells": found.spells.select_related("parent").order_by("-since"),
        "aliases": found.aliases.all(),
        "alias_form": alias_form,
        "groups": found.groups.all(),
        "children": seen.filter(parent=found),
        "people": User.objects.visible_to(request.user).filter(
            home_path=found.path, is_active=True
        ),
    }
    return render(request, "org/unit.html", context, status=status)


def _act(
    request: Request, found: Unit, form: Any, act: Any, words: tuple[str, str, str]
) -> HttpResponse:
    if found.closed_on:
        raise Http404("A closed unit does not change any more.")
    heading, button, done = words
    context = {"unit": found, "heading": heading, "button": button, "facts": _effects(found)}
    return answer_form(
        request, form, act, template="org/unit_act.html", context=context,
        done=done, to=resolve_url("org:unit", pk=found.pk),
    )  # fmt: skip


def _effects(found: Unit) -> list[tuple[str, str]]:
    units, users, scopes = tree_effects(found)
    return [
        ("现名称", found.name),
        ("现上级", str(found.parent or "")),
        ("下级单位", f"{units} 个"),
        ("在用账号", f"{users} 个"),
        ("数据范围授权", f"{scopes} 项"),
    ]
