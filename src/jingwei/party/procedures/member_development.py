"""Member development: brings in its rules, facts, effects, papers and the panel of its case."""

from __future__ import annotations

from typing import Any

from jingwei.accounts.models import User
from jingwei.party.procedures import (
    development_effects,
    development_facts,
    development_papers,
    development_register,
)
from jingwei.party.procedures.development_facts import CODE
from jingwei.party.rules import development, development_admission
from jingwei.party.selectors.development import QUICK, activities_of
from jingwei.procedures.models import Case
from jingwei.procedures.panels import panel

DECLARED = (
    development, development_admission, development_effects, development_facts,
    development_papers, development_register,
)  # fmt: skip
SHOWN = 8
"""Talks and reviews in the panel; each stands under its step as well."""


@panel(CODE, title="谈话和考察", template="party/_development_panel.html")
def talks_and_reviews(case: Case, viewer: User) -> dict[str, Any] | None:
    """Show the latest talks, reviews and reports; nothing before the first one. One query."""
    found = activities_of(case)
    can_note = case.state == Case.State.OPEN and case.step in QUICK
    if not found and not can_note:
        return None
    return {
        "case": case, "rows": found[::-1][:SHOWN], "count": len(found),
        "can_note": can_note and viewer.has_perm("procedures.run_case"),
    }  # fmt: skip
