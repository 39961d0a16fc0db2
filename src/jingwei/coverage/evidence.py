"""Evidence from the registers of people: trainings taken part in."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from jingwei.coverage.models.programme import Subject
from jingwei.coverage.sources import Asked, Found, evidence_source
from jingwei.kernel.codes import code_of
from jingwei.people.models import TrainingRecord

TRAINING = "people.trainingrecord"
KIND_TABLE = "XZ31"


@evidence_source(
    TRAINING, "培训登记", subjects={Subject.PERSON},
    help="培训班名称里的字，或培训类别；不填则任何培训都算",
)  # fmt: skip
def trainings(asked: Asked) -> Iterator[Found]:
    """Yield who began a training whose title holds the words or whose kind they name. One query.

    A training counts on its last day where that is known and over, else on its first.
    """
    rows = TrainingRecord.objects.filter(
        began_on__range=(asked.start, asked.end), person__merged_into=None
    )
    if asked.words:
        kind = code_of(KIND_TABLE, asked.words)
        named = Q(title__icontains=asked.words)
        rows = rows.filter(named | Q(kind=kind) if kind else named)
    told = rows.order_by("began_on", "pk").values_list(
        "pk", "person", "title", "began_on", "ended_on"
    )
    for pk, person, title, began_on, ended_on in told.iterator(chunk_size=5000):
        day = ended_on if ended_on and began_on <= ended_on <= asked.end else began_on
        yield Found(person, day, title, f"{TRAINING}:{pk}")
