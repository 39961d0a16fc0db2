"""Ledgers that departments of the demo district made for themselves, with rows of its units.

One is kept by the office alone, one is open to every unit, one to every branch, one has ended.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from jingwei.accounts.models import User
from jingwei.collection.ledger_columns import LedgerColumn
from jingwei.collection.ledger_register import ledger_register
from jingwei.collection.models import Ledger
from jingwei.collection.services import ledgers as services
from jingwei.kernel.clock import standing_on
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.kernel.scoping import subtree
from jingwei.org.models import OrganizationKind, PartyOrganization, Unit, UnitKind
from jingwei.site.demo.cases.world import World

OWNER = "maqiang"
SECRETARY = "chengui"
SITES, TOPICS, ENDED = "党员教育阵地", "调研课题", "上年度共享会议室"
TEAMS = "党员志愿服务队"
MOST_BRANCHES = 6
MOST_UNITS = 8
SITE_COLUMNS = (
    LedgerColumn("阵地名称", is_key=True),
    LedgerColumn("阵地类别", "choice", choices=("活动室", "报告厅", "展馆", "实训点"), wanted=True),
    LedgerColumn("使用面积", "number", low=1, high=20000, wanted=True, help="平方米"),
    LedgerColumn("可容纳人次", "whole", low=1, high=5000),
    LedgerColumn("启用时间", "day"),
    LedgerColumn("是否挂牌", "flag"),
    LedgerColumn("主要用途"),
)
TOPIC_COLUMNS = (
    LedgerColumn("课题名称", is_key=True),
    LedgerColumn("课题类别", "choice", choices=("基层组织", "干部队伍", "人才工作", "其他")),
    LedgerColumn("立项时间", "day", wanted=True),
    LedgerColumn("结题时间", "day"),
    LedgerColumn("进展", "choice", choices=("已立项", "调研中", "已结题"), wanted=True),
    LedgerColumn("成果去向", help="例如：已转化为工作举措"),
)
TEAM_COLUMNS = (
    LedgerColumn("服务队名称", is_key=True),
    LedgerColumn("服务方向", "choice", choices=("政策宣讲", "助老助残", "环境整治", "应急支援"),
                 wanted=True),
    LedgerColumn("参加党员数", "whole", low=1, high=200),
    LedgerColumn("最近一次服务", "day"),
)  # fmt: skip
SITE_WORDS = ("党群活动室", "红色书屋", "党课报告厅", "先锋展馆", "实训教室")
TOPIC_WORDS = (
    "村级后备力量培养", "流动党员日常联系", "年轻干部基层历练", "人才公寓使用情况",
    "两新组织覆盖", "干部教育培训需求", "党支部标准化建设",
)  # fmt: skip


def load(world: World) -> None:
    """Make the ledgers and their rows, each on its day."""
    owner = world.user(OWNER)
    units = list(
        Unit.objects.filter(kind=UnitKind.TOWN, closed_on=None).order_by("path")[:MOST_UNITS]
    ) or [Unit.objects.get(path=owner.home_path)]
    with standing_on(date(2025, 3, 3)):
        sites = made(
            owner, SITE_COLUMNS, name=SITES, purpose="掌握阵地家底，安排维护和共享使用",
            row_word="处", with_files=True, is_shared=True,
        )  # fmt: skip
        topics = made(
            owner, TOPIC_COLUMNS, name=TOPICS, purpose="跟踪部内调研课题，避免重复立项",
            row_word="个",
        )  # fmt: skip
        ended = made(owner, SITE_COLUMNS[:3], name=ENDED, purpose="统计可共享的会议室")
    with standing_on(date(2025, 4, 10)):
        keep(sites, [_site(n, unit) for unit in units for n in range(2)], None)
        services.ledger_close(ended, reason="并入党员教育阵地台账", actor=owner)
    with standing_on(date(2025, 5, 12)):
        teams = made(
            owner, TEAM_COLUMNS, name=TEAMS, purpose="掌握服务力量，统筹安排志愿服务",
            row_word="支", by_organization=True,
        )  # fmt: skip
        keep(teams, [_team(n, branch) for n, branch in enumerate(_branches())], None)
    with standing_on(date(2025, 6, 16)):
        keep(topics, [_topic(n, topics.unit) for n in range(len(TOPIC_WORDS))], owner)


def made(owner: User, columns: tuple[LedgerColumn, ...], **told: Any) -> Ledger:
    """Draft a ledger of the owner's unit, name its columns, start it."""
    ledger = services.ledger_draft(actor=owner, **told)
    services.ledger_set_columns(ledger, columns, actor=owner)
    return services.ledger_start(ledger, actor=owner)


def keep(ledger: Ledger, rows: list[dict[str, Any]], actor: User | None) -> None:
    """Store rows, values by the names of the columns."""
    slots = {column.label: column.slot for column in ledger.column_list}
    drafts: list[Draft[Any]] = [
        Draft({slots.get(label, label): value for label, value in row.items()}) for row in rows
    ]
    rows_save(ledger_register(ledger), drafts, actor=actor, source="演示数据")


def _branches() -> list[PartyOrganization]:
    """Return some branches about the secretary with the phone."""
    home = User.objects.filter(username=SECRETARY).values_list("home_path", flat=True).first()
    rows = PartyOrganization.objects.filter(kind=OrganizationKind.BRANCH, closed_on=None)
    near = rows.filter(subtree("unit_path", home)) if home else rows
    return list(near.order_by("path")[:MOST_BRANCHES])


def _team(number: int, branch: PartyOrganization) -> dict[str, Any]:
    kinds = TEAM_COLUMNS[1].choices
    return {
        "organization": branch, "服务队名称": f"{kinds[number % 4]}服务队",
        "服务方向": kinds[number % 4], "参加党员数": 6 + number * 5 % 17,
        "最近一次服务": date(2025, 4, 5 + number) if number % 3 else None,
    }  # fmt: skip


def _site(number: int, unit: Unit) -> dict[str, Any]:
    place = number + unit.pk
    return {
        "unit": unit, "阵地名称": f"{unit.name}{SITE_WORDS[place % 5]}",
        "阵地类别": SITE_COLUMNS[1].choices[place % 4], "使用面积": 60 + place % 9 * 35,
        "可容纳人次": 30 + place % 6 * 20 if place % 4 else None,
        "启用时间": date(2019 + place % 6, 1 + place % 12, 15), "是否挂牌": place % 3 > 0,
        "主要用途": "党课、主题党日" if place % 2 else "",
    }  # fmt: skip


def _topic(number: int, unit: Unit) -> dict[str, Any]:
    is_done = number % 3 == 0
    return {
        "unit": unit, "课题名称": f"{TOPIC_WORDS[number]}调研",
        "课题类别": TOPIC_COLUMNS[1].choices[number % 4],
        "立项时间": date(2025, 1 + number % 5, 10),
        "结题时间": date(2025, 6, 10) if is_done else None,
        "进展": "已结题" if is_done else "调研中",
        "成果去向": "已转化为工作举措" if is_done else "",
    }  # fmt: skip
