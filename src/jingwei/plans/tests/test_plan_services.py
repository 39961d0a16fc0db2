"""A plan from draft to archive, and what a later version does to the rows of the first."""

from __future__ import annotations

from datetime import date

import pytest

from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.plans.light import Light
from jingwei.plans.models import AnnualPlan, Area, Item, Measure, Proof
from jingwei.plans.outline import assemble, change_kind, cut
from jingwei.plans.selectors.versions import present_version, version_nodes
from jingwei.plans.services.measure import proof_set
from jingwei.plans.services.plan import (
    plan_close,
    plan_import,
    plan_issue,
    version_confirm,
    version_cut,
    version_digest,
    version_discard,
    version_recut,
)
from jingwei.plans.services.progress import progress_record

FIRST = """青岚区委组织部2025年工作要点
一、建强组织体系
1.抓实党员教育。举办党务干部培训班2期。开展老党员走访慰问。
2.规范组织生活。建立支部联系点台账。
二、建强干部队伍
3.优化班子结构。开展科级班子综合分析研判。
"""


@pytest.fixture
def draft(zzb, insider, today):
    return handed_in(FIRST, zzb, insider)


@pytest.fixture
def plan(draft, insider):
    return version_confirm(draft, actor=insider)


def handed_in(text, unit, actor, plan=None):
    return plan_import(assemble(text, cut(text, {})), unit=unit, year=2025, plan=plan, actor=actor)


def again(plan, text, actor):
    return version_confirm(handed_in(text, plan.unit, actor, plan), actor=actor)


def measure_of(plan, word):
    return plan.measures.current().get(text__contains=word)


class TestPlanImport:
    def test_makes_a_draft_and_no_measure(self, draft):
        assert draft.plan.state == AnnualPlan.State.DRAFT
        assert draft.number == 1
        assert not Measure.objects.exists()

    def test_the_title_and_year_of_a_known_plan_make_its_next_version(self, plan, zzb, insider):
        version = handed_in(FIRST, zzb, insider)

        assert (version.plan, version.number) == (plan, 2)

    def test_takes_the_place_of_a_draft_that_nobody_confirmed(self, draft, zzb, insider):
        second = handed_in(FIRST, zzb, insider)

        assert list(second.plan.versions.all()) == [second]
        assert second.number == 1

    def test_an_archived_plan_takes_no_version(self, plan, insider):
        plan_close(plan_issue(plan, actor=insider), actor=insider)

        with pytest.raises(RuleViolation, match="已归档"):
            handed_in(FIRST, plan.unit, insider, plan)

    def test_a_long_file_name_is_cut_to_what_the_table_holds(self, zzb, insider):
        found = assemble(FIRST, cut(FIRST, {}))

        version = plan_import(found, unit=zzb, year=2025, file_name="要" * 300, actor=insider)

        assert len(version.file_name) == 200


class TestVersionCut:
    def test_replaces_the_cuts_and_leaves_a_trace(self, draft, insider):
        nodes = version_nodes(draft)
        edited = change_kind(nodes, len(nodes) - 1, "context")

        version_cut(draft, nodes=edited, seen=version_digest(draft), actor=insider)

        draft.refresh_from_db()
        assert version_nodes(draft) == list(edited)
        assert AuditEntry.objects.filter(act="plan.cut", actor=insider).count() == 1

    def test_cuts_that_another_person_moved_are_not_overwritten(self, draft, insider):
        nodes = version_nodes(draft)
        seen = version_digest(draft)
        version_cut(draft, nodes=change_kind(nodes, 3, "context"), seen=seen, actor=insider)

        with pytest.raises(Conflict, match="别人调整过切分"):
            version_cut(draft, nodes=nodes, seen=seen, actor=insider)

    def test_a_confirmed_version_is_not_cut_again(self, plan, draft, insider):
        with pytest.raises(RuleViolation, match="已确认"):
            version_cut(draft, nodes=[], seen=version_digest(draft), actor=insider)

    def test_the_digest_does_not_depend_on_the_order_of_keys_in_the_stored_nodes(self, draft):
        before = version_digest(draft)

        draft.nodes = [dict(reversed(node.items())) for node in draft.nodes]

        assert version_digest(draft) == before


class TestVersionConfirm:
    def test_writes_areas_items_and_measures_as_printed(self, plan):
        assert [str(a) for a in plan.areas.all()] == ["一、建强组织体系", "二、建强干部队伍"]
        assert [str(i) for i in Item.objects.all()] == [
            "1. 抓实党员教育", "2. 规范组织生活", "3. 优化班子结构",
        ]  # fmt: skip
        assert [m.text for m in plan.measures.all()] == [
            "举办党务干部培训班2期", "开展老党员走访慰问", "建立支部联系点台账",
            "开展科级班子综合分析研判",
        ]  # fmt: skip

    def test_a_measure_without_a_printed_limit_is_due_at_the_end_of_the_year(self, plan):
        assert {m.due_on for m in plan.measures.all()} == {date(2025, 12, 31)}

    def test_cuts_without_a_measure_are_refused(self, draft, insider):
        nodes = version_nodes(draft)
        for n, node in enumerate(nodes):
            if node.kind == "measure":
                nodes = list(change_kind(nodes, n, "context"))
        version_cut(draft, nodes=nodes, seen=version_digest(draft), actor=insider)

        with pytest.raises(RuleViolation, match="没有举措"):
            version_confirm(draft, actor=insider)

    def test_cuts_moved_after_the_check_are_not_confirmed(self, draft, insider):
        seen = version_digest(draft)
        nodes = change_kind(version_nodes(draft), 3, "context")
        version_cut(draft, nodes=nodes, seen=seen, actor=insider)

        with pytest.raises(Conflict, match="重新核对"):
            version_confirm(draft, actor=insider, seen=seen)

        assert present_version(draft.plan) is None

    def test_a_draft_of_a_plan_archived_meanwhile_is_not_confirmed(self, plan, insider):
        plan_issue(plan, actor=insider)
        version = handed_in(FIRST, plan.unit, insider, plan)
        plan_close(plan, actor=insider)

        with pytest.raises(RuleViolation, match="已归档"):
            version_confirm(version, actor=insider)


class TestLaterVersion:
    def test_what_stays_keeps_owner_dates_proof_and_progress(self, plan, insider):
        measure = measure_of(plan, "培训班")
        Measure.objects.filter(pk=measure.pk).update(owner=insider, due_on=date(2025, 9, 30))
        proof_set(
            measure, kind=Proof.Kind.TYPED, target=2, unit_label="期", indicator="", actor=insider
        )
        progress_record(measure, text="已办1期", on=date(2025, 5, 8), value=1, actor=insider)

        again(plan, FIRST, insider)

        measure.refresh_from_db()
        assert (measure.owner, measure.due_on) == (insider, date(2025, 9, 30))
        assert measure.proof.target == 2
        assert measure.notes.get().value == 1
        assert measure.gone_in is None

    def test_a_reworded_measure_is_the_same_row_with_the_new_words(self, plan, insider):
        measure = measure_of(plan, "培训班")

        again(plan, FIRST.replace("举办党务干部培训班2期", "分批举办党务干部培训班3期"), insider)

        measure.refresh_from_db()
        assert measure.text == "分批举办党务干部培训班3期"
        assert plan.measures.current().count() == 4

    def test_a_measure_moved_to_another_item_is_the_same_row_there(self, plan, insider):
        measure = measure_of(plan, "走访")
        text = FIRST.replace("开展老党员走访慰问。", "").replace(
            "台账。", "台账。开展老党员走访慰问。"
        )

        again(plan, text, insider)

        measure.refresh_from_db()
        assert measure.item.heading == "规范组织生活"
        assert measure.gone_in is None

    def test_what_is_gone_keeps_its_history_and_is_asked_of_nobody(self, plan, insider):
        plan_issue(plan, actor=insider)
        measure = measure_of(plan, "走访")
        progress_record(measure, text="走访3户", on=date(2025, 5, 8), actor=insider)

        again(plan, FIRST.replace("开展老党员走访慰问。", ""), insider)

        measure.refresh_from_db()
        assert measure.gone_in == 2
        assert measure.notes.count() == 1
        assert measure not in Measure.objects.issued()

    def test_what_is_gone_keeps_the_heading_it_stood_under(self, plan, insider):
        measure = measure_of(plan, "台账")
        text = FIRST.replace("2.规范组织生活。建立支部联系点台账。\n", "").replace(
            "3.优化", "2.优化"
        )

        again(plan, text, insider)

        measure.refresh_from_db()
        assert str(measure.item) == "2. 规范组织生活"
        assert measure.item.gone_in == 2

    def test_an_item_put_in_front_leaves_the_others_their_rows(self, plan, insider):
        before = {item.heading: item.pk for item in Item.objects.all()}
        text = FIRST.replace("1.抓实", "1.学好理论。制定年度学习计划。\n2.抓实").replace(
            "2.规范", "3.规范"
        )

        again(plan, text, insider)

        after = {item.heading: item.pk for item in Item.objects.current()}
        assert before.items() <= after.items()
        assert [i.heading for i in Item.objects.current()] == [
            "学好理论", "抓实党员教育", "规范组织生活", "优化班子结构",
        ]  # fmt: skip

    def test_an_item_with_a_new_heading_over_old_measures_is_the_same_row(self, plan, insider):
        item = Item.objects.get(heading="规范组织生活")

        again(plan, FIRST.replace("规范组织生活", "让组织生活更有质量"), insider)

        item.refresh_from_db()
        assert item.heading == "让组织生活更有质量"
        assert Item.objects.count() == 3

    def test_areas_that_change_places_keep_their_rows(self, plan, insider):
        before = {area.heading: area.pk for area in plan.areas.all()}
        head, first, second = FIRST.partition("一、")[0], *FIRST.partition("一、")[2].split("二、")

        again(plan, f"{head}一、{second}二、{first}", insider)

        assert {area.heading: area.pk for area in plan.areas.all()} == before
        assert [area.position for area in plan.areas.order_by("pk")] == [1, 0]

    def test_an_area_that_never_held_anything_gone_does_not_stay_behind(self, plan, insider):
        merged = FIRST.replace("二、建强干部队伍\n", "")

        again(plan, merged, insider)

        assert [area.heading for area in Area.objects.all()] == ["建强组织体系"]

    def test_what_went_and_came_back_many_times_never_blocks_a_version(self, plan, insider):
        without = FIRST.replace("2.规范组织生活。建立支部联系点台账。\n", "")

        for text in (without, FIRST, without, FIRST):
            again(plan, text, insider)

        assert Item.objects.current().count() == 3
        assert plan.measures.current().count() == 4

    def test_a_recurrence_that_a_person_set_stands_while_the_text_prints_none(self, plan, insider):
        measure = measure_of(plan, "台账")
        Measure.objects.filter(pk=measure.pk).update(every=Measure.Every.QUARTER)

        again(plan, FIRST, insider)

        measure.refresh_from_db()
        assert measure.every == Measure.Every.QUARTER

    def test_a_new_printed_recurrence_is_taken_over(self, plan, insider):
        again(plan, FIRST.replace("建立支部联系点台账", "每月更新支部联系点台账"), insider)

        assert measure_of(plan, "台账").every == Measure.Every.MONTH

    def test_the_trace_counts_what_became_of_the_measures(self, plan, insider):
        again(plan, FIRST.replace("开展老党员走访慰问。", "编制经费预算。"), insider)

        entry = AuditEntry.objects.filter(act="plan.confirm").latest("pk")
        assert {k: entry.data[k] for k in ("kept", "changed", "new", "gone")} == {
            "kept": 3, "changed": 0, "new": 1, "gone": 1,
        }  # fmt: skip


class TestVersionRecut:
    def test_opens_a_draft_with_the_cuts_of_the_present_version(self, plan, insider):
        draft = version_recut(plan, actor=insider)

        present = present_version(plan)
        assert (draft.number, draft.confirmed_at) == (2, None)
        assert (draft.source_text, draft.nodes) == (present.source_text, present.nodes)
        assert AuditEntry.objects.filter(act="plan.recut").count() == 1

    def test_confirmed_unchanged_it_keeps_every_measure(self, plan, insider):
        before = list(plan.measures.current().values_list("pk", "text"))

        version_confirm(version_recut(plan, actor=insider), actor=insider)

        assert list(plan.measures.current().values_list("pk", "text")) == before

    def test_an_open_draft_is_returned_as_it_is(self, plan, insider):
        draft = version_recut(plan, actor=insider)

        assert version_recut(plan, actor=insider) == draft

    def test_before_a_confirmed_version_there_is_nothing_to_cut_again(self, draft, insider):
        plan = draft.plan
        version_discard(draft, actor=insider)

        with pytest.raises(AnnualPlan.DoesNotExist):
            version_recut(plan, actor=insider)


class TestVersionDiscard:
    def test_a_plan_that_never_had_a_version_goes_with_its_draft(self, draft, insider):
        version_discard(draft, actor=insider)

        assert not AnnualPlan.objects.exists()

    def test_a_plan_in_force_stays(self, plan, insider):
        version = handed_in(FIRST, plan.unit, insider, plan)

        version_discard(version, actor=insider)

        assert present_version(plan).number == 1

    def test_a_confirmed_version_is_not_discarded(self, plan, draft, insider):
        with pytest.raises(RuleViolation, match="已确认"):
            version_discard(draft, actor=insider)


class TestIssueAndClose:
    def test_a_measure_is_not_late_before_its_plan_is_issued(self, plan, insider):
        assert {m.light for m in plan.measures.all()} == {Light.NOT_STARTED}

        plan_issue(plan, actor=insider)

        assert Light.NOT_STARTED not in {m.light for m in plan.measures.all()}

    def test_a_plan_is_issued_once(self, plan, insider):
        plan_issue(plan, actor=insider)

        with pytest.raises(RuleViolation, match="已发布"):
            plan_issue(plan, actor=insider)

    def test_nothing_unconfirmed_is_issued(self, draft, insider):
        with pytest.raises(RuleViolation, match="先确认"):
            plan_issue(draft.plan, actor=insider)

    def test_only_an_issued_plan_is_archived(self, plan, insider):
        with pytest.raises(RuleViolation, match="草稿"):
            plan_close(plan, actor=insider)

    def test_an_archived_plan_asks_nobody_for_anything(self, plan, insider):
        plan_close(plan_issue(plan, actor=insider), actor=insider)

        assert not Measure.objects.issued().exists()
