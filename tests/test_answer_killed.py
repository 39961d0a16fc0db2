"""A process killed between saving a draft and handing it in loses nothing it acknowledged."""

from __future__ import annotations

import subprocess
import sys

MADE = """
from datetime import date
from jingwei.accounts.models import User
from jingwei.collection.tests.answered import assignment_made, round_made
from jingwei.org.models import Unit
from jingwei.org.services import unit_create
unit = unit_create(code="qinglan", name="青岚区", kind="district", since=date(2020, 1, 1))
user = User.objects.create(username="chen", home_path=unit.path)
assignment_made(round_made(unit, user), unit)
"""
SAVES = """
import sys
import django; django.setup()
from django.db import transaction
from jingwei.accounts.models import User
from jingwei.collection.models import Assignment
from jingwei.collection.services.answering import Change, rows_save
from jingwei.collection.services.handing_in import assignment_submit
one, user = Assignment.objects.get(), User.objects.get(username="chen")
saved = rows_save(one, [Change(one.rows.first().pk, "count", "13")], actor=user)
print("saved", flush=True)
with transaction.atomic():
    assignment_submit(one, actor=user)
    print("almost", flush=True)
    sys.stdin.read()
"""
TOLD = """
from jingwei.collection.models import Assignment
from jingwei.kernel.audit import audit_verify
from jingwei.kernel.models import AuditEntry, Counter
one = Assignment.objects.get()
row = one.rows.order_by("position").first()
print(one.state, one.receipt or "-", one.changed_count, row.values["count"], row.is_changed)
print(AuditEntry.objects.filter(act__startswith="answer.").count(), audit_verify()[1])
print(Counter.objects.filter(code__startswith="collection.").count())
"""


class TestKilledBetweenSaveAndSubmit:
    def test_the_draft_is_there_and_nothing_is_half_handed_in(self, house):
        house.do(MADE)
        process = subprocess.Popen(
            [sys.executable, "-c", SAVES], env=house.env, cwd=house.var, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(2)]

        process.kill()
        process.communicate()

        assert told == ["saved", "almost"]
        state, trail, numbers = house.do(TOLD).splitlines()
        assert state == "saved - 1 13 True"
        assert trail == "1 None"
        assert numbers == "0"
