"""The rows behind a number: exactly those counted, as far as the viewer may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.db import models
from django.db.models import F, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.accounts.directory import unit_names
from jingwei.kernel.documents.workbook import Column, Note, Sheet, workbook_bytes
from jingwei.kernel.indicators import Slice
from jingwei.kernel.pages import XLSX, Request, download
from jingwei.kernel.registers.declaration import P3, Register
from jingwei.kernel.registers.exchange import export as exports
from jingwei.kernel.registers.reading import Order, Window, order_of, window
from jingwei.kernel.registers.reveals import rows_read
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web import cells
from jingwei.plans.forms.indicators import PeriodForm, PurposeForm
from jingwei.plans.row_pages import ROW_PAGES
from jingwei.plans.selectors.indicator_pages import organization_subject
from jingwei.plans.selectors.indicator_rows import REST, RowsAsked, may_open, register_behind
from jingwei.plans.selectors.series import Number, kept_numbers, month_of
from jingwei.plans.services.series import rows_exported
from jingwei.plans.web.indicators import (
    VIEW,
    indicator_or_404,
    of_organizations,
    rows_url,
    unit_asked,
)

PLACES = ("after", "before", "page")
NEWEST = Order(("pk",), down=True)


@dataclass(frozen=True)
class Table:
    """The rows of a page, prepared for the template."""

    heads: list[cells.Head] = field(default_factory=list)
    lines: list[cells.Line] = field(default_factory=list)
    found: Window = field(default_factory=lambda: Window([], 0, is_more=False))
    title: str = "记录"
    is_secret: bool = False


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def indicator_rows(request: Request, code: str) -> HttpResponse:
    """Show the rows that make a number, or of a share those that were not counted."""
    form = PeriodForm(request.GET)
    asked, unit = _asked(request, code, form)
    seen = asked.seen(request.user)
    register = register_behind(asked, seen.model)
    is_open = may_open(request.user, register, seen.model)
    context = {
        "indicator": asked.indicator, "subject": asked.subject, "unit": unit, "asked": asked,
        "filter_form": form, "is_open": is_open,
        "seen": seen.count() if is_open else 0,
        "table": _table(request, register, seen) if is_open else Table(),
        "title": _title(register, seen.model), **_around(asked, unit.path if unit else ""),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "plans/indicator_rows.html", context, status=status)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_http_methods(["GET", "POST"])
def indicator_export(request: Request, code: str) -> HttpResponse:
    """Answer with the rows as a workbook; a restricted register asks what for first."""
    asked, unit = _asked(request, code, PeriodForm(request.GET))
    back = f"{reverse('plans:indicator-rows', args=[code])}?{request.GET.urlencode()}"
    seen = asked.seen(request.user)
    register = register_behind(asked, seen.model)
    if not may_open(request.user, register, seen.model):
        return redirect(back)
    if register is None:
        return _plain_file(request, asked, seen)
    sight = Sight(request.user)
    form = PurposeForm(request.POST or None)
    if not exports.needs_purpose(register, register.cols("export"), sight):
        return _register_file(request, asked, register, seen, "")
    if form.is_valid():
        return _register_file(request, asked, register, seen, form.cleaned_data["purpose"])
    context = {"form": form, "indicator": asked.indicator, "unit": unit, "back": back}
    status = 422 if form.errors else 200
    return render(request, "plans/indicator_export.html", context, status=status)


def _asked(request: Request, code: str, form: PeriodForm) -> tuple[RowsAsked, Any]:
    found, unit = indicator_or_404(request, code), unit_asked(request)
    part = REST if request.GET.get("part") == REST else ""
    if unit is None and not of_organizations(request, unit):
        raise Http404("你没有单位或党组织范围，看不到统计的数。")
    if unit is None:
        whole = organization_subject(month_of(form.period()[1]))
        subject = Slice(whole.path, *form.period())
        return RowsAsked(found, subject, part, within_sight_of=request.user), None
    subject = Slice(unit.path, *form.period())
    return RowsAsked(found, subject, part, request.GET.get("own") == "yes"), unit


def _around(asked: RowsAsked, path: str) -> dict[str, Any]:
    """Return the number the rows make, the other part of a share, and what was kept of it."""
    whole, counted = asked.whole(), asked.counted()
    span = asked.subject.start, asked.subject.end
    number = Number(*span, counted.count(), None if whole is None else whole.count())
    rest = None if number.whole is None else number.whole - number.count
    more = {"own": "yes"} if asked.is_own else {}
    month = month_of(asked.subject.end)
    kept = kept_numbers([path], [month], codes=[asked.indicator.code])
    past = kept.number(asked.indicator, path, month)
    is_same = past is None or (past.start, past.end) != span or asked.is_own
    return {
        "number": number,
        "counted_url": rows_url(asked.indicator, path, number, **more),
        "rest_url": rows_url(asked.indicator, path, number, **more, part=REST),
        "rest": rest, "total": rest if asked.is_rest else number.count,
        "past": None if is_same or past == number else past,
        "computed": kept.computed(asked.indicator.code, path, month),
    }  # fmt: skip


def _table(request: Request, register: Register[Any] | None, rows: QuerySet[Any]) -> Table:
    """Return a page of rows, as their register shows them. Three queries."""
    marks = {name: request.GET.get(name, "") for name in PLACES}
    if register is None:
        found, title = window(_with_units(rows), NEWEST, marks), _title(None, rows.model)
        heads = [cells.Head(title, ""), cells.Head("单位", "")]
        return Table(heads, _plain_lines(found.rows), found, title)
    sight, cols = Sight(request.user), register.cols("list")
    ready = cells.without_secrets(register, _related(register, rows), cols)
    found = window(ready, order_of(register, {}, sight), marks)
    rows_read(register, request.user, count=len(found.rows), actor=request.user)
    heads = [cells.Head(register.label_of(col), cells.css_of(register, col)) for col in cols]
    lines = cells.lines(register, cols, sight, found.rows)
    return Table(heads, lines, found, register.title, register.secrecy == P3)


def _related(register: Register[Any], rows: QuerySet[Any]) -> QuerySet[Any]:
    """Read along what the columns of the register need."""
    return rows.select_related(*register._related) if register._related else rows


def _with_units(rows: QuerySet[Any]) -> QuerySet[Any]:
    lookup: str = rows.unit_path  # type: ignore[attr-defined]  # a ScopedQuerySet
    page = ROW_PAGES.get(rows.model._meta.label_lower)
    if page and page.related:
        rows = rows.select_related(*page.related)
    found: QuerySet[Any] = rows.annotate(counted_at=F(lookup))
    return found


def _plain_lines(rows: Iterable[Any]) -> list[cells.Line]:
    found = list(rows)
    names = unit_names({row.counted_at for row in found})
    return [_plain_line(row, names.get(row.counted_at, "——")) for row in found]


def _plain_line(row: models.Model, unit: str) -> cells.Line:
    page = ROW_PAGES.get(row._meta.label_lower)
    words = page.words(row) if page else str(row)
    url = page.url(row) if page else ""
    title = _title(None, type(row)), "", words
    return cells.Line(row.pk, words, url, title, [("单位", "", unit)])


def _title(register: Register[Any] | None, model: type[models.Model]) -> str:
    return register.title if register else str(model._meta.verbose_name)


def _register_file(
    request: Request, asked: RowsAsked, register: Register[Any], rows: QuerySet[Any], purpose: str
) -> HttpResponse:
    """Answer with the rows in the columns of their register; the export writes the audit."""
    sight, cols = Sight(request.user), register.cols("export")
    ready = cells.without_secrets(register, _related(register, rows), cols)
    export = exports.Export(
        register, ready.order_by(*order_of(register, {}, sight).terms()), cols, sight,
        str(request.user), purpose, dict(_filters(asked)), asked.indicator.label,
    )  # fmt: skip
    exports.export_record(export, suffix="xlsx", actor=request.user)
    name = f"{asked.indicator.label} {asked.subject.end:%Y%m%d}.xlsx"
    file = exports.export_xlsx(export)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)  # type: ignore[return-value]


def _plain_file(request: Request, asked: RowsAsked, rows: QuerySet[Any]) -> HttpResponse:
    lines = _plain_lines(_with_units(rows).order_by(*NEWEST.terms()))
    found, day = asked.indicator, asked.subject.end
    rows_exported(found, dict(_filters(asked)), len(lines), actor=request.user)
    heads = (Column(_title(None, rows.model), 40), Column("单位", 20))
    told = [(line.name, line.cells[0][2]) for line in lines]
    sheet = Sheet(found.label, heads, told, f"{found.label}（截至 {day}）")
    note = Note(found.label, found.definition, found.source, f"{asked.subject.start} 至 {day}")
    name = f"{found.label} {day:%Y%m%d}.xlsx"
    return download(workbook_bytes([sheet], notes=[note], day=day), name, XLSX)


def _filters(asked: RowsAsked) -> Iterable[tuple[str, str]]:
    yield "indicator", asked.indicator.code
    yield "unit", asked.subject.path
    yield "on", f"{asked.subject.start}—{asked.subject.end}"
    if asked.part:
        yield "part", asked.part
