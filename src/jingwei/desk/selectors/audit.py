"""The audit trail: filtered, page by page, with names for codes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from jingwei.accounts.models import User
from jingwei.desk.selectors.audit_words import (
    FieldChange,
    changes_of,
    facts_of,
    model_of,
    place_names,
)
from jingwei.kernel.audit import ACTS
from jingwei.kernel.models import AuditEntry, AuditHead, ParameterValue
from jingwei.kernel.pages import PAGE_SIZE
from jingwei.kernel.parameters import PARAMETERS

COUNT_LIMIT = 10_000
"""Entries counted exactly; of more the page says "more than"."""
_PLACE = re.compile(r"(before|after)-([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a reader asks of the trail; both days included, ``text`` anywhere in the facts."""

    act: str = ""
    actor: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry with words for its codes; ``name`` is empty when the row is gone."""

    entry: AuditEntry
    act: str
    kind: str
    number: str
    name: str
    facts: tuple[tuple[str, str], ...]
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the trail, newest first; ``newer`` and ``older`` are the places beside it."""

    rows: list[AuditRow]
    newer: str
    older: str
    count: int

    @property
    def is_many(self) -> bool:
        """Whether there are more entries than were counted."""
        return self.count > COUNT_LIMIT


def audit_page(asked: AuditFilter, place: str = "", size: int = PAGE_SIZE) -> AuditPage:
    """Return the page at ``place`` ("before-120", "after-70"); the first for none or nonsense.

    It is found by the number of an entry, so page 1,000 costs what page 1 does.
    """
    found = audit_found(asked)
    way, number = _place(place)
    if way == "after":
        rows = list(found.filter(pk__gt=number).order_by("pk")[: size + 1])
        more_newer, more_older = len(rows) > size, True
        rows = rows[:size][::-1]
    else:
        rows = list((found.filter(pk__lt=number) if way else found)[: size + 1])
        more_newer, more_older = bool(way), len(rows) > size
        rows = rows[:size]
    return AuditPage(
        audit_rows(rows),
        f"after-{rows[0].pk}" if rows and more_newer else "",
        f"before-{rows[-1].pk}" if rows and more_older else "",
        found.order_by().values("pk")[: COUNT_LIMIT + 1].count(),
    )


def audit_found(asked: AuditFilter) -> QuerySet[AuditEntry]:
    """Return the entries that ``asked`` wants, newest first, with their actors."""
    rows = AuditEntry.objects.select_related("actor").order_by("-pk")
    if asked.act:
        rows = rows.filter(act=asked.act)
    if asked.actor:
        people = User.objects.filter(full_name__contains=asked.actor)
        rows = rows.filter(actor__in=people | User.objects.filter(username=asked.actor))
    if asked.subject:
        one = ":" in asked.subject
        wanted = {"subject": asked.subject} if one else {"subject__startswith": f"{asked.subject}:"}
        rows = rows.filter(**wanted)
    if asked.since:
        rows = rows.filter(at__gte=midnight(asked.since))
    if asked.until:
        rows = rows.filter(at__lt=midnight(asked.until + timedelta(days=1)))
    return _holding(rows, asked.text) if asked.text else rows


def audit_rows(entries: Iterable[AuditEntry]) -> list[AuditRow]:
    """Return the entries in words. Two queries, and one for each kind of subject."""
    found = list(entries)
    names, places = _names({entry.subject for entry in found}), place_names(found)
    return [
        AuditRow(
            entry,
            ACTS.get(entry.act, entry.act),
            kind_label(entry.subject),
            entry.subject.partition(":")[2],
            names.get(entry.subject, ""),
            facts_of(entry, places),
            changes_of(entry, places),
        )
        for entry in found
    ]


def audit_entry(pk: int) -> AuditEntry | None:
    """Return one entry, or None when there is no such row."""
    return AuditEntry.objects.select_related("actor").filter(pk=pk).first()


def audit_tail_fits() -> bool:
    """Whether the last entry is the one the head knows: the quick half of a check. Two queries."""
    last = AuditEntry.objects.order_by("-pk").values_list("digest", flat=True).first()
    head = AuditHead.objects.filter(pk=1).values_list("digest", flat=True).first()
    return (last or "") == (head or "")


def kind_choices() -> list[tuple[str, str]]:
    """Return ("org.unit", "单位") of everything acts may be recorded of, by label."""
    models = [m for m in apps.get_models() if m.__module__.startswith("jingwei.")]
    found = [(m._meta.label_lower, str(m._meta.verbose_name)) for m in models]
    return sorted((one for one in found if not one[1].isascii()), key=lambda one: one[1])


def kind_label(subject: str) -> str:
    """Return what a row named "org.unit:12" is, in Chinese: "单位"."""
    model = model_of(subject)
    return str(model._meta.verbose_name) if model else subject.partition(":")[0]


def midnight(day: date) -> datetime:
    """Return the moment a day begins here."""
    return timezone.make_aware(datetime.combine(day, time()))


def _place(text: str) -> tuple[str, int]:
    found = _PLACE.fullmatch(text)
    return (found[1], int(found[2])) if found else ("", 0)


def _holding(rows: QuerySet[AuditEntry], text: str) -> QuerySet[AuditEntry]:
    """Keep what has ``text`` in its facts; SQLite keeps JSON with escapes."""
    escaped = json.dumps(text)[1:-1]
    words = rows.annotate(words=Cast("data", TextField()))
    return words.filter(Q(words__contains=text) | Q(words__contains=escaped))


def _names(subjects: set[str]) -> dict[str, str]:
    by_label: dict[str, list[str]] = {}
    for subject in subjects:
        label, _, pk = subject.partition(":")
        if pk.isdecimal() and model_of(subject):
            by_label.setdefault(label, []).append(pk)
    return {
        f"{label}:{pk}": _name(row)
        for label, pks in by_label.items()
        for pk, row in apps.get_model(label)._base_manager.in_bulk(pks).items()
    }


def _name(row: Any) -> str:
    declared = PARAMETERS.get(row.code) if isinstance(row, ParameterValue) else None
    return declared.label if declared else str(row)
