"""What the tests of pages share: addresses, the words of an answer, what a person sends."""

from __future__ import annotations

import re

from django.urls import reverse


def at(name, *args):
    return reverse(f"procedures:{name}", args=args)


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


APPLY = {
    "happened_on": "2025-01-06", "f_applied_on": "2025-01-06", "f_age": "30",
    "p_application_have": "on", "reason": "",
}  # fmt: skip
VOTE = {
    "happened_on": "2025-06-10", "decision": "pass", "p_minutes_have": "on", "v_eligible": "11",
    "v_excluded_count": "1", "v_excluded_basis": "长期患病", "v_present": "8", "v_approve": "7",
    "v_against": "1", "reason": "按规定",
}  # fmt: skip
