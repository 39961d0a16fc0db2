"""The ten sheets as the national template names and heads them, and which column each is of ours.

Source: template V2018.11 of the national civil-servant system, see docs/exchange.md. Row 1 of a
sheet is its title, row 2 the heads, the data begin in row 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jingwei.kernel.registers.declaration import REGISTERS, Col, Register

PERSON, CADRE, SERVANT = "people.person", "cadres.cadre", "cadres.civilservant"
POST, LEVEL, TITLE = "people.postheld", "people.levelheld", "people.titleheld"
STUDY, REWARD = "people.education", "people.reward"
APPRAISAL, FAMILY = "people.appraisal", "people.familymember"
NAME, ID_NUMBER, UNIT_NAME = "姓名", "身份证号", "机构名称"
POST_UNIT, POST_STATE, LEVEL_KIND = "任职机构名称", "任职状态", "类别（职务层次、职级标志）"
LEVEL_CODE, LEVEL_STATE = "职务层次（职级）", "状态"
STUDY_NAME, DEGREE_NAME = "学历名称", "学位名称"


@dataclass(frozen=True)
class Item:
    """One head of a sheet with the code of the national information set.

    ``computed`` marks what is written from other facts and only read to be compared.
    """

    head: str
    code: str
    computed: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the title in its first row, the registers its rows go to, its heads."""

    name: str
    title: str
    registers: tuple[str, ...]
    items: tuple[Item, ...] = field(repr=False)

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(item.head for item in self.items)


def _items(text: str) -> tuple[Item, ...]:
    """Return the items of a text of "head code" pairs; a code with "=" is computed."""
    words = text.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return tuple(Item(head, code.rstrip("="), code.endswith("=")) for head, code in pairs)


_WHO = f"{NAME} A0101 {ID_NUMBER} A0184 "
UNITS = Sheet(
    "B01单位", "单位基本情况", (),
    _items(
        "机构名称 B0101 机构简称 B0104 机构编码 B0111 所在政区 B0117 隶属关系 B0124 机构级别 B0127"
        " 机构类别 B0131 法人单位标识 B0194 行政编制数 B0227 事业编制数（参照） B0232"
        " 事业编制数（非参照） B0233 工勤编制数 B0236 其他编制数 B0234"
        " 参照公务员法管理审批时间 B0238 参照公务员法管理审批文号 B0239 内设机构领导职数 B0150"
        " 正职领导职数 B0183 副职领导职数 B0185 备注 B0180 同级排序号 SORTID"
    ),
)  # fmt: skip
PEOPLE = Sheet(
    "A01人员", "人员基本信息表", (PERSON, CADRE, SERVANT),
    _items(
        _WHO + "性别 A0104 出生年月 A0107 籍贯 A0111A 出生地 A0114A 成长地 A0115A 民族 A0117"
        " 健康状况 A0128 参加工作时间 A0134 入党时间文字 A0140 政治面貌 A0141 入党时间 A0144"
        " 第二党派 A3921 第三党派 A3927 人员类别 A0160 人员管理状态 A0163 管理类别 A0165"
        " 熟悉专业有何特长 A0187A 现工作单位及职务全称 A0192A 现工作单位及职务简称 A0192"
        " 现职务层次 A0221= 任现职务层次时间 A0288= 现职级 A0192E= 任现职级时间 A0192C="
        " 专业技术职务 A0196 是否具有两年以上基层工作经历 A0197 统计关系所在单位 A0195 简历 A1701"
        " 奖惩综述 A14Z101 年度考核结果综述 A15Z101 级别 A0120 编制类型 A0121"
        " 专业技术类公务员任职资格 A0122 公务员登记时间 A2949 备注 A0180"
    ),
)  # fmt: skip
POSTS = Sheet(
    "A02职务", "职务信息表", (POST,),
    _items(
        _WHO + f"{POST_UNIT} A0201A 是否领导成员 A0201D 成员类别 A0201E 职务名称 A0215A"
        " 是否领导职务 A0219 职务排序 A0223 集体内排序 A0225 任职时间 A0243 任职文号 A0245"
        f" 选拔任用方式 A0247 是否破格提拔 A0251B {POST_STATE} A0255= 免职时间 A0265 免职文号 A0267"
        " 职务变动原因综述 A0272 职务输出标识 A0281 主职务 A0279"
    ),
)  # fmt: skip
LEVELS = Sheet(
    "A05职务职级", "职务层次与职级信息表", (LEVEL,),
    _items(
        _WHO + f"{LEVEL_KIND} A0531 {LEVEL_CODE} A0501B 批准日期 A0504 批准文号 A0511"
        f" 终止日期 A0517 {LEVEL_STATE} A0524="
    ),
)  # fmt: skip
TITLES = Sheet(
    "A06专业技术", "专业技术任职资格信息表", (TITLE,),
    _items(
        _WHO + "专业技术资格代码 A0601 专业技术资格名称 A0602 获得资格日期 A0604"
        " 取得资格途径 A0607 评委会或考试名称 A0611 输出标识 A0699"
    ),
)  # fmt: skip
STUDIES = Sheet(
    "A08学历学位", "学历学位信息表", (STUDY,),
    _items(
        _WHO + f"{STUDY_NAME} A0801A= 学历代码 A0801B {DEGREE_NAME} A0901A= 学位代码 A0901B"
        " 入学时间 A0804 毕（肄）业时间 A0807 学位授予时间 A0904 学校（单位）名称 A0814"
        " 所学专业名称 A0824 所学专业类别 A0827 教育类别 A0837 学制年限 A0811 输出标识 A0899"
    ),
)  # fmt: skip
REWARDS = Sheet(
    "A14奖惩", "奖惩信息表", (REWARD,),
    _items(
        _WHO + "奖惩名称 A1404A 奖惩名称代码 A1404B 批准日期 A1407 批准机关 A1411A"
        " 批准机关级别 A1414 受奖惩时职务层次 A1415 撤销日期 A1424 批准机关性质 A1428"
    ),
)  # fmt: skip
APPRAISALS = Sheet(
    "A15考核", "考核信息表", (APPRAISAL,), _items(_WHO + "考核结论 A1517 考核年度 A1521")
)
RELATIVES = Sheet(
    "A36家庭及社会关系", "家庭成员及社会关系信息表", (FAMILY,),
    _items(
        _WHO + "家庭成员姓名 A3601 称谓 A3604A 出生日期 A3607 政治面貌 A3627"
        " 工作单位及职务 A3611 排序 SORTID"
    ),
)  # fmt: skip
MORE = Sheet(
    "A99Z1补充", "补充信息表", (CADRE,),
    _items(
        _WHO + "是否考录 A99Z101 录用时间 A99Z102 是否选调生 A99Z103 进入选调生时间 A99Z104"
    ),
)  # fmt: skip
SHEETS = (
    UNITS, PEOPLE, POSTS, LEVELS, TITLES, STUDIES, REWARDS, APPRAISALS, RELATIVES, MORE,
)  # fmt: skip
"""In the order of the template."""

UNIT_COLUMNS = {
    "机构简称": "short_name",
    "机构级别": "level",
    "机构类别": "category",
    "法人单位标识": "legal_kind",
    "参照公务员法管理审批时间": "reference_approved_on",
    "参照公务员法管理审批文号": "reference_approved_no",
    "备注": "note",
    "同级排序号": "position",
}
STAFFING_COLUMNS = {
    "行政编制数": "admin_staffing",
    "事业编制数（参照）": "reference_staffing",
    "事业编制数（非参照）": "institution_staffing",
    "工勤编制数": "worker_staffing",
    "其他编制数": "other_staffing",
    "内设机构领导职数": "inner_posts",
    "正职领导职数": "chief_posts",
    "副职领导职数": "deputy_posts",
}
"""Heads of B01单位 by the columns of org.Unit and org.Staffing."""
BY_NAME = {sheet.name: sheet for sheet in SHEETS}
_PLACED = {(FAMILY, "SORTID"): "position"}
"""Columns of ours without a national code of their own."""
OWN_WAY = frozenset((POST_UNIT, LEVEL_CODE))
"""Heads that mean one of two columns of ours, told apart row by row."""


@dataclass(frozen=True)
class Place:
    """The column of ours that a head means."""

    register: Register[Any]
    col: Col

    @property
    def is_taken(self) -> bool:
        """Whether an import writes it: what follows from other rows is not taken."""
        return self.col.shown("import")


@cache
def places_of(sheet: Sheet) -> dict[str, Place]:
    """Return head → our column, for the heads that have exactly one."""
    found = {}
    for item in sheet.items:
        if item.head in OWN_WAY:
            continue
        if place := next(_candidates(sheet, item), None):
            found[item.head] = place
    return found


def _candidates(sheet: Sheet, item: Item) -> Iterator[Place]:
    for code in sheet.registers:
        register = REGISTERS[code]
        named = _PLACED.get((code, item.code))
        for col in register.columns:
            if col.is_own and (col.name == named or (item.code and col.item == item.code)):
                yield Place(register, col)


def unsaved_heads() -> list[tuple[str, list[str], list[str]]]:
    """Return per sheet: its name, the heads without a column of ours, the computed ones."""
    known_units = {UNIT_NAME, *UNIT_COLUMNS, *STAFFING_COLUMNS}
    found = []
    for sheet in SHEETS:
        places = places_of(sheet)
        known = known_units if sheet is UNITS else {NAME, ID_NUMBER, *OWN_WAY, *places}
        computed = [item.head for item in sheet.items if item.computed]
        none = [h for h in sheet.heads if h not in known and h not in computed]
        if none or computed:
            found.append((sheet.name, none, computed))
    return found
