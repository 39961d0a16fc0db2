"""What the rules, limits and votes say about a step: judged, never stored here."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.kernel.law import number_of
from jingwei.kernel.rules import (
    RULES,
    Citation,
    Judgement,
    Rule,
    Strength,
    Verdict,
    cannot_tell,
    met,
    not_met,
)
from jingwei.procedures.definition import Step
from jingwei.procedures.entries import StepEntry, VoteGiven
from jingwei.procedures.facts import COUNTED, facts_for, row_facts_for
from jingwei.procedures.limits import Place, limit_verdict
from jingwei.procedures.models import CaseSubject, StepRecord
from jingwei.procedures.selectors.course import Course, Tools
from jingwei.procedures.values import given_value, told_value
from jingwei.procedures.votes import VOTES

HOUSE = Citation("经纬程序办理规则", checked=date(2025, 1, 1))
"""What the product itself demands of any procedure; nothing to compare with a text."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict about a step: of a rule, a limit, a vote, the order of days, a paper.

    ``about`` names the person of a batch it is about.
    """

    kind: str
    verdict: Verdict
    about: str = ""

    @property
    def sentence(self) -> str:
        """The finding in one sentence, with its source."""
        whom = f"{self.about}：" if self.about else ""
        why = self.verdict.why or self.verdict.title
        return f"{whom}{why.rstrip('。')}（{self.verdict.citation}）。"

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as JSON keeps it."""
        more = {"kind": self.kind, "about": self.about, "asks_reason": self.verdict.asks_reason}
        return self.verdict.as_dict() | more


def step_findings(course: Course, entry: StepEntry) -> list[Finding]:
    """Return every verdict about the present step as ``entry`` tells it.

    The order of days, papers, limits, votes, rules, rules of each person. A step that is passed
    over is judged by the order of days alone. No query but those of the rooms' facts.
    """
    step = course.case.present
    found = [_order(course, entry)]
    if not step.decision(entry.decision).skips:
        found += _papers(course, step, entry)
        found += _limits(course, step, entry)
        found += _votes(step, entry)
        found += _rules(course, step, entry)
    return found


def _house(code: str, title: str, strength: Strength, said: Judgement) -> Verdict:
    return Verdict(code, title, strength, HOUSE, said.answer, said.why, said.facts)


def _order(course: Course, entry: StepEntry) -> Finding:
    before = max(course.records, key=lambda record: record.happened_on, default=None)
    said = met(发生日期=entry.happened_on)
    if before and entry.happened_on < before.happened_on:
        said = _out_of_order(course, before, entry)
    return Finding("order", _house("procedures.order", "步骤按先后次序", Strength.BLOCK, said))


def _out_of_order(course: Course, before: StepRecord, entry: StepEntry) -> Judgement:
    here, there = course.case.present, course.procedure.step(before.step)
    ours = _paper_words([p.name or course.paper_name(p.code) for p in entry.papers])
    theirs = _paper_words([p.name for p in course.papers if p.step == before.step])
    why = f"“{here.name}”{ours}{entry.happened_on} 早于“{there.name}”{theirs}{before.happened_on}。"
    return not_met(why, **{here.name: entry.happened_on, there.name: before.happened_on})


def _paper_words(names: list[str]) -> str:
    return f"（{'、'.join(names)}）" if names else ""


def _papers(course: Course, step: Step, entry: StepEntry) -> Iterator[Finding]:
    given = {paper.code for paper in entry.papers}
    lacking = course.lacking(step)
    for code in step.papers:
        if code in step.required_papers:
            name = course.paper_name(code)
            absent = code in lacking and code not in given
            said = not_met(f"还没有“{name}”。", 材料=name) if absent else met(材料=name)
            title = f"应有“{name}”"
            yield Finding("paper", _house("procedures.paper", title, Strength.WARN, said))


def _limits(course: Course, step: Step, entry: StepEntry) -> Iterator[Finding]:
    for limit in step.limits:
        here = limit.start_step == step.code and limit.start_field
        if course.last(limit.start_step) is None and not here:
            continue  # the step it counts from was never taken: another way led here
        if course.begins_anew(step, limit):
            continue
        start = entry.data.get(limit.start_field) if here else course.start_of(limit)
        place = Place(course.procedure, step, limit)
        calendar = course.tools.calendar
        verdict = limit_verdict(limit, start or None, entry.happened_on, calendar, place)
        yield Finding("limit", verdict)


def _votes(step: Step, entry: StepEntry) -> Iterator[Finding]:
    for code in step.votes:
        formula = VOTES[code]
        if not entry.votes:
            said = cannot_tell("表决票数")
            title, cited = formula.title, formula.citation
            verdict = Verdict(code, title, Strength.BLOCK, cited, said.answer, said.why, said.facts)
            yield Finding("vote", verdict)
        for given in entry.votes:
            about = str(given.subject or "")
            yield Finding("vote", formula.verdict(given.counted), about)


def _rules(course: Course, step: Step, entry: StepEntry) -> Iterator[Finding]:
    if not step.rules and not step.subject_rules:
        return
    facts = case_values(course, entry)
    for code in step.rules:
        yield from _rule(course, RULES[code], facts, entry.happened_on)
    if step.subject_rules:
        for subject, own in _row_values(course, entry.happened_on):
            for code in step.subject_rules:
                about = str(subject.person)
                yield from _rule(course, RULES[code], facts | own, entry.happened_on, about)


def _rule(
    course: Course, found: Rule, facts: Mapping[str, Any], on: date, about: str = ""
) -> Iterator[Finding]:
    """Yield the verdict of a rule that is in force on ``on``."""
    if found.applies_on(on):
        yield Finding("rule", judged(found, facts, on, course.tools, course.label_of), about)


def judged(
    found: Rule, facts: Mapping[str, Any], on: date, tools: Tools, label_of: Callable[[str], str]
) -> Verdict:
    """Judge a rule by facts of many names; what nobody told makes it cannot-tell, by ``label_of``.

    The numbers of the law are those of ``on``.
    """
    numbers = {code.rpartition(".")[2]: tools.number(code, on) for code in found.numbers}
    asked = inspect.signature(found.judge).parameters.values()
    known = numbers | {name: value for name, value in facts.items() if name not in numbers}
    values = {p.name: known[p.name] for p in asked if p.name in known}
    lost = [p.name for p in asked if _is_lost(p, values)]
    if not lost:
        return found.verdict(**values).checked_by(tools.checked)
    law = {code.rpartition(".")[2]: number_of(code).label for code in found.numbers}
    labels = [law.get(name) or label_of(name) for name in lost]
    return found.told(cannot_tell("、".join(labels))).checked_by(tools.checked)


def _is_lost(asked: inspect.Parameter, values: Mapping[str, Any]) -> bool:
    """Whether a rule would be given nothing for an argument that cannot be nothing."""
    if asked.name not in values:
        return asked.default is asked.empty
    return values[asked.name] is None and "None" not in str(asked.annotation)


def case_values(course: Course, entry: StepEntry) -> dict[str, Any]:
    """Return what rules may ask for: the fields of all steps, days, counts, facts of the rooms."""
    procedure, case, on = course.procedure, course.case, entry.happened_on
    values: dict[str, Any] = dict.fromkeys(procedure.fields)
    for step in procedure.steps:
        record = course.last(step.code)
        values[f"{step.code.lower()}_on"] = record.happened_on if record else None
    last = {record.step: record for record in course.records if record.step != case.step}
    for record in last.values():  # an earlier round of a step tells nothing any more
        for code, kept in record.data.items():
            if code in procedure.fields:
                values[code] = told_value(procedure.fields[code], kept)
    given = {code: value for code, value in entry.data.items() if code in procedure.fields}
    values |= {code: given_value(procedure.fields[code], value) for code, value in given.items()}
    values |= {f"{case.step.lower()}_on": on, "on": on, "opened_on": case.opened_on}
    values["calendar"] = course.tools.calendar
    values |= _counted(entry.votes)
    for teller in facts_for(procedure.code):
        values |= teller.tell(case, on)
    return values


def _counted(votes: Any) -> dict[str, Any]:
    one: VoteGiven | None = votes[0] if len(votes) == 1 else None
    return {name: getattr(one.counted, name) if one else None for name in COUNTED}


def _row_values(course: Course, on: date) -> Iterator[tuple[CaseSubject, dict[str, Any]]]:
    """Yield the people still standing in a batch with their own facts."""
    case, procedure = course.case, course.procedure
    standing = case.subjects.filter(result=CaseSubject.Result.STANDING).select_related("person")
    rows = list(standing)
    told = [teller.tell(case, rows, on) for teller in row_facts_for(procedure.code)]
    asked = {one.code: one for one in procedure.subject_fields}
    for row in rows:
        own = {code: told_value(one, row.data.get(code)) for code, one in asked.items()}
        for facts in told:
            own |= facts.get(row.pk, {})
        yield row, own
