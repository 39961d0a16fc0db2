"""The plan and its pages: the outline, the board, the report, the start."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

from bench.figures import Figure
from bench.server import PACE, USERS, Page, ask, ask_at_once, median, p95, served
from bench.texts import long_text
from jingwei.plans.outline import outline_of_text
from tests.installation import Installation

ASKED = 15
FILL = """
import json
from bench.texts import year_text
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from jingwei.accounts.models import User
from jingwei.org.models import Unit
from jingwei.plans.outline import outline_of_text
from jingwei.plans.services.plan import plan_import, plan_issue, version_confirm
zzb = Unit.objects.get(code="zzb")
plans = []
for n in range(10):
    found = outline_of_text(year_text(n))
    version = plan_import(found, unit=zzb, year=2025, actor=None)
    plan = plan_issue(version_confirm(version, actor=None), actor=None)
    assert plan.measures.count() == 160, plan.measures.count()
    plans.append(plan.pk)
user = User.objects.get(username="limin")
keys = []
for _ in range(8):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    keys.append(session.session_key)
print(json.dumps([plans, plan.measures.first().pk, keys]))
"""
FIRST_PLAN = """
from jingwei.plans.models import AnnualPlan
print(AnnualPlan.objects.order_by("pk")[0].pk)
"""


def outline_figures() -> list[Figure]:
    """Measure the outline of a long plan, in memory."""
    text = long_text()
    times = [_timed(text) for _ in range(7)]
    return [
        Figure("outline of a 15-page plan", statistics.median(times), f"{len(text)} characters")
    ]


def board_figures(house: Installation) -> list[Figure]:
    """Measure pages of a demo district with ten more plans, asked by eight users at once."""
    plans, measure, keys = json.loads(house.do(FILL))
    pages = {
        "board": [f"/plan/{pk}/" for pk in plans],
        "list of measures": [f"/plan/{pk}/measures/" for pk in plans],
        "measure page": [f"/measure/{measure}/"],
    }
    with served(house) as (port, _):
        paced = [
            _asked_at_once(port, keys, name, addresses, PACE) for name, addresses in pages.items()
        ]
        return [*paced, _asked_at_once(port, keys, "board flat out", pages["board"], 0.0)]


def report_figures(house: Installation) -> list[Figure]:
    """Measure the command that writes a monthly report, its start included."""
    plan = house.do(FIRST_PLAN).strip()
    words = ["--month", "2025-06", "--plan", plan, "--out", str(house.var / "report.docx")]
    began = time.perf_counter()
    done = house.run("plan", "report", *words)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(done.stderr)
    size = Path(words[-1]).stat().st_size
    note = f"{size // 1024} kB, with the start of the command"
    return [Figure("monthly report .docx", seconds, note)]


def start_figures(house: Installation) -> list[Figure]:
    """Measure from the command to the first answered page."""
    times = []
    for _ in range(3):
        with served(house) as (_, seconds):
            times.append(seconds)
    return [Figure("start of jingwei serve", statistics.median(times), "first page answered")]


def _asked_at_once(
    port: int, keys: list[str], name: str, addresses: list[str], pace: float
) -> Figure:
    """Return the 95th percentile of what USERS wait who each ask every ``pace`` seconds."""
    ask(port, [Page(name, address, keys[0]) for address in addresses * 4])
    asked = [addresses[n % len(addresses)] for n in range(ASKED)]
    walks = [[Page(name, address, key) for address in asked] for key in keys]
    times = ask_at_once(port, walks, pace)[name]
    each = f"a page every {pace:g} s each" if pace else "no pause"
    note = f"median {median(times) * 1000:.0f} ms, {USERS} users, {each}"
    return Figure(f"{name}, p95", p95(times), note)


def _timed(text: str) -> float:
    began = time.perf_counter()
    outline_of_text(text)
    return time.perf_counter() - began
