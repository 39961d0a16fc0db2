"""Journeys through the registers: filter, look up, tick, change, settle; also without scripts."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from jingwei.accounts.models import User
from jingwei.kernel.tests.register_cast import ID_NUMBER, change, people, person
from jingwei.org.models import Unit
from jingwei.people.models import Person

LIST = "/registers/people.person/"


@pytest.fixture
def street(district):
    """A unit of the district with 60 people and 林雁秋; the keeper may do everything."""
    User.objects.get(username="limin").user_permissions.set(Permission.objects.all())
    unit = Unit.objects.get(code="liuting")
    people(unit, 60)
    person(unit, "林雁秋", id_number=ID_NUMBER, native_place="河北青岚")
    return unit


def loads(hand):
    """Count full page loads from now on."""
    counted = []
    hand.page.on("load", lambda: counted.append(hand.page.url))
    return counted


class TestList:
    def test_filters_and_pages_without_loading_the_page_anew(self, enter, street):
        hand = enter("limin")
        hand.goes(LIST)
        counted = loads(hand)

        hand.page.get_by_role("combobox", name="性别").select_option(label="女")
        hand.page.get_by_label("所在单位").first.fill(street.name)
        hand.page.get_by_role("button", name="筛选").first.click()
        hand.sees("共 30 人")
        hand.page.get_by_role("link", name="性别：女").wait_for()

        assert counted == []
        assert "gender=2" in hand.page.url

    def test_offers_units_while_one_types(self, enter, street):
        hand = enter("limin")
        hand.goes(LIST)

        field = hand.page.get_by_label("所在单位").first
        field.press_sequentially(street.name[:2])

        offered = hand.page.locator(f'datalist option[value="{street.name}"]')
        expect(offered).to_have_count(1)

    def test_goes_to_the_next_page_and_back_by_the_browser(self, enter, street):
        hand = enter("limin")
        hand.goes(f"{LIST}?unit={street.path}")

        hand.clicks_on("link", "下一页")
        expect(hand.page.get_by_role("link", name="上一页")).to_be_visible()
        assert "after=" in hand.page.url
        hand.page.go_back()

        hand.sees("第 1–50 人")

    def test_ticked_rows_get_one_value_after_a_check(self, enter, street):
        hand = enter("limin")
        hand.goes(f"{LIST}?unit={street.path}")

        for box in hand.page.get_by_role("checkbox", name="选中").all()[:2]:
            box.check()
        hand.sees("已选 2 项")
        hand.clicks_on("button", "批量修改勾选的人员")
        hand.picks("修改哪一栏", "民族")
        hand.clicks_on("button", "选定栏目")
        hand.picks("新的民族", "回族")
        hand.types("依据或原因", "核实户籍")
        hand.clicks_on("button", "核对改动")
        hand.sees("2 人会改")
        hand.clicks_on("button", "修改这 2 人")

        hand.sees("已修改 2 人")
        assert Person.objects.filter(ethnic_group="03").count() == 2


class TestViews:
    def test_kept_and_shared_view_opens_for_a_colleague(self, enter, street):
        hand = enter("limin")
        hand.goes(f"{LIST}?unit={street.path}&gender=2&sort=-birth_on")
        hand.opens("视图")
        hand.types("把现在的筛选、排序和栏目存为视图", "本街道女干部")
        hand.ticks("共享给能打开这个列表的同事")
        hand.clicks_on("button", "保存视图")
        hand.sees("视图“本街道女干部”已保存。")

        colleague = enter("zhaolei")
        colleague.goes(LIST)
        colleague.opens("视图")
        colleague.clicks_on("link", "本街道女干部")

        colleague.sees("共 30 人")
        expect(colleague.page.get_by_role("columnheader", name="出生年月")).to_have_attribute(
            "aria-sort", "descending"
        )


class TestEdit:
    def test_two_people_at_one_row_settle_it_field_by_field(self, enter, street):
        row = Person.objects.get(full_name="林雁秋")
        hand = enter("limin")
        hand.goes(f"{LIST}{row.pk}/edit/")
        change(row, native_place="河北海州")

        hand.types("籍贯", "山东泰和")
        hand.clicks_on("button", "保存人员")
        hand.page.get_by_role("alert").filter(has_text="被别人改过").wait_for()
        hand.page.get_by_role("group", name="籍贯").get_by_label("我填的").check()
        hand.clicks_on("button", "保存人员")
        hand.sees("修改已保存。")

        row.refresh_from_db()
        assert row.native_place == "山东泰和"


class TestWithoutScript:
    def test_list_filters_views_and_changes_a_row(self, enter, street):
        hand = enter("limin", java_script_enabled=False)
        hand.goes(LIST)

        hand.page.get_by_label("所在单位").first.fill(street.name)
        hand.page.get_by_role("button", name="筛选").first.click()
        hand.sees("共 61 人")
        hand.opens("视图")
        hand.types("把现在的筛选、排序和栏目存为视图", "本街道")
        hand.clicks_on("button", "保存视图")
        hand.sees("视图“本街道”已保存。")

        assert "view=" in hand.page.url
