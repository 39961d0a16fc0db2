"""What a row of a batch proposes, and which of the posts held it means. No query here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jingwei.kernel import codes
from jingwei.people.models import PostHeld
from jingwei.procedures.models import CaseSubject

ROLES = {"正职": "1", "副职": "3"}
"""Kind of member of a leading body (ZB129); anything else is Z."""
OTHER_ROLE = "Z"
ON_TRIAL = "试用期一年"
"""Ends the reason of a post held on trial."""
_BETWEEN = re.compile(r"[、；;\n]+")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A row of a batch in plain words; what was not filled in is "" or False.

    ``unit`` is the key of the unit proposed, ``level`` a code of ZB09.
    """

    unit: int | None
    unit_name: str
    title: str
    role: str
    level: str
    from_post: str
    reason: str
    is_exceptional: bool
    is_concurrent: bool
    on_trial: bool

    @property
    def post(self) -> str:
        """The post proposed as people write it: "区教育局副局长"."""
        return f"{self.unit_name}{self.title}"

    @property
    def member_kind(self) -> str:
        return ROLES.get(self.role, OTHER_ROLE)

    @property
    def is_leader(self) -> bool:
        return self.role in ROLES

    @property
    def named_posts(self) -> list[str]:
        """The posts to be removed, one by one, as they were written."""
        return [name for name in (part.strip() for part in _BETWEEN.split(self.from_post)) if name]


def proposed(row: CaseSubject) -> Proposed:
    """Return what a row proposes."""
    told = row.data
    unit = told.get("to_unit") or {}
    level = codes.code_of("ZB09", told.get("to_level", "")) or ""
    return Proposed(
        unit.get("pk"), str(unit.get("words", "")), told.get("to_title", ""),
        told.get("to_role", ""), level, told.get("from_post", ""), told.get("reason", ""),
        bool(told.get("exceptional")), bool(told.get("concurrent")), bool(told.get("trial")),
    )  # fmt: skip


def post_names(post: PostHeld) -> set[str]:
    """Return the ways people write a post held: alone, or after the name of its unit."""
    if post.unit is None:
        return {post.title, f"{post.unit_text}{post.title}"}
    names = {post.unit.name, post.unit.short_name, post.unit.written.replace("/", "")}
    return {post.title, *(f"{name}{post.title}" for name in names)}


def post_words(post: PostHeld) -> str:
    """Return a post as a list names it."""
    return f"{post.unit or post.unit_text}{post.title}"


def meant(parts: Sequence[str], held: Iterable[PostHeld]) -> tuple[list[PostHeld], list[str]]:
    """Return the posts that the parts of a text mean, and the parts of which none is held.

    A title may itself hold a 、, so the longest run of parts that names a post is taken. A name
    that more than one post could bear means none: people write it with its unit.
    """
    held = list(held)
    found: list[PostHeld] = []
    unknown: list[str] = []
    start = 0
    while start < len(parts):
        runs = range(len(parts), start, -1)
        named = ((end, _named("、".join(parts[start:end]), held, found)) for end in runs)
        end, post = next((pair for pair in named if pair[1]), (start + 1, None))
        if post is None:
            unknown.append(parts[start])
        else:
            found.append(post)
        start = end
    return found, unknown


def _named(name: str, held: list[PostHeld], taken: list[PostHeld]) -> PostHeld | None:
    bearing = [post for post in held if name in post_names(post) and post not in taken]
    return bearing[0] if len(bearing) == 1 else None
