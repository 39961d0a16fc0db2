"""Pages of the tree of units."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.accounts.models import User
from jingwei.kernel.codes import label
from jingwei.kernel.documents.csv_table import csv_bytes
from jingwei.kernel.documents.workbook import Column, Sheet, workbook_bytes
from jingwei.kernel.pages import XLSX, Request, handed_out
from jingwei.org import forms, services
from jingwei.org.models import PartyOrganization, Unit
from jingwei.org.selectors import events, tree_effects, unit_rows
from jingwei.org.web.acts import act_page

PAGE_SIZE = 500  # a whole district on one page: a tree that is cut is hard to read
MOST_ORGANIZATIONS = 50
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
        made = csv_bytes([c.label for c in COLUMNS], rows)
        return handed_out(request, made, f"{title}.csv", "text/csv", count=len(rows))
    book = workbook_bytes([Sheet("单位", COLUMNS, rows, caption=title)], day=asked.on)
    return handed_out(request, book, f"{title}.xlsx", XLSX, count=len(rows))


@login_required
@permission_required("org.view_unit", raise_exception=True)
@require_safe
def unit(request: Request, pk: int) -> HttpResponse:
    """Show one unit: what it is, was and is called, what is below it, who is at home there."""
    return unit_page(request, visible_unit(request, pk), forms.AliasForm())


@login_required
@permission_required("org.add_unit", raise_exception=True)
@require_http_methods(["GET", "POST"])
def unit_create(request: Request, pk: int) -> HttpResponse:
    """Set up a unit below another."""
    parent = visible_unit(request, pk)
    form = forms.NewUnitForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        since = data.pop("on")
        services.unit_create(parent=parent, since=since, actor=request.user, **data)

    words = ("增设下级单位", "设立单位", "单位已设立。")
    return act_page(request, parent, form, act, words, effects(parent))


@login_required
@permission_required("org.change_unit", raise_exception=True)
@require_http_methods(["GET", "POST"])
def unit_rename(request: Request, pk: int) -> HttpResponse:
    """Give a unit a new name."""
    found = visible_unit(request, pk)
    form = forms.RenameForm(request.POST or None, initial={"name": found.name})

    def act(data: dict[str, Any]) -> None:
        services.unit_rename(found, actor=request.user, **data)

    words = ("单位更名", "保存新名称", "名称已更改，原名称保留为别名。")
    return act_page(request, found, form, act, words, effects(found))


@login_required
@permission_required("org.change_unit", raise_exception=True)
@require_http_methods(["GET", "POST"])
def unit_move(request: Request, pk: int) -> HttpResponse:
    """Put a unit and all below it under another."""
    found = visible_unit(request, pk)
    form = forms.MoveForm(request.POST or None, viewer=request.user, unit=found)

    def act(data: dict[str, Any]) -> None:
        services.unit_move(found, actor=request.user, **data)

    words = ("单位划转", "划转单位", "单位已划转，下级单位、账号和数据范围一并跟随。")
    return act_page(request, found, form, act, words, effects(found))


@login_required
@permission_required("org.change_unit", raise_exception=True)
@require_http_methods(["GET", "POST"])
def unit_close(request: Request, pk: int) -> HttpResponse:
    """Close a unit."""
    found = visible_unit(request, pk)
    form = forms.CloseForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        services.unit_close(found, actor=request.user, **data)

    words = ("撤销单位", "撤销单位", "单位已撤销，历史记录仍可查阅。")
    return act_page(request, found, form, act, words, effects(found))


def visible_unit(request: Request, pk: int) -> Unit:
    """Return the unit, or 404 when the viewer does not see it."""
    rows = Unit.objects.visible_to(request.user).select_related("parent")
    return get_object_or_404(rows, pk=pk)


def unit_page(
    request: Request, found: Unit, alias_form: forms.AliasForm, status: int = 200
) -> HttpResponse:
    """Show a unit with ``alias_form``, which may carry errors."""
    seen = Unit.objects.visible_to(request.user)
    own = PartyOrganization.objects.visible_to(request.user)
    organizations = own.filter(unit=found, closed_on=None)
    context = {
        "unit": found,
        "facts": _facts(found),
        "parent": seen.filter(children=found).first(),
        "events": events(found),
        "staffing": found.staffing.order_by("-since"),
        "organizations": organizations[:MOST_ORGANIZATIONS],
        "organizations_left": max(organizations.count() - MOST_ORGANIZATIONS, 0),
        "aliases": found.aliases.all(),
        "alias_form": alias_form,
        "children": seen.filter(parent=found),
        "people": User.objects.visible_to(request.user).filter(
            home_path=found.path, is_active=True
        ),
    }
    return render(request, "org/unit.html", context, status=status)


def effects(found: Unit) -> list[tuple[str, str]]:
    """Return what a change of ``found`` touches."""
    units, users, scopes = tree_effects(found)
    return [
        ("现名称", found.name),
        ("现上级", str(found.parent or "")),
        ("下级单位", f"{units} 个"),
        ("在用账号", f"{users} 个"),
        ("数据范围授权", f"{scopes} 项"),
    ]


def _facts(found: Unit) -> list[tuple[str, Any]]:
    """Return what is known of ``found``, as pairs for reading."""
    pairs = [
        ("代码", found.code),
        ("简称", found.short_name),
        ("上级", found.parent),
        ("单位组", "、".join(str(group) for group in found.groups.all())),
        ("机构级别", label("ZB03", found.level) if found.level else ""),
        ("机构类别代码", found.category),
        ("法人单位标识", found.get_legal_kind_display()),
        ("统一社会信用代码", found.credit_code),
        ("参公审批", f"{found.reference_approved_on or ''} {found.reference_approved_no}".strip()),
        ("备注", found.note),
    ]
    return [(name, value) for name, value in pairs if value]
