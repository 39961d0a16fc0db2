"""Writes to measures: assign, change, prove, close, re-open, suspend, set a light by hand."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.org.services import unit_group_save
from jingwei.plans.light import Light
from jingwei.plans.models import LightOverride, Measure, MeasureChange, Milestone
from jingwei.plans.selectors.board import shown_measures
from jingwei.plans.services import measure as services
from jingwei.plans.services.plan import plan_close
from jingwei.plans.services.progress import progress_record, progress_withdraw
from tests.factories import MeasureFactory, PlanFactory

TODAY = date(2025, 6, 30)


@pytest.fixture
def measure(today, zzb, insider):
    """Issued, from 1 January to 31 December, with one note of today."""
    found = MeasureFactory(unit=zzb)
    progress_record(found, text="第1期已开班", on=TODAY, actor=insider)
    found.refresh_from_db()
    AuditEntry.objects.all().delete()
    return found


@pytest.fixture
def measures(today, zzb, insider, outsider):
    """Three measures of an issued plan."""
    plan = PlanFactory(unit=zzb, texts=("举办培训班2期", "建立导师帮带档案", "召开研判会4次"))
    AuditEntry.objects.all().delete()
    return list(plan.measures.all())


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


class TestMeasuresAssign:
    def test_gives_all_the_same_and_leaves_one_trace(self, measures, insider, outsider, gbk, jyj):
        fields = {"lead": gbk, "support": [jyj], "leader": insider, "owner": outsider}

        count = services.measures_assign(measures, fields=fields, actor=insider)

        entry = AuditEntry.objects.get(act="measure.assign")
        assert count == 3
        assert set(Measure.objects.values_list("leader", "owner")) == {(insider.pk, outsider.pk)}
        assert [str(u) for m in measures for u in m.units.all()] == ["干部科", "区教育局"] * 3
        assert (entry.act, entry.actor) == ("measure.assign", insider)
        assert entry.data == {
            "measures": [m.pk for m in measures],
            "fields": {"lead": "干部科", "support": "区教育局", "leader": "顾青", "owner": "卫岚"},
            "reason": "",
        }

    def test_names_a_group_of_units_as_support(self, measures, insider, jyj):
        group = unit_group_save("各有关部门", members=[jyj], is_open=True, actor=None)

        services.measures_assign(measures[:1], fields={"support": [group]}, actor=insider)

        mention = measures[0].units.get()
        assert (mention.group, mention.unit) == (group, None)

    def test_a_new_lead_replaces_the_old_one_and_leaves_the_support(
        self, measures, insider, gbk, jyj
    ):
        services.measures_assign(
            measures[:1], fields={"lead": jyj, "support": [jyj]}, actor=insider
        )

        services.measures_assign(measures[:1], fields={"lead": gbk}, actor=insider)

        mentions = measures[0].units.values_list("role", "text")
        assert list(mentions) == [("lead", "干部科"), ("support", "区教育局")]

    def test_a_moved_limit_of_an_issued_plan_needs_a_reason(self, measures, insider):
        with pytest.raises(RuleViolation, match="时限原为 2025-12-31") as refusal:
            services.measures_assign(
                measures, fields={"due_on": date(2025, 9, 30), "owner": insider}, actor=insider
            )

        assert refusal.value.code == "plans.due_reason"
        assert not Measure.objects.exclude(due_on=date(2025, 12, 31), owner=None).exists()
        assert not MeasureChange.objects.exists()
        assert acts() == []

    def test_a_moved_limit_with_a_reason_is_kept_as_a_dated_change(self, measures, insider):
        services.measures_assign(
            measures[:1], fields={"due_on": date(2025, 9, 30)}, reason="提前收官", actor=insider
        )

        change = MeasureChange.objects.get()
        assert (change.field, change.on, change.by) == ("due_on", TODAY, insider)
        assert (change.before, change.after) == ("2025-12-31", "2025-09-30")
        assert (change.label, change.reason) == ("完成时限", "提前收官")

    def test_the_limit_of_a_draft_moves_without_a_reason(self, today, zzb, insider):
        plan = PlanFactory(unit=zzb, issued=False)

        services.measures_assign(
            plan.measures.all(), fields={"due_on": date(2025, 9, 30)}, actor=insider
        )

        assert plan.measures.get().due_on == date(2025, 9, 30)

    def test_crossing_dates_of_one_refuse_all(self, measures, insider):
        services.measures_assign(
            measures[2:], fields={"starts_on": date(2025, 10, 1)}, actor=insider
        )
        AuditEntry.objects.all().delete()

        with pytest.raises(ValidationError, match="完成时限早于启动时间"):
            services.measures_assign(
                measures, fields={"due_on": date(2025, 9, 30)}, reason="提前", actor=insider
            )

        assert set(Measure.objects.values_list("due_on", flat=True)) == {date(2025, 12, 31)}
        assert acts() == []

    def test_the_light_follows_at_once(self, measures, insider):
        services.measures_assign(
            measures, fields={"due_on": date(2025, 6, 29)}, reason="核对原文", actor=insider
        )

        assert set(Measure.objects.values_list("light", flat=True)) == {Light.RED}

    def test_an_archived_plan_is_not_changed(self, measures, insider):
        plan_close(measures[0].plan, actor=insider)

        with pytest.raises(RuleViolation, match="已归档，只能查看") as refusal:
            services.measures_assign(measures, fields={"owner": insider}, actor=insider)

        assert refusal.value.code == "plans.closed"


class TestMeasureChange:
    def test_changes_the_fields_and_tells_both_values(self, measure, insider):
        services.measure_change(
            measure, fields={"kind": "mechanism", "owner": insider}, seen=measure.revision,
            actor=insider,
        )  # fmt: skip

        measure.refresh_from_db()
        entry = AuditEntry.objects.get(act="measure.change")
        assert (measure.kind, measure.owner, measure.revision) == ("mechanism", insider, 1)
        assert entry.data == {
            "before": {"kind": "activity", "owner": ""},
            "after": {"kind": "mechanism", "owner": "顾青"},
            "reason": "",
        }

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self, measure, insider):
        seen = measure.revision
        services.measure_change(measure, fields={"kind": "ongoing"}, seen=seen, actor=insider)

        with pytest.raises(Conflict, match="别人修改过这条举措") as refusal:
            services.measure_change(measure, fields={"kind": "mechanism"}, seen=seen, actor=insider)

        measure.refresh_from_db()
        assert refusal.value.code == "plans.stale"
        assert (measure.kind, measure.revision) == ("ongoing", 1)

    def test_a_moved_limit_needs_a_reason(self, measure, insider):
        with pytest.raises(RuleViolation, match="修改时限需要写明理由"):
            services.measure_change(
                measure, fields={"due_on": date(2025, 9, 30)}, seen=measure.revision, actor=insider
            )

        measure.refresh_from_db()
        assert measure.due_on == date(2025, 12, 31)


class TestMeasureClose:
    def test_closes_with_day_statement_and_light(self, measure, insider):
        services.measure_close(
            measure, on=date(2025, 6, 28), statement="2期全部结业", actor=insider
        )

        measure.refresh_from_db()
        change = MeasureChange.objects.get(field="state")
        assert (measure.state, measure.done_on) == ("done", date(2025, 6, 28))
        assert measure.light == Light.DONE
        assert measure.light_why["reasons"] == ["2025-06-28 完成，提前 186 天。"]
        assert (change.words, change.reason) == (("推进中", "已销号"), "2期全部结业")
        assert acts() == ["measure.close"]

    @pytest.mark.parametrize(
        ("on", "statement", "code"),
        [
            (TODAY, "  ", "plans.close_statement"),
            (date(2025, 7, 1), "2期全部结业", "plans.close_future"),
        ],
    )
    def test_needs_a_statement_and_a_day_that_has_come(self, measure, insider, on, statement, code):
        with pytest.raises(RuleViolation) as refusal:
            services.measure_close(measure, on=on, statement=statement, actor=insider)

        measure.refresh_from_db()
        assert refusal.value.code == code
        assert measure.state == Measure.State.OPEN
        assert acts() == []

    def test_needs_something_that_shows_it(self, measures, insider):
        with pytest.raises(RuleViolation, match="先记录进展再销号") as refusal:
            services.measure_close(measures[0], on=TODAY, statement="已完成", actor=insider)

        assert refusal.value.code == "plans.close_evidence"

    def test_a_withdrawn_note_shows_nothing(self, measure, insider):
        progress_withdraw(measure.notes.get(), reason="记错了", actor=insider)

        with pytest.raises(RuleViolation) as refusal:
            services.measure_close(measure, on=TODAY, statement="已完成", actor=insider)

        assert refusal.value.code == "plans.close_evidence"

    def test_a_finished_milestone_shows_enough(self, measures, insider):
        Milestone.objects.create(measure=measures[0], name="印发", due_on=TODAY, done_on=TODAY)

        services.measure_close(measures[0], on=TODAY, statement="已印发", actor=insider)

        assert Measure.objects.get(state="done") == measures[0]

    def test_ends_a_light_set_by_hand(self, measure, insider):
        services.light_override(measure, light=Light.YELLOW, reason="人手不足", actor=insider)

        services.measure_close(measure, on=TODAY, statement="2期全部结业", actor=insider)

        (shown,) = shown_measures(measure.plan, viewer=insider)
        assert shown.light == Light.DONE
        assert LightOverride.objects.get().until == TODAY

    def test_twice_is_refused(self, measure, insider):
        services.measure_close(measure, on=TODAY, statement="2期全部结业", actor=insider)

        with pytest.raises(Conflict, match="已经是“已销号”"):
            services.measure_close(measure, on=TODAY, statement="2期全部结业", actor=insider)


class TestMeasureReopen:
    def test_takes_the_day_back_and_says_why(self, measure, insider):
        services.measure_close(measure, on=TODAY, statement="2期全部结业", actor=insider)

        services.measure_reopen(measure, reason="还有1期要补训", actor=insider)

        measure.refresh_from_db()
        assert (measure.state, measure.done_on) == ("open", None)
        assert measure.light == Light.GREEN
        assert acts() == ["measure.close", "measure.reopen"]

    def test_of_one_on_hold_is_told_as_going_on(self, measure, insider):
        services.measure_suspend(measure, reason="等上级文件", actor=insider)

        services.measure_reopen(measure, reason="文件已到", actor=insider)

        assert acts() == ["measure.suspend", "measure.resume"]

    def test_needs_a_reason(self, measure, insider):
        services.measure_close(measure, on=TODAY, statement="2期全部结业", actor=insider)

        with pytest.raises(RuleViolation, match="写明理由"):
            services.measure_reopen(measure, reason=" ", actor=insider)

        assert Measure.objects.get().state == Measure.State.DONE

    def test_of_an_open_one_is_refused(self, measure, insider):
        with pytest.raises(Conflict, match="已经是“推进中”"):
            services.measure_reopen(measure, reason="再来", actor=insider)


class TestMeasureSuspend:
    def test_asks_nothing_of_the_measure_meanwhile(self, measure, insider):
        services.measure_suspend(measure, reason="等上级文件", actor=insider)

        measure.refresh_from_db()
        assert (measure.state, measure.light) == ("suspended", Light.SUSPENDED)

    def test_of_a_closed_one_is_refused_and_keeps_its_day(self, measure, insider):
        services.measure_close(measure, on=TODAY, statement="2期全部结业", actor=insider)

        with pytest.raises(RuleViolation, match="先重新打开") as refusal:
            services.measure_suspend(measure, reason="等上级文件", actor=insider)

        measure.refresh_from_db()
        assert refusal.value.code == "plans.suspend_done"
        assert measure.done_on == TODAY
