"""The yearly tables: the set with its checks, one whose every cell opens its rows, the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jingwei.kernel.pages import XLSX, Request, download
from jingwei.plans.forms.indicators import PlaceForm
from jingwei.plans.papers.tables_paper import TITLE, row_label, tables_paper
from jingwei.plans.selectors.year_tables import FilledTable, TableRow, tables_filled
from jingwei.plans.services.series import tables_exported
from jingwei.plans.tables import year_tables
from jingwei.plans.web.indicators import VIEW, offered, rows_url, unit_asked


@dataclass(frozen=True, slots=True)
class CellShown:
    """A number as its cell shows it; without an address there is none to show."""

    label: str
    text: str
    url: str
    is_wrong: bool


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def year_table_list(request: Request) -> HttpResponse:
    """List the tables with how many checks do not hold. Queries do not grow with the tables."""
    unit = unit_asked(request)
    form = PlaceForm(request.GET, **offered(request, unit))
    month = form.month_asked()
    filled = tables_filled(year_tables().values(), unit, month) if unit else []
    context = {
        "filter_form": form, "unit": unit, "month": month, "tables": filled,
        "faults": sum(len(one.faults) for one in filled),
    }  # fmt: skip
    return render(request, "plans/year_table_list.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def year_table(request: Request, code: str) -> HttpResponse:
    """Show one table by unit, what does not hold first."""
    table, unit = year_tables().get(code), unit_asked(request)
    if table is None:
        raise Http404("没有这张统计表。")
    form = PlaceForm(request.GET, **offered(request, unit))
    month = form.month_asked()
    context: dict[str, Any] = {"table": table, "filter_form": form, "unit": unit, "month": month}
    if unit:
        (filled,) = tables_filled([table], unit, month)
        context |= {"filled": filled, "rows": [_row(filled, row) for row in filled.rows]}
        context["heads"] = filled.rows[0].cells
        context["faults"] = [(row_label(one.row), one) for one in filled.faults]
    return render(request, "plans/year_table.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def year_table_file(request: Request) -> HttpResponse:
    """Answer with all tables as one workbook; logged."""
    unit = unit_asked(request)
    if unit is None:
        raise Http404("你的数据范围里没有可以统计的单位。")
    month = PlaceForm(request.GET, **offered(request, unit)).month_asked()
    filled = tables_filled(year_tables().values(), unit, month)
    made = tables_paper(filled, place=unit.written, month=month)
    tables_exported(unit, month, len(filled), actor=request.user)
    return download(made, f"{TITLE} {unit.name} {month:%Y%m}.xlsx", XLSX)


def _row(filled: FilledTable, row: TableRow) -> tuple[TableRow, str, list[CellShown]]:
    wrong = filled.wrong_places(row)
    cells = []
    for place, cell in enumerate(row.cells, start=1):
        url, number = "", cell.number
        if cell.indicator and cell.counted and number is not None:
            more = {"own": "yes"} if row.is_own else {}
            more |= {"part": cell.column.part} if cell.column.part else {}
            url = rows_url(cell.indicator, row.unit.path, cell.counted, **more)
        text = "——" if number is None else f"{number:,}"
        cells.append(CellShown(cell.column.label, text, url, place in wrong))
    return row, row_label(row), cells
