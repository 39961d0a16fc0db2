"""What an appointment form says otherwise than the registers, thing by thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from jingwei.kernel import codes
from jingwei.kernel.documents.appointment.form import AppointmentForm, FamilyRow, clean_form
from jingwei.kernel.documents.appointment.resume import (
    Stint,
    is_study,
    parse_resume,
    stint_words,
    write_resume,
)
from jingwei.kernel.documents.appointment.texts import parse_appraisals, parse_party
from jingwei.kernel.errors import BadInput
from jingwei.kernel.partial_dates import parse_partial
from jingwei.kernel.registers.declaration import Register, register_of
from jingwei.people.models import Appraisal, CareerStint, Education, FamilyMember, Person
from jingwei.people.selectors.appointment_form import (
    FULL_TIME,
    ON_JOB,
    Occasion,
    forms_of,
    school_of,
)

CODED = {"gender": "GB2261", "ethnic_group": "GB3304", "health": "GB22613"}
PLAIN = ("full_name", "native_place", "birth_place", "specialty", "id_number")
DATED = ("birth_on", "work_since")
TEXTS = {"resume": "resume_text", "rewards": "reward_summary", "appraisals": "appraisal_summary",
         "technical_title": "title_summary", "current_post": "post_summary"}  # fmt: skip
STUDIES = (
    ("full_time", FULL_TIME, "全日制教育"),
    ("on_job", ON_JOB, "在职教育"),
)
LONGEST_STINT = 300
NOT_IN_FILE = "任免表里没有这一条，导入不会删除它；确已变动的，请在人员页面上修改。"


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


def differences(form: AppointmentForm, person: Person | None) -> list[Difference]:
    """Return what the form says otherwise than the registers, in the order of the form."""
    form = clean_form(form)
    known = forms_of([person], Occasion())[0] if person else AppointmentForm()
    found = [
        *_scalars(form, known),
        *_party(form, known),
        *_texts(form, known),
        *_studies(form, known, person),
        *_career(form, known, person),
        *_appraisals(form, person),
        *_family(form, known, person),
    ]
    if form.photo and form.photo != known.photo:
        found.append(Difference("photo", "照片", "有" if known.photo else "——", "更换照片"))
    return found


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
) -> Iterator[Difference]:
    """Compare the highest education and degree of either kind; what the form leaves out stays."""
    rows = list(Education.objects.filter(person=person, is_printed=True))
    for prefix, kind, label in STUDIES:
        names = [f"{prefix}_{part}" for part in
                 ("education", "degree", "education_school", "degree_school")]  # fmt: skip
        then, now = ([getattr(f, name) for name in names] for f in (form, known))
        if any(word and word != old for word, old in zip(then, now, strict=True)):
            mine = [row for row in rows if row.kind == kind]
            yield _study((prefix, kind, label), then, now, mine)


def _study(
    place: tuple[str, str, str], then: list[str], now: list[str], rows: list[Education]
) -> Difference:
    """Return what one kind of study becomes: the row of the same diploma, else a new one."""
    (prefix, kind, label), (education, degree, school, degree_school) = place, then
    before, after = (" ".join(part for part in words if part) for words in (now, then))
    told = {
        "education": codes.code_of("ZB64", education) if education else "",
        "degree": codes.code_of("GB6864", degree) if degree else "",
    }
    unknown = [w for w, code in ((education, told["education"]), (degree, told["degree"]))
               if w and not code]  # fmt: skip
    if unknown:
        why = f"“{'”“'.join(unknown)}”不在代码表中，请在学历学位里填写。"
        return Difference(prefix, label, before, after, why_not=why)
    values: dict[str, Any] = {name: code for name, code in told.items() if code}
    row = next((r for r in rows if r.education == (told["education"] or r.education)), None)
    where = school or degree_school
    if where and (row is None or school_of(row) != where):
        values |= {"school": where, "major": ""}
    if row is None:
        values["kind"] = kind
    return Difference(prefix, label, before, after, model=Education, values=values, row=row)


def _career(
    form: AppointmentForm, known: AppointmentForm, person: Person | None
) -> Iterator[Difference]:
    """Compare the résumé line by line; lines that cannot be read stay in the text alone."""
    rows: dict[str, list[CareerStint]] = defaultdict(list)
    for row in CareerStint.objects.filter(person=person):
        rows[row.began_on[:6]].append(row)
    stints, count = parse_resume(form.resume).stints, defaultdict[str, int](int)
    for stint in stints:
        nth = count[stint.start]
        count[stint.start] += 1
        same = rows[stint.start][nth] if nth < len(rows[stint.start]) else None
        if same is None or _as_stint(same) != stint:
            key = f"career-{stint.start}" + (f"-{nth + 1}" if nth else "")
            yield _stint(key, stint, same)
    if stints:
        yield from _career_left(known, {stint.start for stint in stints})


def _career_left(known: AppointmentForm, told: set[str]) -> Iterator[Difference]:
    for stint in parse_resume(known.resume).stints:
        if stint.start not in told:
            yield Difference(
                f"career-left-{stint.start}", "经历", f"{stint.start} {stint_words(stint)}", "",
                model=CareerStint, why_not=NOT_IN_FILE,
            )  # fmt: skip


def _as_stint(row: CareerStint) -> Stint | None:
    """Return a line of the register as the grammar of the file reads it."""
    text = write_resume([Stint(row.began_on[:6], row.ended_on[:6], row.text)])
    return next(iter(parse_resume(text).stints), None)


def _stint(key: str, stint: Stint, row: CareerStint | None) -> Difference:
    words = stint_words(stint)
    values: dict[str, Any] = {"began_on": stint.start, "ended_on": stint.end, "text": words}
    if row is None:
        kinds = CareerStint.Kind
        values["kind"] = kinds.STUDY if is_study(stint.text) else kinds.WORK
    found = Difference(
        key, "经历", row.text if row else "", f"{stint.start} {words}", model=CareerStint,
        values=values, row=row,
    )  # fmt: skip
    if len(words) > LONGEST_STINT:
        why = f"这一段超过 {LONGEST_STINT} 字，请在简历里分段填写。"
        return replace(found, values={}, why_not=why)
    return found


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


def _family(
    form: AppointmentForm, known: AppointmentForm, person: Person | None
) -> Iterator[Difference]:
    rows = {(r.relation, r.name): r for r in FamilyMember.objects.filter(person=person)}
    for position, member in enumerate(form.family, 1):
        yield from _relative(position, member, rows)
    told = {member.name for member in form.family}
    left = [member for member in known.family if told and member.name not in told]
    for position, member in enumerate(left, 1):
        shown = " ".join(filter(None, (member.relation, member.name, member.work)))
        yield Difference(
            f"family-left-{position}", "家庭成员", shown, "", model=FamilyMember,
            why_not=NOT_IN_FILE,
        )  # fmt: skip


def _relative(
    position: int, member: FamilyRow, rows: dict[Any, FamilyMember]
) -> Iterable[Difference]:
    key, label = f"family-{position}", f"家庭成员 {member.relation}"
    relation = codes.code_of("GB4761", member.relation)
    status = codes.code_of("GB4762", member.political_status) if member.political_status else ""
    shown = " ".join([member.name, member.birth_on, member.political_status, member.work])
    if relation is None or status is None:
        why = "称谓或政治面貌不在代码表中，请在家庭成员里填写。"
        yield Difference(key, label, "", shown, model=FamilyMember, why_not=why)
        return
    try:
        born = parse_partial(member.birth_on) if member.birth_on else ""
    except BadInput as error:
        yield Difference(key, label, "", shown, model=FamilyMember, why_not=str(error))
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
