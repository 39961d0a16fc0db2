"""What proves the measures of the demo plan: indicators, procedures, programmes, ledgers.

Comes last, when all records are there. Where the plan prints a number of a whole district, the
target is as many times smaller as the demo; the story's own notes become rows of ledgers.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any

from jingwei.accounts.models import User
from jingwei.collection.ledger_columns import LedgerColumn
from jingwei.coverage.models import Programme
from jingwei.kernel.clock import standing_on
from jingwei.kernel.indicators import indicator_named
from jingwei.people.models import Person
from jingwei.plans.demo import ISSUED_ON
from jingwei.plans.models import AnnualPlan, Measure, Proof
from jingwei.plans.services.measure import proof_set
from jingwei.site.demo import told
from jingwei.site.demo.cases.ledgers import keep, made
from jingwei.site.demo.cases.world import World

WHOLE = 19_400
"""People of a whole district, that is of scale 1."""
COLUMNS = (LedgerColumn("办理内容", is_key=True), LedgerColumn("办理日期", "day", wanted=True))


@dataclass(frozen=True, slots=True)
class Year:
    """The plan by the keys of its story, who keeps it, and how small the demo is."""

    measures: dict[str, Measure]
    story: dict[str, dict[str, Any]]
    office: User
    part: float

    def less(self, number: Any) -> int:
        """Return a number of the whole district as the demo has it, at least 1."""
        return max(1, math.ceil(float(number) * self.part))


def load(world: World) -> None:
    """Give the measures their proof, each replacing the typed one of the story."""
    year, proofs = _year(world), told("proofs")
    for one in proofs["counted"]:
        _counted(year, one)
    for one in proofs["programmes"]:
        found = Programme.objects.filter(title__contains=one["words"]).latest("pk")
        _counted(year, {**one, "code": f"coverage.programme.{found.pk}"})
    for key in proofs["ledgers"]:
        _ledger(year, key)


def _year(world: World) -> Year:
    plan = AnnualPlan.objects.get(year=ISSUED_ON.year, unit__code="zzb")
    rows = plan.measures.select_related("item", "plan__unit", "owner")
    path = files("jingwei.plans").joinpath("data/demo/story.toml")
    story = tomllib.loads(path.read_text(encoding="utf-8"))["measure"]
    return Year(
        measures={f"{row.item.number}.{row.position + 1}": row for row in rows},
        story={one["key"]: one for one in story},
        office=world.user("limin"),
        part=min(1.0, Person.objects.count() / WHOLE),
    )


def _counted(year: Year, one: dict[str, Any]) -> None:
    found = indicator_named(one["code"])
    if found is None:
        raise LookupError(one["code"])
    reading = one.get("reading") or ("share" if found.is_share else "sum")
    is_part = reading == Proof.Reading.SUM and not one.get("whole")
    proof_set(
        year.measures[one["key"]], kind=Proof.Kind.INDICATOR, indicator=found.code,
        reading="level" if found.is_level and not found.is_share and reading == "sum" else reading,
        target=Decimal(year.less(one["target"]) if is_part else one["target"]),
        unit_label="个百分点" if reading == "change" else found.unit_label, actor=year.office,
        reason="改由记录计数，不再填报", from_start=True,
    )  # fmt: skip


def _ledger(year: Year, key: str) -> None:
    measure, story = year.measures[key], year.story[key]
    proof, owner = story["proof"], measure.owner or year.office
    what = proof["what"].partition("（")[0]
    with standing_on(measure.starts_on or ISSUED_ON):
        ledger = made(
            owner, COLUMNS, name=f"{what}台账", row_word=proof["unit"],
            purpose="由经办科室随办随记，作为要点举措的佐证",
        )  # fmt: skip
    rows, done = list[dict[str, Any]](), 0
    for note in story.get("notes", []):
        until = int(float(note.get("value", 0)) * year.part)
        rows += [
            {
                "unit": ledger.unit,
                "办理内容": f"{what}第{n + 1}{proof['unit']}",
                "办理日期": note["on"],
            }
            for n in range(done, until)
        ]
        done = max(done, until)
    if rows:
        keep(ledger, rows, owner)
    _counted(
        year, {"key": key, "code": f"collection.ledger.{ledger.pk}", "target": proof["target"]}
    )
