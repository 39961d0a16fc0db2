"""Thresholds: a default in code, bounds, a reason for every change."""

from __future__ import annotations

import pytest

from jingwei.kernel.errors import BadInput
from jingwei.kernel.models import AuditEntry, ParameterValue
from jingwei.kernel.parameters import (
    PARAMETERS,
    Parameter,
    parameter,
    parameter_change,
    parameter_values,
)


@pytest.fixture
def days(db, monkeypatch):
    """A threshold of 1 to 90 days, 7 by default."""
    monkeypatch.setattr("jingwei.kernel.parameters.PARAMETERS", {})
    return parameter("made.up", "虚构天数", default=7, bounds=(1, 90), unit="天", source="测试")


class TestParameter:
    def test_is_declared_once(self, days):
        with pytest.raises(ValueError, match="declared twice"):
            parameter("made.up", "又一个", default=1, bounds=(0, 1), unit="", source="")

    @pytest.mark.parametrize("declared", PARAMETERS.values(), ids=lambda p: p.code)
    def test_of_the_product_has_a_default_in_bounds_and_a_source(self, declared: Parameter):
        assert declared.low <= declared.default <= declared.high
        assert declared.source
        assert not declared.label.isascii()


class TestParameterChange:
    def test_stores_the_value_and_leaves_a_trace(self, days, insider):
        parameter_change("made.up", 14, actor=insider, reason="本区要求")

        entry = AuditEntry.objects.get(act="parameter.change")
        assert parameter_values() == {"made.up": 14}
        assert entry.data == {"before": 7, "after": 14, "reason": "本区要求"}

    def test_a_second_one_tells_the_first_value(self, days, insider):
        parameter_change("made.up", 14, actor=insider, reason="本区要求")

        parameter_change("made.up", 21, actor=insider, reason="再放宽")

        assert AuditEntry.objects.order_by("pk").last().data["before"] == 14
        assert ParameterValue.objects.count() == 1

    @pytest.mark.parametrize("value", [1, 90])
    def test_both_bounds_are_inside(self, days, insider, value):
        parameter_change("made.up", value, actor=insider, reason="x")

        assert parameter_values() == {"made.up": value}

    @pytest.mark.parametrize("value", [0, 0.99, 90.01, -5, float("nan"), float("inf")])
    def test_out_of_bounds_is_refused_and_changes_nothing(self, days, insider, value):
        with pytest.raises(BadInput, match="“虚构天数”应在 1 到 90 天之间") as refusal:
            parameter_change("made.up", value, actor=insider, reason="x")

        assert refusal.value.code == "kernel.parameter"
        assert parameter_values() == {"made.up": 7}
        assert not ParameterValue.objects.exists()

    def test_needs_a_reason(self, days, insider):
        with pytest.raises(BadInput, match="需要写明理由"):
            parameter_change("made.up", 14, actor=insider, reason=" ")

        assert not ParameterValue.objects.exists()

    def test_of_an_unknown_code_raises(self, days, insider):
        with pytest.raises(KeyError):
            parameter_change("made.down", 1, actor=insider, reason="x")
