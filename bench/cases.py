"""What is measured of ranks and procedures, with Django loaded by bench.inside."""

from __future__ import annotations

import time
import tracemalloc

from django.test import Client

from jingwei.accounts.models import User
from jingwei.cadres.models import CivilServant
from jingwei.cadres.selectors.ranks import eligibility_of
from jingwei.kernel.clock import today
from jingwei.org.models import PartyOrganization
from jingwei.party.models import Member
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import bulk_step, case_open

PROCEDURE, STEP, CASES = "party.member_development", "A01", 1_000


def eligibility(most: int) -> dict[str, float]:
    """Judge so many civil servants, and one pass with memory watched: seconds, people, MB."""
    servants = CivilServant.objects.order_by().values("person")
    people = Person.objects.filter(pk__in=servants)
    last = people.order_by("pk").values_list("pk", flat=True)[most - 1 : most].first()
    people = people.filter(pk__lte=last) if last else people
    began = time.perf_counter()
    count = sum(1 for _ in eligibility_of(people, today()))
    seconds = time.perf_counter() - began
    tracemalloc.start()
    for number, _ in enumerate(eligibility_of(people, today())):
        if number == min(count, 5_000) - 1:
            break
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"seconds": seconds, "people": count, "megabytes": peak / 2**20}


def bulk() -> dict[str, float]:
    """Open a thousand cases and take their first step at once: the seconds of both."""
    owner = User.objects.get(username="limin")
    held = Member.objects.order_by().values("person")
    people = Person.objects.exclude(pk__in=held).exclude(organization_path="").order_by("pk")
    definition = procedure_on(PROCEDURE, today())
    began = time.perf_counter()
    cases = [
        case_open(Opening(definition, owner, today(), subject=person), actor=owner)
        for person in people[:CASES]
    ]
    opened = time.perf_counter()
    entry = StepEntry(
        today(), data={"applied_on": today(), "branch": PartyOrganization.objects.all()[0]},
        papers=[PaperGiven("application")], reason="测量",
    )  # fmt: skip
    outcome = bulk_step(cases, entry, step=STEP, whole=False, actor=owner)
    taken = time.perf_counter()
    return {"opening": opened - began, "step": taken - opened, "done": len(outcome.done)}


def case_pages() -> dict[str, float]:
    """Open the pages of cases: the slowest processor time of each kind."""
    client = Client()
    client.force_login(User.objects.get(username="limin"))
    first = Case.objects.order_by("pk").values_list("pk", flat=True)[:20]
    kinds = {
        "list": ["/procedures/"], "board": ["/procedures/?view=board"],
        "case": [f"/procedures/{pk}/" for pk in first],
    }  # fmt: skip
    return {kind: max(_seconds(client, page) for page in pages) for kind, pages in kinds.items()}


def _seconds(client: Client, page: str) -> float:
    client.get(page)
    began = time.process_time()
    client.get(page)
    return time.process_time() - began
