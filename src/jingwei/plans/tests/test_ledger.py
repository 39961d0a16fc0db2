"""The ledger: columns, rows, filters, days."""

import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from jingwei.kernel.clock import standing_on
from jingwei.plans.light import Light
from jingwei.plans.models import Measure, Milestone
from jingwei.plans.papers.ledger_paper import COLUMNS
from jingwei.plans.selectors.board import BoardFilter
from jingwei.plans.selectors.report import LedgerRow, ledger_rows
from jingwei.plans.services import measure as services
from jingwei.plans.tests.report_story import DAY, story

__all__ = ["story"]


def rows_of(story, viewer, day=DAY, **asked):
    on = None if day == DAY else day
    return ledger_rows(story.plan, viewer=viewer, asked=BoardFilter(on=on, **asked), day=day)


def sheets(response):
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


class TestLedgerRows:
    def test_row_tells_the_measure_as_offices_write_it(self, story, insider):
        course = rows_of(story, insider)[0]

        assert course == LedgerRow(
            number=1,
            category="一、强化理论武装\n1. 抓实理论学习",
            task="举办科级干部轮训班6期",
            target="6期",
            leader="",
            lead="干部科",
            support="",
            owner="顾青",
            contact="",
            starts_on=date(2025, 1, 6),
            due_on=date(2025, 12, 31),
            schedule="一季度末1.4期\n二季度末2.9期\n三季度末4.5期\n四季度末6期",
            progress="实际3期，目标6期\n2025-06-13：第3期结业。",
            problems="",
            next_steps="",
            light="●正常",
            remark="",
        )

    def test_late_row_tells_problem_and_next_step(self, story, insider):
        lectures, rooms = rows_of(story, insider)[2:4]

        assert "实际10场" in lectures.problems
        assert lectures.next_steps == "宣讲进度每半月报一次。（顾青，2025-06-20）"
        assert rooms.light == "▲预警"
        assert rooms.remark == "人工调灯：只差验收一项（计算为滞后）"

    def test_milestones_are_listed_by_quarter(self, story, insider):
        mentors = story.measures["mentors"]
        services.proof_set(mentors, kind="milestones", actor=insider)
        for name, month, done_on in (("样式", 6, DAY), ("建档", 11, None)):
            Milestone.objects.create(
                measure=mentors, name=name, due_on=date(2025, month, 20), done_on=done_on
            )

        row = rows_of(story, insider)[4]

        assert row.target == "按节点完成"
        assert row.schedule == (
            "二季度：样式（2025-06-20，已完成）\n四季度：建档（2025-11-20，未完成）"
        )

    def test_past_day_reads_as_it_was(self, story, insider):
        with standing_on(date(2025, 7, 1)):
            services.measures_assign(
                [story.measures["rooms"]],
                fields={"due_on": date(2025, 12, 1), "owner": None}, reason="延期", actor=insider,
            )  # fmt: skip

            may = rows_of(story, insider, date(2025, 5, 31))

        assert (may[3].due_on, may[3].owner, may[3].light) == (date(2025, 6, 15), "顾青", "●正常")
        assert may[0].progress == "实际2期，目标6期\n2025-05-20：第2期结业。"

    @pytest.mark.parametrize("light", list(Light))
    def test_filter_by_light_keeps_as_many_as_show_it(self, story, insider, light):
        whole = rows_of(story, insider)

        kept = rows_of(story, insider, light=light.value)

        assert [r.task for r in kept] == [r.task for r in whole if r.light.endswith(light.label)]

    def test_whole_targets_lose_idle_zeros(self, story, insider):
        services.proof_set(
            story.measures["course"], kind="typed", target=Decimal("100.00"), unit_label="人",
            reason="填错了", from_start=True, actor=insider,
        )  # fmt: skip

        assert rows_of(story, insider)[0].target == "100人"


class TestLedgerFile:
    def test_has_the_seventeen_columns_and_a_row_a_measure(self, story, as_insider):
        found = sheets(as_insider.get(f"/plan/{story.plan.pk}/ledger.xlsx"))

        assert len(COLUMNS) == 17
        assert found["台账"][1] == [column.label for column in COLUMNS]
        assert len(found["台账"]) - 2 == Measure.objects.filter(plan=story.plan).count()
        assert found["台账"][0][0] == "区委组织部2025年工作要点台账（截至2025-06-30）"

    def test_filters_of_the_board_hold_and_are_told(self, story, as_insider):
        area = story.plan.areas.get(number="二")
        address = f"/plan/{story.plan.pk}/ledger.xlsx?area={area.pk}&light=red&on=2025-06-29"

        found = sheets(as_insider.get(address))

        assert [row[2] for row in found["台账"][2:]] == ["开展专题宣讲60场"]
        assert found["口径"][1][2] == "板块：二、建强组织体系；灯：■ 滞后；看哪一天：2025-06-29"
        assert found["口径"][1][3] == "2025-06-29"

    def test_empty_result_is_a_table_without_rows(self, story, as_insider):
        found = sheets(as_insider.get(f"/plan/{story.plan.pk}/ledger.xlsx?light=blue"))

        assert len(found["台账"]) == 2

    def test_formula_in_a_record_stays_text(self, story, as_insider):
        Measure.objects.filter(pk=story.measures["course"].pk).update(text="=1+1&<甲>")

        found = sheets(as_insider.get(f"/plan/{story.plan.pk}/ledger.xlsx"))

        assert found["台账"][2][2] == "=1+1&<甲>"

    def test_foreign_plan_is_not_found(self, story, as_outsider):
        assert as_outsider.get(f"/plan/{story.plan.pk}/ledger.xlsx").status_code == 404

    def test_without_the_permission_it_is_refused(self, story, as_powerless):
        assert as_powerless.get(f"/plan/{story.plan.pk}/ledger.xlsx").status_code == 403

    def test_unit_that_was_given_measures_gets_only_those(self, story, jyj, as_outsider, insider):
        services.measures_assign([story.measures["rooms"]], fields={"lead": jyj}, actor=insider)

        found = sheets(as_outsider.get(f"/plan/{story.plan.pk}/ledger.xlsx"))

        assert [row[2] for row in found["台账"][2:]] == ["完成阵地整改"]
