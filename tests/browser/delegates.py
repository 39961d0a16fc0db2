"""An election of delegates in the demo district, for the pages that show one."""

from __future__ import annotations

from jingwei.accounts.models import User
from jingwei.org.models import Unit
from jingwei.party.tests import delegates_cast as cast
from jingwei.procedures.models import Case


def at_the_vote(unit: Unit, owner: User) -> Case:
    """Return a case at its election, which one person has counted."""
    case = cast.opened(cast.committee(unit, "delegates"), owner)
    case = cast.brought_to(case, "R7", owner, reason=cast.REASON)
    cast.counted(case, cast.APPROVALS, owner)
    return case
