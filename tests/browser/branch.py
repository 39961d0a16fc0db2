"""A branch with a month of dues and a meeting, for the pages that show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.kernel.clock import standing_on
from jingwei.org.models import PartyOrganization
from jingwei.party.models import DuesMonth
from jingwei.party.services.dues import month_confirm, month_open
from tests.factories import MemberFactory, OrganizationMeetingFactory

DAY = date(2025, 6, 30)


def month_of(branch: PartyOrganization) -> DuesMonth:
    """Return the month of June of a branch, with somebody whose base is not known."""
    with standing_on(DAY):
        month = month_open(branch, DAY, actor=None)
        month_confirm(month, actor=None)
    return month


def branch_pages(branch: PartyOrganization) -> dict[str, list[Any]]:
    """Return the arguments of the pages of a branch, by the name of their address."""
    month = month_of(branch)
    OrganizationMeetingFactory(organization=branch)
    away = MemberFactory(of=branch.unit, organization=branch, is_mobile=True)
    of_branch, of_month = ("branch", "meeting-list", "meeting-add"), ("confirm", "close", "reopen")
    return {
        **{f"party:{name}": [branch.pk] for name in of_branch},
        **{f"party:dues-{name}": [month.pk] for name in of_month},
        "party:member-contacted": [away.pk],
        "party:dues-month": [branch.pk, 2025, 6],
        "party:dues-except": [month.rows.all()[0].pk],
        "party:dues-file": [month.pk, "xlsx"],
        "party:meeting-handbook": [branch.pk, 2025],
    }
