"""The measurements: each returns seconds and a note by name."""

from __future__ import annotations

import http.client
import json
import socket
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from bench.texts import long_text
from jingwei.plans.outline import outline_of_text
from tests.installation import Installation

Figures = dict[str, tuple[float, str]]
USERS, ASKED = 8, 15
PACE = 1.0
"""Seconds between two pages of one user; the flat-out row has none."""
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


def outline_figures() -> Figures:
    """Measure the outline of a long plan, in memory."""
    text = long_text()
    times = [_timed(text) for _ in range(7)]
    return {"outline of a 15-page plan": (statistics.median(times), f"{len(text)} characters")}


def board_figures(house: Installation) -> Figures:
    """Measure pages of the demo district with ten more plans, asked by eight users at once."""
    house.run("demo", "load")
    plans, measure, keys = json.loads(house.do(FILL))
    pages = {
        "board": [f"/plan/{pk}/" for pk in plans],
        "list of measures": [f"/plan/{pk}/measures/" for pk in plans],
        "measure page": [f"/measure/{measure}/"],
    }
    with served(house) as (port, _):
        paced = {
            f"{name}, p95": _asked_at_once(port, keys, addresses, PACE)
            for name, addresses in pages.items()
        }
        flat_out = {"board flat out, p95": _asked_at_once(port, keys, pages["board"], 0.0)}
    return paced | flat_out


def report_figures(house: Installation) -> Figures:
    """Measure the command that writes a monthly report, its start included."""
    plan = house.do(FIRST_PLAN).strip()
    words = ["--month", "2025-06", "--plan", plan, "--out", str(house.var / "report.docx")]
    began = time.perf_counter()
    done = house.run("plan", "report", *words)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(done.stderr)
    size = Path(words[-1]).stat().st_size
    return {"monthly report .docx": (seconds, f"{size // 1024} kB, with the start of the command")}


def start_figures(house: Installation) -> Figures:
    """Measure from the command to the first answered page."""
    times = []
    for _ in range(3):
        with served(house) as (_, seconds):
            times.append(seconds)
    return {"start of jingwei serve": (statistics.median(times), "first page answered")}


@contextmanager
def served(house: Installation) -> Iterator[tuple[int, float]]:
    """Yield the port of a running server and the seconds until it answered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    server = house.start("serve", "--port", str(port))
    try:
        if not server.stdout or not server.stdout.readline():
            raise RuntimeError(server.communicate()[1])
        yield port, time.perf_counter() - began
    finally:
        server.terminate()
        server.communicate()


def _asked_at_once(
    port: int, keys: list[str], addresses: list[str], pace: float
) -> tuple[float, str]:
    """Return the 95th percentile of what USERS wait who each ask every ``pace`` seconds."""
    _ask_many(port, keys[0], addresses * 4, 0.0)
    asked = [addresses[n % len(addresses)] for n in range(ASKED)]
    with ThreadPoolExecutor(USERS) as pool:
        runs = []
        for key in keys:
            time.sleep(pace / USERS)
            runs.append(pool.submit(_ask_many, port, key, asked, pace))
        times = sorted(seconds for run in runs for seconds in run.result())
    each = f"a page every {pace:g} s each" if pace else "no pause"
    note = f"median {statistics.median(times) * 1000:.0f} ms, {USERS} users, {each}"
    return times[int(len(times) * 0.95)], note


def _ask_many(port: int, key: str, addresses: list[str], pace: float) -> list[float]:
    times = []
    cookie = {"Cookie": f"sessionid={key}"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as asking:
        for address in addresses:
            began = time.perf_counter()
            asking.request("GET", address, headers=cookie)
            answer = asking.getresponse()
            answer.read()
            times.append(time.perf_counter() - began)
            if answer.status != http.client.OK:
                raise RuntimeError(f"{address}: {answer.status}")
            time.sleep(max(0.0, pace - times[-1]))
    return times


def _timed(text: str) -> float:
    began = time.perf_counter()
    outline_of_text(text)
    return time.perf_counter() - began
