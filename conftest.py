"""The cast of every test: a small district, three people, one day.

``insider`` holds every permission and sees the department; ``outsider`` holds every permission
and sees another bureau; ``powerless`` sees the department and holds no permission.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client, SimpleTestCase

from jingwei.accounts.models import User
from jingwei.kernel import codes
from jingwei.org.models import Unit, UnitKind
from tests.factories import UnitFactory, UserFactory

TODAY = date(2025, 6, 30)
REPLAYED = {"cadres", "party", "plans", "procedures", "coverage", "liaison", "collection"}


@pytest.fixture(autouse=True)
def fresh_codes() -> None:
    """Local codes of one test are not those of the next."""
    codes.refresh()


@pytest.fixture
def today() -> Iterator[date]:
    """Stand at nine in the morning of 30 June 2025."""
    morning = datetime(2025, 6, 30, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(morning, tick=False):
        yield TODAY


@pytest.fixture
def qinglan(db: None) -> Unit:
    return UnitFactory(code="qinglan", name="青岚区", kind=UnitKind.DISTRICT)


@pytest.fixture
def zzb(qinglan: Unit) -> Unit:
    return UnitFactory(code="zzb", name="区委组织部", kind=UnitKind.PARTY_BODY, parent=qinglan)


@pytest.fixture
def gbk(zzb: Unit) -> Unit:
    return UnitFactory(code="gbk", name="干部科", kind=UnitKind.SECTION, parent=zzb)


@pytest.fixture
def gbk2(zzb: Unit) -> Unit:
    """Its path begins like that of ``gbk``: what is of one must not show in the other."""
    return UnitFactory(code="gbk2", name="干部监督科", kind=UnitKind.SECTION, parent=zzb)


@pytest.fixture
def jyj(qinglan: Unit) -> Unit:
    return UnitFactory(code="jyj", name="区教育局", kind=UnitKind.GOVERNMENT, parent=qinglan)


@pytest.fixture
def insider(zzb: Unit) -> User:
    return UserFactory(username="insider", full_name="顾青", unit=zzb, every_permission=True)


@pytest.fixture
def outsider(jyj: Unit) -> User:
    return UserFactory(username="outsider", full_name="卫岚", unit=jyj, every_permission=True)


@pytest.fixture
def powerless(zzb: Unit) -> User:
    return UserFactory(username="powerless", full_name="陶然", unit=zzb)


@pytest.fixture
def as_insider(insider: User) -> Client:
    return signed_in(insider)


@pytest.fixture
def as_outsider(outsider: User) -> Client:
    return signed_in(outsider)


@pytest.fixture
def as_powerless(powerless: User) -> Client:
    return signed_in(powerless)


def signed_in(user: User) -> Client:
    """Return a browser in which ``user`` has signed in."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["seen_at"] = time.time()  # else the first page of a minute notes it with a few queries
    session["todo"] = [0, time.time()]  # and counts what waits
    session.save()
    return client


def pytest_collection_finish() -> None:
    """Look for garbage seldom: what was imported stays for good, and tests leave little behind."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what asks a database; what asks none gives the same answer on both.

    The rooms whose services the demo replays are played there as a whole, by test_demo_cases.
    """
    if not os.environ.get("JINGWEI_DATABASE_URL", "").startswith("postgres"):
        return
    asking = {"db", "transactional_db", "django_db_setup", "live_server"}
    left = {item for item in items if is_replayed(item) or not asks_database(item, asking)}
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]


def is_replayed(item: pytest.Item) -> bool:
    """Whether a test is of a room whose every service the loading of the demo calls."""
    return bool(REPLAYED & set(item.path.parts)) and "tests" in item.path.parts


def asks_database(item: pytest.Item, asking: set[str]) -> bool:
    """Whether a test may reach the database: by mark, by fixture, as a Django TestCase."""
    cases = isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, SimpleTestCase)
    return bool(item.get_closest_marker("django_db") or cases or asking & set(item.fixturenames))
