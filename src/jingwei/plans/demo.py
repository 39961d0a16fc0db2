"""The invented district: loaded by replaying its half year through the services, day by day."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.db import transaction

from jingwei.accounts.models import User
from jingwei.accounts.services import user_create, user_grant
from jingwei.kernel.clock import standing_on
from jingwei.kernel.errors import BadInput
from jingwei.org.models import Unit, UnitGroup
from jingwei.org.services import unit_alias_add, unit_create, unit_group_save
from jingwei.plans.light import Light
from jingwei.plans.models import Decision, Measure, Milestone
from jingwei.plans.outline import outline_of_text
from jingwei.plans.services import dispatch, measure, plan, progress
from jingwei.plans.services.light import lights_refresh

DAY = date(2025, 6, 30)
ISSUED_ON = date(2025, 1, 3)
SINCE = date(2019, 3, 1)
PASSWORD = "qinglan-2025"  # noqa: S105  # printed at the start of every demo, which holds nothing real
DISTRICT_WIDE = (
    "cadre_office",
    "civil_servant_office",
    "member_office",
    "talent_office",
    "veteran_office",
    "leader",
    "plan_office",
    "system_admin",
    "security_admin",
    "audit_admin",
)
Event = tuple[date, int, Callable[[], Any]]


def demo_load(out: Callable[[str], None]) -> None:
    """Fill an empty database with the district, its plan and six months of work.

    All or nothing. Raises BadInput ``demo.not_empty`` when the database holds units already.
    """
    if Unit.objects.exists():
        raise BadInput("demo.not_empty", "数据库里已有单位。", hint="演示数据只装进空库。")
    with transaction.atomic():
        units = _units(_data("district"))
        groups = _groups(_data("district"), units)
        out(f"单位 {len(units)} 个，单位组 {len(groups)} 个")
        people = _people(_data("people"), units)
        out(f"账号 {len(people)} 个")
        story = Story(units, groups, people)
        story.issue()
        out(f"要点已发布，举措 {len(story.measures)} 条")
        with standing_on(ISSUED_ON):
            events = sorted(story.events(), key=lambda event: event[:2])
        for day, _, act in events:
            with standing_on(day):
                act()
        with standing_on(DAY):
            lights_refresh(story.plan.measures.select_related("plan__unit"), on=DAY)
        out(f"重放 {len(events)} 件事，到 {DAY} 为止")
    settings.DEMO_MARK.write_text(DAY.isoformat())


def demo_accounts() -> list[tuple[str, str]]:
    """Return (sign-in name, who it is) of accounts worth trying first."""
    wanted = (
        "limin", "gaoyuanshan", "dinghaifeng", "zhaolei", "shaowenbo", "luyifan", "mengcaiwei"
    )  # fmt: skip
    people = {p["username"]: p for p in _data("people")["people"]}
    return [(name, f"{people[name]['full_name']} {people[name]['title']}") for name in wanted]


@dataclass
class Story:
    """The half year: who is who, and which measure a key of the story means."""

    units: dict[str, Unit]
    groups: dict[str, UnitGroup]
    people: dict[str, User]

    def __post_init__(self) -> None:
        self.told = _data("story")
        self.office = self.people["limin"]
        self.measures: dict[str, Measure] = {}

    def issue(self) -> None:
        """Import, confirm and issue the plan, then give every measure to its people."""
        text = files("jingwei.plans").joinpath("data/demo/plan.txt").read_text(encoding="utf-8")
        with standing_on(ISSUED_ON):
            version = plan.plan_import(
                outline_of_text(text), unit=self.units["zzb"], year=2025, file_name="plan.txt",
                actor=self.office,
            )  # fmt: skip
            self.plan = plan.version_confirm(version, actor=self.office)
            self._find_measures()
            for told in self.told["measure"]:
                self._assign(told)
            self.plan = plan.plan_issue(self.plan, actor=self.office)

    def events(self) -> Iterator[Event]:
        """Yield everything that happened: (day, order within the day, act)."""
        for told in self.told["measure"]:
            yield from self._measure_events(told)
        for change in self.told["due_change"]:
            yield change["on"], 1, partial(self._move_due, change)
        for override in self.told["override"]:
            yield override["since"], 4, partial(self._override, override)
        for meeting in self.told["meeting"]:
            yield meeting["held_on"], 5, partial(self._meet, meeting)
            for decision in meeting["decisions"]:
                if "closed_on" in decision:
                    yield decision["closed_on"], 6, partial(self._close, decision)

    def _find_measures(self) -> None:
        rows = self.plan.measures.select_related("item", "plan__unit").order_by("pk")
        for row in rows:
            self.measures[f"{row.item.number}.{row.position + 1}"] = row

    def _assign(self, told: dict[str, Any]) -> None:
        row = self.measures[told["key"]]
        named = self.units | self.groups
        fields = {
            "lead": self.units[told["lead"]],
            "leader": self.people[told["leader"]],
            "owner": self.people[told["owner"]],
            "kind": told["kind"],
            "every": told.get("every", ""),
            "starts_on": told["start"],
            "due_on": self._first_due(told),
        }
        if not row.units.filter(role="support").exists():
            fields["support"] = [named[code] for code in told.get("support", [])]
        measure.measures_assign([row], fields=fields, actor=self.office)
        self._prove(row, told)

    def _first_due(self, told: dict[str, Any]) -> date:
        moved = [c["before"] for c in self.told["due_change"] if c["measure"] == told["key"]]
        due: date = moved[0] if moved else told["due"]
        return due

    def _prove(self, row: Measure, told: dict[str, Any]) -> None:
        if proof := told.get("proof"):
            measure.proof_set(
                row, kind="typed", target=Decimal(str(proof["target"])),
                unit_label=proof["unit"], actor=self.office,
            )  # fmt: skip
        elif stones := told.get("milestones"):
            measure.proof_set(row, kind="milestones", actor=self.office)
            for stone in stones:
                self._stone(row, stone, done_on=None)

    def _stone(self, row: Measure, told: dict[str, Any], *, done_on: date | None) -> Milestone:
        known = row.milestones.filter(name=told["name"]).first()
        return measure.milestone_save(
            row, known, name=told["name"], due_on=told["due"], done_on=done_on, document=None,
            document_title=told.get("document", "") if done_on else "", actor=self.office,
        )  # fmt: skip

    def _measure_events(self, told: dict[str, Any]) -> Iterator[Event]:
        row = self.measures[told["key"]]
        for note in told.get("notes", []):
            yield note["on"], 2, partial(self._note, row, note)
        for stone in told.get("milestones", []):
            if "done_on" in stone:
                done = stone["done_on"]
                yield done, 1, partial(self._stone, row, stone, done_on=done)
        if "done_on" in told:
            yield told["done_on"], 3, partial(self._finish, row, told)
        if halt := told.get("suspended"):
            yield halt["on"], 3, partial(self._halt, row, halt)

    def _note(self, row: Measure, note: dict[str, Any]) -> None:
        value = note.get("value")
        progress.progress_record(
            row, text=note["text"], on=note["on"], actor=self.people[note["by"]],
            value=None if value is None else Decimal(str(value)),
        )  # fmt: skip

    def _finish(self, row: Measure, told: dict[str, Any]) -> None:
        last = told["notes"][-1]["text"] if told.get("notes") else "已按要求完成。"
        measure.measure_close(
            row, on=told["done_on"], statement=last, actor=self.people[told["leader"]]
        )

    def _halt(self, row: Measure, halt: dict[str, Any]) -> None:
        by = self.people[halt["by"]] if "by" in halt else self.office
        measure.measure_suspend(row, reason=halt["reason"], actor=by)

    def _move_due(self, change: dict[str, Any]) -> None:
        measure.measures_assign(
            [self.measures[change["measure"]]], fields={"due_on": change["after"]},
            reason=change["reason"], actor=self.people[change["by"]],
        )  # fmt: skip

    def _override(self, told: dict[str, Any]) -> None:
        measure.light_override(
            self.measures[told["measure"]], light=Light(told["light"]), reason=told["reason"],
            actor=self.people[told["by"]],
        )  # fmt: skip

    def _meet(self, told: dict[str, Any]) -> None:
        chair = self.people[told["chair"]]
        month = date.fromisoformat(f"{told['month']}-01")
        meeting = dispatch.meeting_open(self.plan, month=month, on=told["held_on"], actor=chair)
        for decision in told["decisions"]:
            dispatch.decision_add(
                meeting, measure=self.measures[decision["measure"]], text=decision["text"],
                responsible=self.people[decision["responsible"]], due_on=decision["due"],
                actor=self.office,
            )  # fmt: skip
        dispatch.meeting_hold(meeting, actor=chair)

    def _close(self, told: dict[str, Any]) -> None:
        found = Decision.objects.get(
            meeting__plan=self.plan, measure=self.measures[told["measure"]], text=told["text"]
        )
        dispatch.decision_close(
            found, on=told["closed_on"], result=told["result"],
            actor=self.people[told["responsible"]],
        )  # fmt: skip


def _units(district: dict[str, Any]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for told in district["units"]:
        parent = units[told["parent"]] if told["parent"] else None
        unit = unit_create(
            code=told["code"], name=told["name"], kind=told["kind"], since=SINCE, parent=parent,
            basis="青编〔2019〕1号",
        )  # fmt: skip
        units[told["code"]] = unit
        for alias in told["aliases"]:
            unit_alias_add(unit, text=alias, actor=None)
    return units


def _groups(district: dict[str, Any], units: dict[str, Unit]) -> dict[str, UnitGroup]:
    return {
        told["code"]: unit_group_save(
            told["name"],
            members=list(_members(told, units)),
            is_open=told.get("open", False),
            actor=None,
        )
        for told in district["groups"]
    }


def _members(told: dict[str, Any], units: dict[str, Unit]) -> Iterator[Unit]:
    for code, unit in units.items():
        in_kind = unit.kind in told.get("kinds", ())
        below = unit.parent is not None and unit.parent.code == told.get("children_of")
        if in_kind or below or code in told.get("members", ()):
            yield unit


def _people(told: dict[str, Any], units: dict[str, Unit]) -> dict[str, User]:
    people = {}
    for one in told["people"]:
        home = units[one["section"]]
        user, _ = user_create(
            one["username"],
            full_name=one["full_name"],
            title=one["title"],
            home_path=home.path,
            password=PASSWORD,
            actor=None,
        )
        scope = _scope(home, set(one["roles"]), units)
        people[user.username] = user_grant(
            user, role_codes=one["roles"], paths=[scope.path], actor=None
        )
    return people


def _scope(home: Unit, roles: set[str], units: dict[str, Unit]) -> Unit:
    if roles & set(DISTRICT_WIDE):
        return units["qinglan"]
    department = units["zzb"]
    return department if home.path.startswith(department.path) else home


def _data(name: str) -> dict[str, Any]:
    text = files("jingwei.plans").joinpath(f"data/demo/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
