"""Cases: opening, pausing, going back, taking back, who sees them, many at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry
from jingwei.procedures.entries import Opening, PaperGiven
from jingwei.procedures.models import Case, CaseEvent, StepRecord
from jingwei.procedures.services import (
    bulk_step,
    case_hand_over,
    case_open,
    case_resume,
    case_revoke,
    case_stop,
    case_suspend,
    paper_add,
    paper_remove,
    step_record,
    step_return,
    subject_add,
    subject_drop,
)
from jingwei.procedures.tests import sample
from jingwei.procedures.tests.sample import APPLIED, LOOKED, TALKED, TEXT, taken
from tests.factories import PersonFactory, UserFactory

BATCH = (
    TEXT.replace('subject = "person"', 'subject = "none"\nbatch = true')
    .replace("[roles]", '[[subject_fields]]\ncode = "post"\nlabel = "拟任职务"\n\n[roles]')
    .replace('rules = ["procedures.sample_age"]', 'subject_rules = ["procedures.sample_age"]')
    .replace("procedures.sample_note", "")
    .replace("procedures.sample_close", "")
)


@pytest.fixture
def finished(case, insider):
    return taken(case, *sample.ALL, actor=insider)


@pytest.fixture
def batch(today, zzb, insider):
    """A batch of two people at its first step; each has the facts of the sample's rule."""
    with sample.shelved(BATCH) as found:
        people = [(PersonFactory(unit=zzb), {"post": f"职务{n}"}) for n in (1, 2)]
        yield case_open(
            Opening(found, insider, date(2025, 1, 6), place=zzb, people=people), actor=insider
        )


class TestOpening:
    def test_stands_at_the_first_step_where_the_subject_is(self, case, person):
        assert (case.step, case.stage, case.state) == ("A01", "申请", "open")
        assert case.unit_path == person.unit_path
        assert case.title == "示例程序：林示例"

    def test_twice_for_the_same_subject_is_refused(self, case, person, insider):
        with pytest.raises(Conflict, match="林示例的“示例程序”正在办理（2025-01-06 发起）"):
            sample.opened(person, insider)

    def test_again_after_the_end_is_a_new_case(self, finished, person, insider):
        assert sample.opened(person, insider).pk != finished.pk

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"subject": None}, "“示例程序”的对象应为人员"),
            ({"opened_on": date(2025, 7, 1)}, "发起日期 2025-07-01 还没有到"),
        ],
    )
    def test_bad_input_opens_nothing(self, definition, today, person, insider, changes, told):
        opening = Opening(definition, insider, date(2025, 1, 6), subject=person)

        with pytest.raises((BadInput, RuleViolation), match=told):
            case_open(replace(opening, **changes), actor=insider)

        assert not Case.objects.exists()

    def test_a_running_case_keeps_its_version(self, today, person, insider):
        newer = TEXT.replace("version = 1", "version = 2").replace("谈话", "面谈")
        newer = newer.replace("2014-05-28", "2025-02-01")
        with sample.shelved(TEXT, newer):
            case = taken(sample.opened(person, insider), APPLIED)

            assert case.present.name == "谈话"


class TestPauses:
    def test_a_suspended_case_takes_no_step_until_resumed(self, case, insider):
        case = case_suspend(case, seen=case.version, reason="等材料", actor=insider)
        with pytest.raises(Conflict, match="现在是“中止”"):
            step_record(case, APPLIED, seen=case.version, actor=insider)

        case = case_resume(case, seen=case.version, reason="材料已到", actor=insider)

        assert step_record(case, APPLIED, seen=case.version, actor=insider)
        kinds = list(CaseEvent.objects.values_list("kind", "reason"))
        assert kinds == [("suspended", "等材料"), ("resumed", "材料已到")]

    def test_a_stopped_case_is_over(self, case, insider):
        case = case_stop(case, seen=case.version, reason="本人撤回", actor=insider)

        assert (case.state, case.closed_on) == ("stopped", date(2025, 6, 30))
        assert AuditEntry.objects.get(act="case.stop").data["reason"] == "本人撤回"

    def test_none_happens_without_a_reason(self, case, insider):
        for act in (case_suspend, case_stop):
            with pytest.raises(RuleViolation, match="需要写明理由"):
                act(case, seen=case.version, reason=" ", actor=insider)

        case.refresh_from_db()
        assert case.state == "open"

    def test_handing_over_changes_owner_and_place(self, case, insider, jyj):
        other = UserFactory(full_name="卫岚")

        case = case_hand_over(
            case, to=other, place=jyj, seen=case.version, reason="调动", actor=insider
        )

        assert (case.owner, case.unit_path) == (other, jyj.path)
        assert CaseEvent.objects.get().data["words"] == "顾青 → 卫岚"


class TestGoingBack:
    def test_a_return_undoes_the_effects_and_asks_for_the_steps_again(self, case, insider):
        case = taken(case, *sample.ALL[:5], actor=insider)
        assert case.person.note == "+C01"

        case = step_return(case, to="B01", seen=case.version, reason="考察不实", actor=insider)

        case.person.refresh_from_db()
        assert (case.step, case.person.note) == ("B01", "")
        gone = StepRecord.objects.filter(is_returned=True)
        assert set(gone.values_list("step", flat=True)) == {"B01", "B02", "C01"}
        assert CaseEvent.objects.get().data["undone"][0]["effect"] == "procedures.sample_note"

    def test_the_step_done_again_is_a_second_attempt(self, case, insider):
        case = taken(case, APPLIED, TALKED, LOOKED)
        case = step_return(case, to="B01", seen=case.version, reason="x", actor=insider)
        case = taken(case, LOOKED)

        assert StepRecord.objects.get(step="B01", is_returned=False).attempt == 2

    def test_only_to_a_step_that_was_taken(self, case, insider):
        with pytest.raises(BadInput, match="只能退回到已经办过的步骤"):
            step_return(case, to="C01", seen=case.version, reason="x", actor=insider)

    def test_revoking_reverses_the_register_with_a_trace(self, finished, insider):
        case = case_revoke(finished, seen=finished.version, reason="程序有误", actor=insider)

        case.person.refresh_from_db()
        trace = [one["step"] for one in CaseEvent.objects.get().data["undone"]]
        assert (case.state, case.person.note, trace) == ("revoked", "", ["C02", "C01"])
        assert AuditEntry.objects.get(act="case.revoke").data["reason"] == "程序有误"

    def test_only_a_finished_case_is_revoked(self, case, insider):
        with pytest.raises(Conflict, match="只有“办结”的"):
            case_revoke(case, seen=case.version, reason="x", actor=insider)


class TestPapers:
    def test_a_late_paper_fills_the_gap(self, case, insider):
        case = taken(case, replace(APPLIED, papers=[], reason="x"))

        paper = paper_add(case, PaperGiven("application"), step="A01", actor=insider)

        case.refresh_from_db()
        assert (paper.name, case.missing_count) == ("申请书", 0)
        paper_remove(paper, reason="传错", actor=insider)
        case.refresh_from_db()
        assert case.missing_count == 1


class TestBatch:
    def test_each_person_is_judged_by_the_rules_of_persons(self, batch):
        record = step_record(batch, APPLIED, seen=batch.version, actor=None)

        found = [v for v in record.verdicts if v["code"] == sample.AGE]
        assert [v["about"] for v in found] == [str(row.person) for row in batch.subjects.all()]

    def test_who_was_dropped_is_judged_no_more(self, batch, insider):
        first = batch.subjects.first()
        subject_drop(first, reason="本人放弃", actor=insider)
        batch.refresh_from_db()

        record = step_record(batch, APPLIED, seen=batch.version, actor=None)

        assert [v["about"] for v in record.verdicts if v["kind"] == "rule"] == [
            str(batch.subjects.last().person)
        ]

    def test_a_person_comes_in_once(self, batch, zzb, insider):
        row = subject_add(batch, PersonFactory(unit=zzb), {"post": "职务3"}, actor=insider)

        assert row.position == 3
        with pytest.raises(Conflict, match="已经在本批次里"):
            subject_add(batch, row.person, {}, actor=insider)


class TestBulk:
    @pytest.fixture
    def cases(self, case, zzb, insider):
        people = [PersonFactory(unit=zzb) for _ in range(3)]
        return [case, *(sample.opened(person, insider) for person in people)]

    def test_many_move_on_with_one_audit_row(self, cases, insider):
        outcome = bulk_step(cases, APPLIED, step="A01", whole=True, actor=insider)

        assert len(outcome.done) == 4
        assert set(Case.objects.values_list("step", flat=True)) == {"A02"}
        assert AuditEntry.objects.filter(act="case.bulk_step").count() == 1

    def test_one_refused_keeps_all_back_when_all_are_meant(self, cases, insider):
        taken(cases[0], APPLIED)

        outcome = bulk_step(cases, APPLIED, step="A01", whole=True, actor=insider)

        assert outcome.done == []
        assert [str(case) for case, _ in outcome.refused] == [str(cases[0])]
        assert Case.objects.filter(step="A01").count() == 3

    def test_the_good_ones_go_on_by_choice(self, cases, insider):
        taken(cases[0], APPLIED)

        outcome = bulk_step(cases, APPLIED, step="A01", whole=False, actor=insider)

        assert len(outcome.done) == 3
        assert "现在是“谈话”，不是要办理的步骤" in outcome.refused[0][1]


class TestSight:
    def test_a_case_shows_in_its_branch_only(self, case, insider, outsider, powerless):
        seen = [Case.objects.visible_to(user).count() for user in (insider, powerless, outsider)]

        assert seen == [1, 1, 0]

    def test_a_restricted_one_takes_the_permission_of_its_definition(
        self, today, person, insider, powerless
    ):
        with sample.shelved(TEXT.replace("version = 1", "version = 1\nrestricted = true")):
            sample.opened(person, insider)

            seen = [Case.objects.visible_to(user).count() for user in (insider, powerless)]

        assert seen == [1, 0]
