"""Evidence for coverage from procedures about cadres: who had a step taken."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from jingwei.coverage.models.programme import Subject
from jingwei.coverage.models.roster import Kind
from jingwei.coverage.sources import Asked, Found, evidence_source
from jingwei.procedures.definition import SKIP
from jingwei.procedures.models import CaseSubject, StepRecord
from jingwei.procedures.registry import PROCEDURES

STEP = "procedures.steprecord"
ROOM = "cadres."


def unknown_step(words: str) -> str:
    """Return why ``words`` name no step of a procedure of this room, "" when they do."""
    code, _, step = words.strip().partition(" ")
    versions = PROCEDURES.get(code, ()) if code.startswith(ROOM) else ()
    known = {one.code for version in versions for one in version.steps if not version.restricted}
    if step.strip() in known:
        return ""
    return f"没有“{words}”这一步骤，写成“程序代码 步骤号”，例如“cadres.rank_promotion R06”。"


@evidence_source(
    "cadres.case_step", "干部程序步骤", subjects={Subject.PERSON}, kind=Kind.CASE,
    help="程序代码和步骤号，例如“cadres.rank_promotion R06”", refuse=unknown_step,
)  # fmt: skip
def steps_taken(asked: Asked) -> Iterator[Found]:
    """Yield who had a step taken, alone or in a batch they stayed in. Two queries.

    Restricted procedures are no source: a roster would tell who was in one.
    """
    code, _, step = asked.words.strip().partition(" ")
    taken = StepRecord.objects.filter(
        case__definition=code, case__is_restricted=False, step=step.strip(), is_returned=False,
        happened_on__range=(asked.start, asked.end),
    ).exclude(decision=SKIP)  # fmt: skip
    days = {}
    for record in taken.select_related("case").order_by("pk"):
        days[record.case_id] = record
        if record.case.person_id:
            yield _found(record, record.case.person_id)
    staying = Q(result=CaseSubject.Result.STANDING) | Q(result=CaseSubject.Result.DONE)
    for subject in CaseSubject.objects.filter(staying, case__in=list(days)).order_by("pk"):
        yield _found(days[subject.case_id], subject.person_id)


def _found(record: StepRecord, person: int) -> Found:
    words = f"{record.case.title} {record.step}"
    return Found(person, record.happened_on, words, f"{STEP}:{record.pk}")
