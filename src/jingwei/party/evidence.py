"""Evidence for coverage from procedures about Party organizations: which had a step taken."""

from __future__ import annotations

from collections.abc import Iterator

from jingwei.coverage.models.programme import Subject
from jingwei.coverage.models.roster import Kind
from jingwei.coverage.sources import Asked, Found, evidence_source
from jingwei.procedures.definition import SKIP
from jingwei.procedures.models import StepRecord
from jingwei.procedures.registry import PROCEDURES

ROOM = "party."


def unknown_step(words: str) -> str:
    """Return why ``words`` name no step of a procedure of this room, "" when they do."""
    code, _, step = words.strip().partition(" ")
    versions = PROCEDURES.get(code, ()) if code.startswith(ROOM) else ()
    known = {one.code for version in versions for one in version.steps if not version.restricted}
    if step.strip() in known:
        return ""
    return f"没有“{words}”这一步骤，写成“程序代码 步骤号”。"


@evidence_source(
    "party.case_step", "党务程序步骤", subjects={Subject.ORGANIZATION}, kind=Kind.CASE,
    help="程序代码和步骤号，例如“party.organization_election”加步骤号", refuse=unknown_step,
)  # fmt: skip
def steps_taken(asked: Asked) -> Iterator[Found]:
    """Yield which organization had a step taken. One query; restricted procedures are no source."""
    code, _, step = asked.words.strip().partition(" ")
    taken = StepRecord.objects.filter(
        case__definition=code, case__is_restricted=False, step=step.strip(), is_returned=False,
        happened_on__range=(asked.start, asked.end), case__organization__isnull=False,
    ).exclude(decision=SKIP)  # fmt: skip
    for record in taken.select_related("case").order_by("pk"):
        words = f"{record.case.title} {record.step}"
        reference = f"procedures.steprecord:{record.pk}"
        yield Found(record.case.organization_id or 0, record.happened_on, words, reference)
