"""A workbook with faults comes in: each is told, the good rows are taken, the bad ones go back."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from jingwei.org.models import Unit
from jingwei.people.models import Person, PostHeld
from tests import factories as make
from tests.browser.estate import ID_NUMBER
from tests.browser.hand import saved

HEADS = ("姓名", "性别", "出生年月", "民族", "身份证号", "籍贯", "所在单位")
OTHER_ID = "110101198503070048"
WRONG_ID = "110101198503070049"
"""Its check digit does not fit."""


def workbook(heads, rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("人员")
        for n, row in enumerate([heads, *rows]):
            sheet.write_row(n, 0, row)
    return out.getvalue()


@pytest.fixture
def unit(district):
    return Unit.objects.get(code="jiaoyu")


@pytest.fixture
def known(unit):
    """Somebody who is in the register already."""
    return make.PersonFactory(
        full_name="章舒兰", birth_on="198503", unit=unit, id_number=ID_NUMBER, native_place="旧"
    )


@pytest.fixture
def handed(known, unit, tmp_path):
    """A change, two new people, and five rows with a fault each."""
    rows = [
        ("章舒兰", "女", "1985.03", "汉族", ID_NUMBER, "示范青岚", unit.name),
        ("林雁秋", "男", "1978.03", "回族", OTHER_ID, "示范青岚", unit.name),
        ("马行舟", "男", "1990-05", "汉族", "", "示范青岚", unit.name),
        ("许未", "男", "1985.03", "汉族", WRONG_ID, "", unit.name),
        ("钱示甲", "男", "1990.13", "汉族", "", "", unit.name),
        ("孙示乙", "男", "1991.02", "火星族", "", "", unit.name),
        ("李示丙", "男", "1992.02", "汉族", "", "", "没有这个单位"),
        ("", "女", "1993.02", "汉族", "", "", unit.name),
    ]
    file = tmp_path / "人员名册.xlsx"
    file.write_bytes(workbook(HEADS, rows))
    return file


FAULTS = {
    "5": ("身份证号", "110101********0049"),
    "6": ("出生年月", "1990.13"),
    "7": ("民族", "火星族"),
    "8": ("所在单位", "没有这个单位"),
    "9": ("姓名", "——"),
}
"""Line of the sheet → the column and the value that are at fault; an id number stays masked."""


def hand_in(hand, file, code="people.person"):
    hand.goes(f"/registers/{code}/import/")
    hand.page.get_by_label("文件", exact=True).set_input_files(file)
    hand.clicks_on("button", "读取文件")


def told(hand, word):
    """How many rows the page says are new, changed, the same, rejected."""
    return hand.page.locator("dl.facts").get_by_text(word, exact=True).locator("+ dd").inner_text()


class TestImport:
    def test_each_fault_is_told_by_line_column_and_value(self, enter, handed):
        hand = enter("zhaolei")
        hand_in(hand, handed)

        words = {word: told(hand, word) for word in ("修改", "新增", "不能导入")}
        assert words == {"修改": "1 行", "新增": "2 行", "不能导入": "5 行"}
        hand.clicks_on("link", "不能导入")
        for line, (column, value) in FAULTS.items():
            row = hand.page.get_by_role("row").filter(
                has=hand.page.get_by_role("cell", name=line, exact=True)
            )
            for text in (column, value):
                expect(row).to_contain_text(text)
        hand.clicks_on("link", "修改")
        assert hand.row("籍贯").get_by_role("cell").all_inner_texts()[-2:] == ["旧", "示范青岚"]

    def test_good_rows_are_taken_and_the_bad_ones_go_back(self, enter, handed, known, tmp_path):
        hand = enter("zhaolei")
        hand_in(hand, handed)

        back = saved(hand.downloads("link", "下载不能导入的 5 行"), tmp_path)
        hand.clicks_on("button", "写入其余 3 行")
        hand.sees("已写入")

        known.refresh_from_db()
        assert (known.native_place, Person.objects.count()) == ("示范青岚", 3)
        grid = CalamineWorkbook.from_path(str(back)).get_sheet_by_index(0).to_python()
        assert [row[0] for row in grid[1:]] == ["许未", "钱示甲", "孙示乙", "李示丙", ""]
        assert all(row[-1] for row in grid)

    def test_mended_rows_are_taken_in_from_the_file_that_came_back(
        self, enter, handed, unit, tmp_path
    ):
        hand = enter("zhaolei")
        hand_in(hand, handed)
        back = saved(hand.downloads("link", "下载不能导入的 5 行"), tmp_path)
        grid = CalamineWorkbook.from_path(str(back)).get_sheet_by_index(0).to_python()
        mended = [[*row[:2], "1990.12", "汉族", "", "", unit.name] for row in grid[1:5]]
        back.write_bytes(workbook(HEADS, mended))

        hand_in(hand, back)
        hand.clicks_on("button", "写入 4 行")

        hand.sees("已写入")
        assert Person.objects.filter(birth_on="199012").count() == 4

    def test_repeated_upload_finds_nothing_to_do(self, enter, unit, tmp_path):
        file = tmp_path / "人员.xlsx"
        row = ("林雁秋", "男", "1978.03", "汉族", OTHER_ID, "示范青岚", unit.name)
        file.write_bytes(workbook(HEADS, [row]))
        hand = enter("zhaolei")
        hand_in(hand, file)
        hand.clicks_on("button", "写入 1 行")
        hand.sees("已写入")

        hand_in(hand, file)

        hand.sees("没有需要改动的内容")
        assert hand.page.get_by_role("button", name="写入").count() == 0
        assert Person.objects.count() == 1

    def test_turned_dates_are_told_before_anything_is_stored(self, enter, known, tmp_path):
        file = tmp_path / "简历.xlsx"
        heads = ("人员编号", "机构名称", "职务名称", "任职时间", "免职时间")
        row = (known.number, "示例局", "科员", "2010.05", "2008.01")
        file.write_bytes(workbook(heads, [row]))
        hand = enter("zhaolei")

        hand_in(hand, file, "people.postheld")

        assert told(hand, "不能导入") == "1 行"
        expect(hand.row("免职时间")).to_contain_text("免职时间早于任职时间")
        assert PostHeld.objects.count() == 0
