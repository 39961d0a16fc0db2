"""The résumé after an appointment: the stint that lasted ends, the new post begins one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from jingwei.kernel.documents.appointment.resume import Stint, parse_resume, write_resume
from jingwei.kernel.registers.writing import Draft
from jingwei.people.models import CareerStint, Person

WORK = CareerStint.Kind.WORK


def stints_after(posts: Mapping[int, tuple[Person, str]], month: str) -> list[Draft[Any]]:
    """Return the stints that end in ``month`` and those that begin then, by the new posts.

    ``posts`` is by key of the person: whom, and the post in words. Whose résumé already tells of
    that month or a later one, or of two lasting stints, is left to people. One query.
    """
    drafts: list[Draft[Any]] = []
    for pk, rows in _stints(posts).items():
        if any(row.began_on[:6] >= month for row in rows):
            continue
        lasting = [row for row in rows if not row.ended_on and row.kind == WORK]
        if len(lasting) > 1:
            continue
        drafts += [Draft({"ended_on": month}, row=row) for row in lasting]
        person, post = posts[pk]
        values = {"person": person, "began_on": month, "kind": WORK, "text": post[:300]}
        drafts.append(Draft(values))
    return drafts


def _stints(people: Iterable[int]) -> dict[int, list[CareerStint]]:
    """Return the stints by person; who has none is not in it."""
    found: dict[int, list[CareerStint]] = defaultdict(list)
    for row in CareerStint.objects.filter(person__in=list(people)):
        found[row.person_id].append(row)
    return found


def text_after(text: str, post: str, month: str) -> str:
    """Return the text of a résumé with its last stint ended and ``post`` from ``month`` on.

    A text that is empty, tells of that month already, or holds lines that are no stints, comes
    back as it is: people write it.
    """
    told = parse_resume(text)
    stints = list(told.stints)
    if not stints or told.unparsed or any(stint.start >= month for stint in stints):
        return text
    if stints[-1].end:
        return text
    return write_resume([*stints[:-1], replace(stints[-1], end=month), Stint(month, "", post)])
