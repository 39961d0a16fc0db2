"""Evidence for coverage about Party organizations: a step of a procedure, a meeting held."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db.models import Q

from jingwei.coverage.models.programme import Subject
from jingwei.coverage.models.roster import Kind
from jingwei.coverage.sources import Asked, Found, evidence_source
from jingwei.party.models import OrganizationMeeting
from jingwei.procedures.definition import SKIP
from jingwei.procedures.models import StepRecord
from jingwei.procedures.selectors.naming import step_named, step_page, step_words, unknown_step

ROOM = "party."
MEETINGS = "party.organizationmeeting"


@evidence_source(
    "party.case_step", "党务程序步骤", subjects={Subject.ORGANIZATION}, kind=Kind.CASE,
    help="程序名称和步骤名称，中间空一格", refuse=partial(unknown_step, ROOM), page=step_page,
)  # fmt: skip
def steps_taken(asked: Asked) -> Iterator[Found]:
    """Yield which organization had a step taken. One query; restricted procedures are no source."""
    named = step_named(ROOM, asked.words)
    if named is None:
        return
    taken = StepRecord.objects.filter(
        case__definition=named.procedure, case__is_restricted=False, step__in=named.steps,
        is_returned=False,
        happened_on__range=(asked.start, asked.end), case__organization__isnull=False,
    ).exclude(decision=SKIP)  # fmt: skip
    for record in taken.select_related("case").order_by("pk"):
        words = step_words(record)
        reference = f"procedures.steprecord:{record.pk}"
        yield Found(record.case.organization_id or 0, record.happened_on, words, reference)


@evidence_source(
    MEETINGS, "组织生活记录", subjects={Subject.ORGANIZATION},
    help="议题里的字，或会议类型，例如“党史”“主题党日”；不填则任何一次会议都算",
)  # fmt: skip
def meetings(asked: Asked) -> Iterator[Found]:
    """Yield which organization held a meeting whose topic or kind the words name. One query.

    Who attended is not recorded by name, only how many: members cannot be proven by it.
    """
    rows = OrganizationMeeting.objects.filter(held_on__range=(asked.start, asked.end))
    if words := asked.words.strip():
        kinds = [code for code, label in OrganizationMeeting.Kind.choices if words in label]
        rows = rows.filter(Q(topic__icontains=words) | Q(kind__in=kinds) | Q(also__in=kinds))
    for row in rows.order_by("held_on", "pk").iterator(chunk_size=5000):
        words_told = f"{row.get_kind_display()}：{row.topic}"
        yield Found(row.organization_id, row.held_on, words_told, f"{MEETINGS}:{row.pk}")
