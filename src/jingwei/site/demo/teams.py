"""Who leads a unit and what rank its people hold, within the approved numbers."""

from __future__ import annotations

from collections.abc import Sequence

from jingwei.site.demo.drafts import Draft
from jingwei.site.demo.faults import Faults
from jingwei.site.demo.layout import Staff
from jingwei.site.demo.streams import Stream
from jingwei.site.demo.units import UnitAt, staffing_base

CHIEF_FROM, DEPUTY_FROM, HEAD_FROM = 17, 12, 6
"""Years of service after which somebody may lead."""
LADDER = ("1C", "1B", "1A", "19", "18", "17", "16", "15", "14")
SERVED = {"1B": 2, "1A": 5, "19": 8, "18": 12, "17": 15, "16": 20, "15": 24, "14": 28}
"""Ranks from below (ZB148), and the years of service they take at least."""
MOST, SECOND, UPPER, UPPER_FIRST, TOP = 0.60, 0.50, 0.10, 0.40, 0.02
"""Shares of the approved staffing. Source: cadres-and-civil-servants 4.4."""


def team_seat(seed: int, staff: Staff, unit: UnitAt, people: list[Draft], faults: Faults) -> None:
    """Give roles, titles and ranks to the people in post of a unit."""
    stream = Stream(seed, "team", unit.pk)
    order = sorted(people, key=lambda one: (-(one.service // 4), stream.below(1000), one.pk))
    leaders = _leaders(staff, order)
    _name_leaders(staff, unit, leaders, faults)
    rest = [one for one in order if one not in leaders]
    _name_others(staff, rest, stream)
    general = [one for one in people if one.traits.group in {"civil", "reference"}]
    if general:
        _ranks(unit, [*leaders, *(one for one in order if one.role not in {"chief", "deputy"})],
               staffing_base(len(general)), faults)  # fmt: skip


def _leaders(staff: Staff, order: Sequence[Draft]) -> list[Draft]:
    """Return who leads, chiefs first; small teams fill two posts of five people."""
    posts = staff.chiefs + staff.deputies - staff.is_vacant
    count = min(posts, max(1, len(order) * 2 // 5))
    chiefs = [one for one in order if one.service >= CHIEF_FROM and one.age < 58]
    found = [one for n, one in enumerate(chiefs) if n % 2 == 0][: staff.chiefs]
    deputies = [one for one in order if one.service >= DEPUTY_FROM and one not in found]
    return (found + deputies[len(deputies) // 5 :])[:count]


def _name_leaders(staff: Staff, unit: UnitAt, leaders: list[Draft], faults: Faults) -> None:
    chiefs = staff.chiefs
    if len(leaders) > chiefs + 1 and faults.due("org.chiefs_over_quota", unit.path):
        chiefs += 1
    for place, one in enumerate(leaders):
        if place < chiefs:
            named = staff.told["chief"]
            one.role, one.title = "chief", tuple(named[min(place, len(named) - 1)])
        else:
            titles = staff.told["deputy"]
            one.role, one.title = "deputy", (titles[(place - chiefs) % len(titles)],)


def _name_others(staff: Staff, rest: list[Draft], stream: Stream) -> None:
    heads = staff.told["head"]
    for place, one in enumerate(rest):
        if place < len(heads) * 2 and one.service >= HEAD_FROM and stream.chance(0.6):
            one.role, one.title = "head", (heads[place % len(heads)],)
        else:
            one.role = "staff"
            one.is_special = bool(staff.told.get("special")) and place % 10 < 6


def _ranks(unit: UnitAt, order: list[Draft], base: int, faults: Faults) -> None:
    """Share the ranks out from above: leaders first, then by years of service."""
    most = int(MOST * base)
    upper = int(UPPER * base)
    room = {"14": int(TOP * base), "15": int(UPPER_FIRST * upper), "up": upper}
    room |= {"high": int(SECOND * most), "all": most}
    held = [one for one in order if not one.is_special]
    for one in held:
        one.rank = _rank(one, room)
    lifted = [one for one in held if one.rank == "1B"] if room["all"] == 0 else []
    if lifted and faults.due("cadres.rank_over_quota", unit.path):
        lifted[0].rank = "1A"


def _rank(one: Draft, room: dict[str, int]) -> str:
    """Return the highest rank that years and room allow; leaders not below their level."""
    if one.service < 1:
        return ""
    is_leader = one.role in {"chief", "deputy"}
    for rank, takes in _offers(one, is_leader=is_leader):
        if one.service >= SERVED[rank] and all(room[name] > 0 for name in takes):
            for name in takes:
                room[name] -= 1
            return rank
    return "1B" if one.service >= 3 else "1C"


def _offers(one: Draft, *, is_leader: bool) -> list[tuple[str, tuple[str, ...]]]:
    """Return the ranks somebody may get, the highest first, with the quotas each takes from."""
    offers: list[tuple[str, tuple[str, ...]]] = []
    if one.age >= 50:
        offers += [("14", ("14",)), ("15", ("15", "up")), ("16", ("up",))]
    if one.role == "chief" or one.age >= 44:
        offers += [(rank, ("high", "all")) for rank in (("17", "18") if one.pk % 2 else ("18",))]
    if is_leader or one.age >= 28:
        offers += [(rank, ("all",)) for rank in (("19", "1A") if one.pk % 2 else ("1A",))]
    return offers
