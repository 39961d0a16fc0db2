"""J10: the structure of one team and of all, every number opening its people; a draft of moves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

import tests.factories as make
from jingwei.cadres.models import Tray
from jingwei.org.models import Staffing, Unit
from jingwei.people.models import PostHeld

OFFICER = "zhaolei"
TEAMS = 6


@pytest.fixture
def teams(district):
    """Teams of three in six units, with a chief and three deputies approved; one woman in each."""
    units = list(Unit.objects.filter(kind="government", closed_on=None)[:TEAMS])
    for unit in units:
        Staffing.objects.create(unit=unit, since="2020-01-01", chief_posts=1, deputy_posts=3)
        for n, (title, kind) in enumerate((("局长", "1"), ("副局长", "3"), ("总工程师", "3"))):
            person = make.PersonFactory(
                unit=unit, full_name=f"{unit.name[1:3]}{'甲乙丙'[n]}", gender="12"[n == 1],
                birth_on=f"{1971 + 9 * n}03", ethnic_group="01", political_status="01",
            )  # fmt: skip
            make.PostHeldFactory(
                person=person, unit=unit, title=title, is_leader=True, member_kind=kind,
                since="202001",
            )  # fmt: skip
    return units


class TestStructure:
    def test_of_all_teams_in_three_clicks_and_each_number_opens_its_people(
        self, teams, enter, times, record_job
    ):
        """J10."""
        runs = []
        for _ in range(times):
            hand = enter(OFFICER)
            hand.goes("/todo/")
            hand.clicks_on("link", "班子结构")
            total = hand.page.locator("tfoot")
            women = total.get_by_role("link", name=str(TEAMS), exact=True).first
            women.click()
            hand.clicks += 1
            hand.sees(f"共 {TEAMS} 人")
            runs.append(hand.stops())

        hand = runs[0]
        assert hand.clicks <= 3
        expect(hand.page.locator("tbody tr")).to_have_count(TEAMS)
        record_job("J10 all", runs)

    def test_a_bar_opens_as_many_people_as_it_says(self, teams, enter):
        hand = enter(OFFICER)
        hand.goes("/cadres/structure/")
        chart = hand.page.get_by_role("region", name="年龄和性别")
        bar = chart.get_by_role("link").first
        count = int(bar.inner_text().split()[0])
        bar.click()

        hand.sees(f"共 {count} 人")
        expect(hand.page.locator("#list tbody tr")).to_have_count(count)

    def test_of_one_team_in_three_clicks(self, teams, enter, times, record_job):
        """J10 for one team."""
        runs = []
        for _ in range(times):
            hand = enter(OFFICER)
            hand.goes("/todo/")
            hand.clicks_on("link", "班子结构")
            hand.clicks_on("link", teams[0].name)
            hand.sees("共 3 人")
            runs.append(hand.stops())

        assert runs[0].clicks <= 3
        record_job("J10 one", runs)

    def test_a_draft_shows_the_change_and_the_rule_in_the_way_and_moves_nobody(self, teams, enter):
        before = list(PostHeld.objects.values_list("pk", "until"))
        hand = enter(OFFICER)
        hand.goes("/cadres/structure/trays/")
        hand.types("名称", "测算")
        hand.clicks_on("button", "新建草稿")
        hand.clicks_on("link", "测算")
        one = PostHeld.objects.filter(unit=teams[0], title="副局长").get().person
        hand.page.get_by_label("人员").fill(one.number)
        hand.page.get_by_label("拟到单位").fill(teams[1].name)
        hand.page.get_by_label("拟任职务").fill("局长")
        hand.page.get_by_label("职务类别").select_option(label="正职")
        hand.clicks_on("button", "放入草稿")

        expect(hand.page.get_by_role("main")).to_contain_text(re.compile("核定正职 1 名.*2 名"))
        expect(hand.page.get_by_role("region", name="变动前后的班子结构")).to_contain_text("1 → 2")
        assert list(PostHeld.objects.values_list("pk", "until")) == before
        hand.opens("删除这份草稿")
        hand.clicks_on("button", "确认删除")
        hand.sees("草稿已删除")
        assert not Tray.objects.exists()
