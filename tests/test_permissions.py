"""No page is open by accident: each is in the table, and refuses whom the table refuses.

In a demo district that holds something at every address, each page is asked for by nobody, by a
colleague without any permission, by somebody of another district with all of them, by one who
holds them here, and by each of the three administrators with the permissions of their role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from conftest import signed_in
from jingwei.accounts.models import User
from jingwei.accounts.services import roles, roles_sync
from jingwei.kernel.clock import standing_on
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.org.models import Unit, UnitKind
from jingwei.plans.demo import DAY, demo_load
from tests.browser.pages import ACTS, known_addresses
from tests.factories import UnitFactory, UserFactory
from tests.permissions import NEEDED, PUBLIC, SIGNED_IN

pytestmark = pytest.mark.once
ADMINISTRATORS = {
    "shaowenbo": "system_admin",
    "luyifan": "security_admin",
    "mengcaiwei": "audit_admin",
}
BUSINESS = (
    "plans", "people", "cadres", "party", "talent", "veterans", "procedures", "coverage",
    "liaison", "collection",
)  # fmt: skip
"""Rooms that hold what the district works on; their permissions are no administrator's."""
EMPTY = {"plans:evidence", "plans:milestone-document", "plans:report-download", "registers:roster"}
"""Addresses of files that the district has none of."""
OPEN = {
    "cadres:target-remove": "what teams should hold is the same for everybody",
    "plans:dispatch": "a month is no row",
    "desk:calendar-year": "a year is no row",
    "desk:code-end": "code tables are the same for everybody",
    "desk:code-decide": "code tables are the same for everybody",
    "desk:feedback-answer": "notes to the makers are the same for everybody",
    "org:group-change": "groups of units are the same for everybody",
    "org:group-remove": "groups of units are the same for everybody",
}
"""Addresses with a number in them that stay open out of one's own units, and why."""
NO_EXPORT = {
    "people:photo", "registers:template", "registers:import-rejected", "cadres:workbook-rejected",
}  # fmt: skip
"""Files that take nothing out: a face on its page, empty forms, what the viewer sent in."""
READINGS = ("register.read", "register.search", "register.reveal")
ROW = re.compile(r"/\d+/")
ONES_OWN = {"plans:decision", "plans:decision-close"}
"""Open to whoever must carry it out; refused to others who may not see the dispatch."""


def names(resolver: Any, space: str = "") -> Iterator[str]:
    """Yield the name of every page; the API's answers are tests/test_register_contract.py's."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern, space + inner)
        elif not space.startswith("api"):
            yield space + (pattern.name or "")


@pytest.fixture(scope="module")
def known(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Load the district; an address for every name."""
    with (
        django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch,
        standing_on(DAY),
    ):  # fmt: skip
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("files"))
        roles_sync()
        demo_load(lambda words: None)
        found, _ = known_addresses()
        yield found
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Answer:
    """What a page answered: its status, whether with a file, whether the audit tells of it."""

    status: int
    is_file: bool
    is_recorded: bool


@pytest.fixture(scope="module")
def answers(known: dict[str, str], django_db_blocker: Any) -> dict[str, Answer]:
    """What who holds every permission and sees the district gets at every address."""
    with django_db_blocker.unblock(), transaction.atomic():
        browser = signed_in(user("limin"))
        found = {name: answered(browser, address) for name, address in known.items()}
        transaction.set_rollback(True)
    return found


def answered(browser: Client, address: str) -> Answer:
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    got = browser.get(address)
    told = AuditEntry.objects.filter(pk__gt=last).exclude(act__in=READINGS).exists()
    is_file = got.get("Content-Disposition", "").startswith("attachment")
    return Answer(got.status_code, is_file, told)


@pytest.fixture
def pages(known: dict[str, str], db: None) -> dict[str, str]:
    """The addresses behind the door."""
    return known


def user(username: str) -> User:
    return User.objects.get(username=username)


def wrong(browser: Client, pages: dict[str, str], expected: Any, *, post: bool = False) -> Any:
    """Return where the answer is not the status ``expected(name)``: (asked for, got)."""
    ask = browser.post if post else browser.get
    found = {}
    for name, address in pages.items():
        wanted, status = expected(name), ask(address).status_code
        if not fits(wanted, status):
            found[name] = (wanted, status)
    return found


def fits(wanted: Any, status: int) -> bool:
    """Whether a status is the one, or one of those, that are wanted."""
    return status in (wanted if isinstance(wanted, tuple) else (wanted,))


def shown(name: str) -> Any:
    """Return what who may open a page gets: the page, or where an act leads on."""
    if name in ACTS or name.startswith(("mfa_", "account_")) or name == "plans:decision":
        return (200, 302, 405)
    return 404 if name in EMPTY else 200


def due(name: str, viewer: User) -> Any:
    """Return what somebody of this district gets: the page with its permission, else a refusal."""
    if name in NEEDED:
        return shown(name) if viewer.has_perm(NEEDED[name]) else 403
    return (200, 302, 403, 404) if name in ONES_OWN else (200, 302, 404, 405)


class TestTable:
    def test_names_every_page_and_no_other(self):
        assert PUBLIC | SIGNED_IN | NEEDED.keys() == set(names(get_resolver()))

    def test_knows_only_permissions_that_exist(self, db):
        rows = Permission.objects.select_related("content_type")
        known = {f"{row.content_type.app_label}.{row.codename}" for row in rows}

        assert set(NEEDED.values()) - known == set()


@pytest.mark.once
class TestNobody:
    def test_is_sent_to_the_door_by_every_page(self, pages):
        pages = {name: pages[name] for name in SIGNED_IN | NEEDED.keys()}

        for ask in (Client().get, Client().post):
            answers = {name: ask(address) for name, address in pages.items()}

            led = {n: a.get("Location", "").partition("?")[0] for n, a in answers.items()}
            assert {n: to for n, to in led.items() if to != "/account/login/"} == {}


@pytest.mark.once
class TestPowerless:
    """A colleague of the same units without any permission."""

    def test_gets_only_what_everybody_gets(self, pages):
        colleague = UserFactory(unit=Unit.objects.get(code="qinglan"))

        assert wrong(signed_in(colleague), pages, lambda name: due(name, colleague)) == {}


class TestInsider:
    """Who holds every permission and sees the district."""

    def test_gets_every_page(self, answers):
        found = {name: (shown(name), one.status) for name, one in answers.items()}

        assert {n: told for n, told in found.items() if not fits(*told)} == {}

    def test_takes_no_file_of_which_the_audit_tells_nothing(self, answers):
        files = {name: one for name, one in answers.items() if one.is_file}

        assert len(files) > 30
        assert {n for n, one in files.items() if not one.is_recorded} - NO_EXPORT == set()

    @pytest.mark.once
    def test_is_refused_a_page_without_just_the_permission_it_needs(self, pages):
        for code in set(NEEDED.values()):
            lacking = user("limin")
            app, codename = code.split(".")
            lost = Permission.objects.get(content_type__app_label=app, codename=codename)
            lacking.user_permissions.remove(lost)
            lacking.groups.clear()
            browser = signed_in(lacking)
            guarded = {name: pages[name] for name, needed in NEEDED.items() if needed == code}

            for post in (False, True):
                assert wrong(browser, guarded, lambda name: 403, post=post) == {}
            lacking.user_permissions.add(lost)

    def test_is_refused_nothing_they_send(self, pages):
        browser = signed_in(user("limin"))

        answers = {name: browser.post(pages[name]).status_code for name in NEEDED}

        assert [name for name, status in answers.items() if status == 403] == []


@pytest.mark.once
class TestOutsider:
    """Who holds every permission and sees another district."""

    def test_finds_no_row_of_this_one(self, pages):
        other = UnitFactory(code="haizhou", name="海州区", kind=UnitKind.DISTRICT)
        browser = signed_in(UserFactory(unit=other, every_permission=True))
        rows = {n: a for n, a in pages.items() if ROW.search(a) and n not in OPEN}

        for post in (False, True):
            assert wrong(browser, rows, lambda name: (404, 405), post=post) == {}

    def test_is_refused_nothing_else(self, pages):
        other = UnitFactory(code="haizhou", name="海州区", kind=UnitKind.DISTRICT)
        browser = signed_in(UserFactory(unit=other, every_permission=True))
        others = {n: a for n, a in pages.items() if not ROW.search(a) or n in OPEN}

        answers = {name: browser.get(address).status_code for name, address in others.items()}

        assert [name for name, status in answers.items() if status == 403] == []


@pytest.mark.once
@pytest.mark.parametrize("username", ADMINISTRATORS)
class TestAdministrator:
    """Each of the three, with the permissions of the role and no other."""

    def test_gets_their_own_pages_and_no_others(self, pages, username):
        administrator = user(username)

        assert administrator.role_codes() == {ADMINISTRATORS[username]}
        assert wrong(signed_in(administrator), pages, lambda name: due(name, administrator)) == {}

    def test_is_refused_whatever_is_sent_to_others_pages(self, pages, username):
        administrator = user(username)
        refused = {n: pages[n] for n, code in NEEDED.items() if not administrator.has_perm(code)}

        assert wrong(signed_in(administrator), refused, lambda name: 403, post=True) == {}

    def test_opens_no_register_of_the_business(self, pages, username):
        browser = signed_in(user(username))
        codes = [code for code, register in REGISTERS.items() if register.app in BUSINESS]
        parts = ("list", "count", "new", "import", "paste")
        addresses = {
            (code, part): reverse(f"registers:{part}", args=[code])
            for code in codes
            for part in parts
        }

        assert wrong(browser, addresses, lambda name: 403) == {}

    def test_holds_no_permission_of_the_business(self, pages, username):
        held = user(username).get_all_permissions()

        assert [code for code in held if code.partition(".")[0] in BUSINESS] == []

    def test_may_hold_no_role_of_the_other_two(self, pages, username):
        role = ADMINISTRATORS[username]

        assert set(roles()[role]["excludes"]) == set(ADMINISTRATORS.values()) - {role}
