"""The appointment forms that came in, as they arrived, beside what the registers say now."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.documents.appointment.bundle import read_forms
from jingwei.kernel.documents.appointment.form import AppointmentForm
from jingwei.kernel.documents.appointment.paper import appointment_html
from jingwei.kernel.pages import Request, stored_download
from jingwei.people.models import AppointmentFile
from jingwei.people.services.appointment_file import differences_for, is_about

declare_acts({"person.original": "查看任免表原件"})
PRINT = "people.print_appointment_form"


@login_required
@permission_required(PRINT, raise_exception=True)
@require_safe
def original(request: Request, pk: int) -> HttpResponse:
    """Show a form as it came in, and where the registers say otherwise by now."""
    found = _found(request, pk)
    read = _form(found)
    changes = differences_for(read, found.person, request.user) if read else []
    context = {
        "original": found, "person": found.person, "read": read, "changes": changes,
        "preview": appointment_html([read]) if read else "",
    }  # fmt: skip
    return render(request, "people/original.html", context)


@login_required
@permission_required(PRINT, raise_exception=True)
@require_safe
def original_file(request: Request, pk: int) -> HttpResponse:
    """Answer with the file itself."""
    return stored_download(_found(request, pk).file)


def _found(request: Request, pk: int) -> AppointmentFile:
    """Return an original about a visible person, and record that it is looked at."""
    rows = AppointmentFile.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("person__unit", "person__photo", "file"), pk=pk)
    audit("person.original", found.person, request.user, file=found.file.name)
    return found


def _form(found: AppointmentFile) -> AppointmentForm | None:
    """Return the form about the person: the only one of the file, or the one that names them."""
    with found.file.content.open() as content:
        read = [form for _, form in read_forms(found.file.name, content.read())]
    forms = [form for form in read if isinstance(form, AppointmentForm)]
    if len(forms) == 1:
        return forms[0]
    return next((form for form in forms if is_about(form, found.person)), None)
