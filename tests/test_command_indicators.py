"""The command that lists indicators: words, numbers of a unit on a day, what fails."""

from __future__ import annotations

import json

import pytest

from jingwei.plans.tests.counted import BROKEN, PEOPLE, WOMEN, declared_only
from tests.factories import PersonFactory


@pytest.fixture
def people(today, monkeypatch, gbk, jyj):
    declared_only(monkeypatch, PEOPLE, WOMEN)
    PersonFactory(unit=gbk)
    PersonFactory(unit=jyj, gender="1")


class TestIndicatorsList:
    def test_tells_every_indicator(self, people, asked):
        code, out, _ = asked("indicators", "list")

        assert code == 0
        assert out.splitlines() == [
            "tests.people　在册人数　期末在册的人数",
            "tests.women　女性占比　在册人员中女性的占比",
            "共 2 个指标。",
        ]

    def test_counts_for_a_unit_on_a_day(self, people, asked, zzb):
        words = ("--values", "--unit", zzb.path, "--as-of", "2025-06-30", "--json")

        code, out, _ = asked("indicators", "list", *words)

        told = json.loads(out)
        values = [(one["code"], one["value"], one["count"]) for one in told["indicators"]]
        assert (code, told["unit"], told["as_of"]) == (0, zzb.path, "2025-06-30")
        assert values == [("tests.people", "1", 1), ("tests.women", "100.00", 1)]

    def test_needs_no_unit_where_there_is_one_district(self, people, asked):
        _, out, _ = asked("indicators", "list", "--values")

        assert out.splitlines()[:3] == [
            "青岚区及下属单位，截至 2025-06-30",
            "tests.people　在册人数　2人　期末在册的人数",
            "tests.women　女性占比　50%　在册人员中女性的占比",
        ]

    def test_tells_of_one_that_fails_and_of_the_others(self, people, asked, monkeypatch):
        declared_only(monkeypatch, BROKEN, PEOPLE)

        code, out, _ = asked("indicators", "list", "--values")

        assert code == 1
        assert "tests.people　在册人数　2人" in out
        assert "指标“算不出的数”没有算出：ZeroDivisionError" in out

    def test_refuses_an_unknown_unit_and_a_day_that_is_none(self, people, asked):
        unit = asked("indicators", "list", "--values", "--unit", "haizhou/")
        day = asked("indicators", "list", "--as-of", "2025-13-01")

        assert (unit[0], day[0]) == (2, 2)
        assert "没有路径为“haizhou/”的单位" in unit[2]
        assert "日期写成 2025-06-30 的样子" in day[2]
