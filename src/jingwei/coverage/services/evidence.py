"""Evidence: typed, read from what the rooms keep, withdrawn; and what it makes of the roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from jingwei.coverage.evidence import TRAINING
from jingwei.coverage.models import Evidence, Programme, RosterRow
from jingwei.coverage.models.programme import Subject
from jingwei.coverage.models.roster import Kind, State
from jingwei.coverage.selectors.changes import row_key
from jingwei.coverage.services.locking import running
from jingwei.coverage.services.roster import roster_compare
from jingwei.coverage.sources import SOURCES, Asked, Found
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.people.models import TrainingRecord

declare_acts(
    {
        "evidence.add": "登记覆盖凭据",
        "evidence.training": "为名单登记培训",
        "evidence.withdraw": "撤回覆盖凭据",
        "evidence.refresh": "更新覆盖凭据",
    }
)
BATCH = 2000


@dataclass(frozen=True, slots=True)
class TrainingGiven:
    """A class that people of a roster took part in."""

    title: str
    began_on: date
    ended_on: date | None = None
    kind: str = ""
    organizer: str = ""
    hours: Decimal | None = None


@transaction.atomic
def evidence_add(
    programme: Programme, rows: Sequence[RosterRow], *, on: date, words: str, actor: Any
) -> int:
    """Type that rows were covered on a day; what is there in the same words is passed over.

    Returns how many were added. Raises BadInput ``coverage.day`` for a day outside the programme.
    """
    programme = running(programme)
    _demand_day(programme, on)
    known = set(
        Evidence.objects.standing()
        .filter(row__in=[row.pk for row in rows], on=on, words=words)
        .values_list("row", flat=True)
    )
    new = [
        Evidence(row=row, on=on, words=words, entered_by=actor)
        for row in rows if row.pk not in known
    ]  # fmt: skip
    Evidence.objects.bulk_create(new, batch_size=BATCH)
    settle(programme, [one.row_id for one in new])
    audit("evidence.add", programme, actor, rows=[one.row.words for one in new][:BATCH],
          on=on, words=words)  # fmt: skip
    return len(new)


@transaction.atomic
def training_record(
    programme: Programme, rows: Sequence[RosterRow], given: TrainingGiven, *, actor: Any
) -> int:
    """Write a training into the register of everybody on ``rows``, and take it as evidence.

    Returns how many. Raises BadInput as ``evidence_add``, and what the register refuses.
    """
    programme = running(programme)
    _demand_day(programme, given.ended_on or given.began_on)
    if programme.subject != Subject.PERSON:
        raise BadInput("coverage.subject", "只有以人员为对象的项目才能登记培训班。")
    values = {name: value for name, value in asdict(given).items() if value not in (None, "")}
    drafts: list[Draft[Any]] = [Draft({**values, "person": row.person}) for row in rows]
    source = f"覆盖项目 {programme.title}"[:120]
    outcome = rows_save(register_of(TrainingRecord), drafts, actor=actor, source=source)
    by_person = {row.person_id: row for row in rows}
    new = [
        Evidence(
            row=by_person[change.row.person_id], on=given.ended_on or given.began_on,
            kind=Kind.REGISTER, reference=f"{TRAINING}:{change.row.pk}", words=given.title,
            entered_by=actor,
        )
        for change in outcome.changes if change.is_new
    ]  # fmt: skip
    Evidence.objects.bulk_create(new, batch_size=BATCH)
    settle(programme, [one.row_id for one in new])
    audit("evidence.training", programme, actor, title=given.title, rows=len(new))
    return len(new)


@transaction.atomic
def evidence_withdraw(evidence: Evidence, *, why: str, actor: Any) -> None:
    """Take evidence back; it stays to be seen. Raises RuleViolation ``coverage.withdrawn``."""
    found = Evidence.objects.select_for_update().get(pk=evidence.pk)
    programme = running(evidence.row.programme)
    if found.is_withdrawn:
        raise RuleViolation("coverage.withdrawn", "这条凭据已经撤回过。")
    found.is_withdrawn, found.why_withdrawn = True, why
    found.save(update_fields=["is_withdrawn", "why_withdrawn"])
    settle(programme, [found.row_id])
    audit("evidence.withdraw", programme, actor, row=evidence.row.words, on=found.on,
          words=found.words, why=why)  # fmt: skip


@transaction.atomic
def evidence_refresh(programme: Programme, *, actor: Any) -> int:
    """Read the source of a programme again: add what is new, drop what its record no longer says.

    Returns how many were added. Typed and withdrawn evidence stays. Five queries and one insert
    for each 2,000 new ones.
    """
    programme = running(programme)
    told = {(row.pk, one.reference): (row, one) for row, one in _found(programme)}
    there = _referred(programme)
    source = SOURCES.get(programme.source)
    gone = [pk for key, (pk, on) in there.items() if key not in told or told[key][1].on != on]
    dropped = _drop(gone if source or not programme.source else [])
    kept = {key for key, (pk, _) in there.items() if pk not in dropped}
    new = [
        Evidence(
            row=row, on=one.on, kind=source.kind, reference=one.reference, words=one.words[:200]
        )
        for key, (row, one) in told.items() if source and key not in kept
    ]  # fmt: skip
    Evidence.objects.bulk_create(new, batch_size=BATCH)
    settle(programme)
    Programme.objects.filter(pk=programme.pk).update(refreshed_on=today())
    if new or dropped or actor:
        audit("evidence.refresh", programme, actor, added=len(new), dropped=len(dropped))
    return len(new)


def _referred(programme: Programme) -> dict[tuple[int, str], tuple[int, date]]:
    """Return the evidence that names a record: (row, record) → (key, day)."""
    old = Evidence.objects.filter(row__programme=programme).exclude(reference="")
    return {
        (row, reference): (pk, on)
        for pk, row, reference, on in old.values_list("pk", "row", "reference", "on")
    }


def _drop(keys: list[int]) -> set[int]:
    """Delete what was read from records that are gone or say another day; return the keys."""
    dropped: set[int] = set()
    for first in range(0, len(keys), 500):
        part = Evidence.objects.standing().filter(pk__in=keys[first : first + 500], entered_by=None)
        dropped |= set(part.values_list("pk", flat=True))
        part.delete()
    return dropped


def evidence_refresh_all() -> None:
    """Read the sources of every running programme again, and compare its roster."""
    known = Programme.objects.filter(state=Programme.State.RUNNING).select_related("owner")
    for programme in known.order_by("pk"):
        if programme.source:
            evidence_refresh(programme, actor=None)
        roster_compare(programme)


def _found(programme: Programme) -> list[tuple[RosterRow, Found]]:
    """Return what the source tells of the rows of a programme."""
    source = SOURCES.get(programme.source)
    if source is None:
        return []
    rows = {row_key(programme, row): row for row in programme.rows.all()}
    asked = Asked(programme.subject, programme.source_words, programme.began_on, today())
    return [(rows[one.key], one) for one in source.find(asked) if one.key in rows]


def settle(programme: Programme, keys: Iterable[int] | None = None) -> None:
    """Write on rows since when they have enough evidence; of all rows without ``keys``.

    One read, one update for each day and 500 rows that change, and a count of those that stand on
    typed evidence alone where the programme reads a register.
    """
    rows, evidence = programme.rows.all(), Evidence.objects.standing()
    evidence = evidence.filter(row__programme=programme)
    if keys is not None:
        wanted = list(keys)
        if len(wanted) <= 500:
            rows, evidence = rows.filter(pk__in=wanted), evidence.filter(row__in=wanted)
    days: dict[int, list[date]] = defaultdict(list)
    for row, on in evidence.order_by("on", "pk").values_list("row", "on"):
        days[row].append(on)
    changed: dict[date | None, list[int]] = defaultdict(list)
    for pk, before in rows.order_by().values_list("pk", "covered_on"):
        told = days.get(pk, ())
        now = told[programme.needed - 1] if len(told) >= programme.needed else None
        if now != before:
            changed[now].append(pk)
    for day, pks in changed.items():
        for first in range(0, len(pks), 500):
            RosterRow.objects.filter(pk__in=pks[first : first + 500]).update(covered_on=day)
    _count_typed(programme)


def _count_typed(programme: Programme) -> None:
    """Write on a programme that reads a register how many rows are there by word alone."""
    if programme.source:
        covered = RosterRow.objects.filter(programme=programme, state=State.DUE)
        typed = covered.exclude(covered_on=None).typed_only().count()
        Programme.objects.filter(pk=programme.pk).update(typed_count=typed)


def _demand_day(programme: Programme, on: date) -> None:
    if not programme.began_on <= on <= today():
        raise BadInput(
            "coverage.day", f"日期 {on} 不在 {programme.began_on} 到今天之间。",
            hint="请填项目开始以后、今天以前的日期。",
        )  # fmt: skip
