"""What a report says: its numbers against the tables, its words, its days."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.kernel.clock import standing_on
from jingwei.kernel.errors import BadInput
from jingwei.kernel.indicators import INDICATORS, Indicator, indicator
from jingwei.plans.light import Light
from jingwei.plans.models import Decision, Measure, Proof
from jingwei.plans.selectors.report import BLOCKS, report_content
from jingwei.plans.selectors.report.figures import figures_in
from jingwei.plans.services import measure as services
from jingwei.plans.services import progress
from jingwei.plans.tests.counted import PEOPLE, declared_only
from jingwei.plans.tests.report_story import DAY, story
from tests.factories import MeasureFactory, PlanFactory

__all__ = ["story"]


def monthly(plan, as_of=DAY, **options):
    return report_content(plan, kind="monthly", as_of=as_of, **options)


def values(content, prefix):
    found = content["figures"].items()
    return {code.removeprefix(prefix): f["value"] for code, f in found if code.startswith(prefix)}


def words(content, block=None):
    """All a reader reads, the numbers in their places."""

    def said(part):
        if isinstance(part, str):
            return part
        if isinstance(part, dict) and "figure" in part:
            return content["figures"][part["figure"]]["text"]
        rows = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        return "".join(said(row) for row in rows)

    sections = [s for s in content["sections"] if block in (None, s["block"])]
    return "".join(said(s["body"]) for s in sections)


class TestNumbers:
    def test_lights_count_what_each_measure_shows_that_day(self, story):
        content = monthly(story.plan)

        assert values(content, "light.") == {
            "done": 1, "green": 1, "yellow": 1, "red": 1, "not_started": 1
        }  # fmt: skip
        assert content["figures"]["total"]["value"] == Measure.objects.count() == 5

    def test_lights_without_an_override_equal_those_stored_for_the_day(self, story):
        services.light_restore(story.measures["rooms"], actor=story.decisions["now"].responsible)

        found = values(monthly(story.plan), "light.")

        stored = Measure.objects.filter(plan=story.plan)
        for light in Light:
            assert found.get(light.value, 0) == stored.filter(light=light).count()

    def test_areas_and_items_add_up_to_the_whole(self, story):
        content = monthly(story.plan)

        areas = [f"area.{area.pk}." for area in story.plan.areas.all()]
        for name, whole in values(content, "area.all.").items():
            assert sum(values(content, area)[name] for area in areas) == whole
        items = [v for code, v in values(content, "item.").items() if code.endswith(".total")]
        assert sorted(items) == [1, 2, 2]

    def test_month_before_is_counted_as_it_was_then(self, story):
        content = monthly(story.plan)

        assert values(content, "before.") == {"done": 0, "green": 3, "red": 0}
        assert "与上月末（5月31日）相比，完成由0条增至1条，正常由3条减至1条" in words(content)
        assert "未开始与上月末持平。" in words(content)

    def test_first_month_has_no_comparison_rather_than_zeros(self, story):
        content = monthly(story.plan, date(2025, 5, 31))

        assert values(content, "before.") == {}
        assert "上月末" not in words(content, "overall")

    def test_decisions_count_what_the_table_holds(self, story):
        content = monthly(story.plan)

        before = Decision.objects.filter(meeting__month__lt=date(2025, 6, 1))
        assert values(content, "decided.") == {
            "total": before.count(),
            "closed": before.exclude(closed_on=None).count(),
            "open": before.filter(closed_on=None).count(),
            "overdue": before.filter(closed_on=None, due_on__lt=DAY).count(),
            "now": Decision.objects.filter(meeting__month=date(2025, 6, 1)).count(),
        }

    def test_every_number_has_a_definition_with_its_day_and_as_many_rows(self, story):
        content = monthly(story.plan)

        for figure in content["figures"].values():
            assert "2025年" in figure["means"]
            assert len(figure["rows"]) == figure["value"]

    def test_numbers_of_tables_are_defined_in_their_heads(self, story):
        content = monthly(story.plan)

        tables = [b["table"] for s in content["sections"] for b in s["body"] if "table" in b]
        for table in tables:
            defined = {head["means"] for head in table["heads"] if isinstance(head, dict)}
            printed = {content["figures"][code]["means"] for code in figures_in(table["rows"])}
            assert printed <= defined

    def test_figures_are_those_printed_and_no_others(self, story):
        content = monthly(story.plan, blocks=["late"])

        assert set(content["figures"]) == {"late.red", "late.yellow"}


class TestWords:
    def test_headings_are_those_of_the_plan(self, story):
        (areas,) = [s for s in monthly(story.plan)["sections"] if s["block"] == "areas"]

        assert [b["heading"] for b in areas["body"] if "heading" in b] == [
            [2, 1, "强化理论武装"], [3, 1, "抓实理论学习"],
            [2, 2, "建强组织体系"], [3, 2, "抓实基层基础"], [3, 3, "做好人才服务"],
        ]  # fmt: skip

    def test_items_tell_the_latest_note_of_each_measure_in_the_month(self, story):
        said = words(monthly(story.plan), "areas")

        assert "本月进展：举办科级干部轮训班6期：第3期结业（6月13日）。" in said
        assert "第2期结业" not in said
        assert "书目送审" not in said

    def test_late_measures_say_why_and_what_is_next(self, story):
        said = words(monthly(story.plan), "late")

        assert "实际10场" in said
        assert "下一步：宣讲进度每半月报一次（顾青，6月20日前，已超期）。" in said

    def test_light_set_by_hand_is_told_beside_the_computed_one(self, story):
        said = words(monthly(story.plan), "late")

        assert "人工调灯（计算为滞后）：只差验收一项。2025年6月15日到期，已超期15天。" in said

    def test_decisions_tell_their_results(self, story):
        said = words(monthly(story.plan), "before")

        assert "6月9日办结：已明确。" in said
        assert "未办结，超期10天。" in said

    def test_month_without_records_or_meeting_says_so(self, story):
        said = words(monthly(story.plan, date(2025, 2, 28)))

        assert "本月没有进展记录，也没有召开调度会。" in said
        assert "本月没有召开调度会。" in said
        assert "本月没有新的进展记录。" in said

    def test_plan_without_measures_says_so(self, zzb, today):
        plan = PlanFactory(unit=zzb)
        Measure.objects.all().delete()

        content = monthly(plan)

        assert "还没有举措" in words(content)
        assert content["annexes"][0]["table"]["rows"] == []

    def test_title_names_the_unit_and_the_period(self, story):
        titles = {
            kind: report_content(story.plan, kind=kind, as_of=DAY)["title"]
            for kind in ("monthly", "mid_year", "year_end")
        }

        assert titles == {
            "monthly": "区委组织部关于2025年6月工作要点推进情况的报告",
            "mid_year": "区委组织部关于2025年上半年工作要点推进情况的报告",
            "year_end": "区委组织部关于2025年度工作要点完成情况的报告",
        }


class TestAnnex:
    def test_table_has_every_measure_in_printed_order(self, story):
        (annex,) = monthly(story.plan)["annexes"]

        assert [row[2] for row in annex["table"]["rows"]] == [
            m.text for m in Measure.objects.filter(plan=story.plan)
        ]
        assert [row[6] for row in annex["table"]["rows"]] == [
            "●正常", "✓完成", "■滞后", "▲预警", "–未开始"
        ]  # fmt: skip

    def test_year_end_adds_how_each_measure_was_closed(self, story):
        content = report_content(story.plan, kind="year_end", as_of=DAY)

        rows = content["annexes"][1]["table"]["rows"]
        assert len(rows) == Measure.objects.count()
        assert rows[1][2] == "2025年6月20日完成，提前10天。"
        assert rows[1][3] == "书目已印发"
        assert rows[0][2] == "未销号（●正常）"

    def test_year_end_names_the_proof_of_each_measure_and_what_its_number_counts(
        self, story, insider, monkeypatch
    ):
        declared_only(monkeypatch, PEOPLE)
        services.proof_set(
            story.measures["lectures"], kind="indicator", indicator=PEOPLE.code, target=60,
            reason="改用登记数", actor=insider,
        )  # fmt: skip

        content = report_content(story.plan, kind="year_end", as_of=DAY)
        closings, meanings = (one["table"]["rows"] for one in content["annexes"][1:])

        told = {row[1]: row[4] for row in closings}
        assert told[story.measures["lectures"].text].startswith("指标“在册人数”：实际")
        assert told[story.measures["course"].text] == "填报数：实际3期，目标6期"
        assert [row[1:4] for row in meanings] == [["在册人数", "人", "期末在册的人数"]]


class TestAsOf:
    def test_content_is_json_and_the_same_when_computed_later(self, story, insider):
        before = monthly(story.plan)

        with standing_on(date(2025, 8, 5)):
            lectures, rooms = story.measures["lectures"], story.measures["rooms"]
            progress.progress_record(
                lectures, text="追赶", on=date(2025, 8, 5), value=50, actor=insider
            )
            progress.progress_withdraw(
                story.measures["course"].notes.get(on=date(2025, 6, 13)),
                reason="期数重复", actor=insider,
            )  # fmt: skip
            services.measures_assign(
                [rooms],
                fields={"due_on": date(2025, 12, 1), "owner": None},
                reason="缓",
                actor=insider,
            )
            services.measure_reopen(story.measures["booklet"], reason="补印", actor=insider)
            services.light_restore(rooms, actor=insider)
            after = monthly(story.plan)

        assert after == before
        assert json.loads(json.dumps(before)) == before

    def test_later_records_do_change_the_later_report(self, story, insider):
        with standing_on(date(2025, 7, 31)):
            progress.progress_record(
                story.measures["lectures"],
                text="追上",
                on=date(2025, 7, 31),
                value=60,
                actor=insider,
            )
            content = monthly(story.plan, date(2025, 7, 31))

        assert values(content, "light.")["red"] == 0

    @pytest.mark.parametrize(
        ("kind", "as_of"), [("monthly", date(2024, 12, 31)), ("mid_year", date(2025, 7, 1))]
    )
    def test_day_outside_the_period_is_refused_in_plain_words(self, story, kind, as_of):
        with pytest.raises(BadInput, match=f"{as_of}") as refusal:
            report_content(story.plan, kind=kind, as_of=as_of)

        assert refusal.value.code == "plans.report_day"
        assert refusal.value.hint

    def test_half_year_tells_all_decisions_at_once(self, story):
        content = report_content(story.plan, kind="mid_year", as_of=DAY)

        assert content["figures"]["decided.total"]["value"] == Decision.objects.count()
        assert [s["block"] for s in content["sections"]] == ["overall", "areas", "late", "before"]


@pytest.fixture
def broken():
    """An indicator whose source fails."""

    def rows(_slice):
        raise ValueError("no such source")

    indicator(Indicator("test.broken", "坏指标", "次", "", "test", (), rows=rows))
    yield "test.broken"
    del INDICATORS["test.broken"]


class TestFailedSource:
    def test_prints_the_dash_and_a_note_and_never_0(self, story, broken):
        Proof.objects.filter(measure=story.measures["course"]).update(
            kind="indicator", indicator=broken
        )

        content = monthly(story.plan)

        row = content["annexes"][0]["table"]["rows"][0]
        assert row[6:] == ["——", "——（6月13日）"]
        assert "“举办科级干部轮训班6期”的数据来源没有算出" in words(content, "overall")
        assert "green" not in values(content, "light.")

    def test_comparison_is_given_up_when_the_month_before_failed(self, story, broken):
        Proof.objects.filter(measure=story.measures["course"]).update(
            kind="indicator", indicator=broken
        )

        content = monthly(story.plan)

        assert values(content, "before.") == {}
        assert "上月末的数据没有算出，以“——”表示，不作比较。" in words(content)

    def test_unknown_indicator_is_named(self, story):
        Proof.objects.filter(measure=story.measures["course"]).update(
            kind="indicator", indicator="gone.away"
        )

        content = monthly(story.plan)

        assert content["annexes"][0]["table"]["rows"][0][7].startswith("——")
        assert "的指标没有取到数" in words(content, "overall")


class TestCost:
    def test_queries_do_not_grow_with_measures(self, zzb, today):
        plan = PlanFactory(unit=zzb)
        monthly(plan)
        with CaptureQueriesContext(connection) as few:
            monthly(plan)
        for _ in range(20):
            MeasureFactory(plan=plan, due_on=DAY - timedelta(days=1))

        with CaptureQueriesContext(connection) as many:
            monthly(plan)

        assert len(many) == len(few)

    def test_blocks_print_in_the_order_of_the_paper(self, story):
        content = monthly(story.plan, blocks=["now", "overall"])

        assert [s["block"] for s in content["sections"]] == ["overall", "now"]
        assert content["annexes"] == []
        assert next(iter(BLOCKS)) == "overall"
