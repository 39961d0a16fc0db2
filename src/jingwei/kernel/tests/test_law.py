"""Numbers of the law: the version of the day, no gap, no overlap, and last year's can be had."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from jingwei.kernel import law as laws
from jingwei.kernel.errors import BadInput
from jingwei.kernel.law import (
    TABLES,
    Law,
    WrongLaw,
    check_rule_numbers,
    law,
    law_book,
    number_of,
    table_from,
)
from jingwei.kernel.parameters import PARAMETERS, parameter_change

TEXT = """
title = "测试"
[[notice_days]]
label = "公示期"
value = 7
unit = "个工作日"
since = 2014-01-01
source = "测试条例（2014）第一条"
[[notice_days]]
value = 5
since = 2019-03-01
source = "测试条例（2019）第二条"
checked = 2024-05-01
[[talk_days]]
label = "谈话期限"
value = 30
since = 2020-01-01
until = 2024-01-01
source = "测试办法第三条"
checked = false
"""
LOCAL = """
[[hours]]
label = "本区学时"
value = 40
unit = "学时"
since = 2014-01-01
source = "测试条例第四条"
local = true
low = 40
high = 120
"""
DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))


@pytest.fixture
def table(monkeypatch):
    monkeypatch.setitem(TABLES, "test.sample", table_from("test.sample", TEXT))
    return TABLES["test.sample"]


@pytest.fixture
def local(monkeypatch, db):
    made = table_from("test.local", LOCAL)
    monkeypatch.setitem(TABLES, "test.local", made)
    monkeypatch.setattr("jingwei.kernel.parameters.PARAMETERS", dict(PARAMETERS))
    laws._declare_local(made.numbers.values())
    return made


class TestShippedTables:
    def test_name_every_number_and_its_source_in_words(self):
        numbers = [number for table in TABLES.values() for number in table.numbers.values()]

        silent = [n.code for n in numbers if not n.label or not all(v.source for v in n.versions)]

        assert silent == []

    def test_have_every_number_that_a_rule_uses(self):
        assert check_rule_numbers() == []


class TestLaw:
    @pytest.mark.parametrize(
        ("day", "value"),
        [(date(2014, 1, 1), 7), (date(2019, 2, 28), 7), (date(2019, 3, 1), 5)],
    )
    def test_answers_with_the_version_of_the_day(self, table, day, value):
        assert law("test.sample", day).notice_days == value

    @pytest.mark.parametrize("day", [date(2019, 12, 31), date(2024, 1, 1)])
    def test_outside_the_dates_of_a_number_cannot_be_asked_for_it(self, table, day):
        numbers = law("test.sample", day)

        with pytest.raises(BadInput, match="没有“谈话期限”的规定") as refusal:
            _ = numbers.talk_days
        assert refusal.value.code == "law.none"
        assert numbers.get("talk_days") is None

    def test_does_not_know_a_misspelt_number(self, table):
        with pytest.raises(AttributeError, match="'notice_day'"):
            _ = law("test.sample", date(2025, 6, 30)).notice_day

    def test_does_not_know_a_misspelt_table(self):
        with pytest.raises(KeyError, match="nowhere"):
            law("nowhere", date(2025, 6, 30))

    def test_asks_the_database_nothing_where_nothing_is_local(
        self, table, db, django_assert_num_queries
    ):
        with django_assert_num_queries(0):
            _ = law("test.sample", date(2025, 6, 30)).notice_days

    @given(DAYS)
    def test_has_exactly_one_version_on_every_day_since_the_first(self, day):
        found = table_from("test.sample", TEXT).numbers["notice_days"]

        holding = [version for version in found.versions if version.holds_on(day)]

        assert len(holding) == (1 if day >= date(2014, 1, 1) else 0)

    @given(DAYS)
    def test_equals_the_newest_version_begun_by_the_day(self, day):
        table = table_from("test.sample", TEXT)
        begun = [v for v in table.numbers["notice_days"].versions if v.since <= day]

        value = Law(table, day, {}).get("notice_days")

        assert value == (max(begun, key=lambda v: v.since).value if begun else None)


class TestTable:
    def test_says_label_and_unit_once(self):
        number = table_from("test.sample", TEXT).numbers["notice_days"]

        assert (number.label, number.unit) == ("公示期", "个工作日")
        assert [version.checked for version in number.versions] == [None, date(2024, 5, 1)]

    def test_is_found_by_the_code_rules_use(self, table):
        assert number_of("test.sample.talk_days").label == "谈话期限"

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("", "holds no number"),
            ("[[a", "no TOML"),
            ("a = 5", r"write \[\[a\]\]"),
            ("a = []", r"write \[\[a\]\]"),
            ("[[a]]\nvalue = 1\nsource = '一'", r"lacks \['since'\]"),
            ("[[a]]\nvalue = 1\nsince = '2014'\nsource = '一'", "since is no day"),
            ("[[a]]\nvalue = 1\nsince = 2014-01-01\nsource = '一'\nunits = '天'", "unknown keys"),
            (
                "[[a]]\nvalue = 1\nsince = 2014-01-01\nuntil = 2013-01-01\nsource = '一'",
                "before it",
            ),
            (
                "[[a]]\nvalue = 1\nsince = 2014-01-01\nsource = '一'\nchecked = true",
                "checked is no",
            ),
            ("[[a]]\nvalue = 1\nsince = 2014-01-01\nsource = '一'\nlocal = true", "needs low"),
        ],
    )
    def test_that_cannot_be_used_says_why(self, text, fault):
        with pytest.raises(WrongLaw, match=fault):
            table_from("test.sample", text)

    @pytest.mark.parametrize(
        ("until", "fault"),
        [("2019-03-02", "two versions hold on 2019-03-01"), ("2019-02-28", "no version from")],
    )
    def test_with_an_overlap_or_a_gap_is_refused(self, until, fault):
        text = TEXT.replace("since = 2014-01-01", f"since = 2014-01-01\nuntil = {until}")

        with pytest.raises(WrongLaw, match=fault):
            table_from("test.sample", text)

    def test_with_two_versions_from_one_day_is_refused(self):
        with pytest.raises(WrongLaw, match="two versions hold"):
            table_from("test.sample", TEXT.replace("2019-03-01", "2014-01-01"))


class TestOwnValues:
    def test_hold_from_the_day_they_were_entered(self, local, insider):
        with time_machine.travel("2025-03-10 09:00+08:00", tick=False):
            parameter_change("law.test.local.hours", 60.0, actor=insider, reason="部务会")
        with time_machine.travel("2026-02-02 09:00+08:00", tick=False):
            parameter_change("law.test.local.hours", 80.0, actor=insider, reason="部务会")
            book = law_book("test.local")

        days = [date(2025, 3, 9), date(2025, 3, 10), date(2026, 2, 1), date(2026, 2, 2)]

        assert [book.on(day).hours for day in days] == [40, 60, 60, 80]

    def test_leave_a_verdict_of_last_year_as_it_was(self, local, insider):
        event = date(2024, 6, 1)
        before = law("test.local", event).hours
        parameter_change("law.test.local.hours", 60.0, actor=insider, reason="部务会")

        assert law("test.local", event).hours == before == 40

    def test_hold_on_the_fixed_day_of_a_demo_although_entered_later(self, local, insider, settings):
        settings.FIXED_DAY = date(2025, 6, 30)

        parameter_change("law.test.local.hours", 60.0, actor=insider, reason="部务会")

        assert law("test.local", settings.FIXED_DAY).hours == 60
        assert law("test.local", settings.FIXED_DAY - timedelta(days=1)).hours == 40

    def test_out_of_the_bounds_are_refused(self, local, insider):
        with pytest.raises(BadInput, match="应在 40 到 120"):
            parameter_change("law.test.local.hours", 39, actor=insider, reason="部务会")

    def test_are_asked_for_once_for_many_days(self, local, insider, django_assert_num_queries):
        parameter_change("law.test.local.hours", 60.0, actor=insider, reason="部务会")

        with django_assert_num_queries(2):
            book = law_book("test.local")
            assert {book.on(date(2024, 1, day)).hours for day in range(1, 20)} == {40}
