"""The appointment form: printed for one person or many, and taken in from its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.documents.appointment.bundle import form_file_name, read_forms, write_zip
from jingwei.kernel.documents.appointment.form import AppointmentForm
from jingwei.kernel.documents.appointment.lrmx import write_lrmx
from jingwei.kernel.documents.appointment.paper import (
    appointment_docx,
    appointment_html,
    appointment_pdf,
    resume_fit,
)
from jingwei.kernel.errors import BadInput, JingweiError
from jingwei.kernel.files import file_store
from jingwei.kernel.models import StoredFile
from jingwei.kernel.pages import DOCX, Request, download
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.people.forms.appointment import FormFileForm, OccasionForm, TakeForm, read_upload
from jingwei.people.models import Person
from jingwei.people.selectors.appointment_form import forms_of
from jingwei.people.services.appointment_file import differences, form_take, match

declare_acts({"person.form_printed": "生成任免审批表"})
MOST = 200
PREVIEWED = 3
PRINT = "people.print_appointment_form"


@login_required
@permission_required(PRINT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def forms_print(request: Request) -> HttpResponse:
    """Show the forms of the people asked for, then answer with them as files."""
    people = _asked_people(request)
    is_asked = "format" in request.POST  # else the rows come from a list, the wishes are still open
    form = OccasionForm(request.POST if is_asked else None, viewer=request.user)
    if form.is_valid():
        try:
            return _files(request, people, form)
        except BadInput as error:
            form.add_error("format", str(error))
    made = forms_of(people[:PREVIEWED], form.occasion())
    context = {
        "form": form, "people": people, "picks": [person.pk for person in people],
        "preview": appointment_html(made, on=form.occasion().ages_on),
        "fits": [(one.full_name, resume_fit(one)) for one in made],
        "previewed": len(made),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "people/forms_print.html", context, status=status)


def _asked_people(request: Request) -> list[Person]:
    """Return the visible people whom the ticked rows are about, in their order; 404 for none."""
    asked = request.POST or request.GET
    picked = [int(pk) for pk in asked.getlist("pick") if pk.isdecimal()][:MOST]
    register = REGISTERS.get(asked.get("register", "people.person"))
    if register is None or not request.user.has_perm(register.permission("view")):
        raise Http404
    rows = register.rows(request.user).in_bulk(picked)
    keys = [getattr(rows[pk], "person_id", pk) for pk in dict.fromkeys(picked) if pk in rows]
    visible = Person.objects.visible_to(request.user).select_related("photo", "unit")
    found = visible.in_bulk(keys)
    if not found:
        raise Http404("没有选中可以查看的人员。")
    return [found[key] for key in keys if key in found]


def _files(request: Request, people: list[Person], asked: OccasionForm) -> HttpResponse:
    occasion = asked.occasion()
    made = forms_of(people, occasion)
    kind = asked.cleaned_data["format"]
    data, name, content_type = _written(made, kind, occasion.ages_on)
    for person in people:
        audit("person.form_printed", person, request.user, format=kind, count=len(people))
    return download(data, name, content_type)


def _written(made: list[AppointmentForm], kind: str, on: str) -> tuple[bytes, str, str]:
    one = made[0] if len(made) == 1 else None
    name = form_file_name(one, kind) if one else f"干部任免审批表 {len(made)}人.{kind}"
    if kind == "docx":
        return appointment_docx(made, on=on), name, DOCX
    if kind == "pdf":
        return appointment_pdf(made, on=on), name, "application/pdf"
    if kind == "lrmx" and one:
        return write_lrmx(one), name, "application/xml"
    bundle = write_zip(made, "lrmx" if kind == "lrmx" else "lrm")
    return bundle, f"{name.rpartition('.')[0]}.zip", "application/zip"


@login_required
@permission_required("people.change_person", raise_exception=True)
@require_http_methods(["GET", "POST"])
def forms_upload(request: Request) -> HttpResponse:
    """Take a file of forms and go on to what is in it."""
    form = FormFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            file = file_store(*read_upload(form), actor=request.user)
        except JingweiError as error:
            form.add_error("file", str(error))
        else:
            return redirect("people:forms-read", file=file.pk)
    status = 422 if form.errors else 200
    return render(request, "people/forms_upload.html", {"form": form}, status=status)


@login_required
@permission_required("people.change_person", raise_exception=True)
@require_safe
def forms_read(request: Request, file: int) -> HttpResponse:
    """Show every form of an uploaded file: whom it is about and how much it would change."""
    stored = _own_file(request, file)
    lines = [_line(request, n, name, found) for n, (name, found) in enumerate(_read(stored))]
    return render(request, "people/forms_read.html", {"file": stored, "lines": lines})


@login_required
@permission_required("people.change_person", raise_exception=True)
@require_http_methods(["GET", "POST"])
def form_review(request: Request, file: int, number: int) -> HttpResponse:
    """Show field by field what one form would change, then take over what was picked."""
    stored = _own_file(request, file)
    found = _read(stored)
    if number >= len(found) or isinstance(found[number][1], BadInput):
        raise Http404
    name, read = found[number]
    assert not isinstance(read, BadInput)  # noqa: S101  # refused above
    people = match(read, request.user).people
    person = _chosen(request, people)
    changes = differences(read, person)
    form = TakeForm(
        request.POST or None, viewer=request.user, people=people,
        keys=[change.key for change in changes], initial={"person": person},
    )  # fmt: skip
    if form.is_valid():
        data = form.cleaned_data
        try:
            taken = form_take(
                read, data["person"], picked=data["picked"], unit=data.get("unit") or None,
                file=stored, actor=request.user,
            )  # fmt: skip
        except JingweiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{taken} 的任免表已采用 {len(data['picked'])} 处。")
            return redirect("people:forms-read", file=stored.pk)
    context = {
        "file": stored, "name": name, "read": read, "form": form, "person": person,
        "people": people, "changes": changes, "number": number,
        "preview": appointment_html([read]),
    }  # fmt: skip
    return render(request, "people/form_review.html", context, status=422 if form.errors else 200)


def _own_file(request: Request, pk: int) -> StoredFile:
    return get_object_or_404(StoredFile, pk=pk, stored_by=request.user)


def _read(stored: StoredFile) -> list[tuple[str, AppointmentForm | BadInput]]:
    with stored.content.open() as content:
        return read_forms(stored.name, content.read())


def _line(
    request: Request, number: int, name: str, found: AppointmentForm | BadInput
) -> dict[str, Any]:
    if isinstance(found, BadInput):
        return {"number": number, "name": name, "error": str(found)}
    matched = match(found, request.user)
    person = matched.people[0] if len(matched.people) == 1 else None
    count = len(differences(found, person)) if len(matched.people) < 2 else None
    return {
        "number": number, "name": name, "form": found, "person": person,
        "people": matched.people, "by": matched.by, "count": count,
    }  # fmt: skip


def _chosen(request: Request, people: tuple[Person, ...]) -> Person | None:
    asked = request.POST.get("person", request.GET.get("person", ""))
    by_key = {str(person.pk): person for person in people}
    if asked in by_key:
        return by_key[asked]
    return people[0] if len(people) == 1 and "person" not in request.POST else None
