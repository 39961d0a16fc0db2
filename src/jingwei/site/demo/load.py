"""Loading the people of the demo into the database, after the units of its story."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext

from django.db import connection, transaction

from jingwei.kernel.audit import audit
from jingwei.kernel.files import file_store
from jingwei.kernel.models import Counter
from jingwei.org.models import Unit, UnitKind
from jingwei.people.models import Person
from jingwei.site.demo.bulk import analyze, without_indexes
from jingwei.site.demo.generate import Outcome, generate
from jingwei.site.demo.own import accounts_linked
from jingwei.site.demo.photos import silhouette
from jingwei.site.demo.tables import Database
from jingwei.site.demo.units import ROOT

SEED, SCALE = 1, 0.05
LARGE = 3.0
"""From this scale on, indexes are built after the rows."""
MEMORY = {
    "sqlite": ("PRAGMA cache_size = -131072",),
    "postgresql": ("SET LOCAL maintenance_work_mem = '256MB'", "SET LOCAL work_mem = '64MB'"),
}
"""What a database may hold in memory while loading: 128 MB of pages, 256 MB for an index."""


@transaction.atomic
def people_load(out: Callable[[str], None], *, scale: float = SCALE, seed: int = SEED) -> Outcome:
    """Fill the registers beside the units of the story, all or nothing.

    ``scale`` 1 is a district of 19,400 people; the same seed and scale give the same data.
    Progress goes to stderr when somebody looks at it.
    """
    with connection.cursor() as cursor:
        for statement in MEMORY[connection.vendor]:
            cursor.execute(statement)
    sink = Database()
    ready = without_indexes(sink.models()) if scale >= LARGE else nullcontext()
    with ready:
        units = dict(Unit.objects.values_list("path", "pk"))
        outcome = generate(seed=seed, scale=scale, units=units, sink=sink, progress=_progress())
        sink.finish()
    _units_complete()
    _photos(outcome)
    accounts_linked()
    Counter.objects.update_or_create(code="person", defaults={"value": outcome.people})
    audit(
        "demo.loaded", Unit.objects.get(path=ROOT), None, scale=scale, seed=seed,
        people=outcome.people, rows=dict(sink.counts),
    )  # fmt: skip
    organizations = sink.counts["org.PartyOrganization"]
    rows = sum(sink.counts.values())
    out(f"人员 {outcome.people} 人，党组织 {organizations} 个，共 {rows} 行")
    analyze()  # what is loaded next asks these tables
    return outcome


def _progress() -> Callable[[int, int], None]:
    last = [-1]

    def show(done: int, whole: int) -> None:
        share = done * 100 // max(1, whole)
        if sys.stderr.isatty() and share > last[0]:
            last[0] = share
            sys.stderr.write(
                f"\r装入人员 {share}%（{done}/{whole}）" + ("\n" if share >= 100 else "")
            )
            sys.stderr.flush()

    return show


def _units_complete() -> None:
    """Give the units of the story what registers ask of units: level and legal kind."""
    Unit.objects.filter(kind=UnitKind.SECTION).update(legal_kind="2", level="111")
    Unit.objects.filter(legal_kind="").exclude(kind=UnitKind.DISTRICT).update(legal_kind="1")
    Unit.objects.filter(kind=UnitKind.DISTRICT).update(level="107", legal_kind="1")
    Unit.objects.filter(level="").exclude(kind=UnitKind.COMPANY).update(level="109")


def _photos(outcome: Outcome) -> None:
    """Give the chosen leaders a picture of nobody."""
    for number, (pk, is_woman) in enumerate(outcome.pictured):
        picture = silhouette(number, is_woman=is_woman)
        file = file_store(f"照片{pk:08d}.png", picture, actor=None)
        Person.objects.filter(pk=pk).update(photo=file)
