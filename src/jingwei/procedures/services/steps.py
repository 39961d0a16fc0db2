"""Recording a step: judge, store, change the register, move on. For one case, or for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, Conflict, JingweiError, RuleViolation
from jingwei.procedures.definition import Decision, Step
from jingwei.procedures.effects import EFFECTS
from jingwei.procedures.entries import StepEntry
from jingwei.procedures.models import Case, CaseVote, Recusal, StepRecord
from jingwei.procedures.selectors.course import Course, course_of, courses_of, tools_now
from jingwei.procedures.selectors.findings import Finding, step_findings
from jingwei.procedures.services.locking import case_locked, in_state, look_again, store
from jingwei.procedures.services.papers import papers_made
from jingwei.procedures.values import kept_values

declare_acts({"case.step": "办理程序步骤", "case.bulk_step": "批量办理程序步骤"})
LATE = timedelta(days=30)
"""An entry further than this behind the event is marked 补录. Source: the programme, 3.8."""
MOST = 1_000
"""Cases in one bulk step."""
MOVED = ("state", "step", "stage", "moved_on", "closed_on")


@transaction.atomic
def step_record(case: Case, entry: StepEntry, *, seen: int, actor: User | None) -> StepRecord:
    """Record that the present step of ``case`` was taken, and move on to the next one.

    The verdicts of rules, limits and votes are stored as they are now; the effect of the step
    runs in the same transaction.

    Args:
        case: may be stale; the row is read again under a lock.
        entry: what the person tells of the step.
        seen: the version of the case the person looked at.
        actor: named in the record and in the audit trail; None for the system.

    Returns:
        The stored record; ``record.case`` stands at the next step.

    Raises:
        Conflict: ``procedures.stale``, ``procedures.state``.
        BadInput: ``procedures.field``, ``procedures.decision``, ``procedures.vote``.
        RuleViolation: ``procedures.future``, ``procedures.recused``, ``procedures.reason`` when a
            finding asks for one, the code of the first rule that blocks.
    """
    course = course_of(case_locked(case, seen=seen))
    record = _take(course, entry, actor)
    case = course.case
    audit("case.step", case, actor, step=record.step, decision=record.decision,
          on=record.happened_on, late=record.is_late, next=case.step, state=case.state)  # fmt: skip
    return record


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """The cases whose step was recorded, and (case, why not) of the others."""

    done: list[Case] = field(default_factory=list)
    refused: list[tuple[Case, str]] = field(default_factory=list)


def bulk_step(
    cases: Sequence[Case], entry: StepEntry, *, step: str, whole: bool, actor: User | None
) -> BulkOutcome:
    """Record the step ``step`` for many cases in one transaction, with one audit row.

    ``whole``: when one is refused, none is stored. Cases that stand elsewhere, or are of another
    procedure than the first, are refused. Raises BadInput ``procedures.bulk`` for none, for more
    than MOST, or for votes, which are taken one by one.
    """
    if not 0 < len(cases) <= MOST or entry.votes:
        raise BadInput(
            "procedures.bulk", f"一次可以办理 1 到 {MOST} 件，现选 {len(cases)} 件。",
            hint="表决应逐件登记。",
        )  # fmt: skip
    with transaction.atomic():
        outcome = _bulk(cases, entry, step, actor)
        if outcome.refused and whole:
            transaction.set_rollback(True)
            return replace(outcome, done=[])
        if outcome.done:
            pks = [case.pk for case in outcome.done]
            audit("case.bulk_step", outcome.done[0], actor, cases=pks, step=step,
                  on=entry.happened_on, refused=len(outcome.refused))  # fmt: skip
    return outcome


def _bulk(cases: Sequence[Case], entry: StepEntry, step: str, actor: User | None) -> BulkOutcome:
    rows = Case.objects.select_for_update(of=("self",)).with_subjects()
    locked = rows.in_bulk([case.pk for case in cases])
    courses = courses_of(locked.values(), tools_now())
    outcome = BulkOutcome()
    wanted = (cases[0].definition, cases[0].definition_version, step)
    for case in cases:
        course = courses[case.pk]
        try:
            _same_step(course.case, wanted)
            with transaction.atomic():
                _take(course, entry, actor)
        except JingweiError as error:
            outcome.refused.append((case, str(error)))
        else:
            outcome.done.append(course.case)
    return outcome


def _same_step(case: Case, wanted: tuple[str, int, str]) -> None:
    if (case.definition, case.definition_version, case.step) != wanted:
        raise Conflict("procedures.bulk", f"现在是“{case.present.name}”，不是要办理的步骤。")


def _take(course: Course, entry: StepEntry, actor: User | None) -> StepRecord:
    """Judge and store a step of a locked case, run its effect, move on."""
    case, step = course.case, course.case.present
    in_state(case, Case.State.OPEN)
    way = _way(step, entry)
    data = {} if way.skips else kept_values(step.fields, entry.data)
    _check_entry(case, step, entry, actor)
    findings = step_findings(course, entry)
    if not way.negative:
        enforce(findings, entry)
    record = StepRecord.objects.create(
        case=case, step=step.code, attempt=course.attempts(step.code) + 1, actor=actor,
        happened_on=entry.happened_on, is_late=today() - entry.happened_on > LATE,
        decision=way.code, reason=entry.reason.strip(), data=data,
        verdicts=[one.as_dict() for one in findings],
    )  # fmt: skip
    _add_votes(record, entry)
    course.papers += papers_made(case, step, entry.papers, actor)
    course.records.append(record)
    _run_effect(record, step, way, actor)
    _move(course, way, entry)
    return record


def _way(step: Step, entry: StepEntry) -> Decision:
    try:
        return step.decision(entry.decision)
    except KeyError as error:
        labels = "、".join(way.label for way in step.decisions)
        raise BadInput("procedures.decision", f"“{step.name}”的结论应为{labels}之一。") from error


def _check_entry(case: Case, step: Step, entry: StepEntry, actor: User | None) -> None:
    if entry.happened_on > today():
        raise RuleViolation("procedures.future", f"“{step.name}”{entry.happened_on} 还没有到。")
    for given in entry.votes:
        if faults := given.counted.faults:
            raise BadInput("procedures.vote", "".join(faults))
        if given.excluded_count and not given.excluded_basis.strip():
            raise BadInput("procedures.vote", "有人不计入应到会人数的，写明依据。")
    if actor and Recusal.objects.filter(case=case, user=actor, decided=True).exists():
        raise RuleViolation(
            "procedures.recused", f"{actor}已决定回避，不能办理“{case}”。", hint="请移交他人办理。"
        )


def enforce(findings: Sequence[Finding], entry: StepEntry) -> None:
    """Raise RuleViolation for what blocks without a basis, or goes on without a reason."""
    blocking = [one for one in findings if one.verdict.blocks]
    has_basis = any(paper.is_basis and paper.file for paper in entry.papers)
    if blocking and not has_basis:
        raise RuleViolation(
            blocking[0].verdict.code, "".join(one.sentence for one in blocking),
            hint="不符合不能继续。确有依据的，上传突破依据文件并写明理由。",
        )  # fmt: skip
    asking = [*blocking, *(one for one in findings if one.verdict.asks_reason)]
    if asking and not entry.reason.strip():
        raise RuleViolation(
            "procedures.reason", "".join(one.sentence for one in asking),
            hint="确需继续的，写明理由。",
        )  # fmt: skip


def _add_votes(record: StepRecord, entry: StepEntry) -> None:
    CaseVote.objects.bulk_create(
        CaseVote(
            record=record, subject=given.subject, eligible=given.counted.eligible,
            due=given.counted.due, present=given.counted.present, written=given.counted.written,
            approve=given.counted.approve, against=given.counted.against,
            abstain=given.counted.abstain, excluded_count=given.excluded_count,
            excluded_basis=given.excluded_basis.strip(),
        )
        for given in entry.votes
    )  # fmt: skip


def _run_effect(record: StepRecord, step: Step, way: Decision, actor: User | None) -> None:
    code = way.effect or ("" if way.negative or way.skips else step.effect)
    if code:
        record.effect = {"code": code, "changed": EFFECTS[code].do(record.case, record, actor)}
        record.save(update_fields=["effect"])


def _move(course: Course, way: Decision, entry: StepEntry) -> None:
    case = course.case
    case.moved_on = entry.happened_on
    if way.next:
        case.step, case.stage = way.next, course.procedure.step(way.next).stage
    else:
        case.state = Case.State(way.ends or "finished")
        case.closed_on = entry.happened_on
    look_again(course)
    store(case, *MOVED)
