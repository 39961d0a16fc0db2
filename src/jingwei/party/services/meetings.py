"""Writing the meetings of a branch; the entry is a row of their register."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.registers.declaration import Register, register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.org.models import PartyOrganization
from jingwei.party.models import OrganizationMeeting


@transaction.atomic
def meeting_record(
    organization: PartyOrganization, told: dict[str, Any], *, actor: User | None
) -> OrganizationMeeting:
    """Store a meeting from the fields of its form, audited as every row is.

    Raises RowsRefused for a day to come, or more people present than were due.
    """
    register: Register[OrganizationMeeting] = register_of(OrganizationMeeting)
    draft = Draft[OrganizationMeeting]({**told, "organization": organization})
    return rows_save(register, [draft], actor=actor, source="支部页面").changes[0].row
