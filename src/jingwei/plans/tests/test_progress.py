"""Notes on progress: recorded, shown in the light, withdrawn with a reason, never changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from jingwei.kernel.clock import standing_on
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.files import file_store
from jingwei.kernel.models import AuditEntry
from jingwei.plans.light import Light
from jingwei.plans.models import Evidence, Measure, ProgressNote
from jingwei.plans.services.measure import measure_close, measure_suspend, proof_set
from jingwei.plans.services.plan import plan_close
from jingwei.plans.services.progress import progress_record, progress_withdraw
from tests.factories import MeasureFactory

TODAY = date(2025, 6, 30)


@pytest.fixture
def measure(today, zzb, insider):
    return MeasureFactory(unit=zzb)


def record(measure, insider, **changed):
    facts = {"text": "第1期已开班", "on": TODAY}
    return progress_record(measure, actor=insider, **{**facts, **changed})


class TestProgressRecord:
    def test_keeps_the_note_and_leaves_a_trace(self, measure, insider):
        note = record(measure, insider, text="  第1期已开班  ", value=Decimal("1.5"))

        entry = AuditEntry.objects.get(act="progress.record")
        assert (note.text, note.value, note.by) == ("第1期已开班", Decimal("1.5"), insider)
        assert entry.subject == f"plans.measure:{measure.pk}"
        assert entry.data == {"on": "2025-06-30", "text": "第1期已开班", "value": "1.5"}

    def test_ends_the_silence_at_once(self, measure, insider):
        assert measure.light == Light.YELLOW

        record(measure, insider)

        measure.refresh_from_db()
        assert (measure.light, measure.noted_on) == (Light.GREEN, TODAY)

    def test_the_number_is_the_whole_not_the_increase(self, measure, insider):
        proof_set(measure, kind="typed", target=Decimal(20), unit_label="期", actor=insider)
        record(measure, insider, on=date(2025, 6, 1), value=Decimal(9))

        record(measure, insider, value=Decimal(9))

        assert Measure.objects.get().light_why["ratio"] == "1.000"

    def test_of_a_past_day_does_not_hide_a_later_one(self, measure, insider):
        record(measure, insider)

        record(measure, insider, on=date(2025, 3, 1), text="补记启动会")

        assert Measure.objects.get().noted_on == TODAY

    def test_points_to_files_and_records(self, measure, insider):
        file = file_store("开班通知.txt", b"x", actor=insider)

        note = record(measure, insider, files=[file], records=[("调度会", "/dispatch/2025-6/")])

        assert list(note.evidence.values_list("title", "file", "address")) == [
            ("开班通知.txt", file.pk, ""),
            ("调度会", None, "/dispatch/2025-6/"),
        ]

    @pytest.mark.parametrize(
        ("facts", "error", "told"),
        [
            ({"on": date(2025, 7, 1)}, RuleViolation, "2025-07-01 还没有到"),
            ({"text": "   "}, ValidationError, "不能为空"),
            ({"value": Decimal(-1)}, ValidationError, "累计完成不能小于 0"),
        ],
    )
    def test_refusal_changes_nothing(self, measure, insider, facts, error, told):
        with pytest.raises(error, match=told):
            record(measure, insider, **facts)

        measure.refresh_from_db()
        assert not ProgressNote.objects.exists()
        assert not AuditEntry.objects.filter(act="progress.record").exists()
        assert measure.light == Light.YELLOW

    def test_of_a_closed_measure_is_refused(self, measure, insider):
        record(measure, insider)
        measure_close(measure, on=TODAY, statement="已完成", actor=insider)

        with pytest.raises(RuleViolation, match="先重新打开") as refusal:
            record(measure, insider)

        assert refusal.value.code == "plans.note_done"

    def test_of_a_measure_on_hold_is_kept(self, measure, insider):
        measure_suspend(measure, reason="等上级文件", actor=insider)

        record(measure, insider, text="文件已到")

        assert Measure.objects.get().light == Light.SUSPENDED

    def test_of_an_archived_plan_is_refused(self, measure, insider):
        plan_close(measure.plan, actor=insider)

        with pytest.raises(RuleViolation, match="已归档，只能查看"):
            record(measure, insider)


class TestProgressWithdraw:
    def test_the_note_stays_readable_and_counts_no_longer(self, measure, insider):
        note = record(measure, insider)

        progress_withdraw(note, reason="记到了别的举措", actor=insider)

        note.refresh_from_db()
        measure.refresh_from_db()
        assert (note.withdrawn_on, note.withdrawn_why) == (TODAY, "记到了别的举措")
        assert (measure.light, measure.noted_on) == (Light.YELLOW, None)
        assert AuditEntry.objects.get(act="progress.withdraw").data == {
            "note": note.pk,
            "reason": "记到了别的举措",
        }

    def test_the_note_before_counts_again(self, measure, insider):
        record(measure, insider, on=date(2025, 6, 10))
        note = record(measure, insider)

        progress_withdraw(note, reason="重复", actor=insider)

        assert Measure.objects.get().noted_on == date(2025, 6, 10)

    def test_needs_a_reason(self, measure, insider):
        note = record(measure, insider)

        with pytest.raises(RuleViolation, match="写明理由") as refusal:
            progress_withdraw(note, reason=" ", actor=insider)

        assert refusal.value.code == "plans.withdraw_reason"
        assert ProgressNote.objects.get().withdrawn_on is None

    def test_a_second_time_keeps_the_first_day_and_reason(self, measure, insider):
        with standing_on(date(2025, 6, 1)):
            note = record(measure, insider, on=date(2025, 6, 1))
            progress_withdraw(note, reason="记错了", actor=insider)

        with pytest.raises(Conflict, match="已于 2025-06-01 撤回"):
            progress_withdraw(note, reason="再撤一次", actor=insider)

        note.refresh_from_db()
        assert (note.withdrawn_on, note.withdrawn_why) == (date(2025, 6, 1), "记错了")


class TestEvidence:
    def test_is_seen_by_whoever_sees_the_measure(self, measure, insider, outsider):
        record(measure, insider, records=[("调度会", "/dispatch/")])

        assert Evidence.objects.visible_to(insider).count() == 1
        assert Evidence.objects.visible_to(outsider).count() == 0
