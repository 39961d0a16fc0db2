"""The hats people wear: cadre, civil servant, Party member, talent, retired cadre."""

from __future__ import annotations

from jingwei.site.demo import told
from jingwei.site.demo.careers import Career
from jingwei.site.demo.drafts import RETIRED, Draft, Registry
from jingwei.site.demo.months import NOW, day_of, month, partial
from jingwei.site.demo.persons import PROBATION, Texts, contact_address
from jingwei.site.demo.population import STAGES
from jingwei.site.demo.streams import Stream, shuffled
from jingwei.site.demo.tables import Sink

ALONE, ELSEWHERE, IN_HOSPITAL, MOBILE = 61, 34, 19, 640
MOBILE_AMONG = {"farmer": 3758, "worker": 931, "other": 1114}
GRADES = {"14": 14, "15": 15, "16": 16, "17": 17, "18": 18, "19": 19, "1A": 20, "1B": 23, "1C": 25}
STAFFING = {"civil": "1", "reference": "2", "manager": "3"}
CATEGORIES = {
    "education": ("3",), "health": ("3",), "industry": ("4", "4", "2"), "agriculture": ("5",),
    "other": ("6", "3"),
}  # fmt: skip


class Hats:
    """Writes the hats of the people of a part, in the order the product lists them."""

    def __init__(self, seed: int, scale: float, registry: Registry, sink: Sink) -> None:
        self.seed, self.scale, self.registry, self.sink = seed, scale, registry, sink

    def cadre(self, draft: Draft, career: Career, texts: Texts) -> None:
        """Write the cadre, and the civil servant unless an institution employs them."""
        stream, group = Stream(self.seed, "cadre", draft.pk), draft.traits.group
        is_leader = draft.role in {"chief", "deputy"}
        years = stream.between(1, 8) if draft.service > 5 and stream.chance(0.6) else 0
        is_exam = group == "civil" and career.service >= month(2006, 1) and stream.chance(0.8)
        is_selected = is_exam and stream.chance(0.06)
        self._add(
            "cadres.Cadre", draft, draft.unit.path, self._kind(draft), "1",
            "04" if is_leader else "09", STAFFING[group] if draft.unit.kind != "company" else "4",
            int(years >= 2), str(years), int(is_exam), partial(career.service) if is_exam else "",
            int(is_selected), partial(career.service) if is_selected else "",
        )  # fmt: skip
        texts.hats.append("cadre")
        if group == "manager":
            return
        entered = max(career.service, draft.born + 18 * 12)
        self._add(
            "cadres.CivilServant", draft, draft.unit.path, "general", int(group == "reference"),
            partial(max(entered + 12, month(2007, 1))), partial(entered), partial(career.in_unit),
            "考录" if is_exam else stream.pick(("调任", "军转安置", "转任", "分配")),
            GRADES.get(draft.rank, 26),
        )  # fmt: skip
        texts.hats.append("civil_servant")

    def member(self, draft: Draft, texts: Texts) -> None:
        """Write the member, or the applicant and how far they have come."""
        stream = Stream(self.seed, "member", draft.pk)
        if draft.traits.is_member:
            self._member(draft, stream)
            texts.hats.append("member")
        elif draft.traits.kind:
            self._applicant(draft, stream)

    def talent(self, draft: Draft, texts: Texts) -> None:
        """Write the talent with a title, if the group is one of talents."""
        _, _, sector = draft.traits.group.partition("talent_")
        if not sector:
            return
        stream, known = Stream(self.seed, "talent", draft.pk), told("careers")["talent"]
        chosen = NOW - stream.between(1, 58)
        nth = draft.traits.place
        if nth % 160 == 5:
            chosen = NOW - 60 + nth % 3
        is_rural, texts.specialty = sector == "agriculture", stream.pick(known[sector])
        self._add(
            "talent.Talent", draft, draft.unit.path, stream.pick(CATEGORIES[sector]), sector,
            known["levels"][3 if is_rural else stream.below(3)],
            ("local", "local", "local", "introduced", "returned", "flexible")[stream.below(6)],
            f"5{stream.between(1, 5)}" if is_rural else "", draft.branch.village, texts.specialty,
            f"{stream.between(5, 200)}亩" if is_rural else "",
            stream.between(2, 60) if is_rural else None,
            stream.pick(known["mentors"]), day_of(chosen, 15), day_of(chosen + 60, 14),
            day_of(NOW - stream.between(1, 11), 10), draft.unit.name,
        )  # fmt: skip
        texts.title = stream.pick(known["titles"][sector])
        self._add(
            "people.TitleHeld", draft, texts.title, partial(NOW - stream.between(8, 90)),
            "1" if stream.chance(0.8) else "2", "汉宁市职称评审委员会",
        )  # fmt: skip
        texts.hats.append("talent")

    def retired(self, draft: Draft, texts: Texts, former_post: str, retired: int) -> None:
        """Write the retired cadre: living, care, who looks after them; no diagnoses."""
        stream, known = Stream(self.seed, "retired", draft.pk), told("careers")["retired"]
        is_veteran, is_member = self.registry.is_veteran(draft.traits), draft.traits.is_member
        lives = self._quota(draft, ALONE, 0.31) if is_member else False
        elsewhere = is_member and self._quota(draft, ELSEWHERE, 0.47)
        living = "alone" if lives else stream.pick(("spouse", "spouse", "spouse", "children"))
        care = "self" if draft.age < 80 or stream.chance(0.5) else stream.pick(("partly", "full"))
        home = (
            stream.pick(told("places")["elsewhere"])
            if elsewhere
            else contact_address(draft, stream)
        )
        self._add(
            "veterans.RetiredCadre", draft, draft.unit.path, "veteran" if is_veteran else "retired",
            partial(retired), draft.unit.name, former_post,
            stream.pick(("1A41", "1A42", "1A50", "1A50")),
            "享受副处级医疗待遇" if is_veteran else "", living, care,
            int(is_member and self._quota(draft, IN_HOSPITAL, 0.59)), int(elsewhere), home,
            f"子女 100{90000000 + draft.pk % 10000000:08d}", stream.pick(known["keepers"]),
            stream.between(2022, 2025), stream.pick(known["strengths"]),
        )  # fmt: skip
        texts.hats.append("retired_cadre")

    def _quota(self, draft: Draft, count: int, share: float) -> bool:
        whole = round(RETIRED * self.scale)
        return shuffled(draft.traits.place, whole, share) < round(count * self.scale)

    def _member(self, draft: Draft, stream: Stream) -> None:
        at, day = draft.joined
        joined, is_new = day_of(at, day), draft.traits.kind in PROBATION
        applied = max(at - stream.between(18, 40), draft.born + 18 * 12 + 1)
        target, activist = at - stream.between(2, 5), max(applied + 6, at - 14)
        is_recent = at >= month(2012, 1) and activist < target
        days = [
            day_of(m, stream.between(1, 28)) if is_recent else None
            for m in (applied, activist, target)
        ]
        group = f"第{'一二三四'[draft.pk % 4]}党小组" if draft.branch.size > 24 else ""
        is_mobile = self._is_mobile(draft)
        stage = "probationary" if is_new else "full"
        entered = day_of(min(NOW - 1, max(at, NOW - stream.between(1, 150))), 20)
        self._add(
            "party.Member", draft, draft.unit.path, draft.branch.pk, draft.branch.path, stage,
            "normal", group, *days, joined, None if is_new else day_of(at + 12, day),
            draft.branch.short if is_recent else "", "",
            draft.traits.works, "developed" if is_recent else "imported", entered, int(is_mobile),
            stream.pick(told("places")["elsewhere"]) if is_mobile else "",
            day_of(NOW - stream.between(1, 5), 12) if is_mobile else None,
        )  # fmt: skip

    def _applicant(self, draft: Draft, stream: Stream) -> None:
        stage = STAGES[draft.traits.kind]
        target = NOW - stream.between(1, 8)
        activist = (target if stage == "target" else NOW) - stream.between(12, 20)
        applied = (activist if stage != "applicant" else NOW) - stream.between(6, 24)
        reached = draft.traits.kind
        self._add(
            "party.Member", draft, draft.unit.path, draft.branch.pk, draft.branch.path, stage,
            "normal", "", day_of(applied, 10), day_of(activist, 18) if reached > 1 else None,
            day_of(target, 22) if reached > 2 else None, None, None, "", "", "", "developed", None,
            0, "", None,
        )  # fmt: skip

    def _is_mobile(self, draft: Draft) -> bool:
        group = MOBILE_AMONG.get(draft.traits.group)
        if group is None:
            return False
        whole = round(group * self.scale)
        share = MOBILE / sum(MOBILE_AMONG.values())
        return shuffled(draft.traits.place, whole, 0.17) < whole * share

    def _kind(self, draft: Draft) -> str:
        """Return the kind of person (ZB125)."""
        if draft.is_special:
            return str({"fayuan": "B1", "jianchayuan": "B2"}.get(draft.unit.code, "B3"))
        kinds = {
            "civil": "1",
            "reference": "5" if draft.unit.kind == "mass" else "6",
            "manager": "7",
        }
        return "A4" if draft.unit.kind == "company" else kinds[draft.traits.group]

    def _add(self, table: str, draft: Draft, *values: object) -> None:
        self.sink.add(table, (self.sink.take(table), draft.pk, *values))
