"""The frame of a part of the district: which Party organizations there are and who goes where.

A *place* is what has branches of its own: a department, a village, a company. The layout is made
once for a scale; every part of the district repeats it with its own keys.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from jingwei.site.demo import told
from jingwei.site.demo.population import Group, groups
from jingwei.site.demo.streams import Stream, apportioned

FIRST = (
    "zzb", "jggw", "jiaoyu", "renshe", "nongye", "weijian", "tuanwei", "dangxiao", "zhengwu",
    "rongmei", "liuting", "yunwu", "wanglan", "chengtou", "qlzx", "renmin",
)  # fmt: skip
"""Units that have people even in the smallest demo: those of the accounts, and one of each kind."""
OWN_COMMITTEE = ("gongan", "fayuan", "jianchayuan", "shichang", "chengguan", "jiaoyu", "weijian")
HOSPITALS = ("renmin", "zhongyi", "fubao")
ORGANS = (
    "party_body",
    "congress_court",
    "government",
    "mass",
    "institution",
    "town",
    "subdistrict",
)
LARGEST, SMALLEST, ORDINARY = 50, 4, 25
BRANCHES, OVERSIZED, TOO_SMALL, VACANT = 600, 9, 2, 37


@dataclass(slots=True)
class Staff:
    """The people in post of a unit and its leading posts; ``told`` is its line of staff.toml."""

    unit: str
    kind: str
    told: dict[str, Any]
    is_vacant: bool = False

    def people(self, group: str) -> int:
        return int(self.told.get(group, 0))

    @property
    def chiefs(self) -> int:
        return int(self.told["chiefs"])

    @property
    def deputies(self) -> int:
        return int(self.told["deputies"])


@dataclass(slots=True)
class Place:
    """Something with branches: where it stands, whom it takes, how large its branches are."""

    code: str
    unit: str
    name: str
    sector: str
    parent: str
    own: str = ""
    village: str = ""
    staff: Staff | None = None
    weights: dict[str, float] = field(default_factory=dict)
    takes: list[tuple[int, int, int]] = field(default_factory=list)
    """Number of the group, first place in it, how many."""
    sizes: list[int] = field(default_factory=list)

    @property
    def members(self) -> int:
        return sum(self.sizes)


@dataclass
class Layout:
    """The plan of a part: its groups of people, its places, how many of everything."""

    scale: float
    groups: list[Group] = field(init=False)
    places: list[Place] = field(init=False)

    def __post_init__(self) -> None:
        self.groups = groups(self.scale)
        self.places = [*_chosen(list(_all_places()), self.scale)]
        self._share_out()
        self._cut_branches()

    @property
    def people(self) -> int:
        return sum(group.count for group in self.groups)

    def posts_filled(self, place: Place) -> Counter[str]:
        """Return how many of each group a place has, members and others together."""
        counts: Counter[str] = Counter()
        for number, _, count in place.takes:
            counts[self.groups[number].code] += count
        return counts

    def _share_out(self) -> None:
        """Give every place its people of every group, in the order of the places."""
        for number, group in enumerate(self.groups):
            weights = [_weight(place, group, self.places) for place in self.places]
            first = 0
            for place, count in zip(self.places, apportioned(group.count, weights), strict=True):
                if count:
                    place.takes.append((number, first, count))
                    first += count

    def _cut_branches(self) -> None:
        """Cut the members of each place into branches, 25 on average, a few far too large."""
        counts = [self._members(place) for place in self.places]
        wanted = max(len(counts), round(BRANCHES * self.scale))
        least = [max(1, -(-count // (LARGEST - 8))) for count in counts]
        spare = apportioned(
            max(0, wanted - sum(least)),
            [max(0.1, count / ORDINARY - low) for count, low in zip(counts, least, strict=True)],
        )
        large = max(1, round(OVERSIZED * min(1, self.scale)))
        small = max(1, round(TOO_SMALL * min(1, self.scale)))
        for place, count, low, more in zip(self.places, counts, least, spare, strict=True):
            number = max(1, min(low + more, count // SMALLEST))
            is_large = large > 0 and number > 1 and count > 60 and place.sector != "village"
            is_small = not is_large and small > 0 and number > 2 and count / number < LARGEST - 8
            large, small = large - is_large, small - is_small
            stream = Stream(1, f"sizes.{place.code}", 0)
            place.sizes = branch_sizes(stream, count, number, is_large=is_large, is_small=is_small)

    def _members(self, place: Place) -> int:
        return sum(count for n, _, count in place.takes if self.groups[n].is_member)


def branch_sizes(
    stream: Stream, count: int, number: int, *, is_large: bool = False, is_small: bool = False
) -> list[int]:
    """Return the sizes of ``number`` branches of ``count`` members: 3 to 50, a long tail.

    One of them is over 50 with ``is_large``, one has two members with ``is_small``.
    """
    first = []
    if is_large:
        most = min(95, count - SMALLEST * (number - 1))
        first = [max(51, min(most, stream.between(51, 95)))]
    elif is_small:
        first = [2]
    rest, places = count - sum(first), number - len(first)
    low, high = SMALLEST, LARGEST
    places = max(places, -(-rest // high))
    extra = [stream.sized(6) for _ in range(places)]
    sizes = [low + share for share in apportioned(rest - low * places, extra)]
    while max(sizes, default=0) > high:
        over = sum(max(0, size - high) for size in sizes)
        sizes = [min(size, high) for size in sizes]
        more = apportioned(over, [high - size for size in sizes])
        sizes = [size + add for size, add in zip(sizes, more, strict=True)]
    return [*first, *sizes]


def staff_of(unit: str, kind: str) -> Staff:
    """Return who works in a unit by its kind, with what differs in this one."""
    known = told("staff")
    return Staff(unit, kind, known["kind"][kind] | known["unit"].get(unit, {}))


def district() -> list[dict[str, Any]]:
    """Return the eighty units as the plan's story tells them."""
    path = files("jingwei.plans").joinpath("data/demo/district.toml")
    units = tomllib.loads(path.read_text(encoding="utf-8"))["units"]
    return [one for one in units if one["parent"] == "qinglan"]


def _all_places() -> Iterator[Place]:
    units = sorted(district(), key=lambda one: _rank(one["code"]))
    for number, one in enumerate(units):
        place = _unit_place(one)
        if place.staff:
            place.staff.is_vacant = (number * VACANT) % len(units) < VACANT
        yield place
    yield from _villages()
    yield from _communities()
    yield from _others()


def _rank(code: str) -> int:
    return FIRST.index(code) if code in FIRST else len(FIRST)


def _unit_place(one: dict[str, Any]) -> Place:
    code, kind = one["code"], one["kind"]
    staff = staff_of(code, kind)
    place = Place(code, code, one["name"], _sector(code, kind), "jggw", staff=staff)
    if kind in {"town", "subdistrict"}:
        place.parent, place.name = code, f"{one['name']}机关"
    elif kind in {"company", "school_hospital"} or code in OWN_COMMITTEE:
        place.parent, place.own = "", "committee"
    for group in ("civil", "reference", "manager"):
        place.weights[group] = staff.people(group)
    if kind in ORGANS:
        place.weights["staff"] = sum(place.weights.values())
    elif kind == "company":
        place.weights["company"] = 1
    else:
        place.weights["hospital" if code in HOSPITALS else "school"] = 1
    return place


def _sector(code: str, kind: str) -> str:
    if kind in {"institution", "company"}:
        return kind
    if kind == "school_hospital":
        return "hospital" if code in HOSPITALS else "school"
    return "organ"


def _villages() -> Iterator[Place]:
    number = 0
    for town, villages in told("places")["villages"].items():
        for village in villages:
            number += 1
            own = "committee" if number % 4 == 1 else "general_branch"
            yield Place(
                f"v{number:02d}", town, village, "village", town, own=own, village=village,
                weights={"village": 1.3 if own == "committee" else 1},
            )  # fmt: skip


def _communities() -> Iterator[Place]:
    number = 0
    for street, communities in told("places")["communities"].items():
        for community in communities:
            number += 1
            own = "general_branch" if number % 14 in {1, 4, 7, 10, 12} else ""
            yield Place(
                f"c{number:02d}", street, community, "community", street, own=own,
                village=community, weights={"community": 1.5 if own else 1},
            )  # fmt: skip


def _others() -> Iterator[Place]:
    homes = [*told("places")["communities"], *told("places")["villages"]]
    for number, name in enumerate(told("places")["enterprises"]):
        home = homes[number % len(homes)]
        weights = {"private": 1.0}
        yield Place(
            f"p{number + 1:02d}", home, f"青岚{name}有限公司", "private", home, weights=weights
        )
    for number, name in enumerate(told("places")["societies"]):
        home = homes[number % 6]
        yield Place(f"s{number + 1:02d}", home, name, "social", home, weights={"social": 1.0})


def _chosen(places: list[Place], scale: float) -> Iterator[Place]:
    """Yield the places of a small demo: the first of each kind, below parents that are there."""
    if scale >= 1:
        yield from places
        return
    units = {place.unit for place in places if place.staff and place.unit in FIRST}
    others = [place.unit for place in places if place.staff and place.unit not in FIRST]
    units |= set(others[: max(0, round(80 * scale) - len(FIRST))])
    left = {"village": 3, "community": 3, "private": 1, "social": 1}
    left = {sector: max(least, round(40 * scale)) for sector, least in left.items()}
    for place in places:
        if place.unit not in units:
            continue
        if place.staff is None:
            left[place.sector] -= 1
            if left[place.sector] < 0:
                continue
        yield place


def _weight(place: Place, group: Group, places: list[Place]) -> float:
    """Return how large a part of the group goes to the place."""
    weight = 0.0
    for where, share in group.where.items():
        if own := place.weights.get(where, 0.0):
            weight += share * own / sum(one.weights.get(where, 0.0) for one in places)
    return weight
