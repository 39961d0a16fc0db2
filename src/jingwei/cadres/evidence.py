"""Evidence for coverage about cadres: who had a step taken, with whom somebody talked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db.models import Q

from jingwei.coverage.models.programme import Subject
from jingwei.coverage.models.roster import Kind
from jingwei.coverage.sources import Asked, Found, evidence_source
from jingwei.liaison.models import ContactRecord, ContactWay
from jingwei.procedures.definition import SKIP
from jingwei.procedures.models import CaseSubject, StepRecord
from jingwei.procedures.selectors.naming import step_named, step_page, step_words, unknown_step

STEP, TALKS = "procedures.steprecord", "liaison.contactrecord"
ROOM = "cadres."


@evidence_source(
    "cadres.case_step", "干部程序步骤", subjects={Subject.PERSON}, kind=Kind.CASE,
    help="程序名称和步骤名称，中间空一格", refuse=partial(unknown_step, ROOM), page=step_page,
)  # fmt: skip
def steps_taken(asked: Asked) -> Iterator[Found]:
    """Yield who had a step taken, alone or in a batch they stayed in. Two queries.

    Restricted procedures are no source: a roster would tell who was in one.
    """
    named = step_named(ROOM, asked.words)
    if named is None:
        return
    taken = StepRecord.objects.filter(
        case__definition=named.procedure, case__is_restricted=False, step__in=named.steps,
        is_returned=False,
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
    return Found(person, record.happened_on, step_words(record), f"{STEP}:{record.pk}")


@evidence_source(
    TALKS, "谈心谈话记录", subjects={Subject.PERSON},
    help="谈了什么里的字；不填则联系记录里任何一次谈心谈话都算",
)  # fmt: skip
def talks(asked: Asked) -> Iterator[Found]:
    """Yield whom somebody talked with, as the records of contacts tell. One query.

    What was said stays there: the roster only learns that there was a talk.
    """
    rows = ContactRecord.objects.standing().filter(
        form=ContactWay.TALK, on__range=(asked.start, asked.end), pair__two_person__isnull=False
    )
    if words := asked.words.strip():
        rows = rows.filter(topic__icontains=words)
    told = rows.order_by("on", "pk").values_list("pk", "pair__two_person", "on")
    for pk, person, on in told.iterator(chunk_size=5000):
        yield Found(person or 0, on, "谈心谈话", f"{TALKS}:{pk}")
