"""Recording steps: from the first to the end, what holds them back, what is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jingwei.kernel.calendar_models import CalendarYear
from jingwei.kernel.errors import BadInput, Conflict, RuleViolation
from jingwei.kernel.files import file_store
from jingwei.kernel.models import AuditEntry
from jingwei.kernel.rule_models import RuleCheck
from jingwei.procedures.entries import PaperGiven, VoteGiven
from jingwei.procedures.models import CasePaper, CaseVote, StepRecord
from jingwei.procedures.services import RecusalGiven, recusal_add, step_record
from jingwei.procedures.tests import sample
from jingwei.procedures.tests.sample import APPLIED, LOOKED, SHOWN, TALKED, VOTED, taken
from jingwei.procedures.votes import Counted


def answers(record):
    return {found["code"]: found["answer"] for found in record.verdicts}


@pytest.fixture
def checked(insider):
    """The rule of the first step was compared with its text: from now on it blocks."""
    RuleCheck.objects.create(
        code=sample.AGE, edition="2014", checked_on=date(2025, 1, 2), agrees=True, by=insider
    )


class TestFromStartToEnd:
    def test_ends_with_the_register_changed(self, case, insider):
        case = taken(case, *sample.ALL, actor=insider)

        case.person.refresh_from_db()
        assert (case.state, case.closed_on) == ("finished", date(2025, 6, 20))
        assert case.person.note == "+C01+C02"
        assert (case.due_on, case.due_words, case.missing_count) == (None, "", 0)

    def test_each_step_leaves_a_trace(self, case, insider):
        step_record(case, APPLIED, seen=case.version, actor=insider)

        entry = AuditEntry.objects.get(act="case.step")
        assert entry.actor == insider
        assert entry.data["step"] == "A01"
        assert entry.data["next"] == "A02"

    def test_the_facts_are_kept_as_plain_values(self, case, insider):
        record = step_record(case, APPLIED, seen=case.version, actor=insider)

        assert record.data == {"applied_on": "2025-01-06", "age": 30}
        assert answers(record) == {
            "procedures.order": "met", "procedures.paper": "met", sample.AGE: "met",
        }  # fmt: skip

    def test_an_optional_step_is_passed_over(self, case):
        case = taken(case, APPLIED, TALKED, replace(LOOKED, decision="skip", data={}))

        assert case.step == "B02"
        assert StepRecord.objects.get(step="B01").is_skipped

    def test_a_vote_against_ends_the_case_without_its_effect(self, case):
        lost = VoteGiven(Counted(10, 10, 8, approve=2, against=6))
        case = taken(case, APPLIED, TALKED, LOOKED, SHOWN)

        step_record(case, replace(VOTED, votes=[lost], decision="fail"), seen=case.version,
                    actor=None)  # fmt: skip

        case.refresh_from_db()
        assert case.state == "stopped"
        assert case.person.note == ""
        assert CaseVote.objects.get().against == 6


class TestFindings:
    def test_a_limit_that_is_missed_asks_for_a_reason(self, case):
        case = taken(case, APPLIED)
        late = replace(TALKED, happened_on=date(2025, 2, 7))

        with pytest.raises(RuleViolation, match="晚于最迟的 2025-02-06") as refusal:
            step_record(case, late, seen=case.version, actor=None)

        assert "《示例工作细则》（2014）第七条" in str(refusal.value)
        assert step_record(case, replace(late, reason="当事人住院"), seen=case.version, actor=None)

    def test_too_few_working_days_block_without_a_basis(self, case, insider):
        case = taken(case, APPLIED, TALKED, LOOKED)
        short = replace(SHOWN, happened_on=date(2025, 3, 6), reason="会期提前")

        with pytest.raises(RuleViolation, match="早于最早的 2025-03-07") as refusal:
            step_record(case, short, seen=case.version, actor=insider)

        assert refusal.value.code == "T02"
        file = file_store("请示批复.pdf", b"%PDF-1.4", actor=insider)
        basis = PaperGiven(name="关于缩短公示期的批复", file=file, is_basis=True)
        record = step_record(case, replace(short, papers=[basis]), seen=case.version, actor=insider)
        assert record.verdicts[1]["blocks"]
        assert CasePaper.objects.get(is_basis=True).file == file

    def test_a_basis_still_takes_a_reason(self, case, insider):
        case = taken(case, APPLIED, TALKED, LOOKED)
        file = file_store("批复.pdf", b"%PDF-1.4", actor=insider)
        basis = PaperGiven(name="批复", file=file, is_basis=True)
        short = replace(SHOWN, happened_on=date(2025, 3, 6), papers=[basis])

        with pytest.raises(RuleViolation, match="写明理由"):
            step_record(case, short, seen=case.version, actor=insider)

    def test_a_basis_without_its_file_is_none(self, case):
        basis = PaperGiven(name="批复", is_basis=True)

        with pytest.raises(BadInput, match="突破依据应上传文件"):
            step_record(case, replace(APPLIED, papers=[basis], reason="x"), seen=1 + 1, actor=None)

    def test_an_unknown_year_cannot_be_told_and_does_not_pass(self, case):
        CalendarYear.objects.all().delete()
        case = taken(case, APPLIED, TALKED, LOOKED)

        with pytest.raises(RuleViolation, match="工作日历，不能判断"):
            step_record(case, SHOWN, seen=case.version, actor=None)

    def test_a_rule_nobody_checked_only_warns(self, case):
        minor = replace(APPLIED, data={**APPLIED.data, "age": 17})

        with pytest.raises(RuleViolation, match="年龄 17，不满 18 周岁") as refusal:
            step_record(case, minor, seen=case.version, actor=None)

        assert refusal.value.code == "procedures.reason"
        record = step_record(case, replace(minor, reason="x"), seen=case.version, actor=None)
        assert answers(record)[sample.AGE] == "not_met"

    def test_once_checked_it_blocks(self, case, checked):
        minor = replace(APPLIED, data={**APPLIED.data, "age": 17}, reason="x")

        with pytest.raises(RuleViolation) as refusal:
            step_record(case, minor, seen=case.version, actor=None)

        assert refusal.value.code == sample.AGE

    def test_a_fact_that_is_missing_cannot_be_told(self, case, checked):
        unknown = replace(APPLIED, data={"applied_on": date(2025, 1, 6)}, reason="x")

        with pytest.raises(RuleViolation, match="缺年龄，不能判断"):
            step_record(case, unknown, seen=case.version, actor=None)

    def test_rules_read_the_facts_of_earlier_steps(self, case):
        case = taken(case, *sample.ALL[:4])
        record = step_record(case, replace(VOTED, reason="x"), seen=case.version, actor=None)

        found = next(v for v in record.verdicts if v["code"] == sample.TRAINED)
        assert found["answer"] == "met"
        assert found["facts"] == {"谈话人": "周示例", "谈话日期": "2025-01-20"}

    def test_a_missing_paper_is_counted_until_it_comes(self, case):
        case = taken(case, replace(APPLIED, papers=[], reason="原件遗失"))

        assert case.missing_count == 1

    def test_a_day_before_the_last_step_names_both_days(self, case):
        case = taken(case, APPLIED, TALKED)
        early = replace(LOOKED, happened_on=date(2025, 1, 19))

        with pytest.raises(RuleViolation, match="“考察”2025-01-19 早于“谈话”2025-01-20") as refusal:
            step_record(case, early, seen=case.version, actor=None)

        assert refusal.value.code == "procedures.order"

    def test_a_vote_without_counts_cannot_be_told(self, case):
        case = taken(case, *sample.ALL[:4])

        with pytest.raises(RuleViolation, match="缺表决票数"):
            step_record(case, replace(VOTED, votes=[]), seen=case.version, actor=None)


class TestLateEntry:
    @pytest.mark.parametrize(
        ("day", "late"), [(date(2025, 5, 31), False), (date(2025, 5, 30), True)]
    )
    def test_more_than_thirty_days_after_is_marked(self, case, day, late):
        record = step_record(case, replace(APPLIED, happened_on=day), seen=case.version, actor=None)

        assert record.is_late is late


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"happened_on": date(2025, 7, 1)}, "“递交申请”2025-07-01 还没有到"),
            ({"decision": "maybe"}, "“递交申请”的结论应为完成之一"),
            ({"data": {}}, "还没有填写申请日期"),
            ({"data": {**APPLIED.data, "shoe": 41}}, "这一步没有“shoe”"),
            ({"data": {**APPLIED.data, "age": "x"}}, "“年龄”应为数字"),
            ({"data": {"applied_on": "昨天"}}, "“申请日期”应写到日"),
            ({"papers": [PaperGiven("minutes")]}, "“递交申请”没有“minutes”这种材料"),
            ({"votes": [VoteGiven(Counted(5, 6, 1, 1))]}, "应到会 6 人多于"),
            ({"votes": [VoteGiven(Counted(6, 5, 1, 1), None, 1)]}, "写明依据"),
        ],
    )
    def test_bad_input_changes_nothing(self, case, changes, told):
        with pytest.raises((BadInput, RuleViolation), match=told):
            step_record(
                case, replace(APPLIED, reason="x", **changes), seen=case.version, actor=None
            )

        assert not StepRecord.objects.exists()

    def test_a_stale_form_is_refused(self, case):
        seen = case.version
        step_record(case, APPLIED, seen=seen, actor=None)

        with pytest.raises(Conflict, match="别人办理过这件事"):
            step_record(case, TALKED, seen=seen, actor=None)

    def test_who_keeps_out_cannot_record(self, case, insider):
        given = RecusalGiven("", "亲属关系", date(2025, 1, 6), user=insider)
        recusal_add(case, given, actor=insider)
        case.refresh_from_db()

        with pytest.raises(RuleViolation, match="顾青已决定回避"):
            step_record(case, APPLIED, seen=case.version, actor=insider)

    def test_an_effect_that_fails_takes_the_step_back(self, case, monkeypatch):
        from jingwei.procedures.effects import EFFECTS, Effect

        def refuse(*args):
            raise Conflict("x", "登记册已改过。")

        case = taken(case, *sample.ALL[:4])
        EFFECTS["procedures.sample_note"] = Effect("procedures.sample_note", refuse, refuse)

        with pytest.raises(Conflict, match="登记册已改过"):
            step_record(case, replace(VOTED, reason="x"), seen=case.version, actor=None)

        assert not StepRecord.objects.filter(step="C01").exists()


class TestOutlook:
    def test_the_nearest_limit_ahead_is_due(self, case):
        case = taken(case, APPLIED)

        assert case.due_on == date(2025, 2, 6)
        assert case.due_words == (
            "“谈话”最迟 2025-02-06（不超过 1 个月，《示例工作细则》（2014）第七条）"
        )

    def test_a_limit_of_a_later_step_counts_as_soon_as_it_runs(self, case):
        case = taken(case, APPLIED, TALKED)

        assert (case.step, case.due_on) == ("B01", date(2025, 11, 2))

    def test_an_ended_case_is_due_no_more(self, case):
        assert taken(case, *sample.ALL).due_on is None

    def test_the_product_stands_still_without_limits(self, case):
        assert (case.due_on, case.ready_on) == (None, None)
