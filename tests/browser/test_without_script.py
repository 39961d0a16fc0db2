"""With scripts off the work still gets done: in, progress, import, dispatch, registers."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from jingwei.kernel.clock import standing_on
from jingwei.org.models import Unit
from jingwei.people.models import Person
from jingwei.plans.demo import PASSWORD
from jingwei.plans.models import AnnualPlan, Decision
from tests.browser.conftest import measure_like
from tests.browser.estate import cadre
from tests.browser.hand import saved
from tests.browser.samples import TEXT


@pytest.fixture
def plain(enter):
    """Open a browser that runs no scripts."""
    return lambda username="": enter(username, java_script_enabled=False)


class TestWithoutScript:
    def test_signs_in_and_records_progress(self, plain):
        hand = plain()
        hand.goes("/todo/")
        hand.types("用户名", "xuedong")
        hand.types("密码", PASSWORD)
        hand.clicks_on("button", "登录")

        hand.clicks_on("link", "记录进展", inside=hand.row("排查整治农村违规发展党员问题"))
        hand.types("进展", "6个镇核实完毕。")
        hand.clicks_on("button", "保存进展")

        hand.sees("灯已重新计算")
        assert measure_like("排查整治农村").light == "green"

    def test_imports_moves_a_cut_and_confirms(self, plain):
        hand = plain("limin")
        hand.goes("/plan/import/")
        hand.types("或者粘贴全文", TEXT)
        hand.clicks_on("button", "读取文件")
        bar = hand.page.get_by_role("status").filter(has_text="举措")
        expect(bar.last).to_contain_text("6 举措")

        hand.clicks_on("link", "举措 2")
        hand.clicks_on("button", "并入上一段J")
        expect(bar.last).to_contain_text("5 举措")
        hand.clicks_on("link", "核对并确认")
        hand.clicks_on("button", "确认第 1 版")

        hand.sees("第 1 版已确认")
        assert AnnualPlan.objects.get(year=2026).measures.count() == 5

    def test_takes_a_decision_and_ends_the_meeting(self, plain):
        with standing_on(date(2025, 7, 31)):
            hand = plain("limin")
            hand.goes("/dispatch/2025-7/")
            hand.clicks_on("button", "开始调度会")
            hand.clicks_on("link", "下一项 →")
            hand.types("决定", "逐项销掉缺材料的项目。")
            hand.picks("责任人", "顾铭")
            hand.types("期限", "2025-08-15")
            hand.clicks_on("button", "记录决定")
            expect(hand.page.locator(".state")).to_contain_text("第 2 项")
            hand.clicks_on("link", "结束会议")
            hand.clicks_on("button", "确认结束会议")

            hand.sees("调度会已结束")
        assert Decision.objects.filter(text="逐项销掉缺材料的项目。").count() == 1

    def test_assigns_ticked_measures(self, plain):
        plan = AnnualPlan.objects.get()
        hand = plain("limin")
        hand.goes(f"/plan/{plan.pk}/measures/")

        hand.ticks("选择：健全部务会领学")
        hand.clicks_on("button", "分派勾选的举措")
        hand.picks("责任人", "蒋一鸣")
        hand.clicks_on("button", "分派这 1 条")

        hand.sees("已分派 1 条举措。")
        assert str(measure_like("健全部务会领学").owner) == "蒋一鸣"


class TestRegistersWithoutScript:
    @pytest.fixture
    def person(self, district):
        return cadre(Unit.objects.get(code="gb1"))

    def test_finds_a_person_and_makes_the_form(self, plain, person, tmp_path):
        hand = plain("zhaolei")
        hand.goes("/todo/")

        hand.types("全局搜索", "zs")
        hand.clicks_on("button", "搜索")
        hand.clicks_on("link", person.full_name)
        hand.clicks_on("link", "生成任免审批表")
        file = saved(hand.downloads("button", "生成并下载"), tmp_path)

        assert file.suffix == ".docx"

    def test_filters_the_list_and_changes_a_row(self, plain, person):
        hand = plain("zhaolei")
        hand.goes("/registers/people.person/")

        hand.page.get_by_label("所在单位").first.fill(person.unit.name)
        hand.page.get_by_role("button", name="筛选").first.click()
        hand.clicks_on("link", person.full_name)
        hand.clicks_on("link", "修改基本信息")
        hand.types("籍贯", "示范青岚")
        hand.clicks_on("button", "保存人员")

        hand.sees("修改已保存。")
        person.refresh_from_db()
        assert person.native_place == "示范青岚"

    def test_takes_a_file_in_after_its_differences_were_seen(self, plain, person, tmp_path):
        file = tmp_path / "人员.csv"
        file.write_text(f"人员编号,籍贯\n{person.number},示范青岚\n", encoding="utf-8-sig")
        hand = plain("zhaolei")
        hand.goes("/registers/people.person/import/")

        hand.page.get_by_label("文件", exact=True).set_input_files(file)
        hand.clicks_on("button", "读取文件")
        hand.sees("示范汉宁")
        hand.clicks_on("button", "写入 1 行")

        hand.sees("已写入")
        assert Person.objects.get().native_place == "示范青岚"

    def test_reveals_a_restricted_value_on_a_page_of_its_own(self, plain, person):
        hand = plain("zhaolei")
        hand.goes(f"/registers/people.person/{person.pk}/edit/")
        hand.types("身份证号", "110101198503070021")
        hand.clicks_on("button", "保存人员")
        hand.sees("修改已保存。")

        hand.clicks_on("button", "显示 身份证号")

        hand.sees("110101198503070021")
        assert hand.heading().endswith("的身份证号")
