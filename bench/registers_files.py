"""Files of registers: a roster of 100,000 people in and out, by the commands, with their memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter

from bench.commands import command_run
from bench.figures import Figure
from jingwei.kernel.id_numbers import id_check_character
from tests.installation import Installation

HEADS = (
    "姓名", "性别", "出生年月", "民族", "所在单位", "现任职务", "政治面貌", "身份证号", "籍贯",
    "出生地", "健康状况", "参加工作时间", "入党时间", "熟悉专业有何专长", "专业技术职务",
    "姓名拼音", "奖惩综述", "年度考核综述", "出生日期已认定", "备注",
)  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "春夏秋冬明亮文武志远晓云海涛建国丽华秀英子涵欣怡宇轩梓晨佳琪思源"
UNITS = """
from jingwei.kernel.clock import today
from jingwei.org.models import Unit, UnitKind
from jingwei.org.services import unit_create
root = Unit.objects.filter(parent=None)[0]
for n in range(100):
    unit_create(
        code=f"dw{n:03d}", name=f"第{n + 1}示例局", kind=UnitKind.GOVERNMENT, parent=root,
        since=today(),
    )
"""
SHARES = ("汉族", "汉族", "汉族", "回族", "满族")


def files_figures(house: Installation, people: int) -> list[Figure]:
    """Measure dry run, import, the same file again, and both exports of so many people."""
    house.do(UNITS)
    roster = house.var / "roster.xlsx"
    roster_write(roster, people)
    load = ("registers", "import", "people.person", str(roster))
    dump = ("registers", "export", "people.person")
    steps = {
        "dry run of a roster": (*load, "--dry-run"),
        "import of a roster": load,
        "the same roster again": load,
        "export to .xlsx": (*dump, str(house.var / "out.xlsx")),
        "export to .csv": (*dump, str(house.var / "out.csv")),
    }
    return [_measured(house, name, words, people) for name, words in steps.items()]


def _measured(house: Installation, name: str, words: Sequence[str], people: int) -> Figure:
    seconds, memory = command_run(house, *words)
    return Figure(name, seconds, f"{people} × {len(HEADS)}", memory=memory)


def roster_write(path: Path, people: int) -> None:
    """Write a workbook of invented people, as an office would."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, head in enumerate(HEADS):
            sheet.write_string(0, place, head)
        for number, row in enumerate(_rows(people), 1):
            for place, text in enumerate(row):
                sheet.write_string(number, place, text)


def _rows(people: int) -> Iterator[Sequence[str]]:
    for n in range(people):
        year, month, day = 1962 + n % 40, 1 + n % 12, 1 + n // 12 % 28
        body = f"110101{year}{month:02}{day:02}{n // 1680 * 2 + n % 2:03}"
        name = SURNAMES[n % 33 % len(SURNAMES)] + GIVEN[n // 33 % 32] + GIVEN[n // 1056 % 32]
        yield (
            name, "男" if n % 2 else "女", f"{year}.{month:02}", SHARES[n % 5],
            f"第{n % 100 + 1}示例局", f"示例局第{n % 9 + 1}科科长", "中国共产党党员",
            body + id_check_character(body), "示例省示例市", "示例省示例市", "健康或良好",
            f"{year + 22}.07", f"{year + 25}.06", "公共管理", "高级经济师", "",
            f"{year + 40}年嘉奖一次", "近三年均为称职", "是", f"第{n}号",
        )  # fmt: skip
