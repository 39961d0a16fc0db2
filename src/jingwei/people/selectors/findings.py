"""What the checks found, as pages show it: numbers by rule, rows with names, one person's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from jingwei.org.models import PartyOrganization, Unit
from jingwei.people.checks import CHECKS, ORGANIZATION, PERSON, UNIT, Check
from jingwei.people.models import CheckRun, Finding, Person

PAGES = {PERSON: "people:person", UNIT: "org:unit", ORGANIZATION: "org:organization"}


@dataclass(frozen=True)
class Told:
    """A finding with the name of what it is about, its unit and the name of its page."""

    finding: Finding
    check: Check
    name: str
    unit: str
    page: str


def checks_open_to(viewer: Any) -> list[Check]:
    """Return the checks whose findings ``viewer`` may read, the worst first, then by title."""
    known = [check for check in CHECKS.values() if viewer.has_perm(check.permission)]
    return sorted(known, key=lambda check: (check.severity, check.about, check.code))


def findings_seen(viewer: Any, *, unit: str = "") -> QuerySet[Finding]:
    """Return the findings ``viewer`` may read, of the units at the path ``unit`` and below."""
    codes = [check.code for check in checks_open_to(viewer)]
    rows = Finding.objects.visible_to(viewer).filter(rule__in=codes)
    return rows.within(unit) if unit else rows


def finding_counts(viewer: Any, *, unit: str = "") -> Counter[str]:
    """Return the number of findings by rule. One query."""
    rows = findings_seen(viewer, unit=unit).order_by().values("rule").annotate(count=Count("pk"))
    return Counter({row["rule"]: row["count"] for row in rows})


def told(findings: Iterable[Finding]) -> Iterator[Told]:
    """Yield findings with names. At most three queries."""
    rows = list(findings)
    names = _names(rows)
    for row in rows:
        name, unit = names.get((row.register, row.row), ("", ""))
        yield Told(row, CHECKS[row.rule], name, unit, PAGES[row.register])


def findings_of(person: Person, viewer: Any) -> list[tuple[Check, str, datetime]]:
    """Return what the last check found about a person: (check, sentence, first met), worst first.

    For the page of the person; rules whose findings ``viewer`` may not read stay out. One query.
    """
    rows = findings_seen(viewer).filter(register=PERSON, row=person.pk)
    found = [(CHECKS[row.rule], row.sentence, row.found_at) for row in rows]
    return sorted(found, key=lambda one: (one[0].severity, one[0].code))


def last_run(path: str) -> CheckRun | None:
    """Return the newest finished look that covered the units below ``path``."""
    above = ["", *(path[: n + 1] for n, char in enumerate(path) if char == "/")]
    runs = CheckRun.objects.filter(path__in=above, state=CheckRun.State.DONE)
    return runs.order_by("-finished_at").first()


def open_run(viewer: Any) -> CheckRun | None:
    """Return the look that ``viewer`` asked for and that has not ended."""
    states = (CheckRun.State.WAITING, CheckRun.State.RUNNING)
    return CheckRun.objects.filter(asked_by=viewer, state__in=states).first()


def _names(rows: list[Finding]) -> dict[tuple[str, int], tuple[str, str]]:
    keys: dict[str, set[int]] = {}
    for row in rows:
        keys.setdefault(row.register, set()).add(row.row)
    found: dict[tuple[str, int], tuple[str, str]] = {}
    people = Person.objects.filter(pk__in=keys.get(PERSON, ())).select_related("unit__parent")
    found |= {(PERSON, p.pk): (p.full_name, p.unit.written) for p in people.defer("id_number")}
    units = Unit.objects.filter(pk__in=keys.get(UNIT, ())).select_related("parent")
    found |= {(UNIT, u.pk): (u.written, str(u.parent or "")) for u in units}
    organizations = PartyOrganization.objects.filter(pk__in=keys.get(ORGANIZATION, ()))
    for one in organizations.select_related("unit"):
        found[ORGANIZATION, one.pk] = (one.name, str(one.unit))
    return found
