"""Party organizations for the tests of this room."""

from __future__ import annotations

from datetime import date

from jingwei.org.models import OrganizationKind
from jingwei.org.services import Founding, party_organization_create

START = date(2020, 1, 1)
MAY = date(2025, 5, 1)
APPROVAL = "青组复〔2025〕12号"


def organization(code, unit, parent=None, *, kind=OrganizationKind.BRANCH, **given):
    """Set up a Party organization since 2020; ``given`` may name ``since`` and details."""
    new = Founding(
        code=code,
        name=given.pop("name", f"中共{code}支部"),
        kind=kind,
        unit=unit,
        since=given.pop("since", START),
        parent=parent,
        joint_units=given.pop("joint_units", ()),
        details=given,
    )
    return party_organization_create(new, actor=None)
