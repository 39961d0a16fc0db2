"""The figures of the monthly audit report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from jingwei.accounts.models import User
from jingwei.accounts.services import administrator_roles, roles
from jingwei.desk.selectors.audit import AuditRow, audit_rows, midnight
from jingwei.desk.selectors.audit_check import AuditCheck, audit_check
from jingwei.kernel.audit import ACTS
from jingwei.kernel.models import AuditEntry

LISTED = 200
"""Entries of one kind that a report lists; of more it says how many there are."""
TAKEN = Q(act__contains="export") | Q(act__contains="download")
REVEALED = Q(act__contains="reveal") | Q(act__contains="searched_by_id")
RIGHTS = Q(act__in=("user.grant", "user.create", "user.disable", "user.enable",
                    "user.password", "user.unlock", "user.second_factor_reset"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """Entries of a kind: the first LISTED, oldest first, and how many there are in all."""

    rows: list[AuditRow]
    count: int


@dataclass(frozen=True, slots=True)
class AuditMonth:
    """What the trail holds of one month."""

    first: date
    last: date
    total: int
    acts: list[tuple[str, int]]
    sign_ins: int
    failures: list[tuple[str, int, str]]
    failed: int
    locks: int
    rights: Listed
    exports: Listed
    reveals: Listed
    by_administrators: list[tuple[str, str, int]]
    check: AuditCheck


def audit_month(first: date) -> AuditMonth:
    """Return the figures of the month that begins on ``first``. Reads the whole chain once."""
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    rows = _between(midnight(first), midnight(following))
    counts = Counter(dict(rows.order_by().values_list("act").annotate(Count("pk"))))
    return AuditMonth(
        first=first,
        last=following - timedelta(days=1),
        total=counts.total(),
        acts=[(ACTS.get(act, act), count) for act, count in counts.most_common()],
        sign_ins=counts["user.sign_in"],
        failures=_failures(rows),
        failed=counts["user.sign_in_failed"],
        locks=counts["user.lock"],
        rights=_listed(rows.filter(RIGHTS)),
        exports=_listed(rows.filter(TAKEN)),
        reveals=_listed(rows.filter(REVEALED)),
        by_administrators=_by_administrators(rows),
        check=audit_check(),
    )


def _between(since: datetime, until: datetime) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(at__gte=since, at__lt=until)


def _failures(rows: QuerySet[AuditEntry]) -> list[tuple[str, int, str]]:
    """Return (account, refused sign-ins, addresses) with the most first, ten at the most."""
    tries: Counter[str] = Counter()
    places: dict[str, set[str]] = {}
    failed = rows.filter(act="user.sign_in_failed").values_list("subject", "data")
    for subject, data in failed.iterator(chunk_size=2000):
        tries[subject] += 1
        places.setdefault(subject, set()).add(str(data.get("origin", "")))
    pks = [subject.partition(":")[2] for subject in tries]
    names = {f"accounts.user:{user.pk}": str(user) for user in User.objects.filter(pk__in=pks)}
    return [
        (names.get(subject, "不存在的登录名"), count, "、".join(sorted(places[subject])[:5]))
        for subject, count in tries.most_common(10)
    ]


def _listed(rows: QuerySet[AuditEntry]) -> Listed:
    shown = rows.select_related("actor").order_by("pk")[:LISTED]
    return Listed(audit_rows(shown), rows.count())


def _by_administrators(rows: QuerySet[AuditEntry]) -> list[tuple[str, str, int]]:
    """Return (role, name, acts besides signing in and out) of every administrator."""
    labels = {code: str(roles()[code]["label"]) for code in administrator_roles()}
    acts = rows.exclude(act__startswith="user.sign_").filter(actor__groups__name__in=labels)
    found = acts.order_by().values_list("actor__groups__name", "actor__full_name")
    return sorted(
        (labels[code], name, count)
        for code, name, count in found.annotate(Count("pk"))
        if code in labels
    )
