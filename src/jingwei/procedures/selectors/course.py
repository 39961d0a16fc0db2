"""How far a case has come: its records in force, its papers, the limits ahead, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingwei.kernel.law import LawBook, law_book
from jingwei.kernel.rule_checks import checked_days
from jingwei.kernel.workdays import WorkCalendar, work_calendar
from jingwei.procedures.definition import Limit, Procedure, Step
from jingwei.procedures.facts import fact_labels
from jingwei.procedures.limits import limit_day, limit_words
from jingwei.procedures.models import Case, CasePaper, StepRecord


@dataclass(frozen=True)
class Tools:
    """What judging needs beside the case: work calendar, days rules were checked, law tables."""

    calendar: WorkCalendar
    checked: dict[str, date]
    books: dict[str, LawBook] = field(default_factory=dict)

    def number(self, code: str, on: date) -> Any:
        """Return a number of the law ("party.development.months") on a day; None without one.

        A table is read once: two queries at most.
        """
        table, _, name = code.rpartition(".")
        if table not in self.books:
            self.books[table] = law_book(table)
        return self.books[table].on(on).get(name)


def tools_now() -> Tools:
    """Return the tools in force. Three queries; keep them for one page or one act."""
    return Tools(work_calendar(), checked_days())


@dataclass
class Course:
    """A case, its records in force and those a return took out, oldest first, its papers."""

    case: Case
    tools: Tools
    records: list[StepRecord] = field(default_factory=list)
    returned: list[StepRecord] = field(default_factory=list)
    papers: list[CasePaper] = field(default_factory=list)

    @property
    def procedure(self) -> Procedure:
        return self.case.procedure

    def last(self, step: str) -> StepRecord | None:
        """Return the latest record in force of a step that was not passed over."""
        found = (r for r in reversed(self.records) if r.step == step and not r.is_skipped)
        return next(found, None)

    def attempts(self, step: str) -> int:
        """Return how often a step was recorded, returns included."""
        return sum(record.step == step for record in (*self.records, *self.returned))

    def start_of(self, limit: Limit) -> date | None:
        """Return the day a limit counts from; None while it is not known."""
        if limit.again and (day := self._again(limit)):
            return day
        record = self.last(limit.start_step)
        if record is None or not limit.start_field:
            return record.happened_on if record else None
        kept = record.data.get(limit.start_field)
        return date.fromisoformat(kept) if kept else None

    def _again(self, limit: Limit) -> date | None:
        """Return the latest day from which a limit counts once more."""
        step, name, value = limit.again_parts
        for record in reversed(self.records):
            kept = record.data.get(name) if record.step == step else None
            if kept and kept == value:
                return record.happened_on
            if kept and not value:
                return date.fromisoformat(kept)
        return None

    def begins_anew(self, step: Step, limit: Limit) -> bool:
        """Whether a rhythm (a limit from its own step) starts again: the case went back since."""
        if limit.start != step.code:
            return False
        taken = [record.step for record in self.records]
        after = taken[::-1].index(step.code) if step.code in taken else 0
        place = self.procedure.place
        return any(place(code) < place(step.code) for code in taken[len(taken) - after :])

    def paper_name(self, code: str) -> str:
        """Return what a paper of the procedure is called; the code of an unknown one."""
        found = self.procedure.paper_by_code.get(code)
        return found.name if found else code

    def label_of(self, name: str) -> str:
        """Return what people call a fact that rules ask for."""
        if asked := self.procedure.fields.get(name):
            return asked.label
        step = next((s for s in self.procedure.steps if name == f"{s.code.lower()}_on"), None)
        return f"“{step.name}”日期" if step else fact_labels(self.procedure.code).get(name, name)

    def has_paper(self, step: str, code: str) -> bool:
        return any(p.step == step and p.code == code for p in self.papers)

    def lacking(self, step: Step) -> list[str]:
        """Return the codes of the required papers of a step that are not there, in order."""
        required = [code for code in step.papers if code in step.required_papers]
        return [code for code in required if not self.has_paper(step.code, code)]

    def lacking_before(self) -> list[tuple[Step, str]]:
        """Return (step, paper code) of what the steps already taken still lack."""
        taken = dict.fromkeys(r.step for r in self.records if self._counts(r))
        steps = [self.procedure.step(code) for code in taken]
        return [(step, code) for step in steps for code in self.lacking(step)]

    def _counts(self, record: StepRecord) -> bool:
        if record.is_skipped or record.step not in self.procedure.by_code:
            return False
        return not self.procedure.step(record.step).decision(record.decision).negative

    def steps_ahead(self) -> list[Step]:
        """Return the present step and those that may still follow, none that was taken already."""
        taken = {record.step for record in self.records}
        ahead = self.procedure.reachable(self.case.step) - taken | {self.case.step}
        return [step for step in self.procedure.steps if step.code in ahead]


def course_of(case: Case, tools: Tools | None = None) -> Course:
    """Return the course of one case. Two queries, and those of the tools."""
    return courses_of([case], tools or tools_now())[case.pk]


def courses_of(cases: Iterable[Case], tools: Tools) -> dict[int, Course]:
    """Return the courses of many cases by key. Two queries."""
    found = {case.pk: Course(case, tools) for case in cases}
    records = StepRecord.objects.filter(case__in=found).select_related("actor").order_by("pk")
    for record in records:
        course = found[record.case_id]
        (course.returned if record.is_returned else course.records).append(record)
    for paper in CasePaper.objects.filter(case__in=found).select_related("file").order_by("pk"):
        found[paper.case_id].papers.append(paper)
    return found


@dataclass(frozen=True, slots=True)
class LimitAhead:
    """A limit of a step ahead: from when, until or from which day; ``bound`` None: cannot tell."""

    step: Step
    limit: Limit
    start: date
    bound: date | None
    citation: str

    @property
    def is_latest(self) -> bool:
        """Whether the bound is the last day, not the first."""
        return self.limit.kind == "max"

    @property
    def words(self) -> str:
        return limit_words(self.limit)

    @property
    def sentence(self) -> str:
        """The limit in one line for lists."""
        if self.bound is None:
            return f"“{self.step.name}”{self.words}：工作日历没有确认，算不出日期"
        side = "最迟" if self.is_latest else "最早"
        return f"“{self.step.name}”{side} {self.bound}（{self.words}，{self.citation}）"


def limits_ahead(course: Course) -> Iterator[LimitAhead]:
    """Yield the limits of the steps ahead whose start is known, in the order of the steps."""
    for step in course.steps_ahead():
        for limit in step.limits:
            start = course.start_of(limit)
            if start is not None and not course.begins_anew(step, limit):
                bound = limit_day(limit, start, course.tools.calendar)
                citation = course.procedure.citation(limit.article or step.article)
                yield LimitAhead(step, limit, start, bound, str(citation))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a list shows of the future of a case."""

    due_on: date | None = None
    due_words: str = ""
    ready_on: date | None = None
    missing_count: int = 0


def outlook(course: Course) -> Outlook:
    """Return the nearest last day, the first day of the present step, the papers missing."""
    missing = len(course.lacking_before())
    if not course.case.is_running:
        return Outlook(missing_count=missing)
    ahead = list(limits_ahead(course))
    latest = sorted((one for one in ahead if one.is_latest), key=lambda one: one.bound or date.max)
    nearest = latest[0] if latest else None
    first = [one.bound for one in ahead if not one.is_latest and one.step.code == course.case.step]
    return Outlook(
        nearest.bound if nearest else None, nearest.sentence[:300] if nearest else "",
        max((day for day in first if day), default=None), missing,
    )  # fmt: skip
