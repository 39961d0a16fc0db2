"""The pages of proof: suggestions with their words, one click, many at once, the number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jingwei.plans.models import Item, Measure, Proof
from jingwei.plans.services import measure as services
from jingwei.plans.services.light import lights_refresh
from jingwei.plans.tests.pages import at, words
from tests.factories import MeasureFactory, PlanFactory

pytestmark = pytest.mark.once

TODAY = date(2025, 6, 30)
TEXTS = (
    "健全任职回避和公务回避登记制度",
    "5月底前印发常态化工作办法",
    "不断振奋精神",
)


@pytest.fixture
def plan(today, zzb):
    made = PlanFactory(unit=zzb, texts=TEXTS)
    Item.objects.update(heading="坚守公道正派")
    return made


def measure_of(plan, text):
    return plan.measures.get(text__startswith=text[:6])


def keys(page):
    return [one.key for one in page.context["suggested"]]


class TestSuggestions:
    def test_a_measure_without_proof_says_what_its_words_suggest_and_why(self, plan, as_insider):
        page = as_insider.get(at("measure", measure_of(plan, TEXTS[0]).pk))

        assert keys(page)[0] == "procedures.recusals"
        assert "登记回避" in words(page)
        assert "依据：“任职回避”、“公务回避”" in words(page)

    def test_one_click_takes_the_chosen_one(self, plan, as_insider):
        found = measure_of(plan, TEXTS[0])

        page = as_insider.post(
            at("proof-accept", found.pk), {"choice": "procedures.recusals"}, follow=True
        )

        assert "佐证方式已确定，灯已重新计算。" in words(page)
        assert Proof.objects.get().indicator == "procedures.recusals"
        assert as_insider.post(at("proof-accept", found.pk), {"choice": "x"}).status_code == 404

    def test_the_list_marks_the_words_and_takes_only_what_is_ticked(self, plan, as_insider):
        page = as_insider.get(at("proof-suggestions", plan.pk))

        assert [m.text for m, _ in page.context["suggested"]] == list(TEXTS[:2])
        assert [m.text for m in page.context["without"]] == [TEXTS[2]]
        assert '<mark class="phrase">任职回避</mark>' in page.content.decode()
        ticked = {"measure": [measure_of(plan, text).pk for text in TEXTS[1:]]}
        done = as_insider.post(at("proof-suggestions", plan.pk), ticked, follow=True)
        assert "已确定 1 条举措的佐证方式。" in words(done)
        assert Proof.objects.get().measure.milestones.count() == 3

    def test_nothing_ticked_changes_nothing_and_says_so(self, plan, as_insider):
        done = as_insider.post(at("proof-suggestions", plan.pk), follow=True)

        assert "没有勾选可以采用的建议。" in words(done)
        assert not Proof.objects.exists()


class TestProofForm:
    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"reading": "share", "target": "3"}, "这个指标不是占比"),
            ({"reading": "units", "target": "90"}, "填写每个单位应达的数。"),
            ({"indicator": "plans.decisions_closed", "reading": "sum", "target": "9"}, "不能累计"),
            ({"reading": "sum", "target": "0"}, "填写大于 0 的目标值。"),
        ],
    )
    def test_a_reading_that_does_not_fit_comes_back(self, plan, as_insider, sent, told):
        form = {"kind": "indicator", "indicator": "plans.meetings_held", **sent}

        page = as_insider.post(at("proof-set", measure_of(plan, TEXTS[0]).pk), form)

        assert page.status_code == 422
        assert told in words(page)
        assert not Proof.objects.exists()

    def test_a_ceiling_may_be_none_at_all(self, plan, as_insider):
        form = {"kind": "indicator", "indicator": "plans.measures_late", "target": "0",
                "reading": "level"}  # fmt: skip

        as_insider.post(at("proof-set", measure_of(plan, TEXTS[0]).pk), form)

        assert Proof.objects.get().target == 0


class TestNumberOnThePage:
    @pytest.fixture
    def measure(self, today, zzb, insider):
        """Wants twelve dispatches; none was held, so it is behind."""
        found = MeasureFactory(unit=zzb)
        services.proof_set(
            found, kind="indicator", indicator="plans.meetings_held", unit_label="次",
            target=Decimal(12), actor=insider,
        )  # fmt: skip
        lights_refresh(Measure.objects.select_related("plan__unit"), on=TODAY)
        return found

    def test_tells_number_target_and_what_is_expected_by_now(self, measure, as_insider):
        text = words(as_insider.get(at("measure", measure.pk)))

        assert "为什么红？" in text
        assert "按时间进度应达 5次，实际 0次，目标 12次。" in text
        assert "统计范围" in text

    def test_draws_the_months_and_leads_to_the_rows(self, measure, as_insider):
        page = as_insider.get(at("measure", measure.pk))

        points = page.context["shown"].trend.points
        assert [p.day.month for p in points] == [1, 2, 3, 4, 5, 6]
        assert points[-1].day == TODAY
        rows = "/plans.meetings_held/rows/?unit=qinglan%2F&amp;start=2025-01-01&amp;end=2025-06-30"
        assert rows in page.content.decode()

    def test_lists_the_units_behind_only_as_far_as_the_viewer_sees(self, measure, as_insider):
        page = as_insider.get(at("measure", measure.pk))

        assert [row.unit.code for row in page.context["shown"].behind] == ["zzb"]
        assert "按单位目录的顺序排列" in words(page)

    def test_stands_in_one_line_on_the_page_of_the_item(self, measure, as_insider):
        text = words(as_insider.get(at("item", measure.item_id)))

        assert "已召开调度会 0次 / 本期应达 5次 / 目标 12次" in text
