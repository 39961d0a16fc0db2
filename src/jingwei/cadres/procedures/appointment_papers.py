"""Papers written from a batch: list of topics, public notice, paper of decision, forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.transaction import atomic

from jingwei.cadres.procedures.appointment_effects import POSTS, standing
from jingwei.cadres.procedures.appointment_rows import Proposed, proposed
from jingwei.kernel import codes
from jingwei.kernel.audit import audit
from jingwei.kernel.clock import today
from jingwei.kernel.documents.appointment.form import AppointmentForm
from jingwei.kernel.documents.official import Official
from jingwei.kernel.documents.official_text import chinese_day
from jingwei.kernel.errors import BadInput
from jingwei.kernel.law import law
from jingwei.kernel.partial_dates import show_partial
from jingwei.kernel.workdays import WorkCalendar, work_calendar
from jingwei.org.models import Unit, UnitKind
from jingwei.people.models import Person
from jingwei.people.selectors.appointment_form import Occasion, forms_of, party_text
from jingwei.procedures.models import Case, CaseSubject, StepRecord
from jingwei.procedures.panels import paper

if TYPE_CHECKING:
    from jingwei.accounts.models import User

TOPIC_HEADS = (
    "序号", "姓名", "性别", "出生年月", "学历", "现任职务", "拟任职务", "拟免职务", "任免理由",
    "备注",
)  # fmt: skip
TOPIC_WIDTHS = (1, 1.6, 1, 1.8, 1.6, 4, 4, 3.4, 3, 2)
TRIAL_END, REMOVAL = "cadres.probation_end", "cadres.removal"
BLANK_DAY = "　　年　月　日"


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the batch with what is proposed."""

    row: CaseSubject
    wish: Proposed
    post_now: str

    @property
    def person(self) -> Person:
        return self.row.person

    @property
    def notes(self) -> str:
        """What a reader of a list must know besides."""
        told = ["破格提拔"] if self.wish.is_exceptional else []
        told += ["试用期一年"] if self.wish.on_trial else []
        return "、".join(told + (["兼任"] if self.wish.is_concurrent else []))


def lines_of(case: Case) -> list[Line]:
    """Return who stands, in their order, with the posts held before the paper of decision.

    Two queries. Raises BadInput ``cadres.batch_empty`` for nobody.
    """
    rows, before = standing(case), _posts_before(case)
    if not rows:
        raise BadInput("cadres.batch_empty", f"“{case}”还没有人选。")
    return [
        Line(row, proposed(row), before.get(str(row.person_id), row.person.post_summary))
        for row in rows
    ]


def _posts_before(case: Case) -> dict[str, str]:
    kept: dict[str, str] = {}
    for record in StepRecord.objects.filter(case=case, is_returned=False):
        kept |= record.effect.get("changed", {}).get(POSTS, {})
    return kept


def issuer_of(case: Case) -> str:
    """Return the committee that decides: of the district the case is run in. One query."""
    root = case.unit_path.partition("/")[0]
    unit = Unit.objects.filter(path=f"{root}/").first()
    if unit is None:
        return "中共委员会"
    return f"中共{unit.name}委员会" if unit.kind == UnitKind.DISTRICT else unit.name


@dataclass(frozen=True, slots=True)
class Told:
    """What the steps of a batch said, the later over the earlier, and the day of decision."""

    data: dict[str, Any]
    decided_on: date | None

    @classmethod
    def of(cls, case: Case) -> Told:
        """Read the records in force. One query."""
        data: dict[str, Any] = {}
        decided = None
        voted = {step.code for step in case.procedure.steps if step.votes}
        for record in StepRecord.objects.filter(case=case, is_returned=False).order_by("pk"):
            data |= record.data
            decided = record.happened_on if record.step in voted else decided
        return cls(data, decided)

    def day(self, code: str) -> date | None:
        """Return a fact that is a day; None when it was not told."""
        kept = self.data.get(code)
        return date.fromisoformat(kept) if kept else None


@paper("cadres.appointment_topics")
def topics(case: Case, viewer: User) -> bytes:
    """Write the list of topics for the committee: everybody of the batch in one table."""
    found = lines_of(case)
    made = Official(f"{case.title}\n议题汇总表", issuer=issuer_of(case), day=today())
    made.paragraph(f"共 {len(found)} 人。考察情况附后，任免审批表另附。")
    rows = [_topic(number, line, case) for number, line in enumerate(found, 1)]
    made.table(TOPIC_HEADS, rows, TOPIC_WIDTHS, landscape=True)
    return made.to_bytes()


def _topic(number: int, line: Line, case: Case) -> tuple[str, ...]:
    person, wish = line.person, line.wish
    now_for_good = case.definition == TRIAL_END
    proposed_words = f"正式任{wish.post}" if now_for_good else wish.post
    return (
        str(number), person.full_name, codes.label("GB2261", person.gender),
        show_partial(person.birth_on[:6]), _education(person), line.post_now,
        proposed_words, wish.from_post, wish.reason, line.notes,
    )  # fmt: skip


def _education(person: Person) -> str:
    return codes.short_label("ZB64", person.education) if person.education else ""


@paper("cadres.appointment_notice")
def notice(case: Case, viewer: User) -> bytes:
    """Write the public notice: who, in what post now, in what post then; from when to when."""
    found, told = lines_of(case), Told.of(case)
    issuer = issuer_of(case)
    first, last = notice_span(told, work_calendar())
    made = Official("干部任前公示", issuer=f"{issuer}组织部", day=first or today())
    made.paragraph("根据《党政领导干部选拔任用工作条例》有关规定，现将拟任职人选公示如下：")
    for line in found:
        made.paragraph(_introduced(line))
    made.paragraph(
        f"公示期限：{_day(first)}至{_day(last)}。公示期间，对公示人选有情况和问题需要反映的，"
        f"可以通过信函、电话、来访等方式向{issuer}组织部反映。反映情况和问题应当实事求是、客观公正。"
    )
    made.paragraph("受理电话：　　　　　　　　联系地址：　　　　　　　　")
    made.signature()
    return made.to_bytes()


def notice_span(told: Told, calendar: WorkCalendar) -> tuple[date | None, date | None]:
    """Return from when to when the notice is up: as recorded, else the soonest the law allows.

    None for what cannot be told: nothing decided yet, a year whose calendar nobody confirmed.
    """
    first, last = told.day("notice_from"), told.day("notice_to")
    if first and last:
        return first, last
    if told.decided_on is None:
        return None, None
    days = law("cadres.appointment", told.decided_on).notice_workdays
    return calendar.after(told.decided_on, 1), calendar.after(told.decided_on, days)


def _day(day: date | None) -> str:
    return chinese_day(day) if day else BLANK_DAY


def _introduced(line: Line) -> str:
    person, wish = line.person, line.wish
    year, month = person.birth_on[:4], person.birth_on[4:6]
    born = f"{year}年{int(month)}月出生" if month else ""
    words = [
        person.full_name, codes.label("GB2261", person.gender),
        codes.label("GB3304", person.ethnic_group) if person.ethnic_group else "", born,
        f"{_education(person)}学历" if person.education else "", _party(person),
        f"现任{line.post_now}" if line.post_now else "", f"拟任{wish.post}",
        "系破格提拔" if wish.is_exceptional else "",
    ]  # fmt: skip
    return "，".join(word for word in words if word) + "。"


def _party(person: Person) -> str:
    if person.political_status in ("01", "02"):
        return "中共党员" if person.political_status == "01" else "中共预备党员"
    return "" if party_text(person).isdecimal() else party_text(person)


@paper("cadres.appointment_decision")
def decision(case: Case, viewer: User) -> bytes:
    """Write the paper of decision: who is appointed to what, and removed from what."""
    found, told = lines_of(case), Told.of(case)
    number = told.data.get("document_no") or told.data.get("formal_no") or ""
    issuer = issuer_of(case)
    day = told.day("office_on") if "office_on" in told.data else told.decided_on
    made = Official(
        _title(case, [line.person.full_name for line in found]),
        issuer=issuer, day=day or today(), number=_number(number),
    )  # fmt: skip
    made.addressee("各有关单位")
    made.paragraph(f"{issuer}研究决定：")
    for sentence in _sentences(case, found):
        made.paragraph(sentence)
    made.signature()
    return made.to_bytes()


def _number(text: str) -> str:
    """Return the number if it reads as that of an official document; a draft goes without."""
    try:
        Official("文", issuer="", day=today(), number=text)
    except BadInput:
        return ""
    return text


def _title(case: Case, names: Sequence[str]) -> str:
    whom = f"{names[0]}同志" if len(names) == 1 else f"{names[0]}等{len(names)}名同志"
    ends = {TRIAL_END: "试用期满正式任职", REMOVAL: "免职"}
    return f"关于{whom}{ends.get(case.definition, '职务任免')}的通知"


def _sentences(case: Case, found: Iterable[Line]) -> list[str]:
    told = []
    for line in found:
        name, wish = line.person.full_name, line.wish
        if case.definition == TRIAL_END:
            told.append(f"{name}同志任{wish.post}（试用期满），任职时间从试任之日起计算。")
            continue
        removed = f"免去其{wish.from_post}职务" if wish.from_post else ""
        if wish.title:
            trial = "（试用期一年）" if wish.on_trial else ""
            told.append(f"{name}同志任{wish.post}{trial}{f'，{removed}' if removed else ''}。")
        elif removed:
            told.append(f"{removed.replace('其', f'{name}同志的', 1)}。")
    return told


def batch_forms(case: Case, viewer: User, *, on: date) -> list[AppointmentForm]:
    """Return the appointment forms of everybody who stands, with the posts of the batch.

    A fixed number of queries.
    """
    found = lines_of(case)
    photos = Person.objects.select_related("photo", "unit")
    people = photos.in_bulk([line.row.person_id for line in found])
    day = f"{on:%Y%m%d}"
    occasion = Occasion(
        ages_on=day, filled_on=day, filled_by=viewer.full_name,
        reporting_unit=f"{issuer_of(case)}组织部",
    )  # fmt: skip
    made = forms_of([people[line.row.person_id] for line in found], occasion)
    return [
        replace(
            form, current_post=line.post_now, proposed_post=line.wish.post,
            post_to_remove=line.wish.from_post,
            appointment_reason=line.wish.reason,
        )
        for form, line in zip(made, found, strict=True)
    ]  # fmt: skip


@atomic
def forms_taken(case: Case, *, kind: str, actor: User) -> None:
    """Record that the forms of everybody who stands were taken out, person by person."""
    rows = standing(case)
    for row in rows:
        audit("person.form_printed", row.person, actor, format=kind, count=len(rows), case=case.pk)
