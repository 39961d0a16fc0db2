"""What the tests of coverage share: a programme, who is on it, the words of a page."""

from __future__ import annotations

import re
from datetime import date

from django.urls import reverse

from jingwei.coverage.services import programme_add, programme_start

MARCH = date(2025, 3, 10)


def at(name, *args):
    return reverse(f"coverage:{name}", args=args)


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def fields(unit, **others):
    """Return the fields of a programme of 2025 about all people of ``unit``."""
    return {
        "title": "科级干部轮训", "unit": unit, "began_on": date(2025, 1, 1),
        "due_on": date(2025, 12, 31), "register": "people.person", "query": f"unit={unit.path}",
        "audience": "人员", "subject": "person", "counts": "参加过一次轮训",
        **others,
    }  # fmt: skip


def drafted(unit, owner, **others):
    return programme_add(fields(unit, **others), actor=owner)


def started(unit, owner, **others):
    return programme_start(drafted(unit, owner, **others), actor=owner)
