"""The yearly self-check, printable and as a workbook."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jingwei.collection.selectors.self_check import self_check, self_check_xlsx
from jingwei.kernel.clock import today
from jingwei.kernel.pages import XLSX, Request, handed_out

VIEW = "collection.view_round"


def _year(request: Request) -> int:
    """Return the year that the query string asks for; this one for anything else."""
    asked, now = request.GET.get("year", ""), today().year
    is_year = asked.isascii() and asked.isdecimal() and len(asked) == 4
    return int(asked) if is_year and 2000 <= int(asked) <= now + 1 else now


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def self_check_page(request: Request) -> HttpResponse:
    """Show a year of rounds: how many, which columns, how many minutes, what was not asked."""
    year = _year(request)
    context = {"check": self_check(request.user, year), "before": year - 1, "this": today().year}
    return render(request, "collection/self_check.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def self_check_export(request: Request) -> HttpResponse:
    """Hand the year over as a workbook."""
    year = _year(request)
    content = self_check_xlsx(self_check(request.user, year), day=today())
    return handed_out(request, content, f"{year}年填报自查.xlsx", XLSX)
