"""What is measured with Django loaded: ``python -m bench.inside WHAT``, the answer as JSON."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  # Django is ready from here on
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from bench import cases, collection, collection_merge, coverage, indicators  # noqa: E402
from jingwei.accounts.models import User  # noqa: E402
from jingwei.accounts.services import user_create, user_grant  # noqa: E402
from jingwei.cadres.models import Cadre  # noqa: E402
from jingwei.kernel.jobs import run_due  # noqa: E402
from jingwei.kernel.registers.declaration import register_of  # noqa: E402
from jingwei.kernel.registers.reading import Order, order_of, pack  # noqa: E402
from jingwei.kernel.registers.sight import Sight  # noqa: E402
from jingwei.org.models import PartyOrganization  # noqa: E402
from jingwei.party.models import Member  # noqa: E402
from jingwei.people.models import Person  # noqa: E402
from jingwei.people.selectors.search import found_people  # noqa: E402

TOWN = "qinglan/liuting/"
EVERYTHING, TOWN_UNIT, TOWN_BOTH = "gaoyuanshan", "bench_unit", "bench_both"
SEARCHES = ("zs", "zhangwei", "张伟", "张", "z", "张wei")
TRIES = 9
PASSWORD = get_random_string(20)
PEOPLE, MEMBERS, CADRES = (
    f"/registers/{code}/" for code in ("people.person", "party.member", "cadres.cadre")
)


def sessions() -> dict[str, list[str]]:
    """Sign the viewers in, eight times each: username → session keys."""
    town = PartyOrganization.objects.filter(unit__path=TOWN).order_by("path")[0]
    for username, paths in ((TOWN_UNIT, ()), (TOWN_BOTH, (town.path,))):
        if not User.objects.filter(username=username).exists():
            user, _ = user_create(
                username, full_name="测量", title="", home_path=TOWN, password=PASSWORD,
                actor=None,
            )  # fmt: skip
            user_grant(
                user, role_codes=["leader"], paths=[TOWN], organization_paths=paths, actor=None
            )
    User.objects.filter(username__startswith="bench_").update(must_change_password=False)
    return {name: [_signed_in(name) for _ in range(8)] for name in _viewers()}


def _viewers() -> tuple[str, ...]:
    return EVERYTHING, TOWN_UNIT, TOWN_BOTH


def _signed_in(username: str) -> str:
    user = User.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def pages() -> list[tuple[str, str, str]]:
    """Return the pages to ask for: name, address, who asks."""
    everywhere = [(name, address, EVERYTHING) for name, address in _people() + _hats() + _found()]
    in_town = [
        ("people of one town", PEOPLE, TOWN_UNIT),
        ("people of one town, both trees", PEOPLE, TOWN_BOTH),
        ("members of one town, both trees", MEMBERS, TOWN_BOTH),
        ("search zs in one town", f"{PEOPLE}?q=zs", TOWN_UNIT),
    ]
    return everywhere + in_town


def _people() -> list[tuple[str, str]]:
    groups = Person.objects.values("ethnic_group").annotate(count=Count("pk")).order_by("-count")
    shares = [row["ethnic_group"] for row in groups if row["ethnic_group"]]
    some, namesake = Person.objects.get(pk=_middle(Person)), _namesake()
    return [
        ("people, first page", PEOPLE),
        ("people, a page deep inside", f"{PEOPLE}?after={_deep()}"),
        ("people, last page", f"{PEOPLE}?page=last"),
        ("people of a unit and below", f"{PEOPLE}?unit={TOWN}"),
        (
            "people by gender and birth",
            f"{PEOPLE}?gender=2&birth_on_from=198001&birth_on_to=198012",
        ),
        ("people of a frequent ethnic group", f"{PEOPLE}?ethnic_group={shares[1]}"),
        ("people of a rare ethnic group", f"{PEOPLE}?ethnic_group={shares[-1]}"),
        ("people of a level", f"{PEOPLE}?level=1A41"),
        ("people by birth, youngest first", f"{PEOPLE}?sort=-birth_on"),
        ("people by gaps, most first", f"{PEOPLE}?sort=-missing_count"),
        ("person page", f"/people/{some.pk}/"),
        ("person page of a leader", f"/people/{_leader()}/"),
        ("person page of a frequent name", f"/people/{namesake.pk}/"),
    ]


def _hats() -> list[tuple[str, str]]:
    branch = Member.objects.filter(pk__gte=_middle(Member)).order_by("pk")[0].organization_path
    return [
        ("members, first page", MEMBERS),
        ("members of an organization", f"{MEMBERS}?organization_path={branch}"),
        ("members on probation", f"{MEMBERS}?stage=probationary"),
        ("members who move about", f"{MEMBERS}?is_mobile=1"),
        ("members by day of joining", f"{MEMBERS}?sort=joined_on"),
        ("cadres, first page", CADRES),
        ("cadres of a level", f"{CADRES}?person__level=1A41"),
        ("cadres, search zs", f"{CADRES}?q=zs"),
        ("education, first page", "/registers/people.education/"),
        ("education of a kind", "/registers/people.education/?education=11"),
    ]


def _found() -> list[tuple[str, str]]:
    tail = Person.objects.get(pk=_middle(Person)).id_number[-4:]
    return [
        ("people, search zs", f"{PEOPLE}?q=zs"),
        ("people, search 张伟", f"{PEOPLE}?q=张伟"),
        ("people, search end of id number", f"{PEOPLE}?q={tail}"),
        ("search box, zs", "/search/?q=zs"),
        ("search box, 张伟", "/search/?q=张伟"),
        ("search box, end of id number", f"/search/?q={tail}"),
    ]


def _middle(model: Any) -> int:
    """Return a key from the middle of a table."""
    last = model._default_manager.order_by("-pk")[0].pk
    return int(model._default_manager.filter(pk__gte=last // 2).order_by("pk")[0].pk)


def _leader() -> int:
    return int(Cadre.objects.filter(person__level="1A41").order_by("pk")[0].person_id)


def _namesake() -> Person:
    named = Person.objects.values("full_name").annotate(count=Count("pk")).order_by("-count")
    return Person.objects.filter(full_name=named[0]["full_name"]).order_by("pk")[0]


def _deep() -> str:
    """Return the mark of a place six tenths into the list."""
    order: Order = order_of(register_of(Person), {}, Sight(None))
    place = Person.objects.count() * 6 // 10
    row = Person.objects.filter(merged_into=None).order_by(*order.terms())[place]
    return pack(order.values(row))


def costs() -> dict[str, tuple[int, float]]:
    """Return the queries of each page, session and frame included, and its processor seconds.

    The least of several tries: other work on the machine only ever adds.
    """
    found = {}
    for name, address, username in pages():
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(User.objects.get(username=username))
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        found[name] = len(asked), min(_processor(client, address) for _ in range(TRIES))
    return found


def _processor(client: Client, address: str) -> float:
    began = time.process_time()
    client.get(address)
    return time.process_time() - began


def searches() -> dict[str, float]:
    """Return the seconds the database takes for the names of the search box: text → median."""
    viewer = User.objects.get(username=EVERYTHING)
    viewer.unit_paths()
    return {text: _median(lambda t=text: _looked_up(viewer, t)) for text in SEARCHES}


def _looked_up(viewer: User, text: str) -> None:
    rows = Person.objects.visible_to(viewer).filter(found_people(text)).order_by()
    list(rows.values_list("pk")[:200])


def _median(look: Callable[[], None]) -> float:
    times = []
    for _ in range(TRIES):
        began = time.perf_counter()
        look()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def people() -> int:
    """Return how many people there are."""
    return Person.objects.count()


def nightly() -> float:
    """Run what the clock starts once a day; return the seconds. Else it runs under the pages."""
    began = time.perf_counter()
    run_due(timezone.now())
    return time.perf_counter() - began


if __name__ == "__main__":
    WHATS: dict[str, Callable[..., Any]] = {
        "sessions": sessions, "pages": pages, "costs": costs, "searches": searches,
        "people": people, "nightly": nightly,
        "round_issue": collection.issue, "round_upload": collection.upload,
        "round_merge": collection_merge.merge, "coverage": coverage.coverage_measure,
        "eligibility": cases.eligibility, "bulk": cases.bulk, "case_pages": cases.case_pages,
        "indicators": indicators.indicators,
    }  # fmt: skip
    json.dump(WHATS[sys.argv[1]](*map(int, sys.argv[2:])), sys.stdout)
