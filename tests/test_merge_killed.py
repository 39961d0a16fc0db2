"""A merge that is killed on the way leaves nothing behind and can be done again."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.once

SET_UP = """
from datetime import date
from django.contrib.auth.models import Permission
from jingwei.accounts.models import User
from jingwei.collection.tests.after import accepted, answered, sent
from jingwei.org.models import UnitKind
from jingwei.org.services import unit_create
from tests.factories import PersonFactory, UnitFactory, UserFactory
home = UnitFactory(code="zzb", kind=UnitKind.PARTY_BODY)
actor = UserFactory(username="merger", unit=home, every_permission=True)
actor = User.objects.get(pk=actor.pk)
units = [UnitFactory(code=f"town{n}", kind=UnitKind.TOWN, parent=home) for n in range(4)]
people = [PersonFactory(unit=unit, native_place="旧") for unit in units]
round_ = sent(actor, *units)
for unit, person in zip(units, people):
    assignment = round_.assignments.get(unit=unit)
    answered(assignment, person, actor=actor, place="新")
    accepted(assignment, actor=actor)
"""
MERGE = """
import django; django.setup()
import os, signal
from jingwei.accounts.models import User
from jingwei.collection.models import Round
from jingwei.collection.selectors.merging import merge_preview
from jingwei.collection.services import merging
save, calls = merging.rows_save, []
def saves(*args, **words):
    calls.append(args)
    if len(calls) == KILL_AT:
        os.kill(os.getpid(), signal.SIGKILL)
    return save(*args, **words)
merging.rows_save = saves
actor, round_ = User.objects.get(username="merger"), Round.objects.get()
seen = merge_preview(round_, actor).seen
merging.round_merge(round_, choices={}, seen=seen, actor=actor)
"""
TOLD = """
import json
from jingwei.collection.models import Merge
from jingwei.kernel.audit import audit_verify
from jingwei.kernel.models import AuditEntry
from jingwei.people.models import Person
print(json.dumps([
    sorted(Person.objects.values_list("native_place", flat=True)), Merge.objects.count(),
    AuditEntry.objects.filter(act="collection.merge").count(), audit_verify()[1],
]))
"""


def merges(house, kill_at):
    program = MERGE.replace("KILL_AT", str(kill_at))
    return subprocess.run([sys.executable, "-c", program], env=house.env, cwd=house.var).returncode


def test_killed_in_the_middle_nothing_is_half_merged_and_it_can_be_done_again(house):
    house.do(SET_UP)

    killed = merges(house, kill_at=3)

    assert killed == -9
    assert json.loads(house.do(TOLD)) == [["旧"] * 4, 0, 0, None]
    assert merges(house, kill_at=0) == 0
    assert json.loads(house.do(TOLD)) == [["新"] * 4, 1, 1, None]
