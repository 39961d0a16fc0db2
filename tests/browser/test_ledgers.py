"""Somebody of a department makes a ledger without a developer, and it works like a register."""

from __future__ import annotations

import pytest

from jingwei.accounts.models import User
from jingwei.collection.models import Ledger, LedgerRow
from jingwei.org.models import Unit
from tests.browser.test_register_import import workbook

KEEPER = "maqiang"
HEADS = ("课题名称", "单位", "立项时间", "调研天数")


@pytest.fixture
def file(tmp_path, district):
    """Two rows, and one that breaks the rule."""
    home = Unit.objects.get(path=User.objects.get(username=KEEPER).home_path).written
    rows = [
        ("人才公寓使用情况", home, "2025-03-10", 12), ("流动党员联系", home, "2025-04-01", 8),
        ("村级后备力量", home, "2025-05-06", 99),
    ]  # fmt: skip
    path = tmp_path / "课题.xlsx"
    path.write_bytes(workbook(HEADS, rows))
    return path


def makes(hand):
    """Walk through the three steps of a new ledger."""
    hand.goes("/collection/ledgers/")
    hand.clicks_on("link", "新建台账")
    hand.types("台账名称", "年度课题")
    hand.types("用途", "避免重复立项")
    hand.clicks_on("button", "保存，去定栏目")
    hand.types("第 1 栏栏名", "课题名称")
    hand.ticks("第 1 栏认行")
    hand.types("第 2 栏栏名", "立项时间")
    hand.picks("第 2 栏类型", "日期")
    hand.types("第 3 栏栏名", "调研天数")
    hand.picks("第 3 栏类型", "整数")
    hand.types("第 3 栏最大值", "60")
    hand.clicks_on("button", "保存，去核对")
    hand.clicks_on("button", "启用台账")


class TestLedger:
    def test_is_made_filled_imported_and_listed(self, enter, file):
        hand = enter(KEEPER)
        makes(hand)
        assert hand.heading() == "年度课题"

        hand.clicks_on("link", "新增年度课题")
        hand.types("课题名称", "党支部标准化建设")
        hand.clicks_on("button", "新增年度课题")
        hand.sees("党支部标准化建设")

        ledger = Ledger.objects.get(name="年度课题")
        hand.goes(f"/registers/{ledger.register_code}/import/")
        hand.page.get_by_label("文件", exact=True).set_input_files(file)
        hand.clicks_on("button", "读取文件")
        hand.clicks_on("link", "不能导入")
        hand.sees("应为整数，不大于 60")
        hand.clicks_on("button", "写入其余 2 行")
        hand.sees("已写入")

        hand.goes(f"/registers/{ledger.register_code}/?sort=-day_1")
        hand.sees("共 3 条")
        assert LedgerRow.objects.filter(ledger=ledger).count() == 3
