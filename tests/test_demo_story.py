"""The demo's data agree with each other: the plan, the district, the people, the half year."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from jingwei.accounts.services import roles
from jingwei.org.models import UnitKind
from jingwei.plans.light import Light
from jingwei.plans.models import Measure
from jingwei.plans.outline import outline_of_text
from jingwei.plans.rules import Facts, Thresholds, light_on

TODAY = date(2025, 6, 30)
HOME = files("jingwei.plans").joinpath("data/demo")
FORBIDDEN = "得分 评分 打分 排名 排行 打卡 签到 积分 在线时长 轨迹 定位 信教 宗教 忠诚度"
KINDS_OF_UNITS = {
    "party_body": 9, "congress_court": 4, "government": 24, "mass": 7, "institution": 14,
    "subdistrict": 6, "town": 4, "company": 6, "school_hospital": 6,
}  # fmt: skip


def text_of(name: str) -> str:
    return HOME.joinpath(name).read_text(encoding="utf-8")


PLAN = text_of("plan.txt")
OUTLINE = outline_of_text(PLAN)
DISTRICT = tomllib.loads(text_of("district.toml"))
PEOPLE = tomllib.loads(text_of("people.toml"))["people"]
STORY = tomllib.loads(text_of("story.toml"))
UNITS = {u["code"]: u for u in DISTRICT["units"]}
GROUPS = {g["code"]: g for g in DISTRICT["groups"]}
MEASURES = {m["key"]: m for m in STORY["measure"]}
PLANNED = {
    f"{item.head.number}.{place}": measure
    for area in OUTLINE.areas
    for item in area.items
    for place, measure in enumerate(item.measures, 1)
}
DECISIONS = [d | {"held_on": m["held_on"]} for m in STORY["meeting"] for d in m["decisions"]]


def dates_in(value: object) -> Iterator[date]:
    if isinstance(value, date):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from dates_in(part)


def people_in(value: object, fields: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value[f] for f in fields if f in value)
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from people_in(part, fields)


def facts(measure: dict[str, Any]) -> Facts:
    """What is known of a measure at the end of ``TODAY``."""
    notes = measure.get("notes", [])
    values = [n["value"] for n in notes if "value" in n]
    proof = measure.get("proof")
    state = "done" if "done_on" in measure else "suspended" if "suspended" in measure else "open"
    return Facts(
        state=state,
        starts_on=measure["start"],
        due_on=measure["due"],
        done_on=measure.get("done_on"),
        noted_on=notes[-1]["on"] if notes else None,
        target=Decimal(proof["target"]) if proof else None,
        actual=Decimal(values[-1]) if values else None,
        milestones=tuple((s["due"], "done_on" in s) for s in measure.get("milestones", [])),
    )


# The district and its people


def test_the_district_has_eighty_units_of_the_planned_kinds() -> None:
    below_root = Counter(u["kind"] for u in UNITS.values() if u["parent"] == "qinglan")

    assert below_root == KINDS_OF_UNITS
    assert sum(below_root.values()) == 80


def test_units_form_one_tree_of_known_kinds_with_well_formed_unique_codes() -> None:
    codes = [u["code"] for u in DISTRICT["units"]]

    assert len(codes) == len(set(codes))
    assert all(re.fullmatch("[a-z0-9]+", code) for code in [*codes, *GROUPS])
    assert not set(codes) & set(GROUPS)
    assert [u["code"] for u in UNITS.values() if u["parent"] not in UNITS] == ["qinglan"]
    assert all(u["kind"] in UnitKind.values for u in UNITS.values())


def test_no_name_or_alias_stands_for_two_units() -> None:
    spoken = [name for u in UNITS.values() for name in [u["name"], *u["aliases"]]]
    spoken += [g["name"] for g in GROUPS.values()]

    assert [name for name, times in Counter(spoken).items() if times > 1] == []


def test_every_group_says_who_belongs_to_it() -> None:
    for group in GROUPS.values():
        assert len({"members", "kinds", "children_of", "open"} & group.keys()) == 1, group
        assert set(group.get("members", [])) <= set(UNITS)
        assert set(group.get("kinds", [])) <= set(UnitKind.values)
        assert group.get("children_of", "zzb") in UNITS


def test_people_are_unique_belong_to_a_unit_and_hold_roles_that_exist() -> None:
    assert len({p["username"] for p in PEOPLE}) == len(PEOPLE) == 42
    assert len({p["full_name"] for p in PEOPLE}) == len(PEOPLE)
    assert all(re.fullmatch("[a-z]+", p["username"]) for p in PEOPLE)
    assert all(p["section"] in UNITS for p in PEOPLE)
    assert all(p["roles"] and set(p["roles"]) <= set(roles()) for p in PEOPLE)


def test_no_person_holds_two_of_the_three_administrators() -> None:
    three = {"system_admin", "security_admin", "audit_admin"}
    held = [three & set(p["roles"]) for p in PEOPLE]

    assert sorted(role for roles_held in held for role in roles_held) == sorted(three)
    assert max(map(len, held)) == 1


# The plan


def test_the_plan_has_five_areas_and_twenty_two_items_in_order() -> None:
    assert re.findall(r"^([一二三四五六七八九十])、", PLAN, re.M) == list("一二三四五")
    assert re.findall(r"^(\d+)\.", PLAN, re.M) == [str(n) for n in range(1, 23)]


def test_the_engine_reads_the_plan_as_the_year_of_the_demo() -> None:
    items = [item for area in OUTLINE.areas for item in area.items]

    assert OUTLINE.is_plan
    assert (OUTLINE.title, OUTLINE.year) == ("中共青岚区委组织部2025年工作要点", 2025)
    assert (len(OUTLINE.areas), len(items), len(OUTLINE.measures)) == (5, 22, 96)
    assert OUTLINE.other == ()


def test_every_measure_names_units_and_exactly_three_names_are_unknown() -> None:
    known = {name for u in UNITS.values() for name in [u["name"], *u["aliases"]]}
    known |= {g["name"] for g in GROUPS.values()}
    named = [(*m.units.lead, *m.units.support) for m in OUTLINE.measures]

    unknown = {name for names in named for name in names if name not in known}

    assert all(named)
    assert unknown == {"区关工委", "区快递行业协会", "区人力资源产业园"}


def test_leaders_and_owners_named_in_the_plan_are_people_of_the_department() -> None:
    named = re.findall("责任(?:领导|人)：([^；）]+)", PLAN)

    assert named
    assert set(named) <= {p["full_name"] for p in PEOPLE}


# The half year


def test_the_story_tells_ninety_six_measures_each_once_and_in_order() -> None:
    keys = [tuple(map(int, m["key"].split("."))) for m in STORY["measure"]]

    assert len(keys) == len(set(keys)) == 96
    assert keys == sorted(keys)
    assert {item for item, _ in keys} == set(range(1, 23))


def test_the_engine_cuts_the_plan_into_the_measures_of_the_story() -> None:
    told = {key: measure["starts"] for key, measure in MEASURES.items()}

    assert told == {key: PLANNED[key].text[: len(told.get(key, ""))] for key in PLANNED}
    assert all(len(starts) >= 8 for starts in told.values())


def test_no_measure_is_due_later_than_the_plan_says() -> None:
    limits = {key: m.deadline_on for key, m in PLANNED.items() if m.deadline_on}

    assert len(limits) > 20
    assert [k for k, on in limits.items() if f"{MEASURES[k]['due']}" > on] == []


def test_every_date_lies_in_the_year_of_the_demo() -> None:
    assert all(date(2024, 12, 1) <= day <= date(2025, 12, 31) for day in dates_in(STORY))


@pytest.mark.parametrize("key", MEASURES)
def test_measure_is_complete(key: str) -> None:
    measure = MEASURES[key]

    assert measure["start"] <= measure["due"]
    assert measure["kind"] in Measure.Kind.values
    assert measure.get("every", "") in Measure.Every.values
    assert UNITS[measure["lead"]]["parent"] == "zzb"
    assert set(measure["support"]) <= set(UNITS) | set(GROUPS)
    assert measure["lead"] not in measure["support"]
    assert not ("proof" in measure and "milestones" in measure)
    assert measure.get("proof", {"target": 1})["target"] > 0


def test_every_person_of_the_story_exists_and_may_do_what_is_told() -> None:
    by_name = {p["username"]: p for p in PEOPLE}
    leaders = [m["leader"] for m in MEASURES.values()]
    leaders += list(people_in(STORY["override"], ("by",)))

    told = set(people_in(STORY, ("leader", "owner", "by", "responsible", "chair")))

    assert told <= set(by_name)
    assert all("leader" in by_name[name]["roles"] for name in leaders)
    assert all(by_name[m["owner"]]["section"] == m["lead"] for m in MEASURES.values())


def test_notes_stand_in_date_order_up_to_today_and_their_numbers_never_fall() -> None:
    for key, measure in MEASURES.items():
        notes = measure.get("notes", [])
        days = [n["on"] for n in notes]
        values = [n["value"] for n in notes if "value" in n]
        assert days == sorted(set(days)), key
        assert all(measure["start"] <= day <= TODAY for day in days), key
        assert values == sorted(values), key
        assert ("proof" in measure) or not values, key
        assert all(n["text"].strip().endswith("。") for n in notes), key


def test_milestones_are_due_within_their_measure_and_done_by_today() -> None:
    for key, measure in MEASURES.items():
        steps = measure.get("milestones", [])
        assert [s["due"] for s in steps] == sorted(s["due"] for s in steps), key
        assert all(measure["start"] <= s["due"] <= measure["due"] for s in steps), key
        assert all(s.get("done_on", TODAY) <= TODAY for s in steps), key


def test_a_closed_measure_reached_its_target_or_all_its_milestones() -> None:
    for key, measure in MEASURES.items():
        if "done_on" not in measure:
            continue
        reached = facts(measure)
        assert TODAY >= measure["done_on"] >= reached.noted_on, key
        assert all(done for _, done in reached.milestones), key
        assert reached.target is None or reached.actual >= reached.target, key


def test_the_rule_gives_the_lights_the_demo_promises() -> None:
    lights = Counter(light_on(facts(m), TODAY, Thresholds()).light for m in MEASURES.values())

    assert lights == {
        Light.DONE: 9,
        Light.GREEN: 56,
        Light.BLUE: 1,
        Light.SUSPENDED: 1,
        Light.YELLOW: 14,
        Light.RED: 7,
        Light.NOT_STARTED: 8,
    }


def test_a_changed_limit_ends_at_the_limit_the_measure_now_has() -> None:
    for change in STORY["due_change"]:
        assert change["after"] == MEASURES[change["measure"]]["due"]
        assert change["before"] != change["after"]
        assert change["reason"]
        assert change["on"] <= TODAY


def test_overrides_name_a_light_a_reason_and_at_most_one_in_force_per_measure() -> None:
    in_force = [o["measure"] for o in STORY["override"] if "until" not in o]

    assert len(in_force) == len(set(in_force))
    assert {o["measure"] for o in STORY["override"]} <= set(MEASURES)
    assert all(o["light"] in list(Light) and o["reason"] for o in STORY["override"])
    assert all(o["since"] < o.get("until", date.max) for o in STORY["override"])


def test_a_meeting_was_held_in_each_month_of_the_half_year() -> None:
    assert [m["month"] for m in STORY["meeting"]] == [f"2025-0{n}" for n in range(1, 7)]
    assert all(f"{m['held_on']:%Y-%m}" == m["month"] for m in STORY["meeting"])


def test_of_forty_one_decisions_thirty_three_are_closed_five_open_three_overdue() -> None:
    closed = [d for d in DECISIONS if "closed_on" in d]
    overdue = [d for d in DECISIONS if "closed_on" not in d and d["due"] < TODAY]

    assert len(DECISIONS) == 41
    assert len(closed) == 33
    assert len(overdue) == 3
    assert len(DECISIONS) - len(closed) - len(overdue) == 5


def test_decisions_serve_a_measure_and_are_closed_with_a_result_after_the_meeting() -> None:
    for decision in DECISIONS:
        assert decision["measure"] in MEASURES
        assert decision["due"] > decision["held_on"]
        assert ("closed_on" in decision) == ("result" in decision)
        assert decision["held_on"] < decision.get("closed_on", TODAY) <= TODAY


@pytest.mark.parametrize("name", ["plan.txt", "district.toml", "people.toml", "story.toml"])
def test_nothing_of_what_is_never_built_is_told(name: str) -> None:
    text = text_of(name)

    assert [word for word in FORBIDDEN.split() if word in text] == []
