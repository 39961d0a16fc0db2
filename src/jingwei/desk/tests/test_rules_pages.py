"""The pages of the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from jingwei.desk.selectors.rules import worded
from jingwei.kernel.law import TABLES, table_from
from jingwei.kernel.models import RuleCheck
from jingwei.kernel.rule_checks import checked_days
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
)

CODE = "party.sample_talk"
LIST = reverse("desk:rule-list")
PAGE = reverse("desk:rule", args=[CODE])
CHECK = reverse("desk:rule-check", args=[CODE])
LAW = """
[[talk_days]]
label = "谈话期限"
value = 30
unit = "天"
since = 2014-01-01
source = "样例细则（2014）第六条"
[[talk_days]]
value = 20
since = 2030-01-01
source = "样例细则（2030）第六条"
"""
GIVEN = {"agrees": "yes", "edition": "2014", "checked_on": "2025-06-20", "note": "对照公报"}

pytestmark = pytest.mark.usefixtures("today", "sample")


def talk(days: int | None, limit: int) -> Judgement:
    if days is None:
        return cannot_tell("谈话日期")
    if days > limit:
        return not_met(f"{days} 天后才谈话，应在 {limit} 天内。", 间隔天数=days)
    return met(间隔天数=days)


@pytest.fixture
def sample(monkeypatch):
    """One rule of the Party room and one of the kernel, besides those of the product."""
    monkeypatch.setitem(TABLES, "party.sample", table_from("party.sample", LAW))
    made = Rule(
        CODE, "样例：派人谈话", Strength.BLOCK, Citation("样例细则", "第六条", "2014"), talk,
        (
            Example(Answer.MET, {"days": 10, "limit": 30}, "十天内谈话"),
            Example(Answer.NOT_MET, {"days": 40, "limit": 30}, "四十天后谈话"),
        ),
        since=date(2014, 5, 28), numbers=("party.sample.talk_days",),
    )  # fmt: skip
    monkeypatch.setitem(RULES, CODE, made)
    cited = Citation("样例公文办法", "第九条", "2012", date(2024, 5, 1))
    examples = (Example(Answer.MET, {"days": 1, "limit": 3}, "次日印发"),)
    other = replace(
        made, code="kernel.sample", title="样例：公文期限", strength=Strength.INFO,
        citation=cited, examples=examples, numbers=(),
    )  # fmt: skip
    monkeypatch.setitem(RULES, other.code, other)
    return made


def shown(client, **asked):
    rooms = client.get(LIST, asked).context["rooms"]
    return [row.rule.code for _, rows in rooms for row in rows if "sample" in row.rule.code]


class TestDoors:
    @pytest.mark.parametrize("url", [LIST, PAGE])
    def test_open_to_everyone_signed_in(self, as_powerless, client, url):
        assert as_powerless.get(url).status_code == 200
        assert client.get(url).status_code == 302

    def test_of_checks_opens_to_the_insider_only(self, as_insider, as_powerless, client):
        codes = [one.get(CHECK).status_code for one in (as_insider, as_powerless, client)]

        assert codes == [200, 403, 302]

    def test_to_a_rule_that_is_none_is_not_there(self, as_insider):
        for name in ("desk:rule", "desk:rule-check"):
            assert as_insider.get(reverse(name, args=["party.nothing"])).status_code == 404


class TestRuleList:
    def test_stands_by_room(self, as_insider):
        rooms = dict(as_insider.get(LIST).context["rooms"])

        held = {name: [row.rule.code for row in rows] for name, rows in rooms.items()}
        assert CODE in held["党员"]
        assert "kernel.sample" in held["内核"]

    def test_says_of_an_unchecked_rule_that_it_only_reminds(self, as_insider):
        page = as_insider.get(LIST, {"q": "样例：派人谈话"}).content.decode()

        assert "未核对原文，只提醒不阻止" in page
        assert "《样例细则》（2014）第六条" in page
        assert "谈话期限：30 天" in page
        assert "四十天后谈话" in page

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"q": "派人 第六条"}, [CODE]),
            ({"q": "谈话期限"}, [CODE]),
            ({"q": "四十天"}, [CODE]),
            ({"q": "样例公文办法"}, ["kernel.sample"]),
            ({"q": "样例", "state": "checked"}, ["kernel.sample"]),
            ({"q": "样例", "state": "open"}, [CODE]),
            ({"q": "样例", "strength": "info"}, ["kernel.sample"]),
            ({"q": "样例", "room": "party"}, [CODE]),
        ],
    )
    def test_is_searched_and_filtered(self, as_insider, asked, found):
        assert shown(as_insider, **asked) == found

    def test_says_when_nothing_is_found(self, as_insider):
        assert "没有找到规则" in as_insider.get(LIST, {"q": "飞船"}).content.decode()


class TestRulePage:
    def test_shows_examples_with_verdicts_and_all_versions_of_a_number(self, as_insider):
        page = as_insider.get(PAGE).content.decode()

        assert "40 天后才谈话，应在 30 天内。" in page
        assert "间隔天数" in page
        assert "样例细则（2030）第六条" in page

    def test_offers_a_check_to_those_who_may(self, as_insider, as_powerless):
        assert CHECK in as_insider.get(PAGE).content.decode()
        assert CHECK not in as_powerless.get(PAGE).content.decode()


class TestRuleCheck:
    def test_is_stored_and_shown(self, as_insider, insider):
        answer = as_insider.post(CHECK, GIVEN, follow=True)

        check = RuleCheck.objects.get()
        assert (check.code, check.by, check.agrees) == (CODE, insider, True)
        assert checked_days()[CODE] == date(2025, 6, 20)
        assert "对照“2014”版，与原文一致。对照公报" in " ".join(answer.content.decode().split())

    def test_that_differs_is_stored_as_such(self, as_insider):
        as_insider.post(CHECK, GIVEN | {"agrees": "no", "edition": "2024"})

        assert RuleCheck.objects.get().agrees is False
        assert CODE not in checked_days()

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"agrees": ""}, "选择核对结果"),
            ({"note": ""}, "填写核对说明"),
            ({"edition": "2019"}, "你对照的是“2019”版"),
            ({"checked_on": "2025-07-01"}, "还没有到"),
        ],
    )
    def test_is_refused_in_the_form(self, as_insider, given, told):
        answer = as_insider.post(CHECK, GIVEN | given)

        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert not RuleCheck.objects.exists()


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (12, "个月", "12 个月"),
        (0.5, "", "0.5"),
        (True, "", "是"),
        ([1, 2], "级", "1 级、2 级"),
        ({"一级": 3}, "年", "一级 3 年"),
    ],
)
def test_values_of_the_law_are_written_for_people(value, unit, words):
    assert worded(value, unit) == words
