"""A demo of any scale in the database for a while, and what the data checks find in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from jingwei.org.models import PartyOrganization, Unit
from jingwei.org.services import unit_create
from jingwei.people.models import Finding, Person
from jingwei.people.services.checking import check_refresh
from jingwei.site.demo.bulk import analyze
from jingwei.site.demo.faults import Planted
from jingwei.site.demo.generate import Outcome
from jingwei.site.demo.layout import district
from jingwei.site.demo.load import people_load

SINCE, DAY = date(2019, 3, 1), date(2025, 6, 30)


@contextmanager
def district_of(scale: float, blocker: Any, folder: Path) -> Iterator[Outcome]:
    """Load a demo of this scale beside the units of the story; empty again afterwards."""
    with blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.MEDIA_ROOT", folder)
        root = unit_create(code="qinglan", name="青岚区", kind="district", since=SINCE)
        for unit in district():
            names = {name: unit[name] for name in ("code", "name", "kind")}
            unit_create(**names, parent=root, since=SINCE)
        outcome = people_load(lambda line: None, scale=scale)
        analyze()  # the product does it once the transaction is over
        yield outcome
        transaction.set_rollback(True)


def found_wrong() -> set[Planted]:
    """Look everything through; return what the data checks find, named as planted faults are."""
    check_refresh("", on=DAY, at=timezone.now())
    names = dict(Person.objects.values_list("pk", "number"))
    units = dict(Unit.objects.values_list("pk", "path"))
    organizations = dict(PartyOrganization.objects.values_list("pk", "path"))
    known = {"people.person": names, "org.unit": units, "org.partyorganization": organizations}
    return {Planted(row.rule, known[row.register][row.row]) for row in Finding.objects.all()}
