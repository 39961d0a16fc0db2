"""What is measured of ranks and procedures, with Django loaded by bench.inside."""

from __future__ import annotations

import time
import tracemalloc

from django.conf import settings
from django.test import Client

from jingwei.accounts.models import User
from jingwei.cadres.models import CivilServant
from jingwei.cadres.selectors.ranks import eligibility_of
from jingwei.kernel.clock import today
from jingwei.org.models import PartyOrganization
from jingwei.party.models import Member
from jingwei.people.models import Person
from jingwei.procedures.entries import Opening, StepEntry
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import bulk_step, case_open

PROCEDURE, APPLIED, TALKED = "party.member_development", "A01", "A02"
CASES = 1_000
OFFICER = "maqiang"


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
    """Open a thousand cases and take two steps of each at once; the first changes the register."""
    owner = User.objects.get(username=OFFICER)
    held = Member.objects.order_by().values("person")
    people = Person.objects.visible_to(owner).exclude(pk__in=held).order_by("pk")
    definition = procedure_on(PROCEDURE, today())
    began = time.perf_counter()
    cases = [
        case_open(Opening(definition, owner, today(), subject=person), actor=owner)
        for person in people[:CASES]
    ]
    opened = time.perf_counter()
    branch = PartyOrganization.objects.filter(kind="branch")[0]
    applied = {"applied_on": today(), "branch": branch}
    cases = _taken(cases, APPLIED, StepEntry(today(), data=applied, reason="测量"), owner)
    changed = time.perf_counter()
    talked = {"talker": "示例", "talked": "谈话"}
    cases = _taken(cases, TALKED, StepEntry(today(), data=talked, reason="测量"), owner)
    return {
        "opening": opened - began, "changing": changed - opened,
        "step": time.perf_counter() - changed, "done": len(cases),
    }  # fmt: skip


def _taken(cases: list[Case], step: str, entry: StepEntry, owner: User) -> list[Case]:
    return bulk_step(cases, entry, step=step, whole=True, actor=owner).done


def case_pages() -> dict[str, float]:
    """Open the pages of cases: the slowest processor time of each kind."""
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.get(username=OFFICER))
    cases = Case.objects.filter(definition=PROCEDURE).order_by("pk")
    first = cases.values_list("pk", flat=True)[:20]
    kinds = {
        "list": ["/procedures/"], "board": [f"/procedures/?procedure={PROCEDURE}&view=board"],
        "case": [f"/procedures/{pk}/" for pk in first],
    }  # fmt: skip
    return {kind: max(_seconds(client, page) for page in pages) for kind, pages in kinds.items()}


def _seconds(client: Client, page: str) -> float:
    if client.get(page).status_code != 200:
        raise RuntimeError(f"No page at {page}")
    began = time.process_time()
    client.get(page)
    return time.process_time() - began
