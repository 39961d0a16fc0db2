"""Member development in the demo district: somebody at every step, some finished, some wrong.

Days count from the application by one course in which nothing is wrong; a case is laid so that its
last step was a few days ago, or so long ago that its limit has passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from jingwei.accounts.models import User
from jingwei.accounts.services import user_grant
from jingwei.kernel.files import file_store
from jingwei.kernel.scoping import subtree
from jingwei.org.models import OrganizationKind, PartyOrganization
from jingwei.party.models import Member
from jingwei.procedures.entries import Opening, PaperGiven, StepEntry, VoteGiven
from jingwei.procedures.limits import add_months
from jingwei.procedures.models import Case
from jingwei.procedures.registry import procedure_on
from jingwei.procedures.votes import Counted
from jingwei.site.demo.cases.world import World

CODE = "party.member_development"
SECRETARY = "chengui"
OWNERS = ("maqiang", "dinghaifeng", "zhongyawen", "fangzhixin", "xuedong", "duanlijuan")
FEWEST = 3
"""Full members of a branch from which people are taken: two introduce, a meeting is held."""
BRANCHES = 300
"""Branches whose members a story chooses from."""
BORN_BY = "2002"
AGO = 5
COURSE = (
    ("A01", 0), ("A02", 22), ("B03", 50), ("B04", 59), ("B05", 64), ("B06", 244), ("B06", 300),
    ("B06", 400), ("B06", 414), ("C07", 421), ("C08", 435), ("C09", 437), ("C10", 443),
    ("C11", 458), ("D12", 461), ("D13", 468), ("D14", 471), ("D15", 490), ("D16", 495),
    ("D17", 503), ("D18", 509), ("E19", 511), ("E20", 537), ("E21", 678), ("E21", 848),
    ("E22", 853), ("E23", 866), ("E24", 880), ("E25", 890),
)  # fmt: skip
"""The steps in their order, each with its day after the application."""
ACTIVITIES = ("半年考察", "谈话", "党委年度分析", "半年考察")
OVERDUE = (
    ("A02", 45, "MD-T01"), ("A02", 60, "MD-T01"), ("A02", 75, "MD-T01"),
    ("B06", 200, "MD-T03"), ("B06", 230, "MD-T03"), ("B06", 260, "MD-T03"),
    ("D15", 40, "MD-T05"), ("D15", 50, "MD-T05"), ("D17", 100, "MD-T06"), ("D17", 110, "MD-T06"),
    ("E21", 170, "MD-T03-E"), ("E23", 50, "MD-T09"),
)  # fmt: skip
"""Where a case waits too long, since how many days, and the limit that says so."""
LATE = ("B05", "C09", "D13", "E19", "E21", "")
IMPOSSIBLE = (("B04", "B06"), ("C08", "C11"), ("D17", "E19"))
"""A step dated before the one that had to come first, and where the case stands now."""
PAPERS = {
    "A01": "application", "A02": "talk", "B03": "recommendation activist_minutes",
    "B04": "activist_filing", "B05": "register", "C07": "opinions target_minutes",
    "C08": "target_filing target_reply", "C09": "introducers", "C10": "review",
    "C11": "certificate", "D12": "examination", "D13": "preview", "D14": "volunteer",
    "D15": "resolution ballots", "D16": "committee_talk", "D17": "approval approval_reply",
    "D18": "department_filing", "E19": "placing", "E20": "oath", "E22": "conversion_application",
    "E23": "conversion_resolution conversion_ballots", "E24": "conversion_reply",
    "E25": "catalogue",
}  # fmt: skip
DECIDED = {
    "B03": "pass", "B04": "pass", "C07": "pass", "C08": "pass", "C10": "pass", "D12": "pass",
    "D13": "pass", "D15": "pass", "D17": "approve", "E23": "pass", "E24": "full",
}  # fmt: skip
COMMITTEE = 7
"""Members of the committee that votes on the approval."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the way to membership, their branch, its full members who help them."""

    member: Member
    full: list[Member]
    nth: int

    @property
    def branch(self) -> PartyOrganization:
        return self.member.organization


@dataclass(frozen=True, slots=True)
class Plan:
    """A case to be: its next step, "" for a finished one, and what is special about it.

    ``ago``: days since the last step; ``early``: the step dated before the one it follows;
    ``short``: steps left out at the end; ``changes``: what differs, by step.
    """

    step: str
    ago: int = AGO
    late: bool = False
    early: str = ""
    at_home: bool = False
    short: int = 0
    changes: Mapping[str, dict[str, Any]] = field(default_factory=dict)


class Candidates:
    """People of the register by how far they have come, each taken once, in a fixed order."""

    def __init__(self, home: PartyOrganization | None) -> None:
        self.home, self._nth = home, 0
        branches = PartyOrganization.objects.order_by("pk").values_list("pk", flat=True)
        near = {*branches[:BRANCHES], home.pk if home else None}
        rows = Member.objects.filter(state=Member.State.NORMAL, person__merged_into=None)
        rows = (
            rows.filter(organization__in=near - {None})
            .select_related("person", "organization")
            .order_by("pk")
        )
        self._full: dict[int, list[Member]] = {}
        for member in rows.filter(stage=Member.Stage.FULL):
            self._full.setdefault(member.organization_id, []).append(member)
        self._rest = {
            stage: [m for m in rows.filter(stage=stage) if self._fits(m)]
            for stage in ("applicant", "activist", "target", "probationary")
        }

    def _fits(self, member: Member) -> bool:
        enough = len(self._full.get(member.organization_id, ())) >= FEWEST
        return enough and "" < member.person.birth_on < BORN_BY

    def take(self, step: str, *, at_home: bool = False) -> Candidate:
        """Return somebody whom the register has about where ``step`` is; else somebody before."""
        for stage in _stages_before(step):
            rest = self._rest[stage]
            near = [m for m in rest if at_home and self.home and m.organization == self.home]
            if found := next(iter(near or rest), None):
                rest.remove(found)
                self._nth += 1
                return Candidate(found, self._full[found.organization_id], self._nth)
        raise ValueError(f"the demo has nobody left for {step}")


def _stages_before(step: str) -> tuple[str, ...]:
    """Return the stages to take somebody from, the fitting one first; "" is the end of the case."""
    order = ("probationary", "target", "activist", "applicant")
    bounds = ("D18", "C09", "B04", "A01")
    place = next(n for n, first in enumerate(bounds) if not step or step >= first)
    return (*order[place:], *reversed(order[:place]))


def load(world: World) -> None:
    """Begin the cases: one at each step, then what is overdue, late, impossible, ended."""
    home = _home()
    maker = _Maker(world, Candidates(home), home)
    for step in dict.fromkeys(code for code, _ in COURSE):
        maker.standing(Plan(step))
    for step, ago, code in OVERDUE:
        world.plant(maker.standing(Plan(step, ago=ago, at_home=step in ("A02", "B06"))), code)
    for step in LATE:
        maker.standing(Plan(step, late=True))
    for step, stands in IMPOSSIBLE:
        world.plant(maker.standing(Plan(stands, early=step)), "procedures.order")
    maker.ended()


def _home() -> PartyOrganization | None:
    """Return the branch of the secretary with the phone, who now holds the role for it."""
    user = User.objects.filter(username=SECRETARY).first()
    if user is None:
        return None
    rows = PartyOrganization.objects.filter(
        subtree("unit_path", user.home_path), kind=OrganizationKind.BRANCH, closed_on=None
    )
    enough = rows.annotate(
        full=_count("full"), activist=_count("activist"), applicant=_count("applicant")
    ).filter(full__gte=FEWEST)
    found = enough.order_by("-activist", "-applicant", "pk").first()
    if found is not None:
        user_grant(
            user, role_codes=[*user.role_codes(), "branch_secretary"], paths=user.unit_paths(),
            organization_paths=[found.path], actor=None,
        )  # fmt: skip
    return found


def _count(stage: str) -> Count:
    return Count("members", filter=Q(members__stage=stage, members__state=Member.State.NORMAL))


class _Maker:
    """Begins cases in the world, each about the next candidate."""

    def __init__(
        self, world: World, candidates: Candidates, home: PartyOrganization | None
    ) -> None:
        self.world, self.candidates, self.home = world, candidates, home
        self.nth = 0

    def standing(self, plan: Plan) -> Case:
        """Return a new case as planned."""
        one = self.candidates.take(plan.step, at_home=plan.at_home)
        begun = self._begun(plan.step, plan.ago)
        entries = [
            (code, replace(entry, **plan.changes.get(code, {})))
            for code, entry in self._entries(one, begun, plan.step)
        ]
        told = [_dated_early(entry) if code == plan.early else entry for code, entry in entries]
        opening = Opening(
            procedure_on(CODE, begun), self._owner(plan, one), begun, subject=one.member.person,
            place=one.branch,
        )  # fmt: skip
        return self.world.begin(opening, told[: len(told) - plan.short], late=plan.late)

    def _begun(self, step: str, ago: int) -> date:
        taken = [days for code, days in COURSE if not step or code < step]
        return self.world.today - timedelta(days=max(taken, default=0) + ago)

    def _owner(self, plan: Plan, one: Candidate) -> User:
        if plan.at_home and one.branch == self.home:
            return self.world.user(SECRETARY)
        return self.world.user(OWNERS[one.nth % len(OWNERS)])

    def _entries(self, one: Candidate, begun: date, until: str) -> Iterator[tuple[str, StepEntry]]:
        seen: dict[str, int] = {}
        last = dict(COURSE)
        for code, days in COURSE:
            if until and code >= until:
                return
            seen[code] = seen.get(code, 0) + 1
            on = begun + timedelta(days=days)
            decision = DECIDED.get(code, "")
            if code in ("B06", "E21"):
                decision = "done" if days == last[code] else "note"
            papers = [PaperGiven(paper, made_on=on) for paper in PAPERS.get(code, "").split()]
            data = _facts(code, one, begun, on, seen[code])
            yield code, StepEntry(on, decision, data, papers, _votes(code, one))

    def ended(self) -> None:
        """Begin cases that ended, each in its own way, and some that go round again."""
        for _ in range(3):
            self.standing(Plan(""))
        cancelled = _resolved(self._begun("", AGO), "取消预备党员资格", "cancel")
        self.standing(Plan("", changes=cancelled))
        self.standing(Plan("E25", changes=_longer(self._begun("E25", AGO))))
        for step in ("C07", "E22"):
            self.standing(Plan(step, short=1))
        self._refused()
        self._given_up()

    def _refused(self) -> None:
        """The committee did not agree beforehand: back to education."""
        told = {"leaving": "否", "preview_opinion": "培养教育还不够，暂不合格。"}
        on = self.world.today - timedelta(days=1)
        case = self.standing(Plan("D13"))
        self.world.take(case, StepEntry(on, "fail", told, [PaperGiven("preview")]))

    def _given_up(self) -> None:
        """The activist does not go on: the case is at its end."""
        told = {"activity": "谈话", "situation": "本人提出暂不考虑入党。"}
        on = self.world.today - timedelta(days=2)
        self.world.take(self.standing(Plan("B06")), StepEntry(on, "end", told))


def _resolved(begun: date, resolution: str, decision: str) -> dict[str, dict[str, Any]]:
    """Return what differs when the meeting on the conversion resolves otherwise."""
    shown = begun + timedelta(days=dict(COURSE)["E23"] - 15)
    told = {
        "conversion_shown_on": shown, "conversion_ballot": "无记名投票", "resolution": resolution,
    }  # fmt: skip
    return {"E23": {"data": told}, "E24": {"decision": decision}}


def _longer(begun: date) -> dict[str, dict[str, Any]]:
    """Return what differs when the probation is extended by half a year."""
    found = _resolved(begun, "延长预备期", "extend")
    found["E23"]["data"]["extension_months"] = 6
    found["E24"]["data"] = {"extended_to": add_months(_meeting(begun), 18)}
    return found


def _dated_early(entry: StepEntry) -> StepEntry:
    """Return the entry a month before its day, with the written ground it was let through on."""
    note = file_store("情况说明.pdf", b"%PDF-1.4\n%%EOF\n", actor=None)
    basis = PaperGiven(name="关于日期填写的情况说明", file=note, is_basis=True)
    on = entry.happened_on - timedelta(days=30)
    data = {
        name: kept - timedelta(days=30) if name.endswith("shown_on") else kept
        for name, kept in entry.data.items()
    }
    papers = [*entry.papers, basis]
    return replace(
        entry, happened_on=on, data=data, papers=papers, reason="原件日期如此，附情况说明"
    )


def _votes(code: str, one: Candidate) -> list[VoteGiven]:
    if code == "D17":
        return [VoteGiven(Counted(COMMITTEE, COMMITTEE, COMMITTEE, approve=COMMITTEE))]
    if code not in ("D15", "E23"):
        return []
    count = len(one.full)
    absent = count // 5
    return [VoteGiven(Counted(count, count, count - absent, approve=count - absent))]


def _facts(code: str, one: Candidate, begun: date, on: date, round_: int) -> dict[str, Any]:
    """Return what a step tells, by its fields."""
    if code in ("B06", "E21"):
        activity = ACTIVITIES[round_ - 1] if code == "B06" else ACTIVITIES[0]
        return {"activity": activity, "situation": SITUATIONS[(one.nth + round_) % 4]}
    return _FACTS[code](one, begun, on) if code in _FACTS else {}


SITUATIONS = (
    "按时参加组织生活和学习，能完成交办的工作。", "谈了近期思想和工作，表示继续努力。",
    "工作踏实，群众反映较好，理论学习还应加强。", "参加志愿服务和支部活动，表现积极。",
)  # fmt: skip


def _meeting(begun: date) -> date:
    return begun + timedelta(days=dict(COURSE)["D15"])


def _number(one: Candidate) -> str:
    return f"青{one.nth:07d}"


_FACTS: dict[str, Any] = {
    "A01": lambda one, begun, on: {
        "applied_on": on - timedelta(days=1), "branch": one.branch,
    },
    "A02": lambda one, begun, on: {
        "talker": one.full[0].person.full_name, "talked": "入党动机端正，对党的认识基本正确。",
    },
    "B03": lambda one, begun, on: {
        "route": "群团组织推优" if one.nth % 3 == 0 else "党员推荐",
        "league_member": "是" if one.nth % 3 == 0 else "否", "recommended": "多数同意推荐。",
    },
    "B04": lambda one, begun, on: {"activist_opinion": "同意备案。"},
    "B05": lambda one, begun, on: {
        "contact_one": one.full[0].person, "contact_two": one.full[1].person,
    },
    "C07": lambda one, begun, on: {"heard": "听取党小组、培养联系人、党员和群众意见，无不同意见。"},
    "C08": lambda one, begun, on: {
        "target_shown_on": on - timedelta(days=15), "target_opinion": "同意列为发展对象。",
    },
    "C09": lambda one, begun, on: {
        "introducer_one": one.full[0].person, "introducer_two": one.full[1].person,
        "introducers_free": True,
    },
    "C10": lambda one, begun, on: {
        "review_conclusion": "合格", "reviewer": "支部委员会", "review_file": f"政审{one.nth:03d}",
    },
    "C11": lambda one, begun, on: {
        "trained_from": on - timedelta(days=4), "trained_to": on - timedelta(days=2),
        "hours": 24, "course": "青岚区发展对象培训班",
    },
    "D12": lambda one, begun, on: {"examined": "材料齐全，手续完备，合格。"},
    "D13": lambda one, begun, on: {
        "leaving": "否", "preview_opinion": "预审合格。", "issued_no": _number(one),
    },
    "D14": lambda one, begun, on: {"form_no": _number(one)},
    "D15": lambda one, begun, on: {
        "admission_shown_on": on - timedelta(days=15), "ballot": "无记名投票",
        "admission_resolution": "同意接收为预备党员。",
    },
    "D16": lambda one, begun, on: {
        "committee_talker": "区直机关工委组织员", "committee_talked": "同意报党委审批。",
    },
    "D17": lambda one, begun, on: {
        "probation_from": _meeting(begun), "probation_to": add_months(_meeting(begun), 12),
    },
    "D18": lambda one, begun, on: {"filed_no": f"青组备{one.nth:03d}"},
    "E19": lambda one, begun, on: {"placed_branch": one.branch, "party_group": "第一党小组"},
    "E22": lambda one, begun, on: {"conversion_applied_on": on - timedelta(days=1)},
    "E23": lambda one, begun, on: {
        "conversion_shown_on": on - timedelta(days=15), "conversion_ballot": "无记名投票",
        "resolution": "按期转正",
    },
    "E25": lambda one, begun, on: {"archive": "本人人事档案"},
}  # fmt: skip
"""By step: its fields, from the candidate, the day of the application, its own day."""
