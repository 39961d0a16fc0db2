"""Measures get their people and dates: many at once from the list, one on its page."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from jingwei.kernel.models import AuditEntry
from jingwei.plans.models import AnnualPlan, Measure
from tests.browser.conftest import measure_like

TICKED = ("健全部务会领学", "面向全区科级干部", "按照代表结构要求")


class TestAssign:
    def test_three_ticked_measures_get_owner_and_date_with_a_reason(self, enter):
        plan = AnnualPlan.objects.get()
        hand = enter("limin")
        hand.goes(f"/plan/{plan.pk}/measures/")
        expect(hand.page.get_by_role("button", name="分派勾选的举措")).to_be_hidden()

        for text in TICKED:
            hand.ticks(f"选择：{text}")
        hand.sees("已选 3 项")
        hand.clicks_on("button", "分派勾选的举措")
        hand.picks("责任人", "蒋一鸣")
        hand.types("完成时限", "2025-11-15")
        hand.types("修改理由", "统一到干部一科收口")
        hand.clicks_on("button", "分派这 3 条")
        hand.sees("已分派 3 条举措。")

        given = [measure_like(text) for text in TICKED]
        assert {(str(m.owner), m.due_on) for m in given} == {("蒋一鸣", date(2025, 11, 15))}
        assert Measure.objects.filter(due_on=date(2025, 11, 15)).count() == 3

    def test_moved_date_of_an_issued_plan_without_a_reason_is_refused_and_kept(self, enter):
        plan, measure = AnnualPlan.objects.get(), measure_like("落实谈心谈话")
        hand = enter("limin")
        hand.goes(f"/plan/{plan.pk}/measures/")

        hand.ticks(f"选择：{measure.text[:8]}")
        hand.clicks_on("button", "分派勾选的举措")
        hand.types("完成时限", "2025-12-01")
        hand.clicks_on("button", "分派这 1 条")

        expect(hand.page.get_by_role("alert")).to_contain_text("理由")
        expect(hand.page.get_by_label("完成时限")).to_have_value("2025-12-01")
        assert measure_like("落实谈心谈话").due_on == measure.due_on

    def test_one_measure_is_changed_and_the_change_is_told_on_its_page(self, enter):
        measure = measure_like("排查整治农村")
        hand = enter("limin")
        hand.goes(f"/measure/{measure.pk}/")

        hand.opens("更多")
        hand.clicks_on("link", "修改责任人与时限")
        hand.types("完成时限", "2025-12-10")
        hand.types("修改理由", "核实范围扩大到全部镇")
        hand.clicks_on("button", "保存修改")
        hand.sees("举措已修改。")

        hand.opens("变更记录")
        expect(hand.row("核实范围扩大到全部镇")).to_contain_text("2025-12-10")
        assert AuditEntry.objects.filter(act="measure.change").first().actor.username == "limin"
