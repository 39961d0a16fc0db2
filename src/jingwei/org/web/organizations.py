"""Pages of the tree of Party organizations: the list as of a day, one organization, files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.documents.csv_table import csv_bytes
from jingwei.kernel.documents.workbook import Column, Sheet, workbook_bytes
from jingwei.kernel.pages import XLSX, Request, handed_out
from jingwei.org import forms, rules
from jingwei.org.models import OrganizationSpell, PartyOrganization, Term, Unit
from jingwei.org.selectors import (
    OrganizationFilter,
    OrganizationRow,
    events,
    organization_line,
    organization_rows,
    organization_spells,
    organization_tree,
    set_up,
)

PAGE_SIZE = 200
MOST_CHILDREN = 50
COLUMNS = (
    Column("全称", 36),
    Column("简称", 16),
    Column("代码", kind="id"),
    Column("类别", 12),
    Column("领域", 12),
    Column("上级党组织", 30),
    Column("所在单位路径", 24),
    Column("书记", 10),
    Column("任期开始", kind="date"),
    Column("任期届满", kind="date"),
    Column("距届满月数", kind="number"),
    Column("登记自", kind="date"),
    Column("撤销日期", kind="date"),
)


@login_required
@permission_required("org.view_partyorganization", raise_exception=True)
@require_safe
def organization_list(request: Request) -> HttpResponse:
    """Show one level of the tree as of a day, or what a filter finds on all levels."""
    form, asked = _asked(request)
    asked = _below_the_only_top(request, asked)
    spells = organization_spells(request.user, asked)
    page = Paginator(spells, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = organization_rows(request.user, page.object_list, asked.on)
    context = {
        "filter_form": form,
        "page": page,
        "rows": rows,
        "asked": asked,
        "line": _line(request, asked),
        "unit_word": "个",
    }
    return render(request, "org/organization_list.html", context)


@login_required
@permission_required("org.view_partyorganization", raise_exception=True)
@require_safe
def organization_export(request: Request, suffix: str) -> HttpResponse:
    """Answer with the filtered tree, all levels, as a file, .csv or .xlsx."""
    if suffix not in ("csv", "xlsx"):
        raise Http404("No such format.")
    _, asked = _asked(request)
    rows = [_file_row(row) for row in organization_tree(request.user, asked)]
    title = f"党组织一览 {asked.on}"
    if suffix == "csv":
        made = csv_bytes([c.label for c in COLUMNS], rows)
        return handed_out(request, made, f"{title}.csv", "text/csv", count=len(rows))
    book = workbook_bytes([Sheet("党组织", COLUMNS, rows, caption=title)], day=asked.on)
    return handed_out(request, book, f"{title}.xlsx", XLSX, count=len(rows))


@login_required
@permission_required("org.view_partyorganization", raise_exception=True)
@require_safe
def organization(request: Request, pk: int) -> HttpResponse:
    """Show one Party organization: what it is and was, its terms, its committee, what is below."""
    found = visible_organization(request, pk)
    on = today()
    below = organization_spells(request.user, OrganizationFilter(on=on, under=found))
    units = Unit.objects.visible_to(request.user)
    context = {
        "organization": found,
        "facts": _facts(found),
        "parent": PartyOrganization.objects.visible_to(request.user).filter(children=found).first(),
        "unit": units.filter(pk=found.unit_id).first(),
        "events": events(found),
        "terms": [_told(term, on) for term in found.terms.all()],
        "seats": found.seats.select_related("term").order_by("until", "pk"),
        "findings": set_up([found], on).get(found.pk, []),
        "children": organization_rows(request.user, below[:MOST_CHILDREN], on),
        "children_count": below.count(),
    }
    return render(request, "org/organization.html", context)


def visible_organization(request: Request, pk: int) -> PartyOrganization:
    """Return the Party organization, or 404 when the viewer does not see it."""
    rows = PartyOrganization.objects.visible_to(request.user).select_related("parent", "unit")
    return get_object_or_404(rows, pk=pk)


def _told(term: Term, on: date) -> tuple[Term, str, list[rules.Finding]]:
    """Return a term with whether it is due and what is unusual about it."""
    due = "" if term.ended_on else rules.due_state(term.runs_out, on)
    return term, due, rules.delay_findings(term.due_on, term.delay_until)


def _asked(request: Request) -> tuple[forms.OrganizationFilterForm, OrganizationFilter]:
    form = forms.OrganizationFilterForm(request.GET or None)
    under = request.GET.get("under", "")
    top = visible_organization(request, int(under)) if under.isdecimal() else None
    return form, form.asked(top)


def _below_the_only_top(request: Request, asked: OrganizationFilter) -> OrganizationFilter:
    """Begin below the topmost organization when the viewer sees just one with others below it."""
    if asked.flat or asked.under:
        return asked
    tops = organization_spells(request.user, asked)[:2]
    rows = organization_rows(request.user, tops, asked.on)
    alone = len(rows) == 1 and rows[0].children
    return replace(asked, under=rows[0].organization) if alone else asked


def _line(request: Request, asked: OrganizationFilter) -> list[OrganizationSpell]:
    """Return the way down to where the reader stands, as far as the viewer sees it."""
    if asked.under is None:
        return []
    line = organization_line(asked.under, asked.on)
    keys = [spell.organization_id for spell in line]
    seen = PartyOrganization.objects.visible_to(request.user).filter(pk__in=keys)
    visible = set(seen.values_list("pk", flat=True))
    return [spell for spell in line if spell.organization_id in visible]


def _facts(found: PartyOrganization) -> list[tuple[str, Any]]:
    """Return what is known of ``found``, as pairs for reading."""
    pairs = [
        ("路径", found.path),
        ("简称", found.short_name),
        ("领域", found.get_sector_display()),
        ("与单位的关系", found.get_unit_link_display()),
        ("联合组建单位", "、".join(str(unit) for unit in found.joint_units.all())),
        ("所在村（社区）", found.village_or_community),
        ("成立日期", found.founded_on),
        ("批准成立文号", found.approval_no),
        ("党组织类别代码", found.national_class_code),
        ("联系电话", found.phone),
        ("备注", found.note),
    ]
    return [(name, value) for name, value in pairs if value]


def _file_row(row: OrganizationRow) -> tuple[Any, ...]:
    found, term = row.organization, row.term
    return (
        row.indent + row.spell.name,
        found.short_name,
        found.code,
        row.spell.get_kind_display(),
        found.get_sector_display(),
        str(row.spell.parent or ""),
        found.unit_path,
        row.secretary,
        term.began_on if term else None,
        term.runs_out if term else None,
        row.months_left,
        found.since,
        found.closed_on,
    )
