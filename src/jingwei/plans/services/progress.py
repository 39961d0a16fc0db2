"""Writes of progress: notes and what they point to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.models import StoredFile
from jingwei.plans.models import Evidence, Measure, ProgressNote
from jingwei.plans.services.light import lights_refresh
from jingwei.plans.services.plan import refuse_archived

declare_acts({"progress.record": "记录进展", "progress.withdraw": "撤回进展"})


@transaction.atomic
def progress_record(  # one note has these facts
    measure: Measure,
    *,
    text: str,
    on: date,
    value: Decimal | None = None,
    files: Iterable[StoredFile] = (),
    records: Iterable[tuple[str, str]] = (),
    actor: User,
) -> ProgressNote:
    """Add a note of ``on``; ``value`` is the cumulated actual; ``records`` are (title, address).

    Raises RuleViolation ``plans.note_future`` for a later day, ``plans.note_done`` for a closed
    measure, ``plans.closed`` for an archived plan; ValidationError for an empty text or a
    negative number.
    """
    measure = (
        Measure.objects.select_for_update(of=("self",))
        .select_related("plan__unit")
        .get(pk=measure.pk)
    )
    if on > today():
        raise RuleViolation("plans.note_future", f"进展日期 {on} 还没有到。")
    if measure.state == Measure.State.DONE:
        raise RuleViolation("plans.note_done", "这条举措已销号。", hint="如需补充，先重新打开。")
    refuse_archived(measure.plan)
    note = ProgressNote(measure=measure, on=on, by=actor, text=text.strip(), value=value)
    note.full_clean()
    note.save()
    Evidence.objects.bulk_create(
        [Evidence(note=note, title=file.name, file=file) for file in files]
        + [Evidence(note=note, title=title, address=address) for title, address in records]
    )
    audit("progress.record", measure, actor, on=on, text=note.text, value=value)
    lights_refresh([measure], on=today())
    return note


@transaction.atomic
def progress_withdraw(note: ProgressNote, *, reason: str, actor: User) -> ProgressNote:
    """Withdraw a note; it stays readable with the reason but counts no longer.

    Raises RuleViolation ``plans.withdraw_reason`` without a reason, ``plans.closed`` for an
    archived plan; Conflict ``plans.withdrawn`` for a second time.
    """
    if not reason.strip():
        raise RuleViolation("plans.withdraw_reason", "撤回进展需要写明理由。")
    rows = ProgressNote.objects.select_for_update(of=("self",)).select_related(
        "measure__plan__unit"
    )
    note = rows.get(pk=note.pk)
    refuse_archived(note.measure.plan)
    if note.withdrawn_on:
        raise Conflict("plans.withdrawn", f"这条进展已于 {note.withdrawn_on} 撤回。")
    note.withdrawn_on, note.withdrawn_why = today(), reason
    note.save(update_fields=["withdrawn_on", "withdrawn_why"])
    audit("progress.withdraw", note.measure, actor, note=note.pk, reason=reason)
    lights_refresh([note.measure], on=today())
    return note
