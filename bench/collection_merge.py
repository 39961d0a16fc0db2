"""Merging a round of 600 answers with 30 columns into a register."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from bench.figures import Figure
from tests.installation import Installation

PROGRAM = """
import django; django.setup()
import json
from bench.collection_cases import merge
from jingwei.accounts.models import User
from jingwei.org.models import Unit
actor = User.objects.get(username="gaoyuanshan")
root = Unit.objects.filter(parent=None)[0]
from django.contrib.auth.models import Permission
actor.user_permissions.set(Permission.objects.all())
print(json.dumps(merge(User.objects.get(pk=actor.pk), root)))
"""
MOST_SECONDS = 10.0


def merge_figures(house: Installation) -> Iterator[Figure]:
    """Look 600 answers through and let them into the register."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=house.env, cwd=house.var, text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    size = "600 answers × 30 columns"
    yield Figure("the change set of a round", told["preview"], size)
    note = f"{size}, {told['cells']:.0f} cells changed"
    yield Figure("merging a round into a register", told["merge"], note, MOST_SECONDS)
