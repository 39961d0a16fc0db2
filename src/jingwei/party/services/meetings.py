"""Writing the meetings of a branch; the entry is a row of their register."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jingwei.accounts.models import User
from jingwei.kernel.errors import Conflict
from jingwei.kernel.registers.declaration import Register, register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.org.models import PartyOrganization
from jingwei.party.models import OrganizationMeeting


@transaction.atomic
def meeting_record(
    organization: PartyOrganization, told: dict[str, Any], *, actor: User | None
) -> OrganizationMeeting:
    """Store a meeting from the fields of its form, audited as every row is.

    Raises RowsRefused for a day to come, or more people present than were due; Conflict
    ``party.meeting_twice`` for one that was entered already, as by a second press on a phone.
    """
    same = {name: told[name] for name in ("kind", "held_on", "topic")}
    PartyOrganization.objects.select_for_update().get(pk=organization.pk)
    if OrganizationMeeting.objects.filter(organization=organization, **same).exists():
        raise Conflict(
            "party.meeting_twice",
            "这次会议已经记录，没有再存一份。",
            hint="要修改请到会议记录里改。",
        )
    register: Register[OrganizationMeeting] = register_of(OrganizationMeeting)
    draft = Draft[OrganizationMeeting]({**told, "organization": organization})
    return rows_save(register, [draft], actor=actor, source="支部页面").changes[0].row
