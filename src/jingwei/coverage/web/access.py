"""How the pages find a programme and rows, and who may change them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from jingwei.coverage.forms.rows import RosterFilterForm
from jingwei.coverage.models import Programme, RosterRow
from jingwei.coverage.models.roster import Kind
from jingwei.coverage.selectors.rows import roster
from jingwei.coverage.sources import SOURCES
from jingwei.kernel.pages import Request
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.web.access import row_address

VIEW, CHANGE = "coverage.view_programme", "coverage.change_programme"
MOST_PICKS = 5_000
"""Rows ticked one by one; all of a filter may be more."""


def visible_programme(request: Request, pk: int) -> Programme:
    """Return a programme the viewer may see; 404 for any other."""
    rows = Programme.objects.visible_to(request.user).select_related("unit", "owner")
    return get_object_or_404(rows, pk=pk)


def may_change(request: Request, programme: Programme) -> bool:
    """Whether the viewer runs a programme: it is of a unit of theirs."""
    paths = request.user.unit_paths()
    own = any(programme.unit.path.startswith(path) for path in paths)
    return own and bool(request.user.has_perm(CHANGE))


def own_programme(request: Request, pk: int) -> Programme:
    """Return a programme the viewer runs. Raises PermissionDenied with the reason."""
    programme = visible_programme(request, pk)
    if not may_change(request, programme):
        raise PermissionDenied(f"“{programme}”由{programme.unit}承办，你不能改动。")
    return programme


def picked_rows(request: Request, programme: Programme) -> list[RosterRow]:
    """Return the rows ticked in the list, or all of its filter ("all"). Two queries.

    A filter that means nothing means nobody, never everybody.
    """
    if whole := whole_filter(request):
        asked = {name: str(value) for name, value in QueryDict(whole).items()}
        form = RosterFilterForm(asked, viewer=request.user)
        return list(roster(programme, request.user, form.asked())) if form.is_valid() else []
    picks = [int(text) for text in request.POST.getlist("pick") if text.isdecimal()][:MOST_PICKS]
    rows = RosterRow.objects.visible_to(request.user).filter(programme=programme)
    found = rows.in_bulk(picks)
    return [found[pk] for pk in picks if pk in found]


def whole_filter(request: Request) -> str:
    """Return the filter whose rows are all meant, "" when rows were ticked one by one."""
    if not request.POST.get("all"):
        return ""
    return request.POST.get("query") or "show="


def record_page(viewer: Any, reference: str) -> str:
    """Return the address of the record that evidence was read from; "" for none, or out of sight.

    Two queries at most.
    """
    code, _, key = reference.partition(":")
    if not key.isdecimal():
        return ""
    register = REGISTERS.get(code)
    if register is None:
        pages = (one.page for one in SOURCES.values() if one.kind == Kind.CASE and one.page)
        return next(filter(None, (page(viewer, int(key)) for page in pages)), "")
    if not register.is_open(viewer, "view"):
        return ""
    row = register.rows(viewer).filter(pk=int(key)).first()
    return row_address(register, row) if row else ""
