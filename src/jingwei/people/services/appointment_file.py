"""Taking an appointment form into the registers: what may be taken over, then what was picked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.documents.appointment.form import AppointmentForm
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.models import StoredFile
from jingwei.kernel.partial_dates import parse_partial
from jingwei.kernel.registers.declaration import Register, register_of
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit
from jingwei.people.models import AppointmentFile, Person
from jingwei.people.services.form_differences import Difference, differences
from jingwei.people.services.photos import photo_set

declare_acts({"person.form_taken": "导入任免表"})


@dataclass(frozen=True)
class Match:
    """Whom a form is about: nobody yet, one person, or several to choose from."""

    people: tuple[Person, ...]
    by: str


def match(form: AppointmentForm, viewer: Viewer) -> Match:
    """Find the visible person of a form: by id number, else by name and birth month."""
    visible = Person.objects.visible_to(viewer).select_related("unit", "photo")
    if form.id_number and (found := visible.by_texts([form.id_number]).get(form.id_number)):
        return Match(tuple(found), "身份证号")
    born = _month(form.birth_on)
    same = visible.filter(full_name=form.full_name, birth_on__startswith=born)
    return Match(tuple(same) if born else (), "姓名和出生年月")


def is_about(form: AppointmentForm, person: Person) -> bool:
    """Whether a form names ``person``: by id number, else by name and birth month."""
    if form.id_number and person.id_number:
        return form.id_number.upper() == person.id_number
    return (form.full_name, _month(form.birth_on)) == (person.full_name, person.birth_on[:6])


def _month(text: str) -> str:
    """Return the month of a date in any spelling, "" for what is no date."""
    try:
        return parse_partial(text)[:6]
    except BadInput:
        return ""


def differences_for(form: AppointmentForm, person: Person | None, viewer: Any) -> list[Difference]:
    """Return the differences as ``viewer`` may see them, each takeable or saying why not.

    Restricted values that the registers hold are masked; rows of a register the viewer may not
    open are left out unless the file says something of them.
    """
    seen = [_seen(one, person, viewer) for one in differences(form, person)]
    return [one for one in seen if one.then or one.now]


def _seen(found: Difference, person: Person | None, viewer: Any) -> Difference:
    register: Register[Any] = register_of(found.model)
    row = person if found.model is Person else found.row
    sight, cols = Sight(viewer), [register.col(name) for name in found.values]
    hidden = [col for col in cols if not sight.clear(col)]
    now = register.kind(hidden[0]).mask(found.now) if hidden else found.now
    if not viewer.has_perm(register.permission("view")):
        now = ""
    closed = not viewer.has_perm(register.permission("change" if row else "add"))
    if found.values and (closed or not all(sight.writable(col) for col in cols)):
        why = f"你的角色不能修改{register.title}里的这一项。"
        return replace(found, now=now, values={}, why_not=why)
    return replace(found, now=now)


@transaction.atomic
def form_take(
    form: AppointmentForm, person: Person | None, *, picked: Iterable[str], unit: Unit | None,
    file: StoredFile, actor: Any,
) -> Person:  # fmt: skip
    """Write the ``picked`` differences into the registers; without a person, make one in ``unit``.

    Raises RowsRefused when a register refuses a value, RuleViolation ``people.may_not_add``;
    nothing is stored then.
    """
    if person is None and not actor.has_perm("people.add_person"):
        raise RuleViolation("people.may_not_add", "你的角色不能新增人员。", hint="请干部科登记。")
    wanted, source = set(picked), f"任免表 {file.name}"[:120]
    found = differences_for(form, person, actor)
    chosen = [d for d in found if d.key in wanted and not d.why_not]
    own = {name: value for d in chosen if d.model is Person for name, value in d.values.items()}
    if person is None:
        own["unit"] = unit
    outcome = rows_save(register_of(Person), [Draft(own, row=person)], actor=actor, source=source)
    person = person or outcome.changes[0].row
    if any(d.key == "photo" for d in chosen):
        photo_set(person, form.photo, actor=actor)
    for model in dict.fromkeys(d.model for d in chosen if d.model is not Person):
        drafts = [_draft(d, person) for d in chosen if d.model is model]
        rows_save(register_of(model), drafts, actor=actor, source=source)
    AppointmentFile.objects.create(person=person, file=file, taken_on=today())
    audit("person.form_taken", person, actor, file=file.name, fields=sorted(wanted))
    return Person.objects.get(pk=person.pk)


def _draft(difference: Difference, person: Person) -> Draft[Any]:
    values = dict(difference.values)
    if difference.row is None:
        values["person"] = person
    return Draft(values, row=difference.row)
