"""Rounds of the demo district: closed ones, two half returned, some cut short by the pre-check.

The 27 rounds of experience §8.3 among a few branches: 11 blocked or cut short by the pre-check,
14 closed, 2 open; the second round of a kind arrives mostly filled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from jingwei.accounts.models import User
from jingwei.collection import services
from jingwei.collection.columns import Column
from jingwei.collection.models import Assignment, Form, Round
from jingwei.collection.services.answering import Change, rows_save
from jingwei.collection.services.handing_in import assignment_submit
from jingwei.kernel.clock import standing_on
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft
from jingwei.kernel.registers.writing import rows_save as register_save
from jingwei.org.models import OrganizationKind, PartyOrganization, Unit
from jingwei.party.models import Member
from jingwei.site.demo.cases.world import World

OWNER, LEADER, MOST, FEW = "maqiang", "许清禾", 12, 4
MEMBERS, BRANCHES = "party.member", "org.partyorganization"
FORMS: tuple[tuple[str, str, str, str, int, int], ...] = (
    ("QL-01", "党员教育培训情况", "区基层填表报数清单第 1 项", "quarterly", 6, 14),
    ("QL-02", "流动党员情况", "区基层填表报数清单第 2 项", "quarterly", 8, 12),
    ("QL-03", "党组织活动场所情况", "区基层填表报数清单第 3 项", "yearly", 5, 21),
    ("QL-04", "党支部换届准备情况", "区基层填表报数清单第 4 项", "half_yearly", 6, 9),
)
"""Code, name, basis, rhythm, fields now and before the list was cut."""


def of(register: str, source: str, label: str, *, check: bool = True) -> Column:
    """A column of a register."""
    return Column(f"k_{source}"[:20], label, register=register, source=source, check_only=check,
                  required=not check)  # fmt: skip


NAME = of(MEMBERS, "person__full_name", "姓名")
JOINED = of(MEMBERS, "joined_on", "入党日期")
STAGE = of(MEMBERS, "stage", "类别")
STATE = of(MEMBERS, "state", "党籍状态")
HOURS = Column("n_hours", "累计培训学时", "whole", low=0, high=400, required=True)
KIND = of(BRANCHES, "kind", "党组织类别")
SECTOR = of(BRANCHES, "sector", "领域")
SPACE = Column("n_space", "活动场所面积", "number", low=0, high=5000, required=True)
FITTED = Column("n_fitted", "是否挂牌", "flag", required=True)
READY = Column("n_ready", "候选人酝酿进度", "choice", choices=("未开始", "酝酿中", "已完成"))


@dataclass(frozen=True, slots=True)
class Plan:
    """A round to play: ``share`` of a hundred recipients answer; an open one stays open."""

    title: str
    on: date
    columns: tuple[Column, ...]
    form: str = ""
    share: int = 100
    is_open: bool = False
    days: int = 10
    row_filter: dict[str, list[str]] | None = None
    most: int = MOST

    @property
    def register(self) -> str:
        return next((c.register for c in self.columns if c.register == MEMBERS), "")


FULL = {"stage": ["full"], "state": ["normal"]}
MOBILE = {"is_mobile": ["1"]}
PLANS: tuple[Plan, ...] = (
    Plan("一季度党员培训学时", date(2025, 3, 17), (NAME, JOINED, STAGE, STATE, HOURS), "QL-01",
         row_filter=FULL),
    Plan("流动党员核对", date(2025, 3, 20),
         (NAME, of(MEMBERS, "mobile_place", "流入地", check=False),
          of(MEMBERS, "contacted_on", "最近联系日期", check=False)), "QL-02", row_filter=MOBILE),
    Plan("党组织活动场所摸底", date(2025, 4, 8), (KIND, SPACE, FITTED), "QL-03"),
    Plan("党员花名册", date(2025, 4, 15), (NAME, JOINED, STAGE), days=5,
         row_filter=FULL),
    Plan("党员类别统计", date(2025, 4, 28),
         (NAME, of(MEMBERS, "stage", "类别", check=False), Column("n_role", "志愿服务岗位"))),
    Plan("活动场所挂牌复核", date(2025, 5, 12),
         (of(BRANCHES, "kind", "党组织类别", check=False), FITTED), "QL-03"),
    Plan("党支部换届准备情况", date(2025, 6, 18), (KIND, READY), "QL-04", share=78, is_open=True,
         days=20),
    Plan("二季度党员培训学时", date(2025, 6, 20), (NAME, JOINED, STAGE, STATE, HOURS), "QL-01",
         share=65, is_open=True, days=18, row_filter=FULL),
)  # fmt: skip
KNOWN: tuple[tuple[str, date, tuple[Column, ...]], ...] = (
    ("党支部基本情况表", date(2025, 1, 8), (KIND, SECTOR)),
    ("党员基本信息核对", date(2025, 1, 15), (NAME, JOINED, STAGE, STATE)),
    ("党组织领域分布", date(2025, 2, 12), (SECTOR,)),
    ("党员入党时间统计", date(2025, 2, 19), (NAME, JOINED)),
    ("党支部名录", date(2025, 4, 22), (KIND, SECTOR)),
    ("党员结构底数", date(2025, 5, 20), (NAME, STAGE, STATE)),
    ("党组织类别复核", date(2025, 6, 5), (of(BRANCHES, "kind", "党组织类别", check=False),)),
)
"""Rounds that the pre-check ends before they are sent: the registers know it all."""
SMALL: tuple[tuple[str, date, str], ...] = (
    ("冬季慰问需求", date(2025, 1, 10), "需慰问人数"),
    ("节日值班安排", date(2025, 1, 20), "值班人数"),
    ("党费收缴自查", date(2025, 2, 10), "已自查月数"),
    ("远程教育设备情况", date(2025, 2, 17), "可用设备台数"),
    ("志愿服务安排", date(2025, 2, 26), "计划活动次数"),
    ("支部书记轮训意愿", date(2025, 3, 10), "愿参加人数"),
    ("党报党刊征订", date(2025, 3, 25), "征订份数"),
    ("主题党日安排", date(2025, 4, 16), "计划场次"),
    ("防汛先锋队组建", date(2025, 5, 6), "队员人数"),
    ("七一慰问对象摸底", date(2025, 5, 22), "慰问人数"),
    ("党员教育书目需求", date(2025, 6, 4), "需要册数"),
    ("暑期实践需求", date(2025, 6, 10), "需要人数"),
)
"""Rounds with one question to a few branches, closed long ago."""
ANSWERS: dict[str, Callable[[int], str]] = {
    "n_hours": lambda n: str(8 + n % 5 * 4), "n_space": lambda n: str(40 + n % 7 * 15),
    "n_fitted": lambda n: "否" if n % 6 == 0 else "是", "n_role": lambda n: "政策宣传",
    "n_ready": lambda n: ("未开始", "酝酿中", "已完成")[n % 3],
    "n_count": lambda n: str(3 + n % 9),
    "k_mobile_place": lambda n: "外省务工", "k_contacted_on": lambda n: "2025-03-21",
}  # fmt: skip


def load(world: World) -> None:
    """Register the forms and play the rounds in order, each on its own days."""
    owner = world.user(OWNER)
    forms = forms_kept(owner)
    asked = recipients()
    for plan in sorted((*PLANS, *_known(), *_small()), key=lambda plan: plan.on):
        if asked and plan.on < world.today:
            _play(plan, forms.get(plan.form), asked[: plan.most], owner)


def _known() -> Iterator[Plan]:
    for title, on, columns in KNOWN:
        yield Plan(title, on, columns, most=FEW, row_filter=FULL if NAME in columns else None)


def _small() -> Iterator[Plan]:
    for title, on, question in SMALL:
        column = Column("n_count", question, "whole", low=0, high=500, required=True)
        yield Plan(title, on, (KIND, column), most=FEW)


def forms_kept(owner: User) -> dict[str, Form]:
    """Put the forms of the yearly list into the register; return them by code."""
    unit = Unit.objects.get(path=owner.home_path)
    drafts: list[Draft[Any]] = [
        Draft({
            "code": code, "name": name, "basis": basis, "level": "district", "rhythm": rhythm,
            "owner": unit, "since": date(2025, 1, 2), "expires_on": date(2025, 12, 31),
            "field_count": now, "field_count_before": before,
        })
        for code, name, basis, rhythm, now, before in FORMS
    ]  # fmt: skip
    register_save(register_of(Form), drafts, actor=None, source="演示数据")
    return {form.code: form for form in Form.objects.all()}


def recipients() -> list[int]:
    """Return the first branches of the tree that have members."""
    there = Member.objects.filter(
        organization=OuterRef("pk"), stage=Member.Stage.FULL, state=Member.State.NORMAL
    )
    rows = PartyOrganization.objects.filter(Exists(there), kind=OrganizationKind.BRANCH)
    return list(rows.filter(closed_on=None).order_by("path").values_list("pk", flat=True)[:MOST])


def _play(plan: Plan, form: Form | None, asked: list[int], owner: User) -> None:
    """Draft, check, issue or drop, let them answer, close."""
    with standing_on(plan.on):
        draft = _draft(plan, form, asked, owner)
        round_ = _issued(draft, owner)
    if not round_.is_open:
        return
    with standing_on(plan.on + timedelta(days=4)):
        _answer(round_, plan.share, owner)
        if not plan.is_open:
            services.assignments_accept(round_, actor=owner)
        else:
            _review(round_, owner)
    if not plan.is_open:
        with standing_on(plan.on + timedelta(days=plan.days)):
            services.round_close(round_, actor=owner)


def _draft(plan: Plan, form: Form | None, asked: list[int], owner: User) -> Round:
    draft = services.round_draft(
        actor=owner, title=plan.title, form=form, basis="领导批示，一事一报",
        why="掌握情况，安排工作",
        deadline=plan.on + timedelta(days=plan.days), phone="0000-8100", register=plan.register,
        subject="register" if plan.register else "recipient", leader_named=LEADER,
    )  # fmt: skip
    return services.round_change(
        draft, actor=owner, columns=list(plan.columns), recipients=asked,
        row_filter=plan.row_filter or {},
    )  # fmt: skip


def _issued(draft: Round, owner: User) -> Round:
    """Issue the draft; what the pre-check refuses is cut, what is all known is not sent."""
    try:
        return services.round_issue(draft, actor=owner)
    except RuleViolation as refusal:
        if refusal.code == "collection.nothing_new":
            return services.round_unneeded(draft, actor=owner)
        if refusal.code != "collection.known_column":
            raise
    return _issued(services.round_shrink(draft, actor=owner), owner)


def _answer(round_: Round, share: int, owner: User) -> None:
    """Let the first ``share`` percent of the recipients answer and hand in."""
    assignments = list(round_.assignments.order_by("organization_path"))
    for one in assignments[: round(len(assignments) * share / 100)]:
        rows_save(one, _changes(one), actor=owner)
        assignment_submit(one, actor=owner)


def _changes(assignment: Assignment) -> list[Change]:
    """Answer what is asked; the columns to look over stay as they are."""
    codes = [c.code for c in assignment.round.column_list if not c.check_only]
    rows = assignment.rows.order_by("position", "pk")
    return [
        Change(row.pk, code, ANSWERS[code](row.pk)) for row in rows for code in codes
        if code in ANSWERS
    ]  # fmt: skip


def _review(round_: Round, owner: User) -> None:
    """Accept some, give one back, remind the others."""
    handed = round_.assignments.filter(state=Assignment.State.SUBMITTED).order_by("pk")
    for number, one in enumerate(handed):
        if number == 0:
            services.assignment_return(
                one, reason="有一项与上次相差较大，请核对", remarks={}, actor=owner
            )
        elif number % 2:
            services.assignment_accept(one, actor=owner)
    services.remind(list(round_.assignments.awaited()), round_=round_, actor=owner)
