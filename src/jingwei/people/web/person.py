"""The person page: one person, many hats."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jingwei.kernel.clock import today
from jingwei.kernel.pages import Request, stored_download, wants_fragment
from jingwei.kernel.registers.declaration import REGISTERS, Register, register_of
from jingwei.kernel.registers.reveals import rows_read
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web import parts
from jingwei.kernel.registers.web.rows import frame, tab_of
from jingwei.people.models import AppointmentFile, IdentityDocument, Person
from jingwei.people.selectors.findings import findings_of
from jingwei.people.selectors.person_page import hat_rows, person_head

PRINT = "people.print_appointment_form"


@login_required
@permission_required("people.view_person", raise_exception=True)
@require_safe
def person(request: Request, pk: int) -> HttpResponse:
    """Show who somebody is, what they did and hold, and what is missing."""
    register = register_of(Person)
    row = get_object_or_404(register.rows(request.user), pk=pk)
    context: dict[str, Any] = {**frame(request, register, row), **tab_of(request, row)}
    if wants_fragment(request):
        return render(request, "registers/_tab.html", context)
    context["head"] = head = person_head(row, request.user, today())
    papers = register_of(IdentityDocument)
    rows_read(papers, row, count=head.documents, actor=request.user)
    context["hats"] = _hats(request, row)
    context["findings"] = findings_of(row, request.user)
    context["originals"] = _originals(request, row)
    if not context["tab"]:
        context["facts"] = parts.facts(register, row, Sight(request.user))
    return render(request, "people/person.html", context)


def _originals(request: Request, row: Person) -> list[AppointmentFile]:
    """Return the newest forms that came in about somebody, for who may print one."""
    if not request.user.has_perm(PRINT):
        return []
    return list(
        AppointmentFile.objects.visible_to(request.user)
        .filter(person=row)
        .select_related("file")[:3]
    )


def _hats(request: Request, row: Person) -> list[dict[str, Any]]:
    """Return the hats the viewer may open, each with its facts and where it is changed."""
    found = []
    for code, hat in hat_rows(row):
        register = REGISTERS[code]
        if not request.user.has_perm(register.permission("view")):
            continue
        loaded = register.rows(request.user).filter(pk=hat.pk).first()
        if loaded is not None:
            found.append({
                "register": register, "row": loaded,
                "facts": _own_facts(register, loaded, request),
                "may_change": request.user.has_perm(register.permission("change")),
            })  # fmt: skip
    return found


def _own_facts(register: Register[Any], row: Any, request: Request) -> list[parts.Fact]:
    """Return the facts of a hat without those of the person, which stand above."""
    found = parts.facts(register, row, Sight(request.user))
    return [fact for fact in found if not fact.name.startswith("person__")]


@login_required
@permission_required("people.view_person", raise_exception=True)
@require_safe
def photo(request: Request, pk: int) -> HttpResponse:
    """Answer with somebody's photo; 404 without one."""
    found = get_object_or_404(
        Person.objects.visible_to(request.user).select_related("photo"), pk=pk
    )
    return stored_download(found.photo)
