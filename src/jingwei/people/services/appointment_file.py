"""Taking an appointment form into the registers: what would change, then what was picked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from jingwei.kernel import codes
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.documents.appointment.form import AppointmentForm, FamilyRow, clean_form
from jingwei.kernel.documents.appointment.resume import is_study, parse_resume
from jingwei.kernel.documents.appointment.texts import parse_appraisals, parse_party
from jingwei.kernel.errors import BadInput
from jingwei.kernel.files import file_store
from jingwei.kernel.models import StoredFile
from jingwei.kernel.partial_dates import parse_partial
from jingwei.kernel.registers.declaration import Register, register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.kernel.scoping import Viewer
from jingwei.org.models import Unit
from jingwei.people.models import (
    AppointmentFile,
    Appraisal,
    CareerStint,
    Education,
    FamilyMember,
    Person,
)
from jingwei.people.selectors.appointment_form import FULL_TIME, ON_JOB, Occasion, forms_of

declare_acts({"person.form_taken": "导入任免表"})
CODED = {"gender": "GB2261", "ethnic_group": "GB3304", "health": "GB22613"}
PLAIN = ("full_name", "native_place", "birth_place", "specialty", "id_number")
DATED = ("birth_on", "work_since")
TEXTS = {"resume": "resume_text", "rewards": "reward_summary", "appraisals": "appraisal_summary",
         "technical_title": "title_summary", "current_post": "post_summary"}  # fmt: skip
STUDIES = (
    ("full_time", FULL_TIME, "全日制教育"),
    ("on_job", ON_JOB, "在职教育"),
)


@dataclass(frozen=True)
class Difference:
    """One thing the form says otherwise. ``key`` picks it; ``values`` go into ``model``'s register.

    ``why_not`` says why it cannot be taken over as it stands; then ``values`` is empty.
    """

    key: str
    label: str
    now: str
    then: str
    model: type[Any] = Person
    values: dict[str, Any] = field(default_factory=dict)
    row: Any = None
    why_not: str = ""


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
    try:
        born = parse_partial(form.birth_on)[:6]
    except BadInput:
        born = ""
    same = visible.filter(full_name=form.full_name, birth_on__startswith=born)
    return Match(tuple(same) if born else (), "姓名和出生年月")


def differences(form: AppointmentForm, person: Person | None) -> list[Difference]:
    """Return what the form says otherwise than the registers, in the order of the form."""
    form = clean_form(form)
    known = forms_of([person], Occasion())[0] if person else AppointmentForm()
    found = [
        *_scalars(form, known),
        *_party(form, known),
        *_texts(form, known),
        *_studies(form, known, person),
        *_career(form, person),
        *_appraisals(form, person),
        *_family(form, person),
    ]
    if form.photo and form.photo != known.photo:
        found.append(Difference("photo", "照片", "有" if known.photo else "——", "更换照片"))
    return found


@transaction.atomic
def form_take(
    form: AppointmentForm, person: Person | None, *, picked: Iterable[str], unit: Unit | None,
    file: StoredFile, actor: Any,
) -> Person:  # fmt: skip
    """Write the ``picked`` differences into the registers; without a person, make one in ``unit``.

    Raises RowsRefused when a register refuses a value; nothing is stored then.
    """
    wanted, source = set(picked), f"任免表 {file.name}"[:120]
    chosen = [d for d in differences(form, person) if d.key in wanted and not d.why_not]
    own = {name: value for d in chosen if d.model is Person for name, value in d.values.items()}
    if "photo" in wanted and form.photo:
        own["photo"] = file_store(
            f"{form.full_name}.{_ending(form.photo)}", form.photo, actor=actor
        )
    if person is None:
        own["unit"] = unit
    photo = own.pop("photo", None)
    outcome = rows_save(register_of(Person), [Draft(own, row=person)], actor=actor, source=source)
    person = person or outcome.changes[0].row
    if photo is not None:
        Person.objects.filter(pk=person.pk).update(photo=photo)
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


def _ending(photo: bytes) -> str:
    return "png" if photo.startswith(b"\x89PNG") else "jpg"


def _label(name: str) -> str:
    register: Register[Person] = register_of(Person)
    return register.label_of(register.col(name))


def _read(name: str, then: str, now: str, parse: Callable[[str], Any]) -> Difference:
    try:
        return Difference(name, _label(name), now, then, values={name: parse(then)})
    except BadInput as error:
        return Difference(name, _label(name), now, then, why_not=str(error))


def _scalars(form: AppointmentForm, known: AppointmentForm) -> Iterable[Difference]:
    parsers: dict[str, Callable[[str], Any]] = dict.fromkeys(PLAIN, str)
    parsers |= dict.fromkeys(DATED, parse_partial)
    parsers |= {name: _coder(table) for name, table in CODED.items()}
    for name, parse in parsers.items():
        now, then = getattr(known, name), getattr(form, name)
        if then and _same(name, now) != _same(name, then):
            yield _read(name, then, now, parse)


def _same(name: str, text: str) -> str:
    if name not in DATED:
        return _code(CODED[name], text) if name in CODED else text
    try:
        return parse_partial(text)[:6]
    except BadInput:
        return text


def _code(table: str, text: str) -> str:
    return codes.code_of(table, text) or text


def _coder(table: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        found = codes.code_of(table, text)
        if found is None:
            codes.note_unknown(table, text, "任免表")
            raise BadInput("people.unknown_word", f"“{text}”不在代码表中，已列入待认文本。")
        return found

    return parse


def _party(form: AppointmentForm, known: AppointmentForm) -> Iterable[Difference]:
    then, now = parse_party(form.joined_party_on), parse_party(known.joined_party_on)
    if not form.joined_party_on or then == now:
        return
    values: dict[str, Any] = {"joined_party_on": then.joined_on} if then.joined_on else {}
    parties = [codes.code_of("GB4762", name) for name in then.parties]
    if None in parties:
        why = "有不认识的党派名称，请在人员页面上填写。"
        yield Difference(
            "party", "入党时间", known.joined_party_on, form.joined_party_on, why_not=why
        )
        return
    if then.joined_on:
        values["political_status"] = "01"
        names = ("second_party", "third_party")
    else:
        names = ("political_status", "second_party")
    values |= dict(zip(names, parties, strict=False))
    yield Difference(
        "party", "入党时间", known.joined_party_on, form.joined_party_on, values=values
    )


def _texts(form: AppointmentForm, known: AppointmentForm) -> Iterable[Difference]:
    for name, column in TEXTS.items():
        now, then = getattr(known, name), getattr(form, name)
        if then and then.strip() != now.strip() and then.strip() not in ("无", "（无）"):
            yield Difference(column, _label(column), now, then, values={column: then})


def _studies(
    form: AppointmentForm, known: AppointmentForm, person: Person | None
) -> Iterable[Difference]:
    for prefix, kind, label in STUDIES:
        names = [f"{prefix}_{part}" for part in
                 ("education", "degree", "education_school", "degree_school")]  # fmt: skip
        then, now = ([getattr(f, name) for name in names] for f in (form, known))
        if any(then) and then != now:
            yield _study(prefix, kind, label, then, now)


def _study(prefix: str, kind: str, label: str, then: list[str], now: list[str]) -> Difference:
    education, degree, school, degree_school = then
    before, after = (" ".join(part for part in words if part) for words in (now, then))
    values = {
        "kind": kind, "school": school or degree_school, "major": "",
        "education": codes.code_of("ZB64", education) or "" if education else "",
        "degree": codes.code_of("GB6864", degree) or "" if degree else "",
    }  # fmt: skip
    unknown = [w for w, k in ((education, "education"), (degree, "degree")) if w and not values[k]]
    if unknown:
        why = f"“{'”“'.join(unknown)}”不在代码表中，请在学历学位里填写。"
        return Difference(prefix, label, before, after, why_not=why)
    return Difference(prefix, label, before, after, model=Education, values=values)


def _career(form: AppointmentForm, person: Person | None) -> Iterable[Difference]:
    """Compare the résumé line by line; lines that cannot be read stay in the text alone."""
    rows = {row.began_on[:6]: row for row in CareerStint.objects.filter(person=person)}
    for stint in parse_resume(form.resume).stints:
        row = rows.get(stint.start)
        values = {"began_on": stint.start, "ended_on": stint.end, "text": stint.text}
        now = (row.began_on[:6], row.ended_on[:6], row.text) if row else None
        if now == tuple(values.values()):
            continue
        if row is None:
            values["kind"] = (
                CareerStint.Kind.STUDY if is_study(stint.text) else CareerStint.Kind.WORK
            )
        yield Difference(
            f"career-{stint.start}", "经历", row.text if row else "", f"{stint.start} {stint.text}",
            model=CareerStint, values=values, row=row,
        )  # fmt: skip


def _appraisals(form: AppointmentForm, person: Person | None) -> Iterable[Difference]:
    rows = {row.year: row for row in Appraisal.objects.filter(person=person)}
    for year, code in parse_appraisals(form.appraisals):
        row = rows.get(year)
        if not code or (row and row.result == code):
            continue
        now = codes.label("ZB18", row.result) if row else ""
        yield Difference(
            f"appraisal-{year}", f"{year}年度考核", now, codes.label("ZB18", code),
            model=Appraisal, values={"year": year, "result": code}, row=row,
        )  # fmt: skip


def _family(form: AppointmentForm, person: Person | None) -> Iterable[Difference]:
    rows = {(r.relation, r.name): r for r in FamilyMember.objects.filter(person=person)}
    for position, member in enumerate(form.family, 1):
        yield from _relative(position, member, rows)


def _relative(
    position: int, member: FamilyRow, rows: dict[Any, FamilyMember]
) -> Iterable[Difference]:
    key, label = f"family-{position}", f"家庭成员 {member.relation}"
    relation = codes.code_of("GB4761", member.relation)
    status = codes.code_of("GB4762", member.political_status) if member.political_status else ""
    shown = " ".join([member.name, member.birth_on, member.political_status, member.work])
    if relation is None or status is None:
        why = "称谓或政治面貌不在代码表中，请在家庭成员里填写。"
        yield Difference(key, label, "", shown, why_not=why)
        return
    try:
        born = parse_partial(member.birth_on) if member.birth_on else ""
    except BadInput as error:
        yield Difference(key, label, "", shown, why_not=str(error))
        return
    row = rows.get((relation, member.name))
    values: dict[str, Any] = {"relation": relation, "name": member.name, "birth_on": born,
              "political_status": status, "work": member.work}  # fmt: skip
    if row and all(getattr(row, name) == value for name, value in values.items()):
        return
    if row is None:
        values["position"] = position
    now = f"{row.name} {row.birth_on} {row.work}" if row else ""
    yield Difference(key, label, now, shown, model=FamilyMember, values=values, row=row)
