"""What was done is recorded and the light follows; one set by hand stands beside the computed."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from jingwei.kernel.clock import standing_on
from jingwei.kernel.models import AuditEntry
from jingwei.plans.models import Measure
from tests.browser.conftest import measure_like

SILENT = "排查整治农村违规发展党员问题"
NOTE = "6个镇的历史档案核实完毕，3份缺材料的已约谈介绍人。"


class TestProgress:
    def test_from_the_list_in_four_clicks_and_one_text(self, enter, times, record_job):
        """J02."""
        measure, runs = measure_like(SILENT), []
        assert measure.light == "yellow"

        for _ in range(times):
            hand = enter("xuedong")
            hand.goes("/todo/")
            hand.clicks_on("link", "记录进展", inside=hand.row(SILENT))
            hand.types("进展", NOTE)
            hand.clicks_on("button", "保存进展")
            hand.sees("灯已重新计算")
            runs.append(hand.stops())

        hand = runs[0]
        assert (hand.clicks <= 4, hand.fields) == (True, 1)
        expect(hand.row(SILENT)).to_contain_text("正常")
        measure.refresh_from_db()
        assert (measure.light, measure.noted_on) == ("green", date(2025, 6, 30))
        entry = AuditEntry.objects.filter(act="progress.record").first()
        assert (entry.actor.username, entry.data["text"]) == ("xuedong", NOTE)
        record_job("J02", runs)

    def test_empty_text_is_asked_for_beside_the_field(self, enter):
        measure = measure_like(SILENT)
        hand = enter("xuedong")
        hand.goes(f"/measure/{measure.pk}/progress/")
        hand.page.get_by_role("main").locator("form").evaluate("form => form.noValidate = true")

        hand.clicks_on("button", "保存进展")

        alert = hand.page.get_by_role("alert")
        expect(alert).to_be_focused()
        expect(alert).to_contain_text("填写这段时间做了什么、到了哪一步。")


class TestOverride:
    def test_both_lights_are_shown_until_the_next_dispatch_was_held(self, enter):
        measure = measure_like(SILENT)
        hand = enter("limin")
        hand.goes(f"/measure/{measure.pk}/")

        hand.opens("更多")
        hand.clicks_on("link", "人工调灯")
        hand.ticks("正常")
        hand.types("理由", "镇里的材料已在路上，月底前补记")
        hand.clicks_on("button", "保存调灯")
        state = hand.page.locator(".state")
        expect(state).to_contain_text("正常")
        expect(state).to_contain_text("计算为 ▲预警")

        with standing_on(date(2025, 7, 31)):
            hand.goes("/dispatch/2025-7/")
            hand.clicks_on("button", "开始调度会")
            hand.clicks_on("link", "结束会议")
            hand.clicks_on("button", "确认结束会议")
            hand.sees("已结束")
            hand.goes(f"/measure/{measure.pk}/")

            expect(state).not_to_contain_text("人工")
            expect(state).to_contain_text(Measure.objects.get(pk=measure.pk).get_light_display())
