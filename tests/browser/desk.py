"""A delegation and a hand-over in the demo district, for the pages that show one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jingwei.accounts.models import User
from jingwei.desk.models import HandOver
from jingwei.desk.services.delegation import delegation_make
from jingwei.kernel.clock import today


def desk_pages(keeper: User) -> dict[str, list[Any]]:
    """Return the arguments of the pages of the desk, by the name of their address."""
    deputy = User.objects.get(username="qinsiqi")
    away = delegation_make(
        deputy=deputy, since=today() + timedelta(days=30), until=today() + timedelta(days=33),
        reason="外出培训", actor=keeper,
    )  # fmt: skip
    passed = HandOver.objects.create(
        former=deputy, heir=keeper, on=today(), reason="岗位调整", by=keeper,
        passed={"measure": [1]},
    )  # fmt: skip
    return {"desk:delegation-end": [away.pk], "desk:hand-over-done": [passed.pk]}
