"""The Party organizations of a part, with their past, their terms and their committees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jingwei.site.demo.faults import Faults
from jingwei.site.demo.layout import LARGEST, Layout, Place
from jingwei.site.demo.months import NOW, day_of, month
from jingwei.site.demo.streams import Stream, shuffled
from jingwei.site.demo.tables import Sink
from jingwei.site.demo.units import Part, UnitAt

ROOT = "dzz/"
WORDS = {
    "committee": "委员会",
    "work_committee": "工作委员会",
    "general_branch": "总支部委员会",
    "branch": "支部委员会",
}
SHORT = {
    "committee": "党委",
    "work_committee": "党工委",
    "general_branch": "党总支",
    "branch": "党支部",
}
DIGITS = "零一二三四五六七八九"
DUE_SOON, CLOSED = 26, 12
SMALL = 10
"""Branches smaller than this keep their term: the fault of a missing one shows on others."""
SEATS = ("secretary", "organization", "publicity", "discipline", "deputy")


@dataclass(frozen=True, slots=True)
class Organization:
    """A Party organization as rows refer to it."""

    pk: int
    path: str
    name: str
    short: str
    kind: str
    unit: UnitAt
    sector: str
    village: str
    size: int
    has_long_term: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """Who may sit on a committee."""

    pk: int
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class _About:
    """What else an organization is made with."""

    sector: str
    village: str = ""
    size: int = 0
    is_long: bool = False


class Tree:
    """Writes the organizations of a part; ``branches`` are those of each place, in its order."""

    def __init__(self, seed: int, part: Part, layout: Layout, sink: Sink, faults: Faults) -> None:
        self.seed, self.part, self.layout, self.sink, self.faults = seed, part, layout, sink, faults
        self.branches: dict[str, list[Organization]] = {}
        self.above: dict[str, Organization] = {}
        self.tops: dict[str, Organization] = {}
        self._all: list[Organization] = []
        self.terms: dict[int, int] = {}

    def write(self, root: Organization | None) -> Organization:
        """Write the whole tree below ``root``, which the first part sets up; return the root."""
        self.root = self._top(root)
        for place in self.layout.places:
            if place.parent and place.parent not in self.above:
                self.above[place.parent] = self._committee(place.parent)
            self._place(place)
        self._past()
        self._terms()
        return root or self.root

    def seats(self, organization: Organization, holders: Sequence[Holder]) -> None:
        """Seat a committee: a secretary, with seven members or more three to five in all."""
        stream = Stream(self.seed, "seat", organization.pk)
        term = self.terms.get(organization.pk)
        count = 1 if organization.size < 7 else min(len(holders), stream.between(3, 5))
        for post, holder in zip(SEATS[:count], holders, strict=False):
            since = day_of(NOW - stream.between(3, 17), 15)
            self.sink.add("org.CommitteeSeat", (
                self.sink.take("org.CommitteeSeat"), organization.pk, term, holder.name,
                holder.number, post, since, None, f"青组〔{since[:4]}〕{stream.between(1, 90)}号",
            ))  # fmt: skip

    def _top(self, root: Organization | None) -> Organization:
        home, about = self.part.home, _About("organ")
        if root is None:
            return self._add(None, "dzz", "中共青岚区委员会", "local_committee", home, about)
        code, name = f"p{self.part.number:03d}", f"中共{home.name}工作委员会"
        return self._add(root, code, name, "work_committee", home, about)

    def _committee(self, code: str) -> Organization:
        """Write the committee that places stand under: of a town, a sub-district, the organs."""
        unit = self.part.units[code]
        is_work = unit.kind != "town"
        kind = "work_committee" if is_work else "committee"
        base = _formal(unit.name.replace("机关工委", "属机关"))
        sector = unit.kind if unit.kind in {"town", "subdistrict"} else "organ"
        name = f"中共{base}{WORDS[kind]}"
        made = self._add(self.root, code, name, kind, unit, _About(sector, is_long=True))
        self.tops[code] = made
        return made

    def _place(self, place: Place) -> None:
        unit = self.part.units[place.unit]
        parent = self.above[place.parent] if place.parent else self.root
        base, code = self._base(place), f"{place.code}b"
        if place.own:
            name = f"中共{base}{WORDS[place.own]}"
            about = _About(place.sector, place.village, place.members, bool(place.village))
            parent = self._add(parent, place.code, name, place.own, unit, about)
            self.tops[place.code], code = parent, "b"
        made = []
        for number, size in enumerate(place.sizes, 1):
            nth = f"第{_numeral(number)}" if len(place.sizes) > 1 else ""
            name = f"中共{base}{nth}{WORDS['branch']}"
            about = _About(place.sector, place.village, size, bool(place.village))
            made.append(self._add(parent, f"{code}{number}", name, "branch", unit, about))
            self._size_faults(made[-1])
        self.branches[place.code] = made

    def _size_faults(self, branch: Organization) -> None:
        if self.faults.is_open and branch.size > LARGEST:
            self.faults.plant("party.branch_too_large", branch.path)
        elif self.faults.is_open and branch.size < 3:
            self.faults.plant("party.branch_too_small", branch.path)

    def _base(self, place: Place) -> str:
        """Return the name of a place without "中共": villages after their town."""
        unit = self.part.units[place.unit].name
        if place.village:
            return f"{unit}{place.village}"
        if place.staff is None:
            return f"{self.part.prefix}{place.name}"
        tail = "机关" if place.name.endswith("机关") else ""
        return f"{_formal(unit.removeprefix('中共'))}{tail}"

    def _add(
        self,
        parent: Organization | None,
        code: str,
        name: str,
        kind: str,
        unit: UnitAt,
        about: _About,
    ) -> Organization:
        pk = self.sink.take("org.PartyOrganization")
        path = f"{parent.path if parent else ''}{code}/"
        short = name.removeprefix("中共").removesuffix(WORDS.get(kind, "")) + SHORT.get(kind, "")
        made = Organization(
            pk, path, name, short[-60:], kind, unit, about.sector, about.village, about.size,
            about.is_long or kind == "committee",
        )  # fmt: skip
        stream = Stream(self.seed, "organization", pk)
        since = day_of(month(1985, 1) + stream.below(420), stream.between(1, 28))
        self._row(made, parent, code, since, None, stream)
        self._spells(made, parent, since, stream)
        self._all.append(made)
        return made

    def _row(
        self, made: Organization, parent: Organization | None, code: str, since: str,
        closed: str | None, stream: Stream,
    ) -> None:  # fmt: skip
        link = "same" if parent and parent.unit == made.unit else "own"
        self.sink.add("org.PartyOrganization", (
            made.pk, parent.pk if parent else None, code, made.name, made.short, made.kind,
            made.path, made.unit.pk, made.unit.path, link, made.sector, made.village, since,
            f"青组〔{since[:4]}〕{stream.between(1, 90)}号", f"1000{stream.below(10**7):07d}",
            made.pk % 1000, since, closed,
        ))  # fmt: skip

    def _spells(
        self, made: Organization, parent: Organization | None, since: str, stream: Stream
    ) -> None:
        """Write what it was called and where it stood: one in 25 renamed, one in 60 moved."""
        changed = day_of(month(2020, 2) + stream.below(40), 15)
        above = parent.pk if parent else None
        renamed, moved = stream.below(25) == 0, stream.below(60) == 0
        if made.kind != "branch" or not parent or not (renamed or moved):
            self._spell(made, made.name, above, since, None)
            return
        old = f"中共{made.short.removesuffix('党支部')}联合支部委员会" if renamed else made.name
        before = self.root.pk if moved else above
        self._spell(made, old, before, since, changed)
        self._spell(made, made.name, above, changed, None)

    def _spell(
        self, made: Organization, name: str, above: int | None, since: str, until: str | None
    ) -> None:
        pk, basis = (
            self.sink.take("org.OrganizationSpell"),
            f"青组〔{since[:4]}〕{made.pk % 90 + 1}号",
        )
        self.sink.add(
            "org.OrganizationSpell", (pk, made.pk, name, made.kind, above, since, until, basis)
        )

    def _past(self) -> None:
        """Write branches that were closed; every second was merged into one that lives."""
        living = [one for one in self._all if one.kind == "branch"]
        for number in range(round(CLOSED * min(1, self.layout.scale)) or 1):
            heir = living[number * 7 % len(living)]
            parent = self.root
            pk = self.sink.take("org.PartyOrganization")
            stream = Stream(self.seed, "organization", pk)
            name = f"中共{heir.short.removesuffix('党支部')}原{_numeral(number + 1)}组支部委员会"
            code = f"old{number + 1}"
            gone = Organization(
                pk, f"{parent.path}{code}/", name, name[2:-5] + "党支部", "branch", heir.unit,
                heir.sector, heir.village, 0, False,
            )  # fmt: skip
            since = day_of(month(1992, 1) + stream.below(200), 12)
            until = day_of(month(2017, 1) + stream.below(80), 20)
            self._row(gone, parent, code, since, until, stream)
            self._spell(gone, gone.name, parent.pk, since, until)
            if number % 2 == 0:
                pk = self.sink.take("org.OrganizationSuccession")
                basis = f"青组〔{until[:4]}〕{number + 11}号"
                self.sink.add(
                    "org.OrganizationSuccession", (pk, gone.pk, heir.pk, "merge", until, basis)
                )

    def _terms(self) -> None:
        """Write the running term and the one before; a fixed number run out within 90 days."""
        elected = [
            one for one in self._all if one.kind in {"committee", "general_branch", "branch"}
        ]
        soon = round(DUE_SOON * min(2.0, self.layout.scale)) or 1
        bearing = [one for one in elected if one.kind == "branch" and SMALL < one.size <= LARGEST]
        without = {one.pk for one in bearing if self.faults.due("party.term_missing", one.path)}
        for place, one in enumerate(one for one in elected if one.pk not in without):
            is_soon = shuffled(place, len(elected) - len(without)) < soon
            self._term(one, is_soon=is_soon)

    def _term(self, one: Organization, *, is_soon: bool) -> None:
        stream = Stream(self.seed, "term", one.pk)
        years = 5 if one.has_long_term else 3
        if is_soon:
            due, day = NOW + stream.between(1, 3), stream.between(1, 28)
        else:
            due, day = NOW + stream.between(4, years * 12 - 6), stream.between(1, 28)
        number = stream.between(2, 9)
        began, older = due - years * 12, due - years * 24
        stage = ("", "asked", "approved")[stream.below(3)] if is_soon else ""
        rows = (
            (number - 1, older, day_of(began, day), "filed", day_of(began, day)),
            (number, began, day_of(due, day), stage, None),
        )
        for nth, start, until, step, ended in rows:
            self.terms[one.pk] = pk = self.sink.take("org.Term")
            self.sink.add("org.Term", (
                pk, one.pk, nth, day_of(start, day), until, day_of(start, day),
                f"青组〔{start // 12}〕{stream.between(1, 90)}号", step, ended,
            ))  # fmt: skip


def _formal(name: str) -> str:
    """Return the name as on a seal: "青岚区教育局" for 区教育局."""
    return f"青岚{name}" if name.startswith("区") else name


def _numeral(number: int) -> str:
    if number <= 10:
        return "十" if number == 10 else DIGITS[number]
    tens, ones = divmod(number, 10)
    return f"{DIGITS[tens] if tens > 1 else ''}十{DIGITS[ones] if ones else ''}"
