"""Batches of appointments: one at each step, five of them with something wrong.

The people are chosen by the rules that will judge them, in the order of their keys, so that only
what is planted is found. Nine batches of 118 people at scale 1, fewer in a smaller district.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from jingwei.cadres.models import Cadre
from jingwei.cadres.procedures.appointment_facts import batch_facts, held_posts, qualifications
from jingwei.cadres.rules import appointment_people as rules
from jingwei.kernel.law import law
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.kernel.workdays import WorkCalendar, work_calendar
from jingwei.org.models import Unit
from jingwei.people.models import FamilyMember, Person, PostHeld, TrainingRecord
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry, VoteGiven
from jingwei.procedures.models import Case, CaseSubject
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.services import subject_change
from jingwei.procedures.values import kept_values
from jingwei.procedures.votes import Counted
from jingwei.site.demo.cases.world import LOOKED_AT, World

Wish = tuple[Person, dict[str, Any]]
"""Somebody and the columns of their row."""
PROMOTION = "cadres.appointment"
OWNER, OFFICE = "zhaolei", "gb1"
CADRES = 3_000
"""Cadres at scale 1; how many there are tells how large the batches are."""
DEPUTY = "乡科级副职"
MUSTS = {
    "archive": "通过", "report": "基本一致", "discipline": "无影响", "complaints": "无信访举报",
    "reply_no": "青纪函〔2025〕21号", "integrity_signers": "区委书记、区纪委书记",
}  # fmt: skip
COUNTS = Counted(13, 13, 12, approve=12)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of the demo: at which step it stands, when it was decided, how many it has."""

    title: str
    stands_at: str
    decided_on: date
    size: int
    fault: str = ""


BATCHES = (
    Batch("2025年第五批（区直部门）", "J02", date(2025, 8, 11), 15),
    Batch("2025年第四批（乡镇街道）", "J03", date(2025, 8, 4), 12),
    Batch("2025年第四批（区直部门）", "J04", date(2025, 7, 28), 14),
    Batch("2025年第三批（乡镇街道）", "J05", date(2025, 7, 7), 13, "cadres.appointment_recusal"),
    Batch("2025年第三批（区直部门）", "J06", date(2025, 6, 30), 12),
    Batch("2025年第二批（乡镇街道）", "J07", date(2025, 6, 23), 14, "cadres.appointment_quota"),
    Batch("2025年第二批（区直）", "J08", date(2025, 6, 12), 13, "cadres.appointment_notice_days"),
    Batch("2025年第一批", "J09", date(2025, 4, 14), 13, "procedures.paper"),
    Batch("2024年第二批", "J10", date(2024, 5, 13), 12, "cadres.appointment_paper_dates"),
)
"""Source: experience 8.3. A day of decision still to come only places the steps before it."""


def load(world: World) -> None:
    """Begin the batches of all four procedures."""
    stage = Stage(world)
    _empty(stage)
    for batch in BATCHES:
        _promotion(stage, batch)
    for stands_at in ("P01", "P02", "P03", "P04", "P05", "P06", "P07", ""):
        _transfer(stage, stands_at)
    for stands_at in ("S01", "S02", "S03", "S04", ""):
        _probation_end(stage, stands_at)
    for stands_at in ("M01", "M02", "M03", "M04", "M05", ""):
        _removal(stage, stands_at)


class Stage:
    """What the batches share: who acts, where, who is still free to be chosen."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.owner = world.user(OWNER)
        self.place = Unit.objects.get(code=OFFICE)
        self.calendar: WorkCalendar = work_calendar()
        self._taken: set[int] = set()

    @cached_property
    def cadres(self) -> list[Person]:
        """Cadres in post without an account of their own, by key."""
        rows = Person.objects.filter(
            cadre__manage_state="1", merged_into=None, died_on="", user=None
        )
        return list(rows.select_related("unit").order_by("pk")[:LOOKED_AT])

    @cached_property
    def share(self) -> float:
        """How large the district is beside one of scale 1."""
        return min(1.0, Cadre.objects.count() / CADRES)

    @cached_property
    def posts(self) -> dict[int, list[PostHeld]]:
        return held_posts(person.pk for person in self.cadres)

    @cached_property
    def with_family(self) -> set[int]:
        rows = FamilyMember.objects.filter(person__in=[person.pk for person in self.cadres])
        return set(rows.values_list("person", flat=True))

    def free(self) -> Iterator[Person]:
        """Yield those nobody has chosen yet, with relatives on file."""
        return (p for p in self.cadres if p.pk not in self._taken and p.pk in self.with_family)

    def take(self, people: Iterable[Person]) -> list[Person]:
        """Choose people, once each."""
        chosen = list(people)
        self._taken |= {person.pk for person in chosen}
        return chosen

    def post(self, person: Person, before: date, *kinds: str) -> PostHeld | None:
        """Return the only post of a person, if begun before a day and of one of the kinds."""
        held = self.posts.get(person.pk, [])
        if len(held) != 1 or held[0].since[:6] >= f"{before:%Y%m}" or not held[0].unit:
            return None
        return held[0] if held[0].member_kind in kinds else None

    def is_plain(self, person: Person, before: date) -> bool:
        """Whether somebody leads nothing yet."""
        return not self.posts.get(person.pk) or self.post(person, before, "Z") is not None


def complete(case: Case, entry: StepEntry, *, lacking: str = "", late: str = "") -> StepEntry:
    """Return a step with the papers it must have, and a vote for everybody who stands.

    ``lacking`` is left out; ``late`` is dated three weeks after the step.
    """
    step = case.present
    if entry.decision == "skip":
        return entry
    papers = [
        PaperGiven(code, made_on=entry.happened_on + timedelta(weeks=3 if code == late else 0))
        for code in step.papers
        if code in step.required_papers and code != lacking
    ]
    rows = case.subjects.filter(result=CaseSubject.Result.STANDING) if step.votes else ()
    return replace(entry, papers=papers, votes=[VoteGiven(COUNTS, row) for row in rows])


def _opening(stage: Stage, code: str, title: str, on: date, people: Sequence[Wish]) -> Opening:
    definition = procedure_on(code, on)
    return Opening(
        definition, stage.owner, on, place=stage.place, title=title, people=people
    )  # fmt: skip


def _empty(stage: Stage) -> None:
    """A batch of which only the motion is being thought about."""
    opening = _opening(stage, PROMOTION, "2025年第六批提任", date(2025, 6, 27), ())
    stage.world.begin(opening, ())


def _promotion(stage: Stage, batch: Batch) -> None:
    begun = batch.decided_on - timedelta(days=50)
    people = _promoted(stage, batch, begun)
    title = f"{batch.title}提任"
    case = stage.world.begin(_opening(stage, PROMOTION, title, begun, people), ())
    late = "inspect_report" if batch.fault == "cadres.appointment_paper_dates" else ""
    lacking = "minutes" if batch.fault == "procedures.paper" else ""
    for code, entry in _ten_steps(stage, batch, case):
        if code == batch.stands_at:
            break
        if code == "J06":
            for row in case.subjects.all():
                subject_change(row, MUSTS, actor=stage.owner)
            case.refresh_from_db()
        stage.world.take(case, complete(case, entry, lacking=lacking, late=late))
    if batch.fault:
        stage.world.plant(case, batch.fault)


def _ten_steps(stage: Stage, batch: Batch, case: Case) -> Iterator[tuple[str, StepEntry]]:
    """Yield the steps with their days around the day of decision, and what they told."""
    day, after = batch.decided_on, stage.calendar.after
    is_short = batch.fault == "cadres.appointment_notice_days"
    last = after(day, 3 if is_short else 5)
    told: dict[str, tuple[date | None, dict[str, Any]]] = {
        "J01": (day - timedelta(days=49), {"way": "常委会", "posts": case.subjects.count()}),
        "J02": (day - timedelta(days=42), {"talked": 36, "candidates": case.subjects.count() + 4}),
        "J03": (day - timedelta(days=35), {}),
        "J04": (day - timedelta(days=14), {"group": _group(batch, case), "talks": 22}),
        "J05": (day - timedelta(days=7), {"consulted": "区委、区政府分管领导",
                                          "asked_on": day - timedelta(days=10)}),
        "J06": (day, {}),
        "J07": (after(day, 6), {"notice_from": after(day, 1), "notice_to": last,
                                "replies": "没有反映"}),
        "J08": (after(day, 8), {"document_no": f"青组任〔{day.year}〕{day.month * 3}号",
                                "office_on": day}),
        "J09": (day + timedelta(days=380), {"formal_no": f"青组任〔{day.year + 1}〕19号"}),
    }  # fmt: skip
    for code, (on, data) in told.items():
        if on is not None:
            yield code, StepEntry(on, data=data)


def _group(batch: Batch, case: Case) -> str:
    """Return the inspection group; where planted, a relative of the first candidate is in it."""
    if batch.fault != "cadres.appointment_recusal":
        return "部务委员带队一组"
    first = case.subjects.order_by("position").values_list("person", flat=True)[0]
    kin = FamilyMember.objects.filter(person=first).order_by("position")[0]
    return f"部务委员带队一组、{kin.name}"


def _promoted(stage: Stage, batch: Batch, begun: date) -> list[Wish]:
    """Choose who is put up: members of staff to deputy level, inside their own units."""
    wanted = max(1, round(batch.size * stage.share))
    judged_on = begun + timedelta(days=15)
    candidates = list(stage.free())
    known = qualifications(candidates, judged_on)
    fit = [
        (person, _to_deputy(stage, person, begun))
        for person in candidates
        if _may(known[person.pk], judged_on) and stage.is_plain(person, begun)
    ]
    clear = _clear(fit, judged_on)[:wanted]
    stage.take(person for person, _ in clear)
    _trained([person for person, _ in clear], judged_on)
    if batch.fault == "cadres.appointment_quota":
        return [*clear[1:], *_over_quota(clear[:1])]
    return clear


def _may(facts: dict[str, Any], on: date) -> bool:
    """Whether the rules of eligibility are met; hours of training are given afterwards."""
    number = law("cadres.appointment", on)
    if facts["spells"] is None or facts["held_level"] or facts["retires_on"] is None:
        return False
    if not any(label in rules.RANKS_OF_SECTION for label, _, until in facts["spells"] if not until):
        return False  # the rank would be below the level
    verdicts = (
        rules.years(
            DEPUTY, facts["spells"], on, number.deputy_to_chief_months,
            number.chief_to_deputy_months, number.staff_to_deputy_months,
        ),
        rules.education(facts["education"]),
        rules.age(facts["retires_on"], on, number.probation_months),
        rules.appraisal(facts["appraisal"], facts["appraisal_year"], on),
        rules.influence(facts["sanctions"], on, number.influence_months),
    )  # fmt: skip
    return all(verdict.is_met for verdict in verdicts)


def _to_deputy(stage: Stage, person: Person, begun: date) -> dict[str, Any]:
    post = stage.post(person, begun, "Z")
    return {
        "to_unit": post.unit if post else person.unit, "to_title": "机关党总支专职副书记",
        "to_role": "其他", "to_level": DEPUTY, "from_post": post.title if post else "",
        "reason": "工作需要", "trial": True,
    }  # fmt: skip


def _clear(pairs: Sequence[Wish], on: date, code: str = PROMOTION) -> list[Wish]:
    """Keep those without a relative in the unit, whose posts are told apart by their titles."""
    asked = procedure_on(code, on).subject_fields
    rows = [
        CaseSubject(pk=number, person=person, data=kept_values(asked, wish))
        for number, (person, wish) in enumerate(pairs)
    ]
    told = batch_facts(rows, on)
    return [
        pair
        for number, pair in enumerate(pairs)
        if not told[number]["relatives_there"] and told[number]["relatives"]
        and not told[number]["posts_unknown"]
    ]  # fmt: skip


def _over_quota(pairs: list[Wish]) -> list[Wish]:
    """Propose somebody for a chief's post that is taken already."""
    chief = PostHeld.objects.filter(
        until="", is_leader=True, is_main=True, member_kind="1", unit__staffing__chief_posts=1,
        person__merged_into=None,
    )  # fmt: skip
    taken = chief.select_related("unit").order_by("unit__path", "pk")[0]
    return [
        (person, wish | {"to_unit": taken.unit, "to_title": taken.title, "to_role": "正职"})
        for person, wish in pairs
    ]


def _trained(people: Iterable[Person], on: date) -> None:
    """Give those put up the training of the year before."""
    year = on.year - 1
    drafts: list[Draft[Any]] = [
        Draft(
            {"person": person, "title": f"{year}年中青年干部培训班", "kind": "010203",
             "organizer": "区委党校", "began_on": date(year, 9, 2), "ended_on": date(year, 9, 20),
             "hours": 120, "result": "合格"}
        )
        for person in people
    ]  # fmt: skip
    rows_save(register_of(TrainingRecord), drafts, actor=None, source="演示")


def _walk(stage: Stage, case: Case, entries: Iterable[StepEntry], stands_at: str) -> None:
    for entry in entries:
        if case.step == stands_at or not case.is_running:
            return
        stage.world.take(case, complete(case, entry))


def _transfer(stage: Stage, stands_at: str) -> None:
    """Somebody goes to the same kind of post in another unit."""
    begun = date(2025, 4, 1)
    units = Unit.objects.filter(kind="government", closed_on=None).order_by("path")
    pairs = [
        (person, {"to_unit": _other(person, units), "to_title": post.title, "to_role": "其他",
                  "from_post": post.title, "reason": "交流"})
        for person in stage.free()
        if (post := stage.post(person, begun, "Z"))
    ]  # fmt: skip
    known = qualifications([person for person, _ in pairs], begun)
    calm = [pair for pair in pairs if not known[pair[0].pk]["sanctions"]]
    people = _clear(calm, begun, "cadres.transfer")[:1]
    stage.take(person for person, _ in people)
    title = f"平级调整：{people[0][0]}" if people else "平级调整"
    opening = _opening(stage, "cadres.transfer", title, begun, people)
    case = stage.world.begin(opening, ())
    _walk(stage, case, _move_steps(), stands_at)


def _other(person: Person, units: Any) -> Unit:
    """Return a unit that is not the person's, the same each time."""
    others: list[Unit] = [unit for unit in units if unit.pk != person.unit_id]
    return others[person.pk % len(others)]


def _move_steps() -> list[StepEntry]:
    paper = {"document_no": "青组任〔2025〕15号", "office_on": date(2025, 4, 28)}
    return [
        StepEntry(date(2025, 4, 7), data={"way": "干部小组会"}),
        StepEntry(date(2025, 4, 14), data={"group": "部务委员带队一组"}),
        StepEntry(date(2025, 4, 21), "skip"),
        StepEntry(date(2025, 4, 28)),
        StepEntry(date(2025, 4, 30), "skip"),
        StepEntry(date(2025, 5, 6), data=paper),
        StepEntry(date(2025, 5, 12)),
    ]


def _probation_end(stage: Stage, stands_at: str) -> None:
    """Somebody has held a leading post for a year."""
    begun = date(2025, 5, 6)
    held = [(p, stage.post(p, date(2024, 5, 1), "1", "3")) for p in stage.free()]
    person, post = max(
        ((p, post) for p, post in held if post), key=lambda pair: (pair[1].since, -pair[0].pk)
    )
    stage.take([person])
    office_on = date(int(post.since[:4]), int(post.since[4:6]), 1)
    row = {"to_unit": post.unit, "to_title": post.title, "office_on": office_on}
    opening = _opening(stage, "cadres.probation_end", f"试用期满：{person}", begun, [(person, row)])
    steps = [
        StepEntry(date(2025, 5, 12)),
        StepEntry(date(2025, 5, 19), data={"group": "部务委员带队二组", "talks": 9}),
        StepEntry(date(2025, 5, 26)),
        StepEntry(date(2025, 5, 30), data={"document_no": "青组任〔2025〕20号"}),
    ]
    _walk(stage, stage.world.begin(opening, ()), steps, stands_at)


def _removal(stage: Stage, stands_at: str) -> None:
    """The eldest leave their posts and keep their level."""
    begun = date(2025, 5, 6)
    leading = [(p, stage.post(p, begun, "3")) for p in stage.free()]
    person, post = min(
        ((p, post) for p, post in leading if post), key=lambda pair: (pair[0].birth_on, pair[0].pk)
    )
    stage.take([person])
    row = {"from_post": post.title, "removal_kind": "离（退）休", "level_after": "保留现层次",
           "reason": "到龄"}  # fmt: skip
    opening = _opening(stage, "cadres.removal", f"免职：{person}", begun, [(person, row)])
    paper = {"document_no": "青组任〔2025〕21号", "office_on": date(2025, 5, 26)}
    steps = [
        StepEntry(date(2025, 5, 12), data={"grounds_words": "到达任职年龄界限"}),
        StepEntry(date(2025, 5, 19), data={"talker": "部领导"}),
        StepEntry(date(2025, 5, 26)),
        StepEntry(date(2025, 5, 28), data=paper),
        StepEntry(date(2025, 5, 30)),
    ]
    _walk(stage, stage.world.begin(opening, ()), steps, stands_at)
