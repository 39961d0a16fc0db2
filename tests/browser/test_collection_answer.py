"""A round is answered: in the grid, from a phone, from a spreadsheet, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from jingwei.collection.models import Assignment, Row
from jingwei.collection.tests.answered import FIRST
from tests.browser.answering import OFFICER, asked
from tests.browser.hand import saved

PHONE = {"width": 390, "height": 844}


def cell(hand, label):
    return hand.page.get_by_label(label, exact=True)


def kept(label, code):
    return Row.objects.get(label=label).values[code]


class TestThirtyRows:
    def test_two_changed_in_twelve_clicks_and_two_fields(self, enter, times, record_job):
        """J04."""
        runs = []
        for _ in range(times):
            Assignment.objects.all().delete()
            assignment = asked()
            hand = enter(OFFICER)
            hand.goes("/collection/answers/")
            hand = hand.afresh()
            hand.clicks_on("link", "流动党员核对")
            hand.types("林示例3 电话", "10087654321")
            hand.types("林示例20 人数", "15")
            hand.clicks_on("button", "核对并提交")
            hand.sees("有变化 2 条，无变化 28 条")
            hand.clicks_on("button", "核对无误并提交")
            hand.sees("填报已提交")
            runs.append(hand.stops())

        assert (runs[0].clicks <= 12, runs[0].fields) == (True, 2)
        assignment.refresh_from_db()
        assert assignment.state == "submitted"
        assert assignment.rows.filter(is_changed=False).count() == 28
        record_job("J04", runs)

    def test_no_change_in_three_clicks(self, enter, times, record_job):
        """J04, nothing changed."""
        runs = []
        for _ in range(times):
            Assignment.objects.all().delete()
            assignment = asked()
            hand = enter(OFFICER)
            hand.goes("/collection/answers/")
            hand = hand.afresh()
            hand.clicks_on("link", "流动党员核对")
            hand.clicks_on("link", "全部无变化")
            hand.clicks_on("button", "确认无变化并提交")
            hand.sees("填报已提交")
            runs.append(hand.stops())

        assert runs[0].clicks <= 3
        assert assignment.rows.filter(is_changed=False).count() == 30
        record_job("J04 unchanged", runs)


class TestGrid:
    @pytest.fixture
    def hand(self, enter, district):
        assignment = asked(rows=4)
        hand = enter(OFFICER)
        hand.goes(f"/collection/answers/{assignment.pk}/")
        return hand

    def test_a_change_is_marked_and_kept_at_once(self, hand):
        cell(hand, "林示例2 人数").fill("１５")
        cell(hand, "林示例2 人数").blur()

        expect(hand.page.get_by_text("已保存")).to_be_visible()
        expect(cell(hand, "林示例2 人数")).to_have_value("15")
        hand.sees("原：12")
        expect(hand.page.get_by_role("link", name="全部无变化")).to_be_hidden()
        assert kept("林示例2", "count") == "15"

    def test_what_may_not_be_handed_in_is_told_beside_the_cell(self, hand):
        cell(hand, "林示例2 到岗日期").fill("三月初")
        cell(hand, "林示例2 到岗日期").blur()

        hand.sees("“三月初”不是日期")
        hand.clicks_on("button", "核对并提交")
        summary = hand.page.get_by_role("alert")
        expect(summary).to_contain_text("还有 1 处需要修改")
        summary.get_by_role("link").click()

        expect(cell(hand, "林示例2 到岗日期")).to_be_in_viewport()

    def test_a_table_pasted_into_the_grid_fills_its_cells(self, hand):
        cell(hand, "林示例2 电话").evaluate(
            """cell => {
              const data = new DataTransfer();
              data.setData("text/plain", "10000000002\\t2024-05-01\\n10000000003\\t2024-06-01\\n");
              const options = { clipboardData: data, bubbles: true, cancelable: true };
              cell.dispatchEvent(new ClipboardEvent("paste", options));
            }"""
        )

        hand.sees("已粘贴 4 格")
        assert (kept("林示例2", "phone"), kept("林示例3", "since")) == ("10000000002", "2024-06-01")
        assert kept("林示例4", "phone") == FIRST["phone"]

    def test_while_the_line_is_down_nothing_typed_is_lost(self, hand, seen):
        hand.page.context.set_offline(True)
        cell(hand, "林示例2 人数").fill("15")
        cell(hand, "林示例2 人数").blur()
        hand.sees("没有连上")
        hand.page.context.set_offline(False)

        hand.sees("已保存")
        assert kept("林示例2", "count") == "15"
        assert {fault[-24:] for fault in seen.faults} == {"ERR_INTERNET_DISCONNECTED"[-24:]}
        seen.faults.clear()

    def test_two_people_in_one_cell_both_learn_of_it(self, hand, enter):
        other = enter("chengui")
        other.goes(hand.page.url)
        cell(hand, "林示例2 人数").fill("15")
        cell(hand, "林示例2 人数").blur()
        hand.sees("已保存")

        cell(other, "林示例2 人数").fill("16")
        cell(other, "林示例2 人数").blur()

        other.sees("你填的“16”没有保存：别人刚把这格改为“15”")
        assert kept("林示例2", "count") == "15"

    def test_typed_and_pressed_at_once_it_is_kept_once(self, hand):
        cell(hand, "林示例2 人数").fill("15")
        cell(hand, "林示例2 人数").press("Enter")

        hand.sees("有变化 1 条")
        expect(hand.page.get_by_text("被别人改过")).to_have_count(0)
        assert kept("林示例2", "count") == "15"


class TestPhone:
    def test_only_changed_rows_unfold_and_others_open_at_a_touch(self, enter, district):
        assignment = asked(rows=4)
        hand = enter(OFFICER)
        hand.page.set_viewport_size(PHONE)
        hand.goes(f"/collection/answers/{assignment.pk}/")
        expect(cell(hand, "林示例2 人数")).to_be_hidden()

        hand.clicks_on("link", "修改", inside=hand.page.locator("tr", has_text="林示例2"))
        cell(hand, "林示例2 人数").fill("15")
        cell(hand, "林示例2 人数").blur()
        hand.sees("已保存")
        hand.page.reload()

        expect(cell(hand, "林示例2 人数")).to_be_visible()
        expect(cell(hand, "林示例3 人数")).to_be_hidden()
        assert hand.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


class TestWithoutScript:
    @pytest.fixture
    def hand(self, enter, district):
        asked(rows=4)
        hand = enter(OFFICER, java_script_enabled=False)
        hand.goes("/collection/answers/")
        hand.clicks_on("link", "流动党员核对")
        return hand

    def test_saves_checks_and_hands_in(self, hand):
        cell(hand, "林示例2 人数").fill("15")
        hand.clicks_on("button", "暂存")
        hand.sees("已暂存，共 1 行有变化。")
        cell(hand, "林示例3 类别").select_option("社区")
        hand.clicks_on("button", "核对并提交")
        hand.sees("有变化 2 条")
        hand.clicks_on("button", "核对无误并提交")

        hand.sees("填报已提交")
        assert (kept("林示例2", "count"), kept("林示例3", "kind")) == ("15", "社区")

    def test_the_workbook_goes_out_and_comes_in(self, hand, tmp_path):
        file = saved(hand.downloads("link", "下载工作簿"), tmp_path)
        hand.clicks_on("link", "上传或粘贴表格")
        hand.page.get_by_label("填好的工作簿").set_input_files(file)
        hand.clicks_on("button", "上传工作簿")

        hand.sees("读取 4 行，现在共有 0 行有变化")
