"""A running server, and users who ask it for pages."""

from __future__ import annotations

import http.client
import socket
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass

from tests.installation import Installation

USERS = 8
PACE = 1.0
"""Seconds between two pages of one user."""
PATIENCE = 120


@dataclass(frozen=True)
class Page:
    """A page to ask for, and the session of who asks."""

    name: str
    address: str
    key: str


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


def ask(port: int, pages: list[Page], pace: float = 0.0) -> list[tuple[str, float]]:
    """Ask for pages one after the other over one connection; return what each took."""
    found = []
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as asking:
        for page in pages:
            began = time.perf_counter()
            asking.request("GET", page.address, headers={"Cookie": f"sessionid={page.key}"})
            answer = asking.getresponse()
            answer.read()
            seconds = time.perf_counter() - began
            if answer.status != http.client.OK:
                raise RuntimeError(f"{page.address}: {answer.status}")
            found.append((page.name, seconds))
            time.sleep(max(0.0, pace - seconds))
    return found


def ask_at_once(port: int, walks: list[list[Page]], pace: float) -> dict[str, list[float]]:
    """Let users walk their pages at the same time; return the times of each page, sorted."""
    with ThreadPoolExecutor(len(walks)) as pool:
        runs = []
        for walk in walks:
            time.sleep(pace / len(walks))
            runs.append(pool.submit(ask, port, walk, pace))
        found: dict[str, list[float]] = {}
        for name, seconds in (one for run in runs for one in run.result()):
            found.setdefault(name, []).append(seconds)
    return {name: sorted(times) for name, times in found.items()}


def p95(times: list[float]) -> float:
    """Return what 95 of 100 sorted times stay below."""
    return times[int(len(times) * 0.95)]


def median(times: list[float]) -> float:
    """Return the middle one."""
    return statistics.median(times)
