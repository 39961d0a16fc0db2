"""What proves a measure, and a light set by hand beside the computed one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from jingwei.kernel.clock import standing_on
from jingwei.kernel.errors import RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.plans.light import Light
from jingwei.plans.models import (
    LightOverride,
    Measure,
    MeasureChange,
    Milestone,
    Proof,
    ProofSpell,
)
from jingwei.plans.selectors.board import shown_measures
from jingwei.plans.selectors.facts import facts_on
from jingwei.plans.services import measure as services
from jingwei.plans.services.dispatch import meeting_hold, meeting_open
from jingwei.plans.services.progress import progress_record
from tests.factories import MeasureFactory

TODAY = date(2025, 6, 30)


@pytest.fixture
def measure(today, zzb, insider):
    """Issued, from 1 January to 31 December, with one note of today."""
    found = MeasureFactory(unit=zzb)
    progress_record(found, text="第1期已开班", on=TODAY, actor=insider)
    found.refresh_from_db()
    AuditEntry.objects.all().delete()
    return found


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


class TestProofSet:
    def test_of_a_number_makes_the_light_depend_on_it(self, measure, insider):
        progress_record(measure, text="开了1场", on=TODAY, value=Decimal(1), actor=insider)

        services.proof_set(
            measure, kind="typed", target=Decimal(60), unit_label="场", actor=insider
        )

        measure.refresh_from_db()
        assert measure.light == Light.RED
        assert measure.light_why["reasons"] == ["按时间进度应达 29场，实际 1场，目标 60场。"]

    def test_replaces_the_one_before_and_forgets_its_target(self, measure, insider):
        services.proof_set(measure, kind="typed", target=Decimal(60), actor=insider)

        services.proof_set(
            measure, kind="milestones", target=Decimal(9), reason="改看节点", actor=insider
        )

        proof = Proof.objects.get()
        assert (proof.kind, proof.target) == ("milestones", None)
        assert AuditEntry.objects.order_by("pk").last().data["before"] == ["typed", "", "60.00"]

    @pytest.mark.parametrize("target", [None, Decimal(0), Decimal(-1)])
    def test_a_number_needs_a_target_above_nothing(self, measure, insider, target):
        with pytest.raises(ValidationError, match="大于 0"):
            services.proof_set(measure, kind="typed", target=target, actor=insider)

        assert not Proof.objects.exists()


class TestProofChanged:
    """Sixty wanted since March, thirty from the end of June."""

    @pytest.fixture
    def wanted(self, measure, insider):
        with standing_on(date(2025, 3, 1)):
            services.proof_set(measure, kind="typed", target=Decimal(60), actor=insider)
        return measure

    def change(self, measure, insider, **more):
        services.proof_set(
            measure, kind="typed", target=Decimal(30), actor=insider, **{"reason": "调减"} | more
        )

    def targets(self, measure):
        days = (date(2025, 2, 1), date(2025, 6, 29), TODAY)
        return [facts_on([measure], day)[measure.pk].target for day in days]

    def test_leaves_past_days_as_they_were_read(self, wanted, insider):
        self.change(wanted, insider)
        self.change(wanted, insider, unit_label="场")

        assert self.targets(wanted) == [60, 60, 30]
        assert ProofSpell.objects.get().reason == "调减"

    def test_is_read_from_the_start_where_it_corrects(self, wanted, insider):
        self.change(wanted, insider, from_start=True)

        assert self.targets(wanted) == [30, 30, 30]

    def test_of_an_issued_measure_needs_a_reason(self, wanted, insider):
        with pytest.raises(RuleViolation) as refusal:
            self.change(wanted, insider, reason=" ")

        assert refusal.value.code == "plans.proof_reason"
        assert self.targets(wanted) == [60, 60, 60]

    def test_to_the_same_is_no_change(self, wanted, insider):
        services.proof_set(wanted, kind="typed", target=Decimal(60), actor=insider)

        assert not ProofSpell.objects.exists()


class TestMilestones:
    def save(self, measure, insider, stone=None, **changed):
        facts = {"name": "印发", "due_on": date(2025, 6, 20), "done_on": None, "document_title": ""}
        return services.milestone_save(
            measure, stone, document=None, actor=insider, **{**facts, **changed}
        )

    def test_an_overdue_one_turns_the_measure_red(self, measure, insider):
        self.save(measure, insider)

        measure.refresh_from_db()
        assert measure.light == Light.RED
        assert measure.light_why["reasons"] == ["到期节点 1 个，已完成 0 个。"]

    def test_a_moved_day_is_kept_as_a_dated_change(self, measure, insider):
        stone = self.save(measure, insider)

        self.save(measure, insider, stone, due_on=date(2025, 7, 20))

        change = MeasureChange.objects.get()
        assert (change.label, change.words) == ("节点时限", ("2025-06-20", "2025-07-20"))

    def test_a_corrected_end_is_kept_as_a_dated_change(self, measure, insider):
        stone = self.save(measure, insider, done_on=date(2025, 6, 18))

        self.save(measure, insider, stone, done_on=None)

        change = MeasureChange.objects.get()
        assert (change.label, change.words) == ("节点完成日期", ("2025-06-18", ""))

    def test_a_finished_one_keeps_its_document(self, measure, insider):
        stone = self.save(measure, insider)

        self.save(measure, insider, stone, done_on=TODAY, document_title="工作办法")

        stone.refresh_from_db()
        assert (stone.done_on, stone.document_title) == (TODAY, "工作办法")
        assert Measure.objects.get().light == Light.GREEN

    def test_what_is_removed_stays_in_the_trail(self, measure, insider):
        stone = self.save(measure, insider)

        services.milestone_remove(stone, actor=insider)

        assert not Milestone.objects.exists()
        assert AuditEntry.objects.get(act="milestone.remove").data == {
            "name": "印发",
            "due_on": "2025-06-20",
        }
        assert Measure.objects.get().light == Light.GREEN


class TestLightOverride:
    def test_stands_beside_the_computed_light(self, measure, insider):
        services.light_override(measure, light=Light.RED, reason="经费没到", actor=insider)

        (shown,) = shown_measures(measure.plan, viewer=insider)
        assert (shown.light, shown.computed_light) == (Light.RED, Light.GREEN)
        assert Measure.objects.get().light == Light.GREEN

    def test_a_second_one_ends_the_first(self, measure, insider):
        services.light_override(measure, light=Light.RED, reason="经费没到", actor=insider)

        services.light_override(measure, light=Light.YELLOW, reason="到了一半", actor=insider)

        assert LightOverride.objects.get(until=None).light == Light.YELLOW
        assert LightOverride.objects.exclude(until=None).get().until == TODAY

    def test_needs_a_reason(self, measure, insider):
        with pytest.raises(RuleViolation) as refusal:
            services.light_override(measure, light=Light.RED, reason="", actor=insider)

        assert refusal.value.code == "plans.override_reason"
        assert not LightOverride.objects.exists()

    def test_of_a_closed_measure_is_refused(self, measure, insider):
        services.measure_close(measure, on=TODAY, statement="2期全部结业", actor=insider)

        with pytest.raises(RuleViolation, match="现在是“已销号”") as refusal:
            services.light_override(measure, light=Light.RED, reason="经费没到", actor=insider)

        assert refusal.value.code == "plans.override_state"

    def test_ends_when_the_dispatch_is_held(self, measure, insider):
        with standing_on(date(2025, 6, 26)):
            meeting = meeting_open(
                measure.plan, month=date(2025, 6, 1), on=date(2025, 6, 25), actor=insider
            )
            services.light_override(measure, light=Light.RED, reason="经费没到", actor=insider)
        with standing_on(date(2025, 6, 28)):
            meeting_hold(meeting, actor=insider)

        lights = [
            shown_measures(measure.plan, viewer=insider, on=date(2025, 6, day))[0].override
            for day in (25, 26, 27, 28)
        ]

        assert LightOverride.objects.get().until == date(2025, 6, 28)
        assert [bool(light) for light in lights] == [False, True, True, False]

    def test_can_be_taken_back(self, measure, insider):
        services.light_override(measure, light=Light.RED, reason="经费没到", actor=insider)

        services.light_restore(measure, actor=insider)
        services.light_restore(measure, actor=insider)

        assert not LightOverride.objects.filter(until=None).exists()
        assert acts() == ["light.override", "light.restore"]
