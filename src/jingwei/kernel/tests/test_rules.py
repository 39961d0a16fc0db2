"""The rule engine, and what every declared rule must hold."""

from __future__ import annotations

import ast
import inspect
import sys
from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel import rules
from jingwei.kernel.errors import BadInput, RuleViolation
from jingwei.kernel.law import check_rule_numbers, number_of
from jingwei.kernel.models import AuditEntry, RuleCheck
from jingwei.kernel.rule_checks import checked_days, rule_check
from jingwei.kernel.rules import (
    RULES,
    Answer,
    Citation,
    Example,
    Judgement,
    Rule,
    Strength,
    cannot_tell,
    met,
    not_met,
    rule,
)
from jingwei.kernel.rules_list import run

CHECKED = date(2024, 5, 1)
DAYS = st.none() | st.integers(0, 60)


def notice_period(days: int | None, *, minimum: int = 5) -> Judgement:
    if days is None:
        return cannot_tell("公示期的工作日历", 至少=minimum)
    if days < minimum:
        return not_met(f"公示 {days} 个工作日，应不少于 {minimum} 个。", 公示天数=days)
    return met(公示天数=days)


SAMPLE = Rule(
    "kernel.notice_period", "公示期", Strength.BLOCK,
    Citation("测试条例", "第一条", "2014", CHECKED), notice_period,
    (
        Example(Answer.MET, {"days": 5}, "公示满五个工作日"),
        Example(Answer.NOT_MET, {"days": 4}, "公示四个工作日"),
        Example(Answer.CANNOT_TELL, {"days": None}, "年度日历没有确认"),
    ),
)  # fmt: skip
EVERY = [*RULES.values(), SAMPLE]
"""The contract holds for the sample too, so it is never tried on nothing."""


@pytest.fixture
def declared(monkeypatch):
    monkeypatch.setitem(RULES, SAMPLE.code, SAMPLE)
    return SAMPLE


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.code)
class TestEveryRule:
    def test_answers_its_examples_as_they_say(self, one):
        said = [verdict.answer for _, verdict in one.worked()]

        assert said == [example.answer for example in one.examples]

    def test_says_the_same_twice(self, one):
        assert list(one.worked()) == list(one.worked())

    def test_shows_more_than_one_answer(self, one):
        assert len({example.answer for example in one.examples}) > 1

    def test_explains_every_example_to_a_reader(self, one):
        silent = [e for e, v in one.worked() if not (e.words or v.why or v.facts)]

        assert silent == []

    def test_says_why_whenever_it_is_not_met(self, one):
        assert [v for _, v in one.worked() if not v.is_met and not v.why] == []

    def test_never_takes_what_it_cannot_tell_for_met(self, one):
        said = [v for _, v in one.worked() if v.answer is Answer.CANNOT_TELL]

        assert [v for v in said if v.is_met] == []

    def test_names_its_room_and_its_act(self, one):
        assert apps.is_installed(f"jingwei.{one.room}")
        assert one.title
        assert one.citation.act

    def test_is_not_shipped_as_checked_with_a_number_nobody_checked(self, one):
        versions = [v for code in one.numbers for v in number_of(code).versions]

        assert one.citation.checked is None or all(version.checked for version in versions)


class TestModulesOfRules:
    def test_read_nothing_but_what_they_are_given(self):
        modules = {one.judge.__module__ for one in RULES.values()}

        reading = [name for name in modules if "django" in imported_by(name)]

        assert reading == []


def imported_by(name: str) -> set[str]:
    """Return the packages that a module imports itself."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(sys.modules[name]))))
    plain = [alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names]
    named = [n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)]
    return {found.partition(".")[0] for found in (*plain, *named)}


class TestVerdict:
    def test_blocks_when_a_checked_rule_is_not_met(self):
        verdict = SAMPLE.verdict(days=4)

        assert verdict.blocks
        with pytest.raises(
            RuleViolation, match=r"公示 4 个工作日.*依据：《测试条例》（2014）第一条"
        ):
            verdict.enforce()

    def test_blocks_when_a_checked_rule_cannot_tell(self):
        assert SAMPLE.verdict(days=None).blocks

    def test_of_a_rule_nobody_checked_asks_for_a_reason_instead(self):
        unchecked = replace(SAMPLE, citation=Citation("测试条例"))

        verdict = unchecked.verdict(days=4)

        assert (verdict.blocks, verdict.asks_reason) == (False, True)
        assert verdict.enforce() is verdict

    @pytest.mark.parametrize(
        ("strength", "blocks", "asks"),
        [
            (Strength.BLOCK, True, False),
            (Strength.WARN, False, True),
            (Strength.INFO, False, False),
        ],
    )
    def test_follows_the_strength(self, strength, blocks, asks):
        verdict = replace(SAMPLE, strength=strength).verdict(days=4)

        assert (verdict.blocks, verdict.asks_reason) == (blocks, asks)

    def test_that_is_met_neither_blocks_nor_asks(self):
        verdict = SAMPLE.verdict(days=5)

        assert (verdict.blocks, verdict.asks_reason) == (False, False)

    def test_is_stored_with_everything_needed_to_read_it_again(self):
        assert SAMPLE.verdict(days=4).as_dict() == {
            "code": "kernel.notice_period", "title": "公示期", "strength": "block",
            "answer": "not_met", "why": "公示 4 个工作日，应不少于 5 个。",
            "facts": {"公示天数": "4"}, "citation": "《测试条例》（2014）第一条",
            "checked": "2024-05-01", "blocks": True,
        }  # fmt: skip

    def test_follows_the_register_of_checks_alone(self):
        verdict = SAMPLE.verdict(days=4)

        assert verdict.checked_by({SAMPLE.code: CHECKED}).blocks
        assert not verdict.checked_by({}).blocks

    @pytest.mark.parametrize(
        ("value", "word"),
        [(None, "——"), (True, "是"), (1.5, "1.5"), ([], "——"), (["甲", 2], "甲、2"),
         (date(2025, 6, 30), "2025-06-30")],
    )  # fmt: skip
    def test_writes_its_facts_for_people(self, value, word):
        assert met(事实=value).facts == {"事实": word}

    @given(DAYS, st.integers(1, 30))
    def test_is_a_pure_function_of_the_values(self, days, minimum):
        assert notice_period(days, minimum=minimum) == notice_period(days, minimum=minimum)

    @given(st.integers(0, 60), st.integers(0, 60))
    def test_that_is_met_stays_so_with_more_days(self, days, more):
        if SAMPLE.verdict(days=days).is_met:
            assert SAMPLE.verdict(days=days + more).is_met


class TestCitation:
    @pytest.mark.parametrize(
        ("act", "words"),
        [
            ("测试条例", "《测试条例》第一条"),
            ("关于执行《测试条例》的通知", "关于执行《测试条例》的通知第一条"),
        ],
    )
    def test_puts_an_act_between_its_marks_once(self, act, words):
        assert str(Citation(act, "第一条")) == words


class TestRule:
    @pytest.mark.parametrize(
        ("day", "applies"),
        [(date(2013, 12, 31), False), (date(2014, 1, 1), True), (date(2018, 12, 31), True),
         (date(2019, 1, 1), False)],
    )  # fmt: skip
    def test_applies_from_its_first_day_until_before_its_last(self, day, applies):
        dated = replace(SAMPLE, since=date(2014, 1, 1), until=date(2019, 1, 1))

        assert dated.applies_on(day) is applies

    def test_called_by_its_name_gives_a_verdict(self, monkeypatch):
        monkeypatch.setattr(rules, "RULES", {})
        judge = rule(
            "kernel.sample", "样例", strength=Strength.WARN, citation=Citation("测试条例"),
            examples=SAMPLE.examples,
        )(notice_period)  # fmt: skip

        verdict = judge(4)

        assert (verdict.code, verdict.answer) == ("kernel.sample", Answer.NOT_MET)

    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            ({}, "declared twice"),
            ({"code": "kernel.other", "examples": ()}, "has no example"),
            ({"code": "other"}, "does not begin with its app"),
            (
                {"code": "kernel.o", "since": CHECKED, "until": CHECKED},
                "ends before it begins",
            ),
        ],
    )
    def test_is_not_accepted_without_what_a_rule_needs(self, declared, changes, fault):
        told = {
            "code": SAMPLE.code, "title": SAMPLE.title, "strength": SAMPLE.strength,
            "citation": SAMPLE.citation, "examples": SAMPLE.examples,
        }  # fmt: skip

        with pytest.raises(ValueError, match=fault):
            rule(**told | changes)(notice_period)

    def test_that_names_an_unknown_number_is_an_error_at_start_up(self, monkeypatch):
        lost = replace(SAMPLE, numbers=("kernel.nowhere.days",))
        monkeypatch.setitem(RULES, SAMPLE.code, lost)

        errors = check_rule_numbers()

        assert [error.id for error in errors] == ["rules.E001"]
        assert "kernel.nowhere.days" in errors[0].msg


class TestRuleCheck:
    @pytest.fixture
    def unchecked(self, monkeypatch):
        cited = replace(SAMPLE.citation, checked=None)
        monkeypatch.setitem(RULES, SAMPLE.code, replace(SAMPLE, citation=cited))
        return RULES[SAMPLE.code]

    @pytest.fixture
    def check(self, insider, today):
        def store(one: Rule, **fields: object) -> RuleCheck:
            told = {
                "edition": "2014",
                "checked_on": date(2025, 6, 1),
                "agrees": True,
                "note": "对照公报",
            }
            return rule_check(one, RuleCheck(**{**told, **fields}), actor=insider)

        return store

    def test_makes_a_rule_block_without_a_release(self, unchecked, check):
        before = checked_days()

        check(unchecked)

        days = checked_days()
        assert SAMPLE.code not in before
        assert unchecked.verdict(days=4).checked_by(days).blocks
        assert AuditEntry.objects.get(act="rule.check").data["agrees"] is True

    def test_that_differs_makes_a_shipped_rule_only_warn(self, declared, check):
        check(declared, agrees=False, note="第一条已改为七个工作日")

        assert not declared.verdict(days=4).checked_by(checked_days()).blocks

    def test_of_another_edition_counts_against_the_rule_only(self, unchecked, check):
        check(unchecked, edition="2019", agrees=False, note="已有新版")

        with pytest.raises(BadInput, match="规则引用的是“2014”版，你对照的是“2019”版"):
            check(unchecked, edition="2019")
        assert SAMPLE.code not in checked_days()

    def test_counts_no_longer_when_a_release_cites_another_edition(
        self, unchecked, check, monkeypatch
    ):
        check(unchecked)
        newer = replace(unchecked, citation=replace(unchecked.citation, edition="2019"))
        monkeypatch.setitem(RULES, SAMPLE.code, newer)

        assert SAMPLE.code not in checked_days()

    def test_older_than_the_shipped_day_changes_nothing(self, declared, check):
        check(declared, checked_on=date(2024, 4, 30), agrees=False)

        assert checked_days()[SAMPLE.code] == CHECKED

    def test_of_the_newest_day_decides_whatever_was_entered_last(self, unchecked, check):
        check(unchecked, checked_on=date(2025, 6, 2), agrees=False)
        check(unchecked, checked_on=date(2025, 6, 1))

        assert SAMPLE.code not in checked_days()

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"checked_on": date(2025, 7, 1)}, "还没有到"),
            ({"note": " "}, "核对说明"),
            ({"edition": ""}, "对照的版本"),
        ],
    )
    def test_that_says_too_little_is_refused(self, unchecked, check, fields, told):
        with pytest.raises(BadInput, match=told):
            check(unchecked, **fields)

        assert not RuleCheck.objects.exists()

    def test_of_a_rule_that_is_no_more_is_passed_over(self, insider, db):
        RuleCheck.objects.create(
            code="gone.rule", edition="2014", checked_on=CHECKED, agrees=True, note="旧", by=insider
        )

        assert "gone.rule" not in checked_days()

    def test_are_all_read_with_one_query(self, declared, check, django_assert_num_queries):
        check(declared)

        with django_assert_num_queries(1):
            checked_days()


class TestRulesList:
    def test_tells_source_day_and_examples(self, declared, db):
        answer = run(None)

        told = next(one for one in answer.data["rules"] if one["code"] == SAMPLE.code)
        assert (told["act"], told["edition"], told["article"]) == ("测试条例", "2014", "第一条")
        assert told["checked"] == "2024-05-01"
        assert [example["answer"] for example in told["examples"]] == [
            "met",
            "not_met",
            "cannot_tell",
        ]
        assert any("不符合不能继续" in line for line in answer.lines)

    def test_says_that_an_unchecked_rule_only_reminds(self, monkeypatch, db):
        unchecked = replace(SAMPLE, citation=Citation("测试条例"))
        monkeypatch.setitem(RULES, SAMPLE.code, unchecked)

        answer = run(None)

        assert any(SAMPLE.code in line and "只提醒不阻止" in line for line in answer.lines)
