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

    def test_what_has_to_be_opened_first_is_a_link_with_its_name(self, plan, as_insider):
        found = measure_of(plan, TEXTS[2])
        Measure.objects.filter(pk=found.pk).update(text="开展百姓宣讲活动")
        Item.objects.update(heading="推动党史学习教育常态化")

        page = as_insider.get(at("measure", found.pk))

        told = next(one for one in page.context["suggested"] if one.opens)
        assert told.opening.url in page.content.decode()
        form = as_insider.get(told.opening.url).context["form"]
        assert form["name"].value() == "宣讲活动台账"

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

        months = page.context["shown"].months
        assert [one.day.month for one in months] == [1, 2, 3, 4, 5, 6]
        assert months[-1].day == TODAY
        rows = "/plans.meetings_held/rows/?unit=qinglan%2F&amp;start=2025-01-01&amp;end=2025-06-30"
        assert rows in page.content.decode()

    def test_names_no_unit_until_the_target_is_divided(self, measure, as_insider, zzb):
        before = words(as_insider.get(at("measure", measure.pk)))
        divide = at("proof-divide", measure.pk)

        done = as_insider.post(divide, {f"unit_{zzb.pk}": "10"}, follow=True)

        assert "目标没有分到单位，不能说是哪个单位落后。" in before
        assert "各单位合计 10，总目标 12。" in words(done)
        assert "区委组织部 0次 应达 4次，目标 10次" in words(done)
        assert as_insider.post(divide, {f"unit_{zzb.pk}": "9"}).status_code == 422

    def test_says_of_a_typed_number_that_it_has_no_parts(self, plan, insider, as_insider):
        found = measure_of(plan, TEXTS[0])
        services.proof_set(found, kind="typed", target=Decimal(2), actor=insider)

        page = as_insider.get(at("proof-divide", found.pk))

        assert "这条举措的目标不能分到单位" in words(page)

    def test_is_changed_with_a_reason_and_keeps_what_was_not_touched(
        self, measure, as_insider, insider, gbk
    ):
        services.proof_set(
            measure, kind="indicator", indicator="plans.meetings_held", target=Decimal(12),
            scope=gbk, reason="只看一个科", actor=insider,
        )  # fmt: skip
        form = as_insider.get(at("proof-set", measure.pk)).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields} | {"target": "6"}

        refused = as_insider.post(at("proof-set", measure.pk), sent)
        done = as_insider.post(at("proof-set", measure.pk), sent | {"reason": "调减"}, follow=True)

        assert "修改需要写明理由" in words(refused)
        assert (Proof.objects.get().target, Proof.objects.get().scope) == (6, gbk)
        assert "此前是：指标“已召开调度会”，期内累计，目标 12次（只看一个科）" in words(done)

    def test_stands_in_one_line_on_the_page_of_the_item(self, measure, as_insider):
        text = words(as_insider.get(at("item", measure.item_id)))

        assert "已召开调度会 0次 / 本期应达 5次 / 目标 12次" in text
