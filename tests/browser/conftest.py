"""Journeys through a real Chromium against a real server in this process, in the demo district.

The district is loaded once; before every journey the database is put back to it, and after it
to what it was, so that journeys and the other tests do not see each other.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from jingwei.accounts.models import User
from jingwei.accounts.services import roles_sync
from jingwei.kernel.clock import standing_on
from jingwei.plans.demo import DAY, demo_load
from jingwei.plans.models import Measure
from tests.browser.hand import Hand, Seen, watched

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's loop is not the server's

HERE = Path(__file__).parent
JOBS = HERE.parents[1] / "docs/measures/jobs.json"
PATIENCE = 30_000
"""Milliseconds after which something that should appear counts as missing."""
SCREEN = {"width": 1366, "height": 768}
CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
}
"""The installed Chromium; its own sandbox needs rights that a container lacks."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--measure", action="store_true", help="run the jobs three times and write jobs.json"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Keep trace and picture of what failed, unless the command line says otherwise."""
    wanted = {"tracing": ("off", "retain-on-failure"), "screenshot": ("off", "only-on-failure")}
    for name, (usual, ours) in wanted.items():
        if getattr(config.option, name, None) == usual:
            setattr(config.option, name, ours)


@pytest.hookimpl(tryfirst=True)  # before marks are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return CHROMIUM


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": SCREEN}


@pytest.fixture(scope="session")
def _district(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Any, Any]]:
    """Copies of the test database: empty, and with the demo district."""
    empty, full = (sqlite3.connect(":memory:", check_same_thread=False) for _ in range(2))
    with closing(empty), closing(full), django_db_blocker.unblock():
        database().backup(empty)
        roles_sync()
        demo_load(lambda words: None)
        database().backup(full)
        empty.backup(database())
        yield empty, full


@pytest.fixture(scope="session")
def _server() -> Iterator[LiveServer]:
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def _put_back(_district: tuple[Any, Any], django_db_blocker: Any) -> Iterator[None]:
    """Leave the database as the first journey found it; last of all, after pytest-django."""
    yield
    with django_db_blocker.unblock():
        _district[0].backup(database())


@pytest.fixture
def district(
    _district: tuple[Any, Any], _put_back: None, transactional_db: None,
    _server: LiveServer, settings: Any,
) -> Iterator[str]:  # fmt: skip
    """The demo district as loaded, on its day, served; the address of the server."""
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    _district[1].backup(database())
    with standing_on(DAY):
        yield _server.url


@pytest.fixture
def seen(district: str) -> Iterator[Seen]:
    """What the pages of the journey complained of or asked other hosts for: must stay nothing."""
    noticed = Seen(district)
    yield noticed
    assert noticed.faults == []


@pytest.fixture
def enter(district: str, new_context: Any, seen: Seen) -> Callable[..., Hand]:
    """Open a browser for a colleague who has signed in (or nobody), with any context options."""

    def opened(username: str = "", **options: Any) -> Hand:
        context = new_context(base_url=district, **options)
        context.set_default_timeout(PATIENCE)
        if username:
            sign_in(context, district, username)
        return Hand(watched(context.new_page(), seen))

    return opened


@pytest.fixture
def page(enter: Callable[..., Hand]) -> Page:
    """The page of somebody who has not signed in."""
    return enter().page


@pytest.fixture
def record_job(request: pytest.FixtureRequest) -> Callable[[str, list[Hand]], None]:
    """Write what a job took into docs/measures/jobs.json, when asked to measure."""

    def recorded(job: str, runs: list[Hand]) -> None:
        if request.config.getoption("--measure", default=False):
            kept = json.loads(JOBS.read_text()) if JOBS.exists() else {}
            JOBS.parent.mkdir(exist_ok=True)
            taken = {job: Hand.median(runs), "browser": browser_name(request)}
            JOBS.write_text(json.dumps(kept | taken, ensure_ascii=False, indent=2) + "\n")

    return recorded


@pytest.fixture
def times(request: pytest.FixtureRequest) -> int:
    """How often a job is run: three times to measure it, else once."""
    return 3 if request.config.getoption("--measure", default=False) else 1


def database() -> sqlite3.Connection:
    """The test database itself, which lies in memory."""
    connection.ensure_connection()
    return connection.connection


def browser_name(request: pytest.FixtureRequest) -> str:
    browser: Browser = request.getfixturevalue("browser")
    return f"Chromium {browser.version.split('.')[0]}"


def sign_in(context: BrowserContext, address: str, username: str) -> None:
    """Let ``context`` carry the session of ``username``."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}
    context.add_cookies([cookie])


def measure_like(text: str) -> Measure:
    """Return the measure of the demo plan whose text begins so."""
    return Measure.objects.get(text__startswith=text)
