"""What the page of a case shows: its flow, steps, papers, findings, limits, what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from jingwei.procedures.definition import Step
from jingwei.procedures.entries import StepEntry
from jingwei.procedures.flow import Flow, flow_of
from jingwei.procedures.models import Case, CaseEvent, CasePaper, CaseVote, StepRecord
from jingwei.procedures.selectors.course import Course, LimitAhead, course_of, limits_ahead
from jingwei.procedures.selectors.findings import step_findings
from jingwei.procedures.values import data_words

MARKS = {
    "met": ("ok", "●", "符合"),
    "not_met": ("bad", "■", "不符合"),
    "cannot_tell": ("warn", "▲", "不能判断"),
}


@dataclass(frozen=True)
class PaperLine:
    """A paper a step asks for, or one more that was added: the documents that are there."""

    code: str
    name: str
    required: bool
    given: list[CasePaper]
    can_draft: bool = False

    @property
    def is_missing(self) -> bool:
        return self.required and not self.given


@dataclass(frozen=True)
class Done:
    """One record of a step, with its facts and counts in words."""

    record: StepRecord
    decision: str
    facts: list[tuple[str, str]]
    votes: list[CaseVote]
    findings: list[dict[str, Any]]


@dataclass(frozen=True)
class StepView:
    """A step on the page: taken, present or ahead."""

    step: Step
    number: int
    role: str
    mark: str
    done: list[Done] = field(default_factory=list)
    papers: list[PaperLine] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to read beside the name."""
        return bool(self.done or self.mark == "present" or any(p.given for p in self.papers))


@dataclass(frozen=True)
class Happening:
    """One line of the timeline: when it was entered, what, by whom, why."""

    at: datetime
    what: str
    actor: str
    reason: str = ""
    day: date | None = None
    is_late: bool = False
    is_returned: bool = False


@dataclass(frozen=True)
class CasePage:
    """Everything of a case. ``present`` is None once it has ended."""

    case: Case
    course: Course
    flow: Flow
    steps: list[StepView]
    timeline: list[Happening]
    missing: list[str]
    findings: list[dict[str, Any]]
    present: Step | None
    subject_rows: list[tuple[Any, list[tuple[str, str]]]]
    recusals: list[Any]

    @property
    def number(self) -> int:
        """The number of the step the case stands at, from 1."""
        return self.course.procedure.place(self.case.step)

    @property
    def is_batch(self) -> bool:
        return self.course.procedure.batch

    @property
    def ahead(self) -> list[StepView]:
        """The steps of which there is nothing to read yet."""
        return [view for view in self.steps if not view.is_shown]

    @property
    def problems(self) -> list[tuple[StepView, dict[str, Any]]]:
        """What steps in force did not keep to, or could not tell, when they were recorded."""
        return [
            (view, found)
            for view in self.steps
            for done in view.done
            for found in done.findings
            if found["answer"] != "met" and not done.record.is_returned
        ]

    @property
    def limits(self) -> list[LimitAhead]:
        """The limits of the steps ahead whose start is known."""
        return list(limits_ahead(self.course)) if self.case.is_running else []


def case_page(case: Case, on: date) -> CasePage:
    """Return the page of a case as it stands on ``on``. A fixed number of queries."""
    course = course_of(case)
    tallies = _tallies(case)
    present = case.present if case.is_running else None
    preview = step_findings(course, StepEntry(on)) if present else []
    told = [marked(one.as_dict()) for one in preview if one.kind in ("rule", "limit")]
    flow = _flow(course, present)
    return CasePage(
        case, course, flow, _steps(course, flow, tallies), _timeline(course),
        _missing(course, present, told), told, present, _subjects(case),
        list(case.recusals.select_related("user")),
    )  # fmt: skip


def marked(verdict: dict[str, Any]) -> dict[str, Any]:
    """Return a stored verdict with the mark, the colour and the word of its answer."""
    kind, mark, word = MARKS[verdict["answer"]]
    if verdict["answer"] == "not_met" and not verdict["blocks"]:
        kind, mark = "warn", "▲"
    return verdict | {"tag": kind, "mark": mark, "word": word}


def _tallies(case: Case) -> dict[int, list[CaseVote]]:
    found: dict[int, list[CaseVote]] = {}
    rows = CaseVote.objects.filter(record__case=case).select_related("subject__person")
    for row in rows.order_by("pk"):
        found.setdefault(row.record_id, []).append(row)
    return found


def _flow(course: Course, present: Step | None) -> Flow:
    days = {r.step: str(r.happened_on) for r in course.records}
    skipped = {r.step for r in course.records if r.is_skipped}
    faults = {
        r.step: v["why"] for r in course.records for v in r.verdicts
        if v["code"] == "procedures.order" and v["answer"] != "met"
    }  # fmt: skip
    code = present.code if present else ""
    return flow_of(course.procedure, code, days, skipped=skipped, faults=faults)


def _steps(course: Course, flow: Flow, tallies: dict[int, list[CaseVote]]) -> list[StepView]:
    found = []
    for box in flow.boxes:
        step = box.step
        records = [r for r in (*course.returned, *course.records) if r.step == step.code]
        done = [_done(step, record, tallies) for record in sorted(records, key=lambda r: r.pk)]
        role = course.procedure.role_words(step)
        found.append(StepView(step, box.number, role, box.mark, done, papers_of(course, step)))
    return found


def _done(step: Step, record: StepRecord, tallies: dict[int, list[CaseVote]]) -> Done:
    ways = {way.code: way.label for way in step.decisions}
    return Done(
        record, ways.get(record.decision, record.decision), data_words(step.fields, record.data),
        tallies.get(record.pk, []), [marked(verdict) for verdict in record.verdicts],
    )  # fmt: skip


def papers_of(course: Course, step: Step) -> list[PaperLine]:
    """Return the papers of a step: those it asks for, then whatever else was added to it."""
    here = [paper for paper in course.papers if paper.step == step.code]
    asked = [
        PaperLine(
            code, course.paper_name(code), code in step.required_papers,
            [paper for paper in here if paper.code == code],
            bool(course.procedure.paper_by_code[code].template),
        )
        for code in step.papers
    ]  # fmt: skip
    more = [paper for paper in here if paper.code not in step.papers]
    return asked + [PaperLine("", paper.name, False, [paper]) for paper in more]


def _missing(course: Course, present: Step | None, findings: list[dict[str, Any]]) -> list[str]:
    """Return what stands between now and the next step, as sentences. Nothing hinders trying."""
    past = [
        f"“{step.name}”还没有“{course.paper_name(code)}”" for step, code in course.lacking_before()
    ]
    if present is None:
        return past
    now = [f"还没有“{course.paper_name(code)}”" for code in course.lacking(present)]
    asked = [f"填写{one.label}" for one in present.fields if one.required]
    votes = ["登记表决票数"] if present.votes else []
    filled = {one.label for one in present.fields}
    open_ = [
        v["why"].rstrip("。") for v in findings
        if v["answer"] != "met" and not any(label in v["why"] for label in filled)
    ]  # fmt: skip
    return list(dict.fromkeys([*past, *now, *asked, *votes, *open_]))


def _timeline(course: Course) -> list[Happening]:
    """Return what happened, the latest first."""
    lines = [_step_line(course, record) for record in (*course.returned, *course.records)]
    events = CaseEvent.objects.filter(case=course.case).select_related("actor")
    lines += [_event_line(course, event) for event in events]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _step_line(course: Course, record: StepRecord) -> Happening:
    step = course.procedure.step(record.step)
    ways = {way.code: way.label for way in step.decisions}
    what = f"{step.name}：{ways.get(record.decision, record.decision)}"
    return Happening(
        record.entered_at, what, str(record.actor or "系统"), record.reason, record.happened_on,
        record.is_late, record.is_returned,
    )  # fmt: skip


def _event_line(course: Course, event: CaseEvent) -> Happening:
    step = course.procedure.by_code.get(event.data.get("step", ""))
    about = event.data.get("words", "") or (step.name if step else "")
    what = f"{event.get_kind_display()}{f'（{about}）' if about else ''}"
    return Happening(event.at, what, str(event.actor or "系统"), event.reason)


def _subjects(case: Case) -> list[tuple[Any, list[tuple[str, str]]]]:
    procedure = case.procedure
    if not procedure.batch:
        return []
    rows = case.subjects.select_related("person__unit")
    return [(row, data_words(procedure.subject_fields, row.data)) for row in rows]
