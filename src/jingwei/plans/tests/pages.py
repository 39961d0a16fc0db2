"""What the tests of pages share: an address by name, the words of an answer."""

from __future__ import annotations

import re

from django.urls import reverse


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def at(name, *args):
    return reverse(f"plans:{name}", args=args)
