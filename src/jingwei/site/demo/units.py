"""The units of a part: the eighty of the story, or a copy of them; staffing; a closed one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jingwei.site.demo.layout import Layout, Staff, district
from jingwei.site.demo.tables import Sink

ROOT = "qinglan/"
SINCE = "2019-03-01"
BASIS = "青编〔2019〕1号"
LEVELS = {"company": "", "section": "111"}
LEGAL, SECTION_LEVEL = "1", "109"


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit as rows refer to it."""

    pk: int
    path: str
    name: str
    code: str
    kind: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the district: the first is the district of the story, the others repeat it."""

    number: int
    home: UnitAt
    units: dict[str, UnitAt]
    closed: UnitAt
    by_kind: dict[str, list[UnitAt]]

    @property
    def prefix(self) -> str:
        return f"第{self.number}片区" if self.number > 1 else ""


def part_of(number: int, layout: Layout, known: Mapping[str, int], sink: Sink) -> Part:
    """Return the units of a part, writing those that the story does not have."""
    if number == 1:
        home = UnitAt(known[ROOT], ROOT, "青岚区", "qinglan", "district")
        units = {
            one["code"]: UnitAt(
                known[f"{ROOT}{one['code']}/"], f"{ROOT}{one['code']}/", one["name"],
                one["code"], one["kind"],
            )
            for one in district()
        }  # fmt: skip
    else:
        home = _unit_write(sink, known[ROOT], f"p{number:03d}", f"青岚区第{number}片区", "district")
        units = {
            one["code"]: _unit_write(
                sink, home, one["code"], f"第{number}片区{_local(one['name'])}", one["kind"]
            )
            for one in district()
        }
    by_kind: dict[str, list[UnitAt]] = {}
    for unit in units.values():
        by_kind.setdefault(unit.kind, []).append(unit)
    part = Part(number, home, units, _closed(home, units["fagai"], sink), by_kind)
    _staffing(part, layout, sink)
    return part


def staffing_base(people: int) -> int:
    """Return the approved staffing of a body that has ``people`` in post: six in 100 are vacant."""
    return -(-people * 100 // 94)


def _local(name: str) -> str:
    return name.removeprefix("中共青岚区委").removeprefix("青岚").removeprefix("区")


def _unit_write(sink: Sink, parent: UnitAt | int, code: str, name: str, kind: str) -> UnitAt:
    pk = sink.take("org.Unit")
    above, path = (parent, ROOT) if isinstance(parent, int) else (parent.pk, parent.path)
    unit = UnitAt(pk, f"{path}{code}/", name, code, kind)
    level = "107" if kind == "district" else LEVELS.get(kind, SECTION_LEVEL)
    sink.add("org.Unit", (pk, above, code, name, kind, unit.path, SINCE, None, "", level, LEGAL, 0))
    sink.add("org.UnitSpell", (sink.take("org.UnitSpell"), pk, name, above, SINCE, None, BASIS))
    return unit


def _closed(home: UnitAt, heir: UnitAt, sink: Sink) -> UnitAt:
    """Write a unit closed in 2022, which became part of another."""
    pk, on, basis = sink.take("org.Unit"), "2022-03-31", "青编〔2022〕7号"
    prefix = "" if home.path == ROOT else home.name.removeprefix("青岚区")
    unit = UnitAt(
        pk, f"{home.path}liangshi/", f"{prefix}区粮食和物资储备局", "liangshi", "government"
    )
    sink.add("org.Unit", (
        pk, home.pk, unit.code, unit.name, unit.kind, unit.path, SINCE, on, "", SECTION_LEVEL,
        LEGAL, 0,
    ))  # fmt: skip
    spell = sink.take("org.UnitSpell")
    sink.add("org.UnitSpell", (spell, pk, unit.name, home.pk, SINCE, on, BASIS))
    pk = sink.take("org.UnitSuccession")
    sink.add("org.UnitSuccession", (pk, unit.pk, heir.pk, "merge", on, basis))
    return unit


def _staffing(part: Part, layout: Layout, sink: Sink) -> None:
    for place in layout.places:
        if place.staff is None:
            continue
        counts = layout.posts_filled(place)
        base = [staffing_base(counts[group]) or None for group in ("civil", "reference", "manager")]
        sink.add("org.Staffing", (
            sink.take("org.Staffing"), part.units[place.unit].pk, SINCE, BASIS, *base,
            place.staff.chiefs, place.staff.deputies, _inner(place.staff),
        ))  # fmt: skip


def _inner(staff: Staff) -> int:
    return len(staff.told["head"])
