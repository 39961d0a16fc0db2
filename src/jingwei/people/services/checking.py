"""Looks through people, units and organizations and keeps what is wrong, and only that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.errors import Conflict
from jingwei.kernel.parameters import parameter, parameter_values
from jingwei.kernel.scoping import subtree
from jingwei.people.checks import CHECKS, PERSON, Dossier, Subject, sentences
from jingwei.people.checks.dossier import APPRAISED_YEARS
from jingwei.people.models import CheckRun, Finding
from jingwei.people.selectors.dossiers import CHUNK, dossier_chunks, people_below

declare_acts({"check.refresh": "运行数据校核"})
YEARS = parameter(
    "people.appraised_years", "须有年度考核的年数", default=APPRAISED_YEARS, bounds=(1, 10),
    unit="年", source="本地口径，数据校核用",
)  # fmt: skip
LONGEST = 300
State = CheckRun.State
Told = tuple[str, str, int, str]
"""What makes a finding the same tomorrow: rule, register, row, sentence."""


def check_ask(path: str, *, actor: Any) -> CheckRun:
    """Have everything below the unit ``path`` looked through: small units now, others later.

    Raises Conflict ``people.check_runs`` while a look ``actor`` asked for has not ended.
    """
    states = (State.WAITING, State.RUNNING)
    if CheckRun.objects.filter(asked_by=actor, state__in=states).exists():
        raise Conflict("people.check_runs", "上一次校核还没有结束。", hint="请稍后再看结果。")
    run = CheckRun.objects.create(path=path, asked_by=actor, asked_at=timezone.now())
    audit("check.refresh", run, actor, path=path)
    if people_below(path).count() > CHUNK:
        transaction.on_commit(lambda: check_work.enqueue(run.pk))
    else:
        check_run(run)
    return run


@task()
def check_work(pk: int) -> None:
    """Do a look that waits."""
    run = CheckRun.objects.filter(pk=pk, state=State.WAITING).first()
    if run is not None:
        check_run(run)


def check_everything() -> CheckRun:
    """Look through the whole district; the daily job."""
    run = CheckRun.objects.create(asked_at=timezone.now())
    check_run(run)
    return run


def check_run(run: CheckRun) -> None:
    """Look through everything below ``run.path`` as of today and keep what is wrong.

    What was found before keeps the time it was first met; what is mended goes.
    """
    CheckRun.objects.filter(pk=run.pk).update(state=State.RUNNING)
    try:
        run.checked_count = check_refresh(run.path, on=today(), at=run.asked_at)
    except Exception as error:
        run.state, run.error = State.FAILED, f"{type(error).__name__}: {error}"[:LONGEST]
        raise
    else:
        run.state = State.DONE
        run.found_count = _findings_below(run.path).count()
    finally:
        run.finished_at = timezone.now()
        run.save()


def check_refresh(path: str, *, on: date, at: datetime) -> int:
    """Bring the findings below ``path`` up to date; return how many people were looked at.

    A fixed number of queries for a thousand people, and those of the surveys.
    """
    years = int(parameter_values()[YEARS.code])
    count = 0
    for dossiers in dossier_chunks(people_below(path), on, years=years):
        count += len(dossiers)
        _keep_people(dossiers, at)
    _drop_gone(path)
    _keep_surveys(path, on, at)
    return count


def _findings_below(path: str) -> Any:
    rows = Finding.objects.all()
    return rows.filter(subtree("unit_path", path)) if path else rows


@transaction.atomic
def _keep_people(dossiers: list[Dossier], at: datetime) -> None:
    made = []
    for dossier in dossiers:
        person = dossier.person
        subject = Subject(PERSON, person.pk, person.unit_path, person.organization_path)
        made += [_finding(code, subject, text, at) for code, text in sentences(dossier)]
    keys = [dossier.person.pk for dossier in dossiers]
    codes = [check.code for check in CHECKS.values() if check.look]
    _sync(Finding.objects.filter(register=PERSON, row__in=keys, rule__in=codes), made)


def _drop_gone(path: str) -> None:
    """Forget what was found about people who are merged, and rules that are no more."""
    below = _findings_below(path)
    below.exclude(rule__in=CHECKS).delete()
    kept = people_below("").values("pk")
    below.filter(register=PERSON).exclude(row__in=kept).delete()


def _keep_surveys(path: str, on: date, at: datetime) -> None:
    for check in CHECKS.values():
        if check.survey:
            made = [_finding(check.code, *found, at) for found in check.survey(path, on)]
            with transaction.atomic():
                _sync(_findings_below(path).filter(rule=check.code), made)


def _finding(code: str, subject: Subject, sentence: str, at: datetime) -> Finding:
    return Finding(
        rule=code, register=subject.register, row=subject.row, unit_path=subject.unit_path,
        organization_path=subject.organization_path, sentence=sentence[:LONGEST], found_at=at,
    )  # fmt: skip


def _sync(stored: Any, made: Iterable[Finding]) -> None:
    """Let the table hold ``made`` and nothing else of ``stored``; what is the same stays."""
    wanted = {_told(row): row for row in made}
    gone, moved = [], defaultdict(list)
    for row in stored:
        new = wanted.pop(_told(row), None)
        if new is None:
            gone.append(row.pk)
        elif (new.unit_path, new.organization_path) != (row.unit_path, row.organization_path):
            moved[new.unit_path, new.organization_path].append(row.pk)
    Finding.objects.filter(pk__in=gone).delete()
    for (unit_path, organization_path), keys in moved.items():
        rows = Finding.objects.filter(pk__in=keys)
        rows.update(unit_path=unit_path, organization_path=organization_path)
    Finding.objects.bulk_create(wanted.values(), batch_size=500)


def _told(row: Finding) -> Told:
    return row.rule, row.register, row.row, row.sentence
