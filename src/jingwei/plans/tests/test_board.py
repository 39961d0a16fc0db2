"""The board counts what the viewer may see, with the light shown on the day asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.kernel.clock import standing_on
from jingwei.plans.light import Light
from jingwei.plans.models import AnnualPlan, Item, Measure
from jingwei.plans.selectors.board import BoardFilter, board_of, lead_units
from jingwei.plans.services import measure as services
from jingwei.plans.services.plan import plan_issue, version_confirm
from jingwei.plans.services.progress import progress_record
from tests.factories import MeasureFactory, PlanFactory, UserFactory, imported

TEXT = """区委组织部2025年工作要点
一、强化理论武装
1.抓实理论学习。举办科级干部轮训班6期。编印年度学习书目。
2.加强党史学习。开展专题宣讲60场。
二、建强组织体系
3.抓实基层基础。完成阵地整改。建立导师帮带档案。
"""
ALL = BoardFilter()
TODAY = date(2025, 6, 30)


@pytest.fixture
def plan(today, zzb, insider):
    """Five measures of three items of two areas: red, done, silent, green, silent."""
    plan = plan_issue(version_confirm(imported(TEXT, zzb), actor=None), actor=None)
    red, done, _, green, _ = plan.measures.all()
    services.measures_assign(
        [red], fields={"due_on": date(2025, 6, 20)}, reason="提前", actor=insider
    )
    for one in (done, green):
        progress_record(one, text="已开展", on=TODAY, actor=insider)
    services.measure_close(done, on=TODAY, statement="已印发", actor=insider)
    return plan


def lights(board):
    return dict(board.lights)


class TestBoardOf:
    def test_counts_every_measure_once(self, plan, insider):
        board = board_of(plan, viewer=insider, asked=ALL)

        cards = [card for column in board.columns for card in column.cards]
        assert lights(board) == {Light.RED: 1, Light.YELLOW: 2, Light.GREEN: 1, Light.DONE: 1}
        assert sum((card.lights for card in cards), Counter()) == Counter(lights(board))
        assert [str(column.area) for column in board.columns] == [
            "一、强化理论武装",
            "二、建强组织体系",
        ]
        assert [[card.total for card in column.cards] for column in board.columns] == [[2, 1], [2]]

    def test_a_card_tells_the_worst_light_what_is_done_and_the_next_limit(self, plan, insider):
        board = board_of(plan, viewer=insider, asked=ALL)

        card = board.columns[0].cards[0]
        assert (card.worst, card.done, card.total) == (Light.RED, 1, 2)
        assert card.ordered == [(Light.RED, 1), (Light.DONE, 1)]
        assert card.next_due == date(2025, 6, 20)

    def test_a_measure_gone_from_the_plan_is_not_counted(self, plan, insider):
        Measure.objects.filter(light=Light.RED).update(gone_in=2)

        assert Light.RED not in lights(board_of(plan, viewer=insider, asked=ALL))

    def test_a_light_set_by_hand_is_shown_beside_the_computed_one(self, plan, insider):
        late = plan.measures.get(light=Light.RED)
        services.light_override(late, light=Light.YELLOW, reason="已协调", actor=insider)

        board = board_of(plan, viewer=insider, asked=ALL)

        shown = board.measures[0]
        assert (shown.light, shown.computed_light) == (Light.YELLOW, Light.RED)
        assert shown.override.reason == "已协调"
        assert lights(board)[Light.YELLOW] == 3

    def test_of_a_past_day_shows_the_lights_of_that_day(self, plan, insider):
        late = plan.measures.get(light=Light.RED)
        services.light_override(late, light=Light.YELLOW, reason="已协调", actor=insider)

        january = board_of(plan, viewer=insider, asked=BoardFilter(on=date(2025, 1, 20)))
        yesterday = board_of(plan, viewer=insider, asked=BoardFilter(on=date(2025, 6, 29)))

        assert lights(january) == {Light.GREEN: 5}
        assert lights(yesterday) == {Light.YELLOW: 5}
        assert not any(m.override for m in yesterday.measures)


class TestFilters:
    def test_area_keeps_its_measures(self, plan, insider):
        area = plan.areas.last()

        board = board_of(plan, viewer=insider, asked=BoardFilter(area=area.pk))

        assert [column.area for column in board.columns] == [area]
        assert len(board.measures) == 2

    def test_owner_keeps_what_they_have(self, plan, insider, powerless):
        mine = plan.measures.first()
        services.measures_assign([mine], fields={"owner": insider}, actor=insider)

        boards = [
            board_of(plan, viewer=insider, asked=BoardFilter(owner=one.pk))
            for one in (insider, powerless)
        ]

        assert [b.measures for b in boards] == [[mine], []]

    def test_lead_keeps_the_unit_and_what_is_below_it_only(self, plan, insider, gbk, gbk2, zzb):
        first, second, *_ = plan.measures.all()
        services.measures_assign([first], fields={"lead": gbk}, actor=insider)
        services.measures_assign([second], fields={"lead": gbk2}, actor=insider)

        found = {
            path: board_of(plan, viewer=insider, asked=BoardFilter(lead=path)).measures
            for path in (gbk.path, gbk2.path, zzb.path)
        }

        assert found == {gbk.path: [first], gbk2.path: [second], zzb.path: [first, second]}
        assert lead_units(plan) == [gbk, gbk2]

    def test_light_keeps_what_is_shown_in_it(self, plan, insider):
        late = plan.measures.get(light=Light.RED)
        services.light_override(late, light=Light.GREEN, reason="已协调", actor=insider)

        board = board_of(plan, viewer=insider, asked=BoardFilter(light="green"))

        assert lights(board) == {Light.GREEN: 2}
        assert board_of(plan, viewer=insider, asked=BoardFilter(light="red")).columns == []

    def test_only_and_the_filter_agree(self, plan, insider):
        for light in Light:
            asked = BoardFilter(light=light)
            whole = board_of(plan, viewer=insider, asked=replace(asked, light=""))

            assert (
                whole.only(light).measures == board_of(plan, viewer=insider, asked=asked).measures
            )


class TestVisibility:
    def test_a_unit_sees_what_it_leads_or_supports(self, plan, insider, outsider, jyj):
        given = plan.measures.first()
        services.measures_assign([given], fields={"support": [jyj]}, actor=insider)

        board = board_of(plan, viewer=outsider, asked=ALL)

        assert board.measures == [given]
        assert list(AnnualPlan.objects.visible_to(outsider)) == [plan]
        assert list(Item.objects.visible_to(outsider)) == [given.item]

    def test_an_owner_sees_their_measure_wherever_they_are_at_home(self, plan, insider, outsider):
        given = plan.measures.first()
        services.measures_assign([given], fields={"owner": outsider}, actor=insider)

        assert board_of(plan, viewer=outsider, asked=ALL).measures == [given]
        assert list(AnnualPlan.objects.visible_to(outsider)) == [plan]
        assert list(Item.objects.visible_to(outsider)) == [given.item]

    def test_nothing_of_a_draft_is_given_to_anybody(self, today, zzb, jyj, insider, outsider):
        draft = PlanFactory(unit=zzb, issued=False)
        services.measures_assign(
            draft.measures.all(), fields={"support": [jyj], "owner": outsider}, actor=insider
        )

        seen = [kind.objects.visible_to(outsider).count() for kind in (AnnualPlan, Item, Measure)]

        assert seen == [0, 0, 0]
        assert Measure.objects.visible_to(insider).count() == 1

    def test_without_a_data_scope_nothing_is_seen(self, plan):
        nobody = UserFactory()
        nobody.scopes.all().delete()

        assert not AnnualPlan.objects.visible_to(nobody).exists()
        assert not Measure.objects.visible_to(nobody).exists()


@pytest.mark.parametrize("day", [None, date(2025, 6, 1)])
def test_thirty_more_measures_cost_no_more_queries(plan, insider, gbk, day):
    asked = BoardFilter(on=day, lead=gbk.path)
    counts = []
    with standing_on(TODAY):
        services.measures_assign(list(plan.measures.all()), fields={"lead": gbk}, actor=insider)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            board_of(plan, viewer=insider, asked=asked)
        counts.append(len(queries))
        with standing_on(TODAY):
            more = [MeasureFactory(plan=plan) for _ in range(30)]
            services.measures_assign(more, fields={"lead": gbk}, actor=insider)

    assert counts[0] == counts[1]
