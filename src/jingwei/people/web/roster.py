"""The roster of whatever list of people is shown, in one press."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.errors import JingweiError
from jingwei.kernel.pages import XLSX, Request, download
from jingwei.kernel.registers.declaration import REGISTERS, Register
from jingwei.kernel.registers.reading import filtered, order_of
from jingwei.kernel.registers.sight import Sight
from jingwei.org.models import Unit
from jingwei.people.models import Hat, Person
from jingwei.people.roster import MOST_PEOPLE, Roster, roster_export


@login_required
@permission_required("people.view_person", raise_exception=True)
@require_safe
def roster(request: Request, code: str) -> HttpResponse:
    """Answer with the roster of the people that a list shows: its query string, or ``pick``."""
    register = _register(request, code)
    asked, title = request.GET.dict(), f"{register.title}名册"
    try:
        people = _people(request, register, asked)
        made = roster_export(
            Roster(people, _unit_named(request, asked.get("unit_path", "")), today(), title),
            actor=request.user,
        )
    except JingweiError as error:
        messages.error(request, str(error))
        return redirect("registers:list", register.code)
    return download(made, f"{title} {today():%Y%m%d}.xlsx", XLSX)


def _register(request: Request, code: str) -> Register[Any]:
    """Return a register of people or of one of their hats that the viewer may open."""
    register = REGISTERS.get(code)
    if register is None or not issubclass(register.model, Person | Hat):
        raise Http404
    if not register.is_open(request.user, "view"):
        raise PermissionDenied(f"你的角色不能查看{register.title}。")
    return register


def _people(request: Request, register: Register[Any], asked: dict[str, str]) -> list[Person]:
    sight, is_hat = Sight(request.user), issubclass(register.model, Hat)
    rows = filtered(register, asked, sight)
    if picks := [int(t) for t in request.GET.getlist("pick") if t.isascii() and t.isdecimal()]:
        rows = rows.filter(pk__in=picks)
    rows = rows.order_by(*order_of(register, asked, sight).terms())
    rows = rows.select_related("person__unit__parent" if is_hat else "unit__parent")
    found = rows[: MOST_PEOPLE + 1]
    return [row.person for row in found] if is_hat else list(found)


def _unit_named(request: Request, path: str) -> str:
    """Return the unit that stands above the roster: the one filtered by, else the viewer's own."""
    wanted = path or request.user.home_path
    unit = Unit.objects.visible_to(request.user).filter(path=wanted).first()
    return unit.written if unit else ""
