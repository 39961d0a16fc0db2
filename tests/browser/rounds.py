"""A round in draft and an issued one, and the pages of who issues and reviews."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jingwei.accounts.models import User
from jingwei.collection import services
from jingwei.collection.tests.drafted import member_draft
from jingwei.kernel.clock import today
from jingwei.org.models import PartyOrganization

DRAFT = "what columns who burden check shrink unneeded"
ISSUED = "remind accept withdraw close extend merged-file"
REVIEWED = "assignment assignment-accept assignment-return assignment-split assignment-remind"


def round_pages(branch: PartyOrganization, keeper: User) -> dict[str, list[Any]]:
    """Return the arguments of the pages; ``branch`` has a member and answers both."""
    words = {"deadline": today() + timedelta(days=20), "leader_named": "许清禾"}
    draft = member_draft([branch], keeper, **words)
    issued = services.round_issue(member_draft([branch], keeper, **words), actor=keeper)
    assignment = issued.assignments.get()
    return {
        **{f"collection:round-{name}": [draft.pk] for name in DRAFT.split()},
        **{f"collection:round-{name}": [issued.pk] for name in ISSUED.split()},
        **{f"collection:{name}": [assignment.pk] for name in REVIEWED.split()},
        "collection:round": [issued.pk],
    }
