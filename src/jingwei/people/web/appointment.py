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
from jingwei.kernel.registers.declaration import REGISTERS, register_of
from jingwei.kernel.registers.reveals import rows_read
from jingwei.people.forms.appointment import FormFileForm, OccasionForm, TakeForm, read_upload
from jingwei.people.models import FamilyMember, Person
from jingwei.people.selectors.appointment_form import forms_of
from jingwei.people.services.appointment_file import differences_for, form_take, match
from jingwei.people.services.form_differences import Difference

declare_acts({"person.form_printed": "生成任免审批表", "person.form_seen": "预览任免审批表"})
MOST = 200
NOBODY = "new"
PREVIEWED = 3
PRINT = "people.print_appointment_form"


@login_required
@permission_required(PRINT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def forms_print(request: Request) -> HttpResponse:
    """Show the forms of the people asked for, then answer with them as files."""
    people = _asked_people(request)
    is_asked = "format" in request.POST  # else the rows come from a list, the wishes are still open
    form = OccasionForm(request.POST if is_asked else None, viewer=request.user, people=people)
    if form.is_valid():
        try:
            return _files(request, people, form)
        except BadInput as error:
            form.add_error("format", str(error))
    made = forms_of(people[:PREVIEWED], form.occasion())
    for person in people[:PREVIEWED]:
        audit("person.form_seen", person, request.user, count=len(people))
    context = {
        "form": form, "people": people, "picks": [person.pk for person in people],
        "preview": appointment_html(made, on=form.occasion().ages_on),
        "fits": [(one.full_name, resume_fit(one)) for one in made],
        "previewed": len(made), "most": MOST, "is_cut": len(_picks(request)) > MOST,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "people/forms_print.html", context, status=status)


def _picks(request: Request) -> list[int]:
    """Return the keys of the ticked rows, each once, in their order."""
    asked = request.POST or request.GET
    picked = (int(pk) for pk in asked.getlist("pick") if pk.isascii() and pk.isdecimal())
    return list(dict.fromkeys(picked))


def _asked_people(request: Request) -> list[Person]:
    """Return the visible people whom the ticked rows are about, in their order; 404 for none."""
    asked, picked = request.POST or request.GET, _picks(request)[:MOST]
    register = REGISTERS.get(asked.get("register", "people.person"))
    if register is None or not request.user.has_perm(register.permission("view")):
        raise Http404
    rows = register.rows(request.user).in_bulk(picked)
    keys = [getattr(rows[pk], "person_id", pk) for pk in picked if pk in rows]
    visible = Person.objects.visible_to(request.user).select_related("photo", "unit")
    found = visible.in_bulk(keys)
    if not found:
        raise Http404("没有选中可以查看的人员。")
    return [found[key] for key in keys if key in found]


def _files(request: Request, people: list[Person], asked: OccasionForm) -> HttpResponse:
    occasion = asked.occasion()
    made = forms_of(people, occasion, asked.own())
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
    name, read = _one(stored, number)
    people = match(read, request.user).people
    person = _chosen(request, people)
    is_open = len(people) > 1 and person is None and not _is_new(request)
    changes = [] if is_open else differences_for(read, person, request.user)
    _told_of_family(request, person, changes)
    form = TakeForm(
        request.POST or None, viewer=request.user, people=people,
        keys=[change.key for change in changes], initial={"person": person},
    )  # fmt: skip
    if form.is_valid() and _taken(request, form, read, stored):
        return redirect("people:forms-read", file=stored.pk)
    context = {
        "file": stored, "name": name, "read": read, "form": form, "person": person,
        "people": people, "changes": changes, "number": number, "is_open": is_open,
        "preview": appointment_html([read]),
    }  # fmt: skip
    return render(request, "people/form_review.html", context, status=422 if form.errors else 200)


def _taken(request: Request, form: TakeForm, read: AppointmentForm, stored: StoredFile) -> bool:
    """Write what was picked; False when something was refused, which stands in the form then."""
    data = form.cleaned_data
    try:
        taken = form_take(
            read, data["person"], picked=data["picked"], unit=data.get("unit") or None,
            file=stored, actor=request.user,
        )  # fmt: skip
    except JingweiError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"{taken} 的任免表已采用 {len(data['picked'])} 处。")
    return True


def _one(stored: StoredFile, number: int) -> tuple[str, AppointmentForm]:
    """Return name and form of one file of an upload; 404 for one that could not be read."""
    found = _read(stored)
    name, read = found[number] if number < len(found) else ("", BadInput("forms.none", ""))
    if isinstance(read, BadInput):
        raise Http404
    return name, read


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
    is_known = len(matched.people) < 2
    count = len(differences_for(found, person, request.user)) if is_known else None
    return {
        "number": number, "name": name, "form": found, "person": person,
        "people": matched.people, "by": matched.by, "count": count,
    }  # fmt: skip


def _chosen(request: Request, people: tuple[Person, ...]) -> Person | None:
    """Return whom the form is taken to be about: the one chosen, or the only one there is."""
    asked = request.POST.get("person", request.GET.get("person", ""))
    by_key = {str(person.pk): person for person in people}
    if asked in by_key:
        return by_key[asked]
    return people[0] if len(people) == 1 and not _is_new(request) else None


def _is_new(request: Request) -> bool:
    """Whether the viewer said that it is nobody of those found: posted, or chosen by a link."""
    return request.POST.get("person") == "" or request.GET.get("person") == NOBODY


def _told_of_family(request: Request, person: Person | None, changes: list[Difference]) -> None:
    """Record that relatives the register holds were shown."""
    register = register_of(FamilyMember)
    shown = [one for one in changes if one.model is FamilyMember and one.now]
    if person is not None:
        rows_read(register, person, count=len(shown), actor=request.user)
