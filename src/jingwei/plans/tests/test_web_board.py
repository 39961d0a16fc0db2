"""The board, the item page, the list of measures, the queue of names."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import signed_in
from jingwei.org.models import UnitAlias
from jingwei.org.services import unit_group_save
from jingwei.plans.light import Light
from jingwei.plans.models import Measure, MeasureUnit
from jingwei.plans.services import measure as services
from jingwei.plans.services.plan import plan_issue, version_confirm
from jingwei.plans.services.progress import progress_record
from jingwei.plans.tests.pages import at, words
from tests.factories import MeasureFactory, PlanFactory, UserFactory, imported

pytestmark = pytest.mark.once

TODAY = date(2025, 6, 30)
TEXT = """区委组织部2025年工作要点
一、强化理论武装
1.抓实理论学习。目前队伍规模较大。举办科级干部轮训班6期。（责任单位：干部科、区关工委）
二、建强组织体系
2.抓实基层基础。建立导师帮带档案。（责任单位：区委组织部）
"""


@pytest.fixture
def plan(today, zzb, gbk, insider):
    """One green and one silent measure of two areas."""
    plan = plan_issue(version_confirm(imported(TEXT, zzb), actor=None), actor=None)
    progress_record(plan.measures.first(), text="第1期已开班", on=TODAY, actor=insider)
    return plan


class TestWhoMayOpen:
    def test_pages_of_a_plan_answer_the_cast(
        self, plan, as_insider, as_outsider, as_powerless, client
    ):
        pages = [
            at("board-of", plan.pk),
            at("measure-list", plan.pk),
            at("item", plan.measures.first().item_id),
        ]

        for page in pages:
            cast = (as_insider, as_outsider, as_powerless, client)
            assert [one.get(page).status_code for one in cast] == [200, 404, 403, 302]

    def test_pages_without_a_plan_in_their_address_are_empty_for_an_outsider(
        self, plan, as_insider, as_outsider, as_powerless, client
    ):
        for page in (at("board"), at("name-queue"), at("dispatch-list")):
            cast = (as_insider, as_outsider, as_powerless, client)
            assert [one.get(page).status_code for one in cast] == [200, 200, 403, 302]
            assert plan.title not in words(as_outsider.get(page))

    def test_a_unit_sees_its_own_measures_only(self, plan, insider, as_outsider, jyj):
        given = plan.measures.last()
        services.measures_assign([given], fields={"support": [jyj]}, actor=insider)

        pages = [at("board"), at("measure-list", plan.pk), at("item", given.item_id)]

        assert [as_outsider.get(page).status_code for page in pages] == [200, 200, 200]
        assert "共 1 条" in words(as_outsider.get(pages[1]))
        assert "进入本月调度" not in words(as_outsider.get(pages[0]))
        assert as_outsider.get(at("item", plan.measures.first().item_id)).status_code == 404

    def test_a_unit_sees_what_is_given_to_its_group(self, plan, insider, as_outsider, jyj):
        group = unit_group_save("区直各单位", members=[jyj], is_open=False, actor=insider)
        given = plan.measures.last()

        services.measures_assign([given], fields={"support": [group]}, actor=insider)

        assert "共 1 条" in words(as_outsider.get(at("measure-list", plan.pk)))
        assert as_outsider.get(at("item", given.item_id)).status_code == 200

    @pytest.mark.parametrize("name", ["board", "dispatch-list"])
    def test_without_a_data_scope_the_page_says_who_can_help(self, plan, name, zzb):
        clerk = UserFactory(unit=zzb, every_permission=True)
        clerk.scopes.all().delete()

        page = signed_in(clerk).get(at(name))

        assert page.status_code == 200
        assert "还没有给你划定数据范围" in words(page)
        assert "由安全保密管理员授权" in words(page)

    def test_without_a_plan_the_page_says_how_to_begin(self, today, as_insider):
        page = as_insider.get(at("board"))

        assert "还没有今年的要点" in words(page)
        assert at("import") in page.content.decode()


class TestBoardPage:
    def test_counts_lights_and_leads_to_the_dispatch(self, plan, as_insider):
        page = as_insider.get(at("board"))

        text = words(page)
        assert "▲ 预警 1" in text
        assert "● 正常 1" in text
        assert "一、强化理论武装" in text
        assert "第 1 版 · 已发布 · 数据截至 2025-06-30" in text
        assert f"{at('dispatch', 2025, 6)}?plan={plan.pk}" in page.content.decode()

    def test_filters_by_light_and_keeps_all_counts(self, plan, as_insider):
        page = as_insider.get(at("board"), {"light": "yellow"})

        text = words(page)
        assert "● 正常 1" in text
        assert "二、建强组织体系" in text
        assert "抓实理论学习" not in text

    def test_of_a_past_day_shows_the_lights_of_that_day(self, plan, as_insider):
        text = words(as_insider.get(at("board"), {"on": "2025-06-01"}))

        assert "▲ 预警 2" in text
        assert "数据截至 2025-06-01" in text

    @pytest.mark.parametrize(
        "query",
        [
            {"on": "2025-07-01"}, {"on": "x"}, {"area": "x"}, {"owner": "999"},
            {"light": "pink"}, {"lead": "nowhere/"},
        ],
    )  # fmt: skip
    def test_a_filter_that_makes_no_sense_filters_nothing(self, plan, as_insider, query):
        page = as_insider.get(at("board"), query)

        assert page.status_code == 200
        assert len(page.context["board"].measures) == 2
        assert page.context["day"] == TODAY

    def test_a_day_to_come_is_told(self, plan, as_insider):
        assert "2025-07-01 还没有到。" in words(as_insider.get(at("board"), {"on": "2025-07-01"}))

    def test_nothing_left_says_so(self, plan, as_insider):
        assert "没有符合条件的举措" in words(as_insider.get(at("board"), {"light": "red"}))

    def test_a_plan_of_next_year_offers_no_dispatch_yet(self, today, zzb, as_insider):
        plan = PlanFactory(unit=zzb, year=2026)

        assert "进入本月调度" not in words(as_insider.get(at("board-of", plan.pk)))

    def test_a_light_set_by_hand_is_counted_as_shown(self, plan, insider, as_insider):
        services.light_override(
            plan.measures.first(), light=Light.RED, reason="经费没到", actor=insider
        )

        assert "■ 滞后 1" in words(as_insider.get(at("board")))

    @pytest.mark.parametrize("number", ["0", "999", "9" * 30, "x"])
    def test_a_plan_that_is_not_there_is_not_shown(self, plan, as_insider, number):
        codes = [
            as_insider.get(page).status_code
            for page in (f"/plan/{number}/", f"{at('dispatch', 2025, 6)}?plan={number}")
        ]

        assert codes[0] == 404
        assert codes[1] in (404, 200)


class TestMeasureList:
    def test_lists_measures_with_lead_and_light(self, plan, as_insider):
        page = as_insider.get(at("measure-list", plan.pk))

        text = words(page)
        assert "共 2 条" in text
        assert "举办科级干部轮训班6期 ● 正常 干部科 —— 2025-01-01 2025-12-31" in text

    def test_offers_the_ticks_only_to_whoever_may_assign(self, plan, zzb, as_insider):
        reader = UserFactory(unit=zzb, every_permission=True)
        reader.user_permissions.remove(*reader.user_permissions.filter(codename="assign_measure"))
        page = at("measure-list", plan.pk)

        assert 'name="measure"' in as_insider.get(page).content.decode()
        assert 'name="measure"' not in signed_in(reader).get(page).content.decode()

    def test_nothing_left_says_so(self, plan, as_insider):
        page = as_insider.get(at("measure-list", plan.pk), {"light": "red"})

        assert "没有符合条件的举措" in words(page)


class TestItemPage:
    def test_shows_text_measures_and_what_is_uncovered(self, plan, as_insider):
        item = plan.measures.first().item

        page = as_insider.get(at("item", item.pk))

        text = words(page)
        assert "1. 抓实理论学习" in text
        assert "还有 1 处没有举措" in text
        assert '<span class="uncovered" title="没有举措">目前队伍规模较大。</span>' in (
            page.content.decode()
        )
        assert "2025-06-30 顾青 第1期已开班" in text
        assert "未到期，进展正常更新。" in text

    def test_records_progress_and_comes_back(self, plan, as_insider):
        measure = plan.measures.first()
        page = at("item", measure.item_id)

        html = as_insider.get(page).content.decode()

        assert f"{at('progress-record', measure.pk)}?next={page}" in html

    def test_of_a_past_day_says_so(self, plan, as_insider):
        page = as_insider.get(at("item", plan.measures.first().item_id), {"on": "2025-03-01"})

        assert "数据截至 2025-03-01" in words(page)


class TestNames:
    def test_lists_what_nothing_answers_to(self, plan, as_insider):
        page = as_insider.get(at("name-queue"))

        assert "区关工委 举办科级干部轮训班6期" in words(page)

    def test_decides_and_learns(self, plan, jyj, qinglan, insider):
        insider.scopes.create(path=qinglan.path)
        browser = signed_in(insider)
        page = at("name-decide") + "?text=区关工委"

        done = browser.post(page, {"unit": jyj.pk, "learn": "on"}, follow=True)

        assert "“区关工委”已认定。" in words(done)
        assert "没有待认定的名称" in words(done)
        assert UnitAlias.objects.get().unit == jyj
        assert MeasureUnit.objects.get(text="区关工委").unit == jyj

    def test_needs_one_of_unit_and_group(self, plan, as_insider):
        page = as_insider.post(at("name-decide") + "?text=区关工委", {"learn": "on"})

        assert page.status_code == 422
        assert "单位和单位组选其中一项。" in words(page)

    def test_a_name_already_decided_says_so(self, plan, as_insider):
        page = as_insider.get(at("name-decide"), {"text": "干部科"})

        assert page.status_code == 404
        assert "这个名称已经认定过，或不在你的范围内。" in words(page)

    def test_answers_the_cast(self, plan, as_insider, as_outsider, as_powerless, client):
        page = at("name-decide") + "?text=区关工委"
        cast = (as_insider, as_outsider, as_powerless, client)

        assert [one.get(page).status_code for one in cast] == [200, 404, 403, 302]


def proven(plan, item, actor):
    """One more measure with a typed proof and a note."""
    one = MeasureFactory(plan=plan, item=item)
    services.proof_set(one, kind="typed", target=2, unit_label="期", actor=actor)
    progress_record(one, text="x", on=TODAY, value=1, actor=actor)


@pytest.mark.parametrize("name", ["board", "measure-list", "item"])
@pytest.mark.parametrize("query", [{}, {"on": "2025-06-01"}])
def test_pages_cost_the_same_with_twenty_more_measures(plan, insider, name, query):
    first = plan.measures.first()
    page = {
        "board": at("board-of", plan.pk),
        "measure-list": at("measure-list", plan.pk),
        "item": at("item", first.item_id),
    }[name]
    proven(plan, first.item, insider)
    with CaptureQueriesContext(connection) as before:
        signed_in(insider).get(page, query)
    for _ in range(20):
        proven(plan, first.item, insider)

    with CaptureQueriesContext(connection) as after:
        signed_in(insider).get(page, query)

    assert len(after) == len(before)
    assert Measure.objects.count() == 23
