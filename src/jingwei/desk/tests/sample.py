"""What the tests of the desk share: the words of a page, a request that waits."""

from __future__ import annotations

import re
from datetime import date

from jingwei.people.models import Correction

TODAY = date(2025, 6, 30)


def words(answer):
    text = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def corrected(person, by, due_on=date(2025, 7, 2)):
    """A request of ``person`` that waits for an answer."""
    return Correction.objects.create(
        person=person, register="people.person", row=person.pk, column="birth_place",
        proposed="示范汉宁", reason="籍贯有误", asked_by=by, asked_on=TODAY, due_on=due_on,
    )  # fmt: skip
