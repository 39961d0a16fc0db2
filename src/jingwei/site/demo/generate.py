"""The whole demo, person by person: parts, their places, everybody there. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jingwei.site.demo.careers import Career, Post, Stint, career_of, document_no
from jingwei.site.demo.drafts import Draft, Registry, work_month
from jingwei.site.demo.faults import Faults
from jingwei.site.demo.hats import Hats
from jingwei.site.demo.layout import Layout, Place
from jingwei.site.demo.months import NOW
from jingwei.site.demo.organizations import Holder, Organization, Tree
from jingwei.site.demo.persons import Texts, person_write
from jingwei.site.demo.population import Group
from jingwei.site.demo.service import Service
from jingwei.site.demo.streams import Stream, shuffled
from jingwei.site.demo.studies import study
from jingwei.site.demo.tables import Sink
from jingwei.site.demo.teams import team_seat
from jingwei.site.demo.units import Part, part_of

MOST_PARTS = 50
"""Parts of the district: with eighty units each they make 4,000."""
MOST_PHOTOS = 120
MAN_RETIRES, WOMAN_RETIRES = 60, 55
Progress = Callable[[int, int], None]


@dataclass
class Outcome:
    """What was made beside the rows: the faults, and who gets a photo (key, is a woman)."""

    faults: Faults
    people: int = 0
    pictured: list[tuple[int, bool]] = field(default_factory=list)


def generate(
    *, seed: int, scale: float, units: Mapping[str, int], sink: Sink, progress: Progress
) -> Outcome:
    """Write everybody of a demo of this scale into ``sink``; ``units`` gives keys by path.

    The same seed and scale give the same rows. ``progress`` is told people done and in all.
    """
    parts = max(1, min(MOST_PARTS, int(scale)))
    layout = Layout(scale / parts)
    outcome = Outcome(Faults(scale))
    registry, root = Registry(seed, layout.scale, outcome.faults), None
    for number in range(1, parts + 1):
        outcome.faults.is_open = number == 1
        part = part_of(number, layout, units, sink)
        tree = Tree(seed, part, layout, sink, outcome.faults)
        root = tree.write(root)
        writer = _PartWriter(layout, part, tree, registry, outcome)
        for place in layout.places:
            writer.place(place)
            progress(outcome.people, layout.people * parts)
    return outcome


class _PartWriter:
    """Writes the people of one part, place by place."""

    def __init__(
        self, layout: Layout, part: Part, tree: Tree, registry: Registry, outcome: Outcome
    ) -> None:
        self.layout, self.part, self.tree, self.registry = layout, part, tree, registry
        self.outcome, self.faults, self.seed, self.sink = (
            outcome,
            outcome.faults,
            tree.seed,
            tree.sink,
        )
        self.service = Service(self.seed, layout.scale, self.sink, self.faults)
        self.hats = Hats(self.seed, layout.scale, registry, self.sink)

    def place(self, place: Place) -> None:
        """Write everybody of a place and seat its committees."""
        drafts = self._drafts(place)
        staff = [draft for draft in drafts if draft.is_staff]
        unit = self.part.units[place.unit]
        if place.staff:
            team_seat(self.seed, place.staff, unit, staff, self.faults)
        good = self.service.excellent(staff, unit.pk)
        for draft in drafts:
            self._write(draft, good)
        self._seat(place, drafts)
        self.outcome.people += len(drafts)
        self.sink.settle()

    def _drafts(self, place: Place) -> list[Draft]:
        branches, unit = self.tree.branches[place.code], self.part.units[place.unit]
        seats = [one for one in branches for _ in range(one.size)]
        inside: list[tuple[Group, int]] = []
        outside: list[tuple[Group, int]] = []
        for number, first, count in place.takes:
            group = self.layout.groups[number]
            (inside if group.is_member else outside).extend(
                (group, nth) for nth in range(first, first + count)
            )
        inside = [inside[shuffled(n, len(inside))] for n in range(len(inside))]
        homes = [*seats, *(branches[n % len(branches)] for n in range(len(outside)))]
        drafts = []
        for (group, nth), branch in zip([*inside, *outside], homes, strict=True):
            pk = self.sink.take("people.Person")
            draft = self.registry.draft(pk, group.nth(nth), place, unit, branch)
            draft.studies = study(draft, self.seed)
            drafts.append(draft)
        return drafts

    def _write(self, draft: Draft, good: dict[int, set[int]]) -> None:
        texts, career = Texts(), None
        if draft.is_staff:
            career = career_of(draft, self.seed, self.part, self.faults)
            texts.resume = self.service.resume(draft, career)
            texts.appraisals = self.service.appraisals(draft, career, good)
            texts.rewards = self.service.rewards(draft, career, good)
            self.service.training(draft, career)
            self.service.family(draft)
            self.hats.cadre(draft, career, texts)
            self._picture(draft)
        elif draft.traits.group == "retired_cadre":
            career = self._retired(draft, texts)
            texts.resume = self.service.resume(draft, career)
        if career:
            self.service.posts(draft, career)
        self.hats.member(draft, texts)
        self.hats.talent(draft, texts)
        person_write(draft, career, texts, self.seed, self.sink, self.faults)

    def _retired(self, draft: Draft, texts: Texts) -> Career:
        """Write a retired cadre, whose last post ended with retirement but for a planted fault."""
        stream = Stream(self.seed, "career", draft.pk)
        ends_at = WOMAN_RETIRES if draft.traits.is_woman else MAN_RETIRES
        retired, work = draft.born + ends_at * 12, work_month(draft)
        since = retired - stream.between(24, 110)
        head = stream.pick(self._titles(draft))
        remains = self.faults.due("people.retired_in_post", draft.number)
        career = Career(work, work, since)
        career.stints = [
            Stint(work, since, "work", f"{draft.unit.name}科员"),
            Stint(since, retired, "work", f"{draft.unit.name}{head}"),
            Stint(retired, 0, "other", "退休"),
        ]
        career.posts = [Post(
            draft.unit, head, "head", True, since, 0 if remains else retired,
            document_no(since, stream), "" if remains else document_no(retired, stream),
            "" if remains else "4",
        )]  # fmt: skip
        self.hats.retired(draft, texts, head, min(retired, NOW))
        return career

    def _titles(self, draft: Draft) -> list[str]:
        staff = draft.place.staff
        return list(staff.told["head"]) if staff else ["办公室主任"]

    def _picture(self, draft: Draft) -> None:
        """Choose leaders of the first part for a photo; chiefs all, but for a planted fault."""
        if not self.faults.is_open or draft.role not in {"chief", "deputy"}:
            return
        if draft.role == "chief" and self.faults.due("people.leader_without_photo", draft.number):
            return
        deputies = MOST_PHOTOS - 95 if self.layout.scale >= 1 else 0
        pictured = self.outcome.pictured
        if draft.role == "chief" or (draft.pk % 16 == 0 and len(pictured) < deputies):
            pictured.append((draft.pk, draft.traits.is_woman))

    def _seat(self, place: Place, drafts: list[Draft]) -> None:
        """Seat the branches of a place, its own committee, and the one its unit leads."""
        fit = [d for d in drafts if d.traits.is_member and d.traits.kind < 3 and d.age < 66]
        fit.sort(key=lambda d: d.role not in {"chief", "deputy"})
        for branch in self.tree.branches[place.code]:
            self.tree.seats(branch, _holders([d for d in fit if d.branch is branch]))
        tops = {place.code: self.tree.tops.get(place.code)}
        if place.staff:
            tops[place.unit] = self.tree.tops.get(place.unit)
        for top in tops.values():
            if top:
                self.tree.seats(_of_size(top, len(fit)), _holders(fit))


def _holders(drafts: list[Draft]) -> list[Holder]:
    return [Holder(one.pk, one.number, one.name.name) for one in drafts[:5]]


def _of_size(top: Organization, size: int) -> Organization:
    return top if top.size else Organization(
        top.pk, top.path, top.name, top.short, top.kind, top.unit, top.sector, top.village, size,
        top.has_long_term,
    )  # fmt: skip
